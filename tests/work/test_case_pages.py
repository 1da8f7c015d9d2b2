"""The pages of cases, and those of survey answers and estimated spending: what they keep, show and refuse."""

import pytest
from django.urls import reverse

from clients.models import Spending, Survey
from tests import factories as make
from work.models import Case


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha, since="2026-01-01")


@pytest.fixture
def asha(client, cast, acme):
    client.force_login(cast.asha)
    return client


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(make.instant("2026-11-24T10:00"), tick=False)


def case_fields(**fields):
    known = {"client": "ACME", "kind": "complaint", "priority": "high", "received_at": "2026-11-23T09:00"}
    return known | {"reference": "K-1", "subject": "Late again"} | fields


def test_it_records_a_case_once_though_sent_twice(asha):
    asha.post(reverse("cases:create"), case_fields())
    assert "Another case has this reference" in asha.post(reverse("cases:create"), case_fields()).text
    assert (Case.objects.get().subject, Case.objects.get().priority) == ("Late again", "high")


def test_it_knows_no_client_that_one_does_not_work_on(asha, cast):
    make.client("Secret", cast.ravi)
    assert "There is no “SECRET”" in asha.post(reverse("cases:create"), case_fields(client="SECRET")).text


def test_it_answers_now_and_solves_at_a_time_given(asha, acme):
    case = make.case(acme, "2026-11-23T09:00:30")
    asha.post(reverse("cases:answer", args=[case.pk]), {"when": ""})
    asha.post(reverse("cases:solve", args=[case.pk]), {"when": "2026-11-24T09:30", "learnt": "Ask"})
    case.refresh_from_db()
    assert (case.first_answer_at, case.solved_at) == (
        make.instant("2026-11-24T10:00"),
        make.instant("2026-11-24T09:30"),
    )
    assert asha.get(reverse("cases:answer", args=[case.pk])).status_code == 404


@pytest.mark.parametrize(("when", "said"), [("2026-11-25T09:00", "lies ahead"), ("2026-11-23T08:00", "lies before")])
def test_it_answers_neither_ahead_nor_before_it_asked(asha, acme, when, said):
    case = make.case(acme, "2026-11-23T09:00")
    assert said in asha.post(reverse("cases:answer", args=[case.pk]), {"when": when}).text


def test_it_keeps_the_seconds_that_a_form_does_not_show(asha, acme):
    case = make.case(acme, "2026-11-23T09:00:30", reference="K-1")
    asha.post(reverse("cases:edit", args=[case.pk]), case_fields(subject="Early"))
    case.refresh_from_db()
    assert (case.subject, case.received_at.second) == ("Early", 30)


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", "ABC"), ("?state=open", "A"), ("?state=answered", "B"), ("?state=solved", "C"), ("?kind=need", "B")],
)
def test_it_lists_what_is_asked_for(asha, acme, query, shown):
    make.case(acme, "2026-11-01T09:00", subject="Case A")
    make.case(acme, "2026-11-02T09:00", kind="need", answered="2026-11-02T10:00", subject="Case B")
    make.case(acme, "2026-11-03T09:00", subject="Case C", solved_at=make.instant("2026-11-03T10:00"))
    page = asha.get(reverse("cases:list") + query).text
    assert [letter for letter in "ABC" if f"Case {letter}" in page] == list(shown)


def test_it_finds_the_cases_of_a_manager_named_or_responsible(client, cast, acme):
    client.force_login(cast.vikram)
    make.case(acme, "2026-11-01T09:00", subject="Prices")
    make.case(acme, "2026-11-01T09:00", subject="Delays", manager=cast.vikram)
    url = reverse("cases:list")
    assert "Prices" in (hers := client.get(url, {"manager": cast.asha.pk}).text)
    assert "Delays" not in hers
    assert "Delays" in client.get(url, {"manager": cast.vikram.pk}).text


def test_a_client_s_page_tells_of_all_three(asha, acme):
    anna = make.contact(acme, "Anna")
    make.case(acme, "2026-11-23T09:00", subject="Late again")
    url = reverse("surveys:create", args=["ACME"])
    asha.post(url, {"contact": anna.pk, "answered_on": "2026-11-20", "score": "9", "comment": "Quick"})
    asha.post(reverse("spendings:create", args=["ACME"]), {"as_of": "2026-11-01", "amount": "50000", "currency": ""})
    assert (Survey.objects.get().score, Spending.objects.get().currency) == (9, "USD")
    page = asha.get(acme.get_absolute_url()).text
    for said in ("Late again", "9, promoter", "Anna gave us 9 of 10", "50,000", "since 1 Nov 2026"):
        assert said in page


def test_they_go_to_the_trash_and_come_back(asha, acme):
    facts = [
        make.case(acme, "2026-11-01T09:00"),
        make.survey(make.contact(acme, "Anna"), "2026-11-01", 3),
        make.spending(acme, "2026-11-01", "5000"),
    ]
    for fact in facts:
        place = [fact._meta.model_name, fact.pk]
        asha.post(reverse("trash:put", args=place))
        assert not type(fact).objects.live().exists()
        assert reverse("trash:restore", args=place) in asha.get(reverse("trash:list")).text
        asha.post(reverse("trash:restore", args=place))
        assert type(fact).objects.live().exists()


def test_it_shows_who_stands_in_for_the_responsible_manager(client, cast, acme):
    rohan = make.user("Rohan", supervisor=cast.vikram)
    make.case(acme, "2026-11-23T09:00")
    make.case(acme, "2026-11-22T09:00", manager=cast.asha)
    make.cover(cast.asha, rohan, "2026-11-24", "2026-11-26")
    client.force_login(cast.vikram)
    assert [row.whose for row in client.get(reverse("cases:list")).context["rows"]] == [rohan, cast.asha]
    found = client.get(reverse("cases:list"), {"manager": rohan.pk}).context["rows"]
    assert [row.manager for row in found] == [None]


def test_it_lets_who_stands_in_answer(client, cast, acme):
    rohan = make.user("Rohan", supervisor=cast.vikram)
    case = make.case(acme, "2026-11-23T09:00")
    make.cover(cast.asha, rohan, "2026-11-24", "2026-11-26")
    client.force_login(rohan)
    client.post(reverse("cases:answer", args=[case.pk]), {"when": ""})
    case.refresh_from_db()
    assert case.state == "answered"
