"""The container files say what production needs."""

from pathlib import Path

import pytest
import yaml

BASE = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def services() -> dict:
    return yaml.safe_load((BASE / "docker-compose.yml").read_text())["services"]


def test_it_composes_every_process_and_both_services(services):
    assert set(services) == {"migrate", "web", "worker", "beat", "relay", "postgres", "valkey"}
    assert all("healthcheck" in services[name] for name in ("web", "worker", "postgres", "valkey"))


def test_it_keeps_no_secret_in_the_file(services):
    named = services["web"]["environment"] | services["postgres"]["environment"]
    assert named["KAM_SECRET_KEY"].startswith("${KAM_SECRET_KEY:?")
    assert named["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


def test_it_does_not_run_as_root():
    assert "\nUSER kam\n" in (BASE / "Dockerfile").read_text()
