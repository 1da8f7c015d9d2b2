"""The program's processes as children of one parent, which stops them all and says which one died."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 15  # seconds for a child to end by itself; a job cut off in the middle is taken up again later
LOG_LIMIT = 10_000_000  # bytes, after which a log is put aside at the next start


class Died(Exception):
    """A child ended that should not have; the message says which, how, and its last words."""


class Processes:
    def __init__(self, logs: Path, environment: dict[str, str]):
        self.logs = logs
        self.environment = os.environ | environment
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *words: str) -> None:
        """Start `python words…`, out of reach of the terminal's Ctrl-C: the parent decides when it stops."""
        with self._log(name).open("ab") as log:
            self.children[name] = subprocess.Popen(
                [sys.executable, *words],
                env=self.environment,
                cwd=Path(__file__).resolve().parent.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,
            )

    def check(self) -> None:
        """Raises Died when one of them has ended."""
        for name, child in self.children.items():
            if (code := child.poll()) is not None:
                last = "\n".join(self.last_lines(name))
                raise Died(f"{name} ended with exit code {code}. Its last words in {self.path(name)}:\n{last}")

    def stop(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in self.children.values():
            try:
                child.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def path(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def last_lines(self, name: str, count: int = 8) -> list[str]:
        return self.path(name).read_text(errors="replace").splitlines()[-count:]

    def _log(self, name: str) -> Path:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
        return path


WORKER = (
    "-m",
    "celery",
    "-A",
    "kam_crm.celery",
    "worker",
    "-c",
    "2",
    "-l",
    "INFO",
    "--without-gossip",
    "--without-mingle",
)
RELAY = ("manage.py", "relay")
BEAT = ("-m", "celery", "-A", "kam_crm.celery", "beat", "-l", "INFO")


def web(port: int) -> tuple[str, ...]:
    bind = ("-b", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--timeout", "60")
    log = ("--access-logfile", "-", "--logger-class", "kam_crm.logs.AccessLog")
    return ("-m", "gunicorn", "kam_crm.wsgi", *bind, *log)


def _end_with_parent() -> None:
    """Ask the kernel to end this child when its parent is killed, so that nothing is left behind on the port."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
