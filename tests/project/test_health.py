"""What a load balancer and an operator ask."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from activity.models import Job
from kam_crm import health


def test_it_is_ready_when_all_is_well(db, client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == dict.fromkeys(("status", "database", "broker", "migrations", "backlog"), "ok")


def test_it_is_alive_without_a_database(client):
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).json() == {"status": "ok"}


def test_it_is_not_ready_without_a_database(monkeypatch, client):
    def down(*_args):
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", down)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "down")


def test_it_is_not_ready_without_a_broker(db, client, settings):
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere.sock"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["broker"]) == (503, "down")


def test_it_is_not_ready_when_jobs_pile_up(db, client):
    Job.leave("test.note", due_at=timezone.now() - health.PATIENCE - dt.timedelta(seconds=1))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["backlog"].startswith("oldest job waits since")


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 404),
        ("203.0.113.9", {}, 404),
        ("203.0.113.9", {"Authorization": "Bearer wrong"}, 404),
        ("203.0.113.9", {"Authorization": "Bearer for-the-watchman"}, 200),
    ],
)
def test_it_shows_its_metrics_to_this_machine_and_to_the_token(client, settings, address, headers, status):
    settings.METRICS_TOKEN = "for-the-watchman"
    assert client.get("/metrics", REMOTE_ADDR=address, headers=headers).status_code == status
