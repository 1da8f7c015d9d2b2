"""Starting with bad settings, a taken port or no database: one clear line, an exit code, nothing started."""

import os
import runpy
import socket
import subprocess
import sys
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parent.parent.parent


def bare() -> dict[str, str]:
    """This shell's environment without any setting of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("KAM_", "DJANGO_"))}


def manage(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=BASE, env=bare() | settings, capture_output=True, text=True
    )


NAMED = {
    "KAM_DATABASE_URL": "postgresql://localhost:1/none",
    "KAM_REDIS_URL": "redis://localhost:1",
    "KAM_SECRET_KEY": "x",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KAM_DATABASE_URL", "mysql://localhost/kam"),
        ("KAM_DATABASE_URL", "postgresql://localhost:port/kam"),
        ("KAM_DATABASE_URL", "postgresql://localhost"),
        ("KAM_REDIS_URL", "localhost"),
        ("KAM_SECRET_KEY", ""),
        ("KAM_BASE_URL", "kam.example.com"),
        ("KAM_TIME_ZONE", "Asia/Bombay-by-the-sea"),
        ("KAM_CURRENCY", "rupees"),
        ("KAM_REGULAR_PURCHASE_MONTHS", "three"),
        ("KAM_HANDOVER_GRACE_DAYS", "-1"),
        ("KAM_PROFIT_COMPARISON", "last_month"),
        ("KAM_EMAIL_URL", "mail.example.com"),
        ("KAM_DEBUG", "maybe"),
    ],
)
def test_it_says_a_bad_setting_in_one_line(monkeypatch, name, value):
    for setting in bare().keys() ^ os.environ.keys():
        monkeypatch.delenv(setting)
    for setting, given in (NAMED | {name: value}).items():
        monkeypatch.setenv(setting, given)
    with pytest.raises(SystemExit, match=f"^{name}: [^\n]+$"):
        runpy.run_path(str(BASE / "kam_crm" / "settings.py"))


def test_it_ends_with_that_line_and_nothing_else():
    refused = manage("migrate", **NAMED | {"KAM_CURRENCY": "rupees"})
    assert refused.returncode != 0
    assert refused.stderr.startswith("KAM_CURRENCY: ")
    assert len(refused.stderr.splitlines()) == 1


def test_it_says_in_one_line_that_the_database_does_not_answer():
    refused = manage("migrate", **NAMED)
    assert refused.returncode != 0
    assert refused.stderr.startswith("The database does not answer")
    assert len(refused.stderr.splitlines()) == 1


def test_it_says_in_one_line_that_the_data_folder_cannot_be_used(tmp_path):
    (tmp_path / "file").touch()
    refused = manage("migrate", KAM_DATA_DIR=str(tmp_path / "file"))
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert refused.stderr.startswith("KAM_DATA_DIR: ")


def test_it_starts_nothing_to_show_its_help(tmp_path):
    assert manage("up", "--help", KAM_DATA_DIR=str(tmp_path)).returncode == 0
    assert not (tmp_path / "postgres").exists()


def test_it_refuses_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = manage("up", "--port", str(port), **NAMED)
    assert refused.returncode != 0
    assert f"Port {port} cannot be used" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
