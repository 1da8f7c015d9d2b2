"""Users, clients with their managers, responsibilities and contacts."""

import pytest

from accounts.models import Posting, User
from activity.models import Event
from clients.models import Client, Contact, Responsibility
from tests import factories as make
from tests.clients.importing import NOW, bring, reasons

USERS = "email,name,role,level,supervisor_email,department,active\n"
CLIENTS = "code,name,kind,parent_code,manager_email,managed_since\n"
SPANS = "client_code,manager_email,from,until\n"


def spans(client) -> list[tuple]:
    found = client.responsibilities.order_by("since").values_list("manager__name", "since", "until")
    return [(name, str(since), until and str(until)) for name, since, until in found]


def test_it_takes_a_junior_before_the_senior(db):
    text = "Jo@X.example,Jo,key_manager,junior,sam@x.example,,\nsam@x.example,Sam,key_manager,senior,,Legal,no"
    assert bring("users", USERS + text).created == 2
    jo = User.objects.get(email="jo@x.example")
    assert (jo.supervisor.name, jo.is_active, jo.has_usable_password()) == ("Sam", True, False)
    assert (jo.supervisor.department.code, jo.supervisor.is_active) == ("legal", False)
    assert Posting.objects.get(user=jo).supervisor == jo.supervisor


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("a@x.example,A,executive,senior,,,", "level"),
        ("a@x.example,A,boss,,,,", "role"),
        ("not an address,A,executive,,,,", "email"),
        ("a@x.example,A,executive,,nobody@x.example,,", "supervisor_email"),
        ("a@x.example,A,executive,,,dancing,", "department"),
        ("a@x.example,A,executive,,,,perhaps", "active"),
        ("a@x.example,A,key_manager,junior,asha@example.com,,", "supervisor_email"),
    ],
)
def test_it_refuses_a_user(cast, row, field):
    assert [error.field for error in bring("users", USERS + row).errors] == [field]


def test_it_refuses_a_circle_of_supervisors(cast):
    row = "{0}@example.com,{0},key_manager,senior,{1}@example.com,,\n"
    text = row.format("vikram", "meera") + row.format("meera", "vikram")
    assert [error.line for error in bring("users", USERS + text).errors] == [2, 3]


def test_it_keeps_seniors_who_lead_somebody(cast):
    result = bring("users", USERS + "vikram@example.com,Vikram,key_manager,junior,,,")
    assert reasons(result) == [(2, "role", "asha@example.com reports to this person, who must stay senior.")]


def test_it_takes_a_subsidiary_before_its_parent(db):
    bring("clients", CLIENTS + "sub,Sub,regular,top,,\ntop,Top,key,,,")
    assert Client.objects.get(code="sub").parent.name == "Top"


def test_it_refuses_a_circle_of_parents(db):
    result = bring("clients", CLIENTS + "a,A,key,b,,\nb,B,key,a,,\nc,C,key,c,,")
    assert [(error.line, error.field) for error in result.errors] == [(n, "parent_code") for n in (2, 3, 4)]


def test_it_gives_a_client_to_its_manager(cast):
    bring("clients", CLIENTS + "a,A,key,,asha@example.com,2026-01-01\nb,B,key,,RAVI@example.com,")
    assert spans(Client.objects.get(code="a")) == [("Asha", "2026-01-01", None)]
    assert spans(Client.objects.get(code="b")) == [("Ravi", "2026-10-15", None)]


def test_it_transfers_a_client_once(cast):
    acme = make.client("Acme", cast.asha, "2026-01-01")
    text = CLIENTS + "ACME,Acme,regular,,vikram@example.com,2026-06-01"
    assert bring("clients", text).updated == 1
    assert spans(acme) == [("Asha", "2026-01-01", "2026-06-01"), ("Vikram", "2026-06-01", None)]
    assert acme.responsibilities.get(manager=cast.vikram).recorded_at == NOW
    assert Event.objects.filter(verb="responsibilities.imported", client_id=acme.pk).count() == 1
    assert bring("clients", text).unchanged == 1


def test_it_replaces_the_manager_of_the_same_day(cast):
    acme = make.client("Acme", cast.asha, "2026-01-01")
    bring("clients", CLIENTS + "ACME,Acme,regular,,ravi@example.com,2026-01-01")
    assert spans(acme) == [("Ravi", "2026-01-01", None)]
    assert acme.responsibilities.get().recorded_at == NOW


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (",2026-01-01", "manager_email"),
        ("esha@example.com,2026-01-01", "manager_email"),
        ("ravi@example.com,2025-12-01", "managed_since"),
    ],
)
def test_it_refuses_to_rewrite_who_was_responsible(cast, cells, field):
    make.client("Acme", cast.asha, "2026-01-01")
    result = bring("clients", CLIENTS + f"ACME,Acme,regular,,{cells}")
    assert [error.field for error in result.errors] == [field]


def test_it_moves_a_border_between_two_managers(cast):
    acme = make.client("Acme", cast.asha, "2026-01-01")
    text = SPANS + "ACME,vikram@example.com,2026-05-01,\nACME,asha@example.com,2026-01-01,2026-05-01"
    result = bring("responsibilities", text)
    assert (result.created, result.updated) == (1, 1)
    assert spans(acme) == [("Asha", "2026-01-01", "2026-05-01"), ("Vikram", "2026-05-01", None)]
    assert bring("responsibilities", text).unchanged == 2


@pytest.mark.parametrize(
    ("rows", "line", "reason"),
    [
        ("ACME,ravi@example.com,2026-05-01,", 2, "2026-01-01 to …"),
        ("ACME,asha@example.com,2025-01-01,2025-06-01\nACME,ravi@example.com,2025-05-31,2025-07-01", 3, "on line 2"),
        ("ACME,asha@example.com,2025-01-02,2025-01-02", 2, "must lie after the start"),
        ("ACME,omar@example.com,2025-01-01,2025-06-01", 2, "neither a key account manager"),
    ],
)
def test_it_refuses_a_span(cast, rows, line, reason):
    make.client("Acme", cast.asha, "2026-01-01")
    ((at, _field, told),) = reasons(bring("responsibilities", SPANS + rows))
    assert at == line
    assert reason in told
    assert Responsibility.objects.count() == 1


def test_it_knows_contacts_by_e_mail_or_else_by_name(cast):
    acme = make.client("Acme")
    make.contact(acme, "Anna", email="Anna@acme.example")
    make.contact(acme, "Bo")
    head = "client_code,email,name,title,influence,reports_to_email\n"
    text = "ACME,anna@acme.example,Anna B.,,high,c@acme.example\nACME,,Bo,Clerk,,\nACME,c@acme.example,Cy,,,"
    result = bring("contacts", head + text)
    assert (result.created, result.updated, Contact.objects.count()) == (1, 2, 3)
    assert Contact.objects.get(name="Anna B.").reports_to.name == "Cy"
    assert bring("contacts", head + text).unchanged == 3


def test_it_refuses_a_superior_at_another_client(cast):
    make.client("Acme")
    make.contact(make.client("Bolt"), "Bo", email="bo@bolt.example")
    result = bring("contacts", "client_code,email,name,reports_to_email\nACME,a@x.example,A,bo@bolt.example")
    assert [error.field for error in result.errors] == ["reports_to_email"]


def test_it_takes_a_key_manager_without_a_level_for_a_junior(db):
    bring("users", USERS + "jo@x.example,Jo,key_manager,,,,\n")
    assert User.objects.get(email="jo@x.example").level == "junior"
