"""Logging talks: little to say, nothing twice, and only on one's own clients."""

import uuid

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.access import Denied
from activity.models import Event
from clients.models import Interaction
from tests import factories as make

NOW = make.instant("2026-10-20T09:00")
LOG = reverse("interactions:log")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


@pytest.fixture
def asha(client, cast):
    client.force_login(cast.asha)
    with time_machine.travel(NOW, tick=False):
        yield client


def test_it_needs_the_client_only(asha, acme, cast):
    asha.post(LOG, {"client": "ACME"})
    made = Interaction.objects.get()
    assert (made.client, made.manager, made.kind, made.status) == (acme, cast.asha, "call", "held")
    assert made.started_at == NOW


def test_it_leaves_an_event(asha, acme):
    asha.post(LOG, {"client": "ACME"})
    assert Event.objects.about(Interaction.objects.get()).get().verb == "interaction.logged"


def test_it_is_one_record_when_sent_twice(asha, acme):
    for _ in range(2):
        asha.post(LOG, {"client": "ACME", "reference": uuid.UUID(int=7)})
    assert Interaction.objects.count() == 1


def test_it_does_not_hand_out_another_persons_record_for_its_reference(acme, cast):
    Interaction.log(acme, by=cast.asha, at=NOW, kind="call", started_at=NOW, reference="r")
    with pytest.raises(Denied):
        Interaction.log(acme, by=cast.vikram, at=NOW, kind="call", started_at=NOW, reference="r")


def test_it_cannot_have_been_held_in_the_future_and_keeps_what_was_typed(asha, acme):
    answer = asha.post(LOG, {"client": "ACME", "status": "held", "started_at": "2026-10-21T10:00", "subject": "Price"})
    assert "can only be planned" in answer.text
    assert 'value="Price"' in answer.text
    assert not Interaction.objects.exists()


def test_it_is_not_logged_on_a_strangers_client(asha, cast):
    make.client("Stranger", cast.ravi)
    answer = asha.post(LOG, {"client": "STRANGER"})
    assert "There is no “STRANGER”" in answer.text
    assert not Interaction.objects.exists()


def test_it_is_not_logged_for_somebody_else_by_a_junior(asha, acme, cast):
    asha.post(LOG, {"client": "ACME", "manager": cast.vikram.pk})
    assert Interaction.objects.get().manager == cast.asha


def test_it_is_logged_for_a_junior_by_the_senior_above(acme, cast):
    made = Interaction.log(acme, by=cast.vikram, at=NOW, manager=cast.asha, kind="call", started_at=NOW)
    assert (made.manager, made.recorded_by) == (cast.asha, cast.vikram)


def test_it_is_logged_for_nobody_outside_the_line(acme, cast):
    with pytest.raises(Denied):
        Interaction.log(acme, by=cast.vikram, at=NOW, manager=cast.ravi, kind="call", started_at=NOW)


def test_it_takes_no_contact_of_another_client(acme, cast):
    stranger = make.contact(make.client("Other", cast.asha), "Devi")
    with pytest.raises(ValidationError, match="not a contact of this client"):
        Interaction.log(acme, by=cast.asha, at=NOW, kind="call", started_at=NOW, contacts=[stranger])
    assert not Interaction.objects.exists()


def test_it_takes_managers_only_as_company(acme, cast):
    with pytest.raises(ValidationError, match="not an active manager"):
        Interaction.log(acme, by=cast.asha, at=NOW, kind="call", started_at=NOW, joint_managers=[cast.leela])


def test_it_goes_to_the_trash_and_comes_back(acme, cast):
    made = make.interaction(acme, cast.asha, "2026-10-05T10:00")
    made.trash(by=cast.asha, at=NOW)
    assert not Interaction.objects.live().exists()
    made.restore(by=cast.asha, at=NOW)
    assert Interaction.objects.live().get() == made


def test_it_is_not_trashed_by_a_colleague(acme, cast):
    made = make.interaction(acme, cast.asha, "2026-10-05T10:00")
    with pytest.raises(Denied):
        made.trash(by=cast.ravi, at=NOW)
    assert Interaction.objects.live().exists()


def test_it_shows_times_in_the_readers_zone(asha, acme, cast):
    cast.asha.time_zone = "Asia/Kolkata"
    cast.asha.save()
    make.interaction(acme, cast.asha, "2026-10-05T10:00")
    assert "15:30" in asha.get(reverse("interactions:list")).text
