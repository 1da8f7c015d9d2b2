"""One line about a talk, understood."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import Client
from clients.quickline import understand
from clients.quickline.grammar import read
from tests import factories as make
from tests.conftest import the_cast

NOW = dt.datetime(2026, 11, 26, 14, 7, tzinfo=ZoneInfo("Asia/Kolkata"))  # a Thursday


def at(line: str) -> str:
    said = read(line, NOW)
    return f"{said.at:%Y-%m-%d %H:%M}" + (" planned" if said.planned else "")


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("call yesterday 15:00", "2026-11-25 15:00"),
        ("call 9.30 am", "2026-11-26 09:30"),
        ("call Fri", "2026-11-20 14:07"),
        ("call next Friday 10:00", "2026-11-27 10:00 planned"),
        ("meeting tomorrow at 3pm", "2026-11-27 15:00 planned"),
        ("plan meeting Mon 10:00", "2026-11-30 10:00 planned"),
        ("met 12 Nov 12:15 am", "2026-11-12 00:15"),
        ("call 2026-11-12 9:00", "2026-11-12 09:00"),
        ("call 12/11/2026", "2026-11-12 14:07"),
        ("call 3 days ago", "2026-11-23 14:07"),
        ("call today 16:00", "2026-11-26 16:00 planned"),
        ("कल 15 बजे कॉल", "2026-11-25 15:00"),
        ("कल शाम ४ बजे बैठक", "2026-11-25 16:00"),
        ("परसों कॉल", "2026-11-24 14:07"),
        ("3 दिन पहले फोन", "2026-11-23 14:07"),
        ("शुक्रवार को मुलाकात", "2026-11-20 14:07"),
        ("15 नवंबर को मुलाकात", "2026-11-15 14:07"),
    ],
)
def test_it_understands_when(line, when):
    assert at(line) == when


@pytest.mark.parametrize(
    ("line", "minutes"),
    [
        *[("20m", 20), ("20 min", 20), ("1h30", 90), ("1h 30m", 90), ("1.5 hours", 90), ("half an hour", 30)],
        *[("२० मिनट", 20), ("डेढ़ घंटा", 90), ("2 घंटे", 120), ("0 min", None), ("9999 min", None), ("20 miles", None)],
    ],
)
def test_it_understands_how_long(line, minutes):
    assert read(line, NOW).minutes == minutes


@pytest.mark.parametrize(
    ("line", "step", "day"),
    [
        ("x #next send offer Fri", "send offer", "2026-11-27"),
        ("x #next send offer by tomorrow", "send offer", "2026-11-27"),
        ("x #next call 12 Jan about prices", "call about prices", "2027-01-12"),
        ("x #अगला प्रस्ताव शुक्रवार", "प्रस्ताव", "2026-11-27"),
        ("x #अगला भाव भेजना कल", "भाव भेजना", "2026-11-27"),
        ("x #next may I say", "may I say", "None"),
        ("x #next", "", "None"),
    ],
)
def test_it_understands_the_next_step(line, step, day):
    said = read(line, NOW)
    assert (said.next_step, str(said.next_step_on)) == (step, day)


@pytest.mark.parametrize("line", ["Sun Pharma call", "call May", "99:99", "12:75 pm", "31 Feb"])
def test_it_takes_no_name_and_no_nonsense_for_a_time(line):
    assert read(line, NOW).at is None


@pytest.fixture
def book(cast):
    """Asha's clients, and one of Ravi's that she may not see."""
    for name, people in {
        "Acme": ["Anna Berg", "अदिति शर्मा"],
        "Tata Steel": ["Ravi Anand"],
        "Tata Motors": ["Sunil Jain", "Sunil Nair"],
        "नीलगिरी चाय": ["Lakshmi Rao"],
        "Sun Pharma Pvt Ltd": [],
    }.items():
        made = make.client(name, cast.asha)
        for person in people:
            make.contact(made, person)
    make.contact(make.client("Secret Works", cast.ravi), "Gita")
    return cast


def told(line: str, cast, **more) -> tuple[str, list[str], str]:
    found = understand(line, by=cast.asha, now=NOW, colleagues=lambda client: [cast.vikram], **more)
    return found.client and found.client.name, [person.name for person in found.contacts], found.subject


@pytest.mark.parametrize(
    ("line", "client", "people", "subject"),
    [
        ("call Anna at Acme yesterday 15:00 20m price ok #next send offer Fri", "Acme", ["Anna Berg"], "price ok"),
        ("अदिति से कल 15 बजे कॉल 20 मिनट कीमत ठीक #अगला प्रस्ताव शुक्रवार", "Acme", ["अदिति शर्मा"], "कीमत ठीक"),
        ("call aditi 20m", "Acme", ["अदिति शर्मा"], ""),
        ("meeting @acme with Anna and Aditi Sharma: roadmap", "Acme", ["अदिति शर्मा", "Anna Berg"], "roadmap"),
        ("एक्मे में ऐना से कॉल", "Acme", ["Anna Berg"], ""),
        ("nilgiri chay call 10m", "नीलगिरी चाय", [], ""),
        ("call Laxmi about the harvest", "नीलगिरी चाय", ["Lakshmi Rao"], "about the harvest"),
        ("call tata stel rates", "Tata Steel", [], "rates"),
        ("Ravi at Tata, rates", "Tata Steel", ["Ravi Anand"], "rates"),
        ("Sun Pharma call 5m", "Sun Pharma Pvt Ltd", [], ""),
        ("call somebody about something", None, [], "somebody about something"),
        ("call Gita at Secret Works", None, [], "Gita at Secret Works"),
    ],
)
def test_it_understands_who(book, line, client, people, subject):
    named, met, about = told(line, book)
    assert (named, sorted(met), about) == (client, sorted(people), subject)


def test_it_offers_those_who_may_be_meant_instead_of_guessing(book):
    found = understand("call Tata 10m", by=book.asha, now=NOW)
    assert found.client is None
    assert {client.name for client in found.offered} == {"Tata Steel", "Tata Motors"}


def test_it_asks_which_of_two_people_is_meant(book):
    found = understand("call Sunil at Tata Motors", by=book.asha, now=NOW)
    assert (found.client.name, found.contacts) == ("Tata Motors", [])
    assert {person.name for person in found.unsure} == {"Sunil Jain", "Sunil Nair"}


def test_it_stays_with_the_client_whose_page_is_open(book):
    acme = Client.objects.get(name="Acme")
    assert told("Anna 20m prices", book, client=acme) == ("Acme", ["Anna Berg"], "prices")


def test_it_knows_a_colleague_who_was_there(book):
    found = understand("met Acme with Vikram", by=book.asha, now=NOW, colleagues=lambda client: [book.vikram])
    assert (found.colleagues, found.subject) == ([book.vikram], "")


WORDS = "call Anna at Acme Tata Secret Works Gita yesterday 15:00 20m #next Fri @ with 12 Nov in".split()  # noqa: SIM905
WORDS += ["कल", "बजे", "मिनट", "से", "के", "साथ"]
LINES = st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=20).map(" ".join)


class Anything(TestCase):
    def setUp(self):
        cast = the_cast()
        make.contact(make.client("Acme", cast.asha), "Anna")
        make.client("Tata Steel", cast.asha)
        make.contact(make.client("Secret Works", cast.ravi), "Gita")
        self.asha = cast.asha
        self.own = {"Acme", "Tata Steel"}

    @settings(deadline=None)
    @given(LINES)
    def test_it_never_fails_and_never_names_a_client_that_is_not_ones_own(self, line):
        found = understand(line, by=self.asha, now=NOW)
        named = {client.name for client in [found.client, *found.offered] if client}
        assert named <= self.own
        assert {person.client.name for person in [*found.contacts, *found.unsure]} <= self.own
        assert len(found.subject) <= 300
