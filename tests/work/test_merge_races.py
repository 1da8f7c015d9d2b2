"""What is given to a client while it is being merged away: it follows, or is refused; nothing stays behind."""

import threading
import time

import pytest
from django.db import connection, connections, transaction

from accounts.access import Denied
from accounts.models import Department
from clients.models import Client, Merge
from tests import factories as make
from work.models import DepartmentRequest, PlaybookRun, Promise, Task

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.instant("2026-11-24T10:00")
DUE = make.day("2026-12-01")


def give_task(cast, client):
    Task.assign([cast.asha], title="Ring", client=client, by=cast.asha, at=NOW)


def ask(cast, client):
    design, _new = Department.objects.get_or_create(code="design", defaults={"name": "Design"})
    make.member("Lata", "design")
    about = {"subject": "Prices", "asked": "A picture", "due_on": DUE}
    DepartmentRequest.send(client, design, by=cast.asha, at=NOW, **about)


def promise(cast, client):
    about = {"text": "Prices", "manager": cast.asha, "made_on": NOW.date(), "due_on": DUE}
    Promise.enter(client, by=cast.asha, at=NOW, **about)


def start_playbook(cast, client):
    PlaybookRun.start(make.playbook(cast.vikram, (0, "Ring")), client, DUE, key="k", by=cast.asha, at=NOW)


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("deed", [give_task, ask, promise, start_playbook])
def test_nothing_is_given_to_a_client_that_is_being_merged_away(cast, deed):
    kept, gone = make.client("Acme", cast.asha), make.client("Acme Ltd", cast.asha)
    said = []

    def give():
        try:
            deed(cast, Client.objects.get(pk=gone.pk))
        except Denied:
            said.append("refused")
        finally:
            connections.close_all()

    other = threading.Thread(target=give)
    with transaction.atomic():
        Merge.of_clients(kept, gone, by=cast.vikram, at=NOW)
        other.start()
        until = time.monotonic() + 20
        while not waits_for_a_lock() and time.monotonic() < until and other.is_alive():
            other.join(0.02)
    other.join(20)
    assert said == ["refused"]
    assert not any(
        model.objects.filter(client=gone).exists() for model in (Task, DepartmentRequest, Promise, PlaybookRun)
    )
