"""A pytest plugin, loaded before Django's settings: a PostgreSQL and a Valkey of the tests' own."""

import os
import pathlib

# Tests side by side have servers of their own: how fresh a figure is depends on whatever else runs in the same one.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
HOME = pathlib.Path(__file__).resolve().parent.parent / ".data" / "test"
os.environ["KAM_DATA_DIR"] = os.environ.get("KAM_DATA_DIR", str(HOME)) + (f"-{WORKER}" if WORKER else "")
os.environ.setdefault("KAM_SECRET_KEY", "for-tests-only")
for name in [n for n in os.environ if n.startswith("KAM_") and n not in ("KAM_DATA_DIR", "KAM_SECRET_KEY")]:
    if not name.startswith("KAM_TEST_"):
        del os.environ[name]  # the figures under test must not depend on the shell they are run from

from kam_crm import embedded  # noqa: E402

embedded.ensure(["pytest", "run"], throwaway=True)
