"""Questions on a line: who may ask, answer and settle, and where they show."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.access import Denied
from activity.models import Event, Notification
from kpis.models import Question
from tests.kpis.pay.world import AT, OCTOBER, close, figure, month, plan, terms


@pytest.fixture
def paid(cast):
    terms(cast.asha, cast.esha)
    plan(cast.esha, {"meetings": ("10", 1)})
    figure(cast.asha, "meetings", 7)
    return cast


def asked(cast, text="Why 7, and not 8?") -> Question:
    return Question.ask(month(), cast.asha, "meetings", text, by=cast.asha, at=AT)


def page(client, user, manager) -> str:
    client.force_login(user)
    return client.get(reverse("pay:statement", args=[OCTOBER, manager.pk])).content.decode()


def test_only_the_manager_concerned_asks(paid):
    for other in (paid.vikram, paid.ravi, paid.esha, paid.omar):
        with pytest.raises(Denied):
            Question.ask(month(), paid.asha, "meetings", "Why?", by=other, at=AT)
    assert not Question.objects.exists()


def test_those_above_answer_and_the_manager_asks_on(paid):
    question = asked(paid)
    for who in (paid.vikram, paid.esha, paid.asha):
        question.remark("Look at the 12th.", by=who, at=AT)
    for stranger in (paid.ravi, paid.meera, paid.omar, paid.leela):
        with pytest.raises(Denied):
            question.remark("Me too.", by=stranger, at=AT)
    assert question.remarks.count() == 4
    verbs = list(Event.objects.about(question).order_by("id").values_list("verb", flat=True))
    assert verbs == ["question.asked", "question.answered", "question.answered", "question.asked_on"]


def test_a_senior_asks_about_the_own_pay_and_does_not_answer_as_above(paid):
    terms(paid.vikram, paid.esha)
    question = Question.ask(month(), paid.vikram, "meetings", "Why?", by=paid.vikram, at=AT)
    question.remark("And calls?", by=paid.vikram, at=AT)
    assert question.answer_due


def test_it_waits_for_an_answer_until_one_above_spoke_last(paid):
    question = asked(paid)
    assert list(Question.objects.waiting()) == [question]
    question.remark("One was cancelled.", by=paid.vikram, at=AT)
    assert not Question.objects.waiting()
    assert list(Question.objects.open()) == [question]


def test_who_asked_or_an_executive_settles_it_once(paid):
    question = asked(paid)
    with pytest.raises(Denied):
        question.settle(by=paid.vikram, at=AT)
    question.settle(by=paid.asha, at=AT)
    with pytest.raises(ValidationError, match="settled already"):
        Question.objects.get().settle(by=paid.esha, at=AT)
    with pytest.raises(ValidationError, match="settled already"):
        question.remark("Still?", by=paid.asha, at=AT)


def test_a_question_says_something(paid):
    with pytest.raises(ValidationError):
        asked(paid, "  ")
    assert not Question.objects.exists()


def test_it_is_asked_at_the_line_also_of_a_closed_month(client, paid):
    close(month(), paid.esha)
    question = asked(paid)
    assert question.get_absolute_url().endswith(f"/pay/2026-10/{paid.asha.pk}/#line-meetings")


def test_a_manager_asks_on_the_page_and_the_senior_sees_it_waits(client, paid):
    assert "Ask about this line" not in page(client, paid.vikram, paid.asha)
    assert "Ask about this line" in page(client, paid.asha, paid.asha)
    address = reverse("pay:ask", args=[OCTOBER, paid.asha.pk, "meetings"])
    assert client.post(address, {"text": "Why 7?"}).status_code == 302
    shown = page(client, paid.vikram, paid.asha)
    assert "Why 7?" in shown
    assert "Waits for an answer" in shown
    listed = client.get(reverse("pay:month", args=[OCTOBER]))
    assert listed.context["payroll"].questions == {paid.asha.pk: 1}


def test_what_was_typed_stays_when_it_was_settled_meanwhile(client, paid):
    question = asked(paid)
    question.settle(by=paid.asha, at=AT)
    client.force_login(paid.vikram)
    refused = client.post(reverse("pay:answer", args=[question.pk]), {"text": "One was cancelled."}).content.decode()
    assert "settled already" in refused
    assert "One was cancelled." in refused


def test_nobody_asks_about_a_line_that_is_not_there(client, paid):
    client.force_login(paid.asha)
    assert client.get(reverse("pay:ask", args=[OCTOBER, paid.asha.pk, "calls"])).status_code == 404


def test_nobody_asks_about_a_month_that_has_no_figures_yet(client, paid):
    client.force_login(paid.asha)
    november = OCTOBER.replace(month=11)
    assert client.get(reverse("pay:statement", args=[november, paid.asha.pk])).status_code == 200
    assert client.post(reverse("pay:ask", args=[november, paid.asha.pk, "meetings"]), {"text": "?"}).status_code == 404


def test_the_list_holds_what_one_may_see(client, paid):
    asked(paid)
    for who, seen in ((paid.asha, 1), (paid.vikram, 1), (paid.esha, 1), (paid.meera, 0)):
        client.force_login(who)
        assert len(client.get(reverse("pay:questions"), {"show": "waiting"}).context["rows"]) == seen


def told(user) -> list[str]:
    return [row.sentence for row in Notification.objects.visible_to(user)]


def test_the_supervisor_is_told_of_a_question_and_the_manager_of_the_answer(paid):
    question = asked(paid)
    question.remark("Because of the holidays.", by=paid.vikram, at=AT)
    assert told(paid.vikram) == ["Asha asks about the pay of October 2026"]
    assert told(paid.asha) == ["Vikram answered about the pay of October 2026"]
    assert told(paid.esha) == []


def test_the_executives_are_told_where_the_supervisor_left(paid):
    paid.vikram.deactivate(paid.omar, AT)
    paid.asha.refresh_from_db()
    asked(paid)
    assert told(paid.esha) == ["Asha asks about the pay of October 2026"]
