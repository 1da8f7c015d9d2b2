"""The audit log: who reads it, and how much of it."""

import pytest

from activity.models import record
from tests import factories as make

AT = make.instant("2026-11-24T09:00")


@pytest.fixture
def logged(cast):
    acme = make.client("Acme", cast.asha)
    record("sale.recorded", acme, by=cast.asha, at=AT, client_id=acme.pk, amount="4711.00")
    record("user.appointed", cast.asha, by=cast.omar, at=AT, changes={"level": ["junior", "senior"]})


def rows(client, who, **filters):
    client.force_login(who)
    return client.get("/audit/", filters)


@pytest.mark.usefixtures("logged")
def test_it_shows_an_administrator_no_business_figures(client, cast):
    shown = rows(client, cast.omar)
    assert [event.actor for event in shown.context["rows"]] == [cast.omar, cast.asha]
    assert "4711" not in shown.text
    assert "level: junior → senior" in shown.text


@pytest.mark.usefixtures("logged")
def test_it_shows_an_executive_everything(client, cast):
    assert "4711" in rows(client, cast.esha).text


def test_it_reads_what_changed_as_before_and_after(client, cast):
    record("client.changed", make.client("Acme", cast.asha), by=cast.asha, at=AT, changed={"city": ["Pune", "Goa"]})
    assert "city: Pune → Goa" in rows(client, cast.esha).text


@pytest.mark.usefixtures("logged")
def test_it_filters_by_person_room_and_day(client, cast):
    assert [e.verb for e in rows(client, cast.omar, actor=cast.asha.pk).context["rows"]] == ["sale.recorded"]
    assert [e.verb for e in rows(client, cast.omar, room="accounts").context["rows"]] == ["user.appointed"]
    assert not rows(client, cast.omar, since="2026-11-25").context["rows"]


@pytest.mark.usefixtures("logged")
def test_it_keeps_the_details_out_of_the_administration_pages(client, cast):
    client.force_login(cast.omar)
    from activity.models import Event

    event = Event.objects.get(verb="sale.recorded")
    assert "4711" not in client.get(f"/admin/activity/event/{event.pk}/change/").text
