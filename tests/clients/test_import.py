"""What holds for every kind of import: all or nothing, the same file again, lines and reasons, events."""

import io

import pytest

from activity.models import Event
from clients.imports import Unreadable, write_failures
from clients.models import Client, Contact, Sale, Service
from tests import factories as make
from tests.clients.importing import NOW, bring, reasons

SERVICES = """
    code,name,line,price
    audit,Audit,advice,100
    training,Training,,12.5"""


def test_it_writes_rows_with_an_event_each(cast):
    result = bring("services", SERVICES, by=cast.omar)
    assert (result.created, result.updated, result.unchanged, result.failed) == (2, 0, 0, 0)
    service = Service.objects.get(code="training")
    price = service.prices.get()
    assert (service.name, str(price.price), price.currency) == ("Training", "12.500000", "USD")
    assert (price.since, price.recorded_by) == (NOW.date(), cast.omar)
    event = Event.objects.about(service).get()
    assert (event.verb, event.actor, event.at) == ("services.imported", cast.omar, NOW)
    assert event.data == {"file": "test.csv", "change": "created"}


def test_it_changes_nothing_the_second_time(db):
    bring("services", SERVICES)
    before = Event.objects.count()
    assert bring("services", SERVICES).unchanged == 2
    assert Event.objects.count() == before


def test_it_updates_only_the_columns_of_the_file(db):
    bring("services", SERVICES)
    result = bring("services", "code,name\naudit,Year's audit\ntraining,Training")
    assert (result.updated, result.unchanged) == (1, 1)
    service = Service.objects.get(code="audit")
    assert (service.name, service.line, service.prices.get().price) == ("Year's audit", "advice", 100)


def test_it_empties_what_the_file_has_blank(db):
    bring("services", SERVICES)
    bring("services", "code,name,line\naudit,Audit,")
    assert Service.objects.get(code="audit").line == ""


def test_it_writes_nothing_when_one_row_is_bad(db):
    result = bring("services", SERVICES + "\n    ,Nameless,,1")
    assert (result.created, result.failed, result.written) == (0, 1, False)
    assert reasons(result) == [(4, "code", "This is empty.")]
    assert not Service.objects.exists()


def test_it_writes_the_good_rows_when_told_to(db):
    result = bring("services", SERVICES + "\n    x,X,,1e5", partial=True)
    assert (result.created, result.failed) == (2, 1)
    assert Service.objects.count() == 2


def test_it_checks_without_writing(db):
    result = bring("services", SERVICES, dry_run=True)
    assert (result.created, result.written) == (2, False)
    assert not Service.objects.exists()
    assert not Event.objects.exists()


def test_it_refuses_the_second_row_with_a_key(db):
    result = bring("services", SERVICES + "\n    audit,Again,,1")
    assert reasons(result) == [(4, "code", "The same key stands on line 2 of this file already.")]


def test_it_finds_columns_by_their_names_in_the_file(db):
    result = bring("services", "Artikel;Name;Farbe\na1;Anzug;blau", mapping={"code": "Artikel"})
    assert (result.created, result.extra_columns) == (1, ["Farbe"])


def test_it_says_which_column_is_missing(db):
    with pytest.raises(Unreadable, match="lacks the column “code”"):
        bring("services", "name\nAudit")


def test_it_does_not_know_a_field_that_nobody_has(db):
    with pytest.raises(Unreadable, match="no field “colour”"):
        bring("services", SERVICES, mapping={"colour": "Farbe"})


def test_it_names_the_line_on_which_a_row_begins(db):
    result = bring("services", b'code,name,price\r\na,"two\r\nlines",1\r\n\r\nb,B,x\r\n')
    assert [(e.line, e.field, e.value) for e in result.errors] == [(5, "price", "x")]


def test_it_refuses_a_row_of_another_width(db):
    result = bring("services", "code,name\na\nb,B,more\nc,C,")
    assert [e.line for e in result.errors] == [2, 3]


def test_it_keeps_every_reason_of_a_row(cast):
    result = bring("sales", "order,client_code,service_code,date,amount\no1,none,none,2026-13-01,many")
    assert result.failed == 1
    assert [e.field for e in result.errors] == ["client_code", "service_code", "date", "amount"]


def test_it_gives_the_refused_rows_back_as_a_file(db):
    text = b"code,name,price\na,=1+1,free\nb,B,1\n"
    result, out = bring("services", text), io.StringIO()
    write_failures(io.BytesIO(text), out, result)
    header, row = out.getvalue().splitlines()
    assert header == "line_number,field,reason,code,name,price"
    assert row.startswith("2,price,")
    assert row.endswith("a,'=1+1,free")


def test_it_takes_the_apostrophe_off_what_an_export_disarmed(db):
    bring("services", "code,name\na,'=1+1\nb,'tis\nc,''=x")
    assert list(Service.objects.order_by("code").values_list("name", flat=True)) == ["=1+1", "'tis", "'=x"]


def test_it_does_not_touch_what_is_in_the_trash(cast):
    acme = make.client("Acme")
    make.contact(acme, "Anna", email="anna@acme.example", trashed_at=NOW)
    result = bring("contacts", "client_code,email,name\nACME,Anna@acme.example,Anna B.")
    assert "in the trash" in result.errors[0].reason
    assert Contact.objects.get().name == "Anna"


def test_it_has_a_fixed_number_of_statements(cast, django_assert_max_num_queries):
    make.client("Acme")
    make.service("audit")
    head = "order,line,client_code,service_code,date,amount\n"
    with django_assert_max_num_queries(40):
        bring("sales", head + "\n".join(f"o{n},1,ACME,audit,2026-10-01,1" for n in range(300)))
    assert Sale.objects.count() == 300
    assert Client.objects.count() == 1
