"""Contracts, departures and interactions."""

import pytest

from clients.models import Contract, Departure, Interaction
from tests import factories as make
from tests.clients.importing import bring

CONTRACTS = "number,client_code,signed_on,starts_on,ends_on,terminated_on,value,auto_renews,notice_days\n"
TALKS = "reference,client_code,manager_email,joint_manager_emails,kind,status,started_at,contact_emails\n"


@pytest.fixture(autouse=True)
def acme(cast):
    return make.client("Acme", cast.asha)


def test_it_takes_a_contract():
    header, row = CONTRACTS.strip(), "c1,ACME,2026-01-01,2026-02-01,2026-12-31,2026-01-15,1000,yes,90"
    bring("contracts", f"{header},currency\n{row},")
    contract = Contract.objects.get()
    assert (contract.currency, contract.auto_renews, contract.notice_days) == ("USD", True, 90)
    assert str(contract.terminated_on) == "2026-01-15"


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ("2026-01-01,2026-02-01,2026-01-31,,,,", "ends_on"),
        ("2026-01-01,,,,,,", "starts_on"),
        (",2026-01-01,,,-1,,", "value"),
        (",2026-01-01,,,,,4000", "notice_days"),
    ],
)
def test_it_refuses_a_contract(cells, field):
    assert [error.field for error in bring("contracts", CONTRACTS + f"c1,ACME,{cells}").errors] == [field]


def test_it_takes_one_departure_a_day():
    head = "client_code,left_on,reason,competitor\n"
    assert bring("departures", head + "ACME,2026-10-01,competitor,Rival").created == 1
    assert bring("departures", head + "ACME,2026-10-01,other,").updated == 1
    assert Departure.objects.get().reason == "other"


def test_it_takes_a_talk_with_all_who_were_there(cast, acme):
    anna = make.contact(acme, "Anna", email="anna@acme.example")
    text = TALKS + (
        "t1,ACME,asha@example.com,vikram@example.com; asha@example.com,meeting,held,2026-10-31 23:30,ANNA@acme.example"
    )
    assert bring("interactions", text).created == 1
    talk = Interaction.objects.get()
    assert (list(talk.joint_managers.all()), list(talk.contacts.all())) == ([cast.vikram], [anna])
    assert bring("interactions", text).unchanged == 1
    assert bring("interactions", text.replace("vikram@", "ravi@")).updated == 1
    assert list(talk.joint_managers.all()) == [cast.ravi]


@pytest.mark.parametrize(
    ("started", "utc"),
    [
        ("2026-10-31T23:30:00+05:30", "2026-10-31T18:00:00+00:00"),
        ("2026-10-31T23:30Z", "2026-10-31T23:30:00+00:00"),
        ("2026-10-31 23:30", "2026-10-31T22:30:00+00:00"),  # Berlin, winter
        ("2026-10-25 02:30", "2026-10-25T00:30:00+00:00"),  # comes twice: the first
        ("2026-03-29 02:30", "2026-03-29T01:30:00+00:00"),  # left out when clocks go forward
    ],
)
def test_it_reads_times_with_an_offset_or_the_company_s(settings, started, utc):
    settings.COMPANY_TIME_ZONE = "Europe/Berlin"
    bring("interactions", TALKS + f"t1,ACME,asha@example.com,,call,,{started},")
    talk = Interaction.objects.get()
    assert (talk.started_at.isoformat(), talk.status) == (utc, "held")


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("t1,ACME,esha@example.com,,call,held,2026-10-01 10:00,", "manager_email"),
        ("t1,ACME,asha@example.com,nobody@example.com,call,held,2026-10-01 10:00,", "joint_manager_emails"),
        ("t1,ACME,asha@example.com,,visit,held,2026-10-01 10:00,", "kind"),
        ("t1,ACME,asha@example.com,,call,maybe,2026-10-01 10:00,", "status"),
        ("t1,ACME,asha@example.com,,call,held,2026-10-01,", "started_at"),
        ("t1,ACME,asha@example.com,,call,held,2026-10-01 25:00,", "started_at"),
        ("t1,ACME,asha@example.com,,call,held,2026-10-01 10:00,who@acme.example", "contact_emails"),
    ],
)
def test_it_refuses_a_talk(row, field):
    assert [error.field for error in bring("interactions", TALKS + row).errors] == [field]


def test_it_keeps_people_whom_a_file_cannot_name(acme, cast):
    talk = make.interaction(acme, cast.asha, "2026-10-01T10:00", reference="t1")
    talk.contacts.add(make.contact(acme, "Bo"))
    assert bring("interactions", TALKS + "t1,ACME,asha@example.com,,meeting,held,2026-10-01 10:00,").unchanged == 1
    assert talk.contacts.count() == 1
