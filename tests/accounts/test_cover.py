"""Who stands in for whom: who may say so, what cannot be, and that it gives back by itself."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.access import Denied
from accounts.models import Cover, Level, Role, User
from accounts.models.cover import standing_in_for
from activity.models import Event, Notification
from tests import factories as make

NOW = make.instant("2026-11-24T10:00")
LATER = make.instant("2026-12-02T10:00")
FIRST, BACK = make.day("2026-12-01"), make.day("2026-12-04")
MEANWHILE = make.day("2026-12-02")


@pytest.fixture
def rohan(cast):
    return make.user("Rohan", supervisor=cast.vikram)


@pytest.fixture
def away(cast, rohan):
    return Cover.arrange(cast.asha, rohan, FIRST, BACK, by=cast.asha, at=NOW, note="Call Kiran")


def again(user):
    """As the next request sees this person."""
    return User.objects.get(pk=user.pk)


def test_it_holds_from_the_first_day_to_the_last(cast, rohan, away):
    days = ["2026-11-30", "2026-12-01", "2026-12-03", "2026-12-04"]
    assert [rohan.covered_on(make.day(day)) for day in days] == [[], [cast.asha.pk], [cast.asha.pk], []]
    assert [standing_in_for([cast.asha.pk], make.day(day)) for day in days[1::2]] == [{cast.asha.pk: rohan}, {}]
    assert str(away.last_day) == "2026-12-03"


def test_it_goes_by_the_calendar_of_the_company(cast, rohan, away, settings, time_machine):
    settings.COMPANY_TIME_ZONE = "Asia/Kolkata"
    time_machine.move_to(make.instant("2026-12-03T18:29"), tick=False)
    assert again(rohan).covered_ids == [cast.asha.pk]
    time_machine.move_to(make.instant("2026-12-03T18:30"), tick=False)
    assert again(rohan).covered_ids == []


def test_it_asks_once_however_often_it_is_asked(rohan, away, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [rohan.covered_on(day) != [] for day in (FIRST, BACK)] == [True, False]


def test_it_never_makes_a_line_longer(rohan, away):
    assert again(rohan).line_ids == [rohan.pk]


@pytest.mark.parametrize(("who", "may"), [("asha", True), ("vikram", True), ("esha", True), ("meera", False)])
def test_it_is_arranged_by_the_absent_a_senior_above_or_an_executive(cast, rohan, who, may):
    by = getattr(cast, who)
    if may:
        assert Cover.arrange(cast.asha, rohan, FIRST, BACK, by=by, at=NOW).set_by == by
    else:
        with pytest.raises(Denied):
            Cover.arrange(cast.asha, rohan, FIRST, BACK, by=by, at=NOW)


@pytest.mark.parametrize("who", ["ravi", "nila", "leela", "omar"])
def test_it_is_not_arranged_for_others_by_those_without_a_line(cast, rohan, who):
    with pytest.raises(Denied):
        Cover.arrange(cast.asha, rohan, FIRST, BACK, by=getattr(cast, who), at=NOW)


@pytest.mark.parametrize("whom", ["meera", "ravi", "nila", "esha", "leela"])
def test_it_takes_a_junior_nobody_from_another_line(cast, whom):
    with pytest.raises(Denied):
        Cover.arrange(cast.asha, getattr(cast, whom), FIRST, BACK, by=cast.asha, at=NOW)


def test_it_takes_a_junior_the_own_senior(cast):
    assert Cover.arrange(cast.asha, cast.vikram, FIRST, BACK, by=cast.asha, at=NOW).pk


def test_it_takes_a_senior_another_senior_who_reports_to_the_same(cast):
    with pytest.raises(Denied):
        Cover.arrange(cast.vikram, cast.meera, FIRST, BACK, by=cast.vikram, at=NOW)
    User.objects.filter(level=Level.SENIOR).update(supervisor=cast.esha)
    assert Cover.arrange(again(cast.vikram), cast.meera, FIRST, BACK, by=again(cast.vikram), at=NOW).pk


def test_it_never_lets_an_account_manager_stand_in_for_a_key_manager(cast):
    with pytest.raises(ValidationError, match="cannot stand in for Asha"):
        Cover.arrange(cast.asha, cast.nila, FIRST, BACK, by=cast.esha, at=NOW)
    assert Cover.arrange(cast.nila, cast.ravi, FIRST, BACK, by=cast.esha, at=NOW).pk


@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [
        ("2026-12-04", "2026-12-04", "last day lies before the first"),
        ("2026-11-23", "2026-12-04", "cannot begin in the past"),
        ("2026-12-01", "2027-12-04", "a year at most"),
    ],
)
def test_it_takes_no_impossible_days(cast, rohan, since, until, sentence):
    with pytest.raises(ValidationError, match=sentence):
        Cover.arrange(cast.asha, rohan, make.day(since), make.day(until), by=cast.asha, at=NOW)


def test_it_has_one_colleague_at_a_time(cast, rohan, away):
    with pytest.raises(ValidationError, match="Rohan stands in for Asha already"):
        Cover.arrange(cast.asha, cast.vikram, MEANWHILE, make.day("2026-12-08"), by=cast.asha, at=NOW)
    assert Cover.arrange(cast.asha, cast.vikram, BACK, make.day("2026-12-08"), by=cast.asha, at=NOW).pk


def test_it_lets_nobody_stand_in_who_is_away(cast, rohan, away):
    with pytest.raises(ValidationError, match="Asha is away from"):
        Cover.arrange(cast.vikram, cast.asha, FIRST, BACK, by=cast.vikram, at=NOW)


@pytest.mark.parametrize("whom", ["asha", "vikram"])
def test_it_makes_neither_circles_nor_chains(cast, rohan, away, whom):
    with pytest.raises(ValidationError, match=r"Asha is away|Rohan stands in for Asha"):
        Cover.arrange(rohan, getattr(cast, whom), FIRST, BACK, by=rohan, at=NOW)


def test_it_is_nobodys_own(cast):
    with pytest.raises(ValidationError, match="Nobody stands in for themselves"):
        Cover.arrange(cast.asha, cast.asha, FIRST, BACK, by=cast.asha, at=NOW)


@pytest.mark.parametrize(
    ("absent", "colleague", "until"),
    [
        ("asha", "vikram", "2026-12-09"),  # two colleagues at once
        ("rohan", "vikram", "2026-12-09"),  # a chain
        ("vikram", "asha", "2026-12-09"),  # a chain, the other way
        ("ravi", "ravi", "2026-12-09"),
        ("ravi", "meera", "2026-12-03"),  # ends as it starts
    ],
)
def test_it_is_kept_by_the_database_past_the_verbs(cast, rohan, away, absent, colleague, until):
    people = vars(cast) | {"rohan": rohan}
    with pytest.raises(IntegrityError), transaction.atomic():
        make.cover(people[absent], people[colleague], "2026-12-03", until)


def test_it_can_be_moved_before_it_begins(cast, rohan, away):
    away.change(by=cast.vikram, at=NOW, colleague=cast.vikram, since=make.day("2026-12-02"), until=BACK)
    moved = Cover.objects.get()
    assert (moved.colleague, str(moved.since), moved.note) == (cast.vikram, "2026-12-02", "Call Kiran")


def test_it_keeps_its_past_days_once_it_has_begun(cast, rohan, away):
    for field, value in (("colleague", cast.vikram), ("since", make.day("2026-12-02"))):
        with pytest.raises(ValidationError, match="It has begun"):
            away.change(by=cast.asha, at=LATER, **{field: value})
    with pytest.raises(ValidationError, match="That day is past"):
        away.change(by=cast.asha, at=LATER, until=MEANWHILE)
    assert away.change(by=cast.asha, at=LATER, until=make.day("2026-12-10")).last_day == make.day("2026-12-09")


def test_it_ends_at_once_when_the_absent_is_back(cast, rohan, away):
    away.end(by=cast.asha, at=LATER)
    assert again(rohan).covered_on(MEANWHILE) == []
    assert again(rohan).covered_on(FIRST) == [cast.asha.pk]
    with pytest.raises(ValidationError, match="over"):
        away.end(by=cast.vikram, at=LATER)


def test_it_is_cancelled_where_it_has_not_begun_and_leaves_the_days_free(cast, rohan, away):
    away.end(by=cast.asha, at=NOW)
    assert Cover.objects.get().cancelled_at == NOW
    assert Cover.arrange(cast.asha, cast.vikram, FIRST, BACK, by=cast.asha, at=NOW).pk


@pytest.mark.parametrize("who", ["meera", "nila", "omar"])
def test_it_is_changed_and_ended_by_nobody_else(cast, rohan, away, who):
    by = getattr(cast, who)
    for deed in (lambda: away.change(by=by, at=NOW, note="x"), lambda: away.end(by=by, at=NOW)):
        with pytest.raises(Denied):
            deed()
    with pytest.raises(Denied):
        away.end(by=rohan, at=NOW)


def test_it_stops_when_the_colleague_leaves_and_tells_who_stays(cast, rohan, away):
    rohan.deactivate(by=cast.omar, at=LATER)
    assert standing_in_for([cast.asha.pk], MEANWHILE) == {}
    told = Notification.objects.filter(event__verb="cover.stopped")
    assert {n.user for n in told} == {cast.asha, cast.vikram}
    assert "find another colleague" in told.first().sentence


def test_it_stops_when_the_colleague_becomes_something_else(cast, rohan, away):
    rohan.appoint(by=cast.omar, at=NOW, role=Role.ACCOUNT_MANAGER, level="")
    assert Cover.objects.get().cancelled_at == NOW


def test_it_stops_when_the_absent_gets_key_accounts_and_the_colleague_serves_none(cast):
    noor = make.user("Noor", Role.ACCOUNT_MANAGER)
    Cover.arrange(noor, cast.nila, FIRST, BACK, by=cast.esha, at=NOW)
    noor.appoint(by=cast.omar, at=LATER, role=Role.KEY_MANAGER, level=Level.JUNIOR)
    assert again(cast.nila).covered_on(MEANWHILE) == []


def test_it_goes_on_when_the_absent_one_leaves(cast, rohan, away):
    cast.asha.deactivate(by=cast.omar, at=LATER)
    assert again(rohan).covered_on(MEANWHILE) == [cast.asha.pk]


def test_it_tells_the_colleague_the_absent_and_the_senior_but_not_who_did_it(cast, rohan, away):
    assert {n.user for n in Notification.objects.all()} == {rohan, cast.vikram}
    assert Notification.objects.first().sentence == "Rohan stands in for Asha from 1 Dec 2026 to 3 Dec 2026"
    away.change(by=cast.vikram, at=NOW, note="Nothing")
    away.end(by=cast.asha, at=NOW)
    verbs = Event.objects.filter(subject="accounts.cover").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["cover.arranged", "cover.changed", "cover.cancelled"]


class TestPages:
    @pytest.fixture(autouse=True)
    def _november(self, time_machine):
        time_machine.move_to(NOW, tick=False)

    @pytest.fixture
    def asha(self, client, cast):
        client.force_login(cast.asha)
        return client

    def filled(self, colleague, **fields):
        return {"colleague": colleague.pk, "since": "2026-12-01", "until": "2026-12-03", "note": ""} | fields

    def test_it_asks_for_the_last_day(self, asha, rohan):
        asha.post(reverse("absences:arrange"), self.filled(rohan))
        assert Cover.objects.get().until == BACK

    def test_it_refuses_a_colleague_who_was_not_offered(self, asha, cast):
        shown = asha.post(reverse("absences:arrange"), self.filled(cast.ravi, note="Call Kiran"))
        assert "Choose one of the managers listed here" in shown.text
        assert "Call Kiran" in shown.text
        assert not Cover.objects.exists()

    def test_it_refuses_an_absent_person_of_another_line(self, client, cast, rohan):
        client.force_login(cast.meera)
        client.post(reverse("absences:arrange"), self.filled(cast.meera, absent=cast.asha.pk))
        assert not Cover.objects.exists()

    @pytest.mark.parametrize("until", ["2026-11-30", "9999-12-31", "soon", ""])
    def test_it_says_at_the_field_what_is_wrong(self, asha, rohan, until):
        shown = asha.post(reverse("absences:arrange"), self.filled(rohan, until=until))
        assert shown.context["form"].errors.keys() == {"until"}

    def test_it_offers_only_the_last_day_once_it_has_begun(self, asha, away, time_machine):
        time_machine.move_to(LATER, tick=False)
        shown = asha.get(reverse("absences:change", args=[away.pk]))
        assert list(shown.context["form"].fields) == ["until", "note"]
        assert 'value="2026-12-03"' in shown.text

    def test_it_is_not_there_to_be_changed_when_it_is_over(self, asha, away, time_machine):
        time_machine.move_to(make.instant("2026-12-04T10:00"), tick=False)
        assert asha.get(reverse("absences:change", args=[away.pk])).status_code == 404
        assert asha.post(reverse("absences:end", args=[away.pk])).status_code == 404
        assert "over" in asha.get(reverse("absences:list")).text

    @pytest.mark.parametrize(("who", "seen"), [("asha", 1), ("vikram", 1), ("esha", 1), ("meera", 0), ("nila", 0)])
    def test_it_stands_on_record_for_those_concerned(self, client, cast, away, who, seen):
        client.force_login(getattr(cast, who))
        assert len(client.get(reverse("absences:list")).context["rows"]) == seen
