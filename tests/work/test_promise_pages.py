"""The pages of promises: what they keep, show and refuse."""

import pytest
from django.urls import reverse

from tests import factories as make
from work.models import Promise


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


def fields(**more):
    known = {"client": "ACME", "text": "Figures by site", "due_on": "2026-11-27", "made_on": "2026-11-24", "to": ""}
    return known | {"reference": "6f1c8f5e-4f6b-4c3f-9a51-6f5f6f5f6f5f"} | more


def test_it_records_a_promise_once_though_sent_twice(asha, cast):
    for _ in range(2):
        assert asha.post(reverse("promises:create"), fields()).status_code == 302
    promise = Promise.objects.get()
    assert (promise.text, promise.manager, promise.due_on) == ("Figures by site", cast.asha, make.day("2026-11-27"))


def test_it_knows_a_person_of_the_client_by_name_and_keeps_other_words(asha, acme):
    anna = make.contact(acme, "Anna Rao")
    asha.post(reverse("promises:create"), fields(to="anna rao"))
    asha.post(reverse("promises:create"), fields(to="the board", reference=""))
    named, other = Promise.objects.order_by("pk")
    assert (named.contact, named.promised_to, other.contact, other.promised_to) == (anna, "", None, "the board")
    assert '<option value="Anna Rao">' in asha.get(reverse("promises:create"), {"client": "ACME"}).text


def test_it_opens_with_what_it_was_promised_in(asha, cast, acme):
    sources = {
        "interaction": make.interaction(acme, cast.asha, "2026-11-23T09:00", subject="Review"),
        "case": make.case(acme, "2026-11-23T09:00", subject="Late again"),
        "contract": make.contract(acme, "2026-01-01", number="C-77"),
    }
    for name, source in sources.items():
        page = asha.get(reverse("promises:create"), {name: source.pk}).text
        assert f"In “{source}”" in page.replace("&quot;", '"')
        assert 'value="ACME"' in page
        asha.post(reverse("promises:create"), fields(reference="", **{name: source.pk}))
    assert [promise.source for promise in Promise.objects.order_by("pk")] == list(sources.values())


def test_it_knows_nothing_of_a_client_that_one_does_not_work_on(asha, cast):
    secret = make.client("Secret", cast.ravi)
    case = make.case(secret, "2026-11-23T09:00", subject="Hidden")
    assert "Hidden" not in asha.get(reverse("promises:create"), {"case": case.pk}).text
    assert "There is no “SECRET”" in asha.post(reverse("promises:create"), fields(client="SECRET")).text
    asha.post(reverse("promises:create"), fields(case=case.pk))
    assert not Promise.objects.exists()


@pytest.mark.parametrize("typed", ["x", "9" * 30, "٣", ""])
def test_a_source_that_is_none_opens_an_empty_form(asha, typed):
    assert asha.get(reverse("promises:create"), {"interaction": typed}).status_code == 200


def test_it_keeps_gives_up_and_opens_again(asha, acme, cast):
    promise = make.promise(acme, cast.asha, "2026-11-27")
    asha.post(reverse("promises:keep", args=[promise.pk]), {"kept_on": "2026-11-23"})
    assert (
        "marked as kept already"
        in asha.post(
            reverse("promises:break", args=[promise.pk]), {"reason": "Too dear", "broken_on": "2026-11-24"}
        ).text
    )
    asha.post(reverse("promises:reopen", args=[promise.pk]))
    asha.post(reverse("promises:break", args=[promise.pk]), {"reason": "Too dear", "broken_on": "2026-11-24"})
    promise.refresh_from_db()
    assert (promise.kept_on, promise.broken_on, promise.reason) == (None, make.day("2026-11-24"), "Too dear")


def test_it_shows_both_days_and_who_agreed(asha, acme, cast):
    promise = make.promise(acme, cast.asha, "2026-11-27")
    asha.post(reverse("promises:new_date", args=[promise.pk]), {"due_on": "2026-12-04", "note": "Anna, by phone"})
    page = asha.get(promise.get_absolute_url()).text
    for said in ("due on 4 Dec 2026", "First due on", "Anna, by phone", "27 Nov 2026 → 4 Dec 2026"):
        assert said in page


def test_a_late_one_gets_no_new_day(asha, acme, cast):
    promise = make.promise(acme, cast.asha, "2026-11-23")
    url = reverse("promises:new_date", args=[promise.pk])
    assert url not in asha.get(promise.get_absolute_url()).text
    assert "Its day is over" in asha.post(url, {"due_on": "2026-12-04", "note": "Anna"}).text


def test_it_mends_the_words_only(asha, acme, cast):
    promise = make.promise(acme, cast.asha, "2026-11-27", promised_to="the board")
    assert 'value="the board"' in asha.get(reverse("promises:edit", args=[promise.pk])).text
    asha.post(reverse("promises:edit", args=[promise.pk]), {"text": "Figures", "to": "Anna", "due_on": "2027-01-01"})
    promise.refresh_from_db()
    assert (promise.text, promise.promised_to, promise.due_on) == ("Figures", "Anna", make.day("2026-11-27"))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", "AB"),
        ("?state=open", "B"),
        ("?state=overdue", "A"),
        ("?state=kept", "C"),
        ("?state=late", "D"),
        ("?state=broken", "E"),
        ("?state=all&sort=-due", "BEDCA"),
        ("?state=all&source=case", "C"),
        ("?state=all&q=anna", "D"),
        ("?client=ACME", "AB"),
    ],
)
def test_it_lists_what_is_asked_for(asha, acme, cast, query, shown):
    make.promise(acme, cast.asha, "2026-11-01", text="Promise A")
    make.promise(acme, cast.asha, "2026-11-24", text="Promise B")
    case = make.case(acme, "2026-11-01T09:00")
    make.promise(acme, cast.asha, "2026-11-02", kept="2026-11-02", text="Promise C", case=case)
    make.promise(acme, cast.asha, "2026-11-03", kept="2026-11-04", text="Promise D", promised_to="Anna")
    make.promise(acme, cast.asha, "2026-11-04", broken_on=make.day("2026-11-04"), text="Promise E")
    page = asha.get(reverse("promises:list") + query).text
    found = sorted((page.index(f"Promise {letter}<"), letter) for letter in "ABCDE" if f"Promise {letter}<" in page)
    assert "".join(letter for _, letter in found) == shown


def test_a_senior_narrows_it_to_who_promised_and_records_for_a_junior(client, cast, acme):
    client.force_login(cast.vikram)
    make.promise(acme, cast.vikram, "2026-11-27", text="Delays")
    client.post(reverse("promises:create"), fields(text="Prices", manager=cast.asha.pk))
    hers = client.get(reverse("promises:list"), {"manager": cast.asha.pk}).text
    assert "Prices" in hers
    assert "Delays" not in hers
    refused = client.post(reverse("promises:create"), fields(reference="", manager=cast.ravi.pk))
    assert refused.status_code == 200
    assert Promise.objects.count() == 2


def test_it_stands_on_the_client_s_page_and_on_that_of_the_talk(asha, acme, cast):
    talk = make.interaction(acme, cast.asha, "2026-11-23T09:00")
    make.promise(
        acme, cast.asha, "2026-11-23", text="Figures by site", interaction=talk, made_on=talk.started_at.date()
    )
    page = asha.get(acme.get_absolute_url()).text
    assert page.count("Figures by site") >= 2
    assert "Promised: Figures by site" in page
    assert "overdue" in page
    shown = asha.get(talk.get_absolute_url()).text
    assert "Figures by site" in shown
    assert f"{reverse('promises:create')}?interaction={talk.pk}" in shown


def test_an_executive_reads_and_changes_nothing(client, cast, acme):
    client.force_login(cast.esha)
    promise = make.promise(acme, cast.asha, "2026-11-27")
    page = client.get(promise.get_absolute_url()).text
    assert promise.text in page
    assert reverse("promises:keep", args=[promise.pk]) not in page


def test_it_goes_to_the_trash_and_comes_back(asha, acme, cast):
    promise = make.promise(acme, cast.asha, "2026-11-27")
    asha.post(reverse("trash:put", args=["promise", promise.pk]))
    assert asha.get(promise.get_absolute_url()).status_code == 404
    assert promise.text in asha.get(reverse("trash:list")).text
    asha.post(reverse("trash:restore", args=["promise", promise.pk]))
    assert asha.get(promise.get_absolute_url()).status_code == 200
