"""The embedded PostgreSQL and Valkey, for trying out and for tests: real ones, started under KAM_DATA_DIR where the
environment names no others.

Every process that uses them holds a shared lock while it lives; the last one to leave stops them. Whatever goes
wrong is one line for a person (SystemExit), never a traceback.
"""

import atexit
import fcntl
import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

from kam_crm.embedded import postgres, valkey
from kam_crm.embedded.home import Home

BASE = Path(__file__).resolve().parent.parent.parent
WITHOUT_SERVICES = {"help", "version", "check", "collectstatic", "compilemessages", "makemessages", "findstatic"}


def ensure(argv: list[str], *, throwaway: bool = False) -> bool:
    """Name the services in the environment, and start those that the command `argv` needs and nobody named.

    Says whether the database is an embedded one, to be prepared by whoever comes first.

    `throwaway` is for tests: a cluster that a power cut may break, and that is faster for it."""
    wanted = [name for name in ("KAM_DATABASE_URL", "KAM_REDIS_URL") if not os.environ.get(name)]
    if not wanted:
        return False
    home = Home(Path(os.environ.get("KAM_DATA_DIR") or BASE / ".data").resolve())
    with home.alone():
        if "KAM_DATABASE_URL" in wanted:
            if not os.environ.get("KAM_SECRET_KEY"):  # beside a named database it must be named, too
                os.environ["KAM_SECRET_KEY"] = home.secret_key()
            os.environ["KAM_DATABASE_URL"] = postgres.url(home)
        if "KAM_REDIS_URL" in wanted:
            os.environ["KAM_REDIS_URL"] = valkey.url(home)
        importlib.import_module("kam_crm.settings")  # a malformed setting is said before anything is started
        if not needs_services(argv):
            return False
        _use(home, wanted, throwaway)
    return "KAM_DATABASE_URL" in wanted


def prepare(migrate: Callable[[], object]) -> None:
    """Have a new embedded database migrated, once: others who come meanwhile wait."""
    home = Home(Path(os.environ.get("KAM_DATA_DIR") or BASE / ".data").resolve())
    with (home.data / "preparing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if postgres.is_empty(home):
            migrate()


def needs_services(argv: list[str]) -> bool:
    command = argv[1] if len(argv) > 1 else "help"
    return command not in WITHOUT_SERVICES and not {"-h", "--help", "--version"} & set(argv[1:])


def _use(home: Home, wanted: list[str], throwaway: bool) -> None:
    in_use = (home.data / "in-use").open("w")
    fcntl.flock(in_use, fcntl.LOCK_SH)
    atexit.register(_leave, home, in_use, os.getpid())
    if "KAM_DATABASE_URL" in wanted:
        postgres.start(home, throwaway=throwaway)
    if "KAM_REDIS_URL" in wanted:
        valkey.start(home)


def _leave(home: Home, in_use: IO[str], pid: int) -> None:
    """Stop the services, unless somebody else still uses them."""
    if os.getpid() != pid:  # a forked child that ends is not the one that came
        return
    with home.alone():
        try:
            fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        valkey.stop(home)
        postgres.stop(home)
