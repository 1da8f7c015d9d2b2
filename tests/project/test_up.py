"""Everything under one parent, on services of its own: starts, says what died, stops all."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.project.test_start import BASE, bare


@pytest.fixture
def data():
    """A folder that everybody may enter, unlike pytest's: as root, the database runs as somebody else."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "with a space"


@pytest.fixture
def up(data):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    parent = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", str(port)],
        cwd=BASE,
        env=bare() | {"KAM_DATA_DIR": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield parent
    parent.terminate()
    parent.communicate(timeout=30)


def child(up, words: str) -> int:
    """The process number of the parent's child whose command line has `words`."""
    for pid in Path(f"/proc/{up.pid}/task/{up.pid}/children").read_text().split():
        if words in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " "):
            return int(pid)
    raise LookupError(words)


def stopped(data: Path) -> bool:
    """Whether there is a cluster, and no server of it."""
    return (data / "postgres" / "PG_VERSION").exists() and not (data / "postgres" / "postmaster.pid").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the processes in /proc")
def test_it_starts_everything_and_stops_it_when_one_dies(up, data):
    assert any("Ready: http://127.0.0.1" in line for line in up.stdout)
    os.kill(child(up, "celery -A kam_crm.celery beat"), signal.SIGKILL)
    said = up.communicate(timeout=60)[1]
    assert up.returncode == 1
    assert "beat ended with exit code -9" in said
    assert stopped(data)


def test_it_prepares_a_new_database_once_for_two_commands_that_start_at_the_same_moment(data):
    ask = ["kpis", "--month", "2026-10", "--format", "json"]
    both = [
        subprocess.Popen(
            [sys.executable, "manage.py", *ask],
            cwd=BASE,
            env=bare() | {"KAM_DATA_DIR": str(data)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [one.communicate(timeout=120)[0] for one in both]
    assert [json.loads(answer)["company"]["opening"] for answer in said] == [0, 0]
    assert stopped(data)
