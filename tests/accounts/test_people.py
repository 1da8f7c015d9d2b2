"""Hiring, appointing and deactivating people, and what the house refuses."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.access import Denied
from accounts.models import Level, Role, User
from activity.models import Event
from tests import factories as make

NOW = make.instant("2026-11-24T09:00")


def appointed(cast, **changes):
    fields = {"name": "Asha", "email": "asha@example.com", "role": "key_manager", "level": "junior"}
    return fields | {"supervisor": cast.vikram.pk, "department": ""} | changes


@pytest.fixture
def omar(client, cast):
    client.force_login(cast.omar)
    return client


def test_it_hires_with_an_event_and_no_password(cast):
    person = User.hire(by=cast.omar, at=NOW, name="Dev", email=" Dev@Example.com", role=Role.EXECUTIVE)
    event = Event.objects.about(person).get()
    assert (person.email, person.has_usable_password()) == ("dev@example.com", False)
    assert (event.verb, event.actor, event.at) == ("user.hired", cast.omar, NOW)


@pytest.mark.parametrize("who", ["asha", "vikram", "nila", "leela", "esha"])
def test_it_lets_nobody_but_an_administrator_hire_or_appoint(cast, who):
    by = getattr(cast, who)
    with pytest.raises(Denied):
        User.hire(by=by, at=NOW, name="Dev", email="dev@example.com", role=Role.EXECUTIVE)
    with pytest.raises(Denied):
        by.appoint(by=by, at=NOW, role=Role.EXECUTIVE, level="")
    assert not Event.objects.exists()


def test_it_writes_down_what_changed_and_only_that(omar, cast):
    response = omar.post(reverse("people:edit", args=[cast.asha.pk]), appointed(cast, name="Asha Rao"))
    assert response.status_code == 302
    assert Event.objects.about(cast.asha).get().data == {"changes": {"name": ["Asha", "Asha Rao"]}}


def test_it_writes_nothing_down_when_nothing_changed(omar, cast):
    omar.post(reverse("people:edit", args=[cast.asha.pk]), appointed(cast))
    assert not Event.objects.about(cast.asha).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"level": ""}, "level"),
        ({"role": "executive"}, "level"),
        ({"email": "VIKRAM@example.com"}, "email"),
        ({"name": ""}, "name"),
    ],
)
def test_it_says_at_the_field_what_is_wrong_and_keeps_the_rest(omar, cast, changes, field):
    response = omar.post(reverse("people:edit", args=[cast.asha.pk]), appointed(cast, **changes))
    cast.asha.refresh_from_db()
    assert list(response.context["form"].errors) == [field]
    assert (cast.asha.level, cast.asha.email) == ("junior", "asha@example.com")


@pytest.mark.parametrize("who", ["asha", "nila", "leela", "omar"])
def test_it_refuses_a_supervisor_who_cannot_lead_managers(cast, who):
    with pytest.raises(ValidationError, match="cannot lead an account manager"):
        cast.ravi.appoint(by=cast.omar, at=NOW, supervisor=getattr(cast, who))


def test_it_takes_a_senior_or_an_executive_as_supervisor(cast):
    cast.ravi.appoint(by=cast.omar, at=NOW, supervisor=cast.vikram)
    cast.vikram.appoint(by=cast.omar, at=NOW, supervisor=cast.esha)
    assert cast.ravi.pk in User.objects.get(pk=cast.vikram.pk).line_ids


def test_it_refuses_a_circle_of_reporting_lines(cast):
    cast.vikram.appoint(by=cast.omar, at=NOW, supervisor=cast.meera)
    with pytest.raises(ValidationError, match="circle"):
        cast.meera.appoint(by=cast.omar, at=NOW, supervisor=cast.vikram)
    assert User.objects.get(pk=cast.meera.pk).supervisor is None


def test_it_refuses_to_demote_whom_people_report_to(cast):
    with pytest.raises(ValidationError, match="Asha reports to this person"):
        cast.vikram.appoint(by=cast.omar, at=NOW, level=Level.JUNIOR)


def test_it_keeps_the_last_administrator(cast):
    with pytest.raises(ValidationError, match="last administrator"):
        User.objects.get(pk=cast.omar.pk).deactivate(cast.omar, NOW)
    with pytest.raises(ValidationError, match="last administrator"):
        User.objects.get(pk=cast.omar.pk).appoint(by=cast.omar, at=NOW, role=Role.EXECUTIVE, level="")
    assert User.objects.administrators().get() == cast.omar


def test_it_deactivates_and_lets_in_again(omar, cast):
    omar.post(reverse("people:deactivate", args=[cast.asha.pk]))
    assert not User.objects.get(pk=cast.asha.pk).is_active
    omar.post(reverse("people:reactivate", args=[cast.asha.pk]))
    assert User.objects.get(pk=cast.asha.pk).is_active


def test_it_filters_people_by_name_role_and_activity(omar, cast):
    User.objects.filter(pk=cast.ravi.pk).update(is_active=False)
    rows = omar.get(reverse("people:list"), {"role": "key_manager", "active": "no"}).context["rows"]
    assert rows == [cast.ravi]
    assert omar.get(reverse("people:list"), {"q": "ASH"}).context["rows"] == [cast.asha]


def test_it_lets_a_person_set_a_password_once_by_the_link(omar, cast, client):
    link = omar.post(reverse("people:invite", args=[cast.asha.pk])).context["link"]
    path = link.removeprefix("http://127.0.0.1:8000")
    omar.logout()
    form = client.get(path, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": make.PASSWORD, "password2": make.PASSWORD})
    assert User.objects.get(pk=cast.asha.pk).check_password(make.PASSWORD)
    assert client.get(path, follow=True).context["token_fail"]


def test_it_makes_no_link_for_who_may_not_sign_in(omar, cast):
    User.objects.filter(pk=cast.asha.pk).update(is_active=False)
    assert omar.post(reverse("people:invite", args=[cast.asha.pk])).status_code == 302
    assert not Event.objects.filter(verb="user.invited").exists()
