"""Which facts of the other measures leave a touch, of whom and for which months; and what leaves none."""

import pytest

from clients.models import Contact, Interaction, Spending, Survey
from kpis.models import Touch
from tests import factories as make
from work.models import Case, Promise


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


@pytest.fixture
def left(acme):
    """What the touches left since it was last asked say: who, since, until."""

    def told() -> set[tuple]:
        rows = set()
        for t in Touch.objects.all():
            whose = ("client", t.client_id) if t.client_id else ("manager", t.manager_id)
            rows.add((*whose, str(t.since), t.until and str(t.until)))
        Touch.objects.all().delete()
        return rows

    Touch.objects.all().delete()
    return told


def test_a_case_touches_its_client_and_its_manager(cast, acme, left):
    case = make.case(acme, "2026-10-05T09:00", manager=cast.vikram)
    both = {("client", acme.pk, "2026-10-04", None), ("manager", cast.vikram.pk, "2026-10-04", None)}
    assert left() == both
    Case.objects.update(subject="Slow", priority="high")
    assert left() == set()
    Case.objects.update(first_answer_at=make.instant("2026-10-05T10:00"))
    assert left() == both
    Case.objects.update(manager=None)
    assert left() == both
    case.delete()
    assert left() == {("client", acme.pk, "2026-10-04", None)}


def test_a_promise_touches_who_promised_in_the_months_of_its_days(cast, acme, left):
    promise = make.promise(acme, cast.vikram, "2026-10-05")
    october = {("manager", cast.vikram.pk, "2026-10-05", "2026-10-05")}
    assert left() == october
    Promise.objects.update(text="Report", promised_to="Anna")
    assert left() == set()
    Promise.objects.update(kept_on=make.day("2026-11-05"))
    assert left() == october
    Promise.objects.update(due_on=make.day("2026-11-05"))
    assert left() == {("manager", cast.vikram.pk, "2026-10-05", "2026-11-05")}
    promise.delete()
    assert left() == {("manager", cast.vikram.pk, "2026-11-05", "2026-11-05")}


def test_a_survey_and_an_estimate_touch_their_client(acme, left):
    make.survey(make.contact(acme, "Anna"), "2026-10-05", 9)
    assert left() == {("client", acme.pk, "2026-10-05", None)}
    make.spending(acme, "2026-01-01", "500")
    assert left() == {("client", acme.pk, "2026-01-01", None)}
    Survey.objects.update(comment="fine")
    Spending.objects.update(amount=500)
    assert left() == set()
    Survey.objects.update(score=3)
    Spending.objects.update(currency="INR")
    assert len(left()) == 2


def test_only_key_contacts_touch_their_client(acme, left):
    make.contact(acme, "Anna", decision_role="uses", influence="low")
    Contact.objects.update(name="Anne")
    assert left() == set()
    Contact.objects.update(decision_role="decides")
    always = {("client", acme.pk, "1900-01-01", None)}
    assert left() == always
    Contact.objects.update(decision_role="uses")
    assert left() == always
    make.contact(acme, "Bo", influence="high").delete()
    assert left() == always


def test_whom_a_held_talk_met_touches_the_client_for_three_months(cast, acme, left):
    anna = make.contact(acme, "Anna")
    talk = make.interaction(acme, cast.asha, "2026-10-05T09:00")
    assert {who for who, *_ in left()} == {"manager"}
    talk.contacts.add(anna)
    met = ("client", acme.pk, "2026-10-04", "2027-01-06")
    assert left() == {met}
    Interaction.objects.update(subject="Prices")
    assert left() == set()
    Interaction.objects.update(status="cancelled")
    assert met in left()
    Interaction.objects.update(started_at=make.instant("2026-10-06T09:00"))
    assert {who for who, *_ in left()} == {"manager"}
    Interaction.objects.update(status="held")
    assert ("client", acme.pk, "2026-10-05", "2027-01-07") in left()
    talk.delete()
    assert ("client", acme.pk, "2026-10-05", "2027-01-07") in left()
