"""What goes out comes in again and changes nothing."""

import io

import pytest

from accounts.models import Company
from clients.exports import export
from clients.imports import KINDS
from tests import factories as make
from tests.clients.importing import NOW, bring


@pytest.fixture(autouse=True)
def company(cast):
    acme = make.client("Acme", cast.asha, "2026-01-01", sector="=1+1", annual_revenue="12.50")
    make.client("Bolt", cast.ravi, parent=acme, employees=7)
    make.responsible(acme, cast.vikram, "2025-01-01", "2026-01-01")
    anna = make.contact(
        acme, "Anna", email="anna@acme.example", phone="+91 98 765", reports_to=make.contact(acme, "Bo")
    )
    sold = make.sale(acme, "audit", "2026-10-01", "1234567890123.123456", sold_by=cast.asha)
    make.sale_return(sold, "2026-10-02", "-0.5", quantity=0)
    make.contract(acme, "2026-01-01", "2026-12-31", value="99.5", currency="INR")
    make.departure(acme, "2026-10-20", note="two\r\nlines")
    talk = make.interaction(acme, cast.asha, "2026-10-01T10:00:30", joint=[cast.vikram], notes="@home\nअ")
    talk.contacts.add(anna)
    make.survey(anna, "2026-10-03", 9, comment="=good")
    make.survey(anna.reports_to, "2026-10-03", 0)
    make.spending(acme, "2026-01-01", "250000.5", currency="INR")
    make.case(acme, "2026-10-04T10:00:30", answered="2026-10-04T12:00:00.5", manager=cast.vikram, subject="@late")
    return acme


def out(kind: str, format: str, user=None) -> bytes:
    file = io.BytesIO()
    export(KINDS[kind], file, format, user=user, rules=Company.current().rules(), at=NOW)
    return file.getvalue()


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", KINDS)
def test_it_brings_in_again_what_it_gave_out(kind, format):
    result = bring(kind, out(kind, format))
    assert result.errors == []
    assert (result.created, result.updated) == (0, 0)
    assert result.unchanged == KINDS[kind].model.objects.count()


def test_it_gives_out_no_formula(company):
    assert "'=1+1" in out("clients", "csv").decode()
    assert "'+91 98 765" in out("contacts", "csv").decode()
    assert "'@home" in out("interactions", "csv").decode()


def test_it_gives_out_what_the_reader_may_see(cast):
    assert b"ACME" in out("sales", "json", cast.vikram)
    assert b"ACME" not in out("sales", "json", cast.ravi)
    assert b"ACME" not in out("clients", "csv", cast.omar)
