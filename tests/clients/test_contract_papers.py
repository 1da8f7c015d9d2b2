"""Templates and documents: what is filled in, refused, read and compared."""

import io

import docx as word
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from docx.oxml.ns import qn

from accounts.access import Denied
from clients.forms.contracts import CopyForm, DocxField
from clients.models import Contract, ContractDocument, ContractTemplate
from clients.paper import compare, docx
from tests import factories as make
from tests.clients import papers
from tests.clients.papers import AT


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def contract(cast):
    acme = make.client("Acme", cast.asha)
    return Contract.prepare(acme, number="C-1", starts_on=make.day("2026-12-01"), value=1500, by=cast.asha, at=AT)


def read(field) -> bytes:
    with field.open("rb") as file:
        return file.read()


def test_it_names_the_fields_that_nobody_knows(cast):
    content = papers.a_docx("{{ client.name }} {{ client.password }} {% for x in y %} {{ ''.__class__ }}")
    with pytest.raises(ValidationError) as refusal:
        ContractTemplate.keep("Bad", papers.upload(content), by=cast.vikram, at=AT)
    for name in ("client.password", "{% for x in y %}", "''.__class__"):
        assert f"“{name}”" in refusal.value.messages[0]
    assert "client.name" not in refusal.value.messages[0]
    assert not ContractTemplate.objects.exists()


def test_it_refuses_a_template_without_fields(cast):
    with pytest.raises(ValidationError, match="There is no field"):
        papers.a_template(cast.vikram, "Nothing to fill in")


def test_templates_are_kept_by_seniors_and_executives(cast):
    assert papers.a_template(cast.esha).fields == ["company.name", "client.name", "contract.value"]
    for other in (cast.asha, cast.nila, cast.leela, cast.omar):
        with pytest.raises(Denied):
            papers.a_template(other)


def test_it_fills_a_field_that_the_word_processor_has_cut_up():
    document = word.Document()
    paragraph = document.add_paragraph("With ")
    for piece in ("{", "{ cli", "ent.na", "me }", "} and {{ client.city }}."):
        paragraph.add_run(piece)
    filled = docx.fill(papers.saved(document), {"client.name": "Acme & <Sons>", "client.city": "Pune"})
    assert docx.text_of(docx.blocks(filled)) == "With Acme & <Sons> and Pune."


def test_it_fills_tables_headers_and_footers():
    document = word.Document()
    document.add_table(1, 1).rows[0].cells[0].text = "{{ client.name }}"
    document.sections[0].header.paragraphs[0].text = "{{ client.name }}"
    document.sections[0].footer.paragraphs[0].text = "{{ client.name }}"
    assert docx.fields_in(document) == ["client.name"]
    filled = word.Document(io.BytesIO(docx.fill(papers.saved(document), {"client.name": "Acme"})))
    found = (
        filled.tables[0].rows[0].cells[0],
        *filled.sections[0].header.paragraphs,
        *filled.sections[0].footer.paragraphs,
    )
    assert [part.text for part in found] == ["Acme"] * 3


def test_what_is_filled_in_is_text_and_never_looked_at_again(cast, contract):
    name = "{{ company.name }} #panic() $x$ *b* {{ 7*7 }}"
    type(contract.client).objects.update(name=name)
    document = ContractDocument.prepare(contract, papers.a_template(cast.vikram), by=cast.asha, at=AT)
    assert name in document.text
    assert name in papers.text_of(read(document.pdf))


def test_it_makes_a_docx_and_a_pdf_that_say_the_same(cast, contract):
    template = papers.a_template(cast.vikram)
    document = ContractDocument.prepare(contract, template, by=cast.asha, at=AT)
    assert "Between Our company and Acme." in docx.text_of(docx.blocks(read(document.docx)))
    said = papers.text_of(read(document.pdf))
    assert "Between Our company and Acme. Worth US$1,500.00." in said
    assert "C-1, version 1" in said


def test_it_keeps_headings_tables_and_clause_numbers(contract, cast):
    content = papers.a_docx("Text", heading="Terms", table=[["Service", "Price"], ["Audit", "100"]])
    document = ContractDocument.take(contract, content, by=cast.asha, at=AT)
    assert document.text == "Terms\nText\nService | Price\nAudit | 100"
    numbered = word.Document()
    for text in ("First", "Second"):
        numbered.add_paragraph(text, style="List Number")
    assert [block.mark for block in docx.blocks(papers.saved(numbered))] == ["1.", "2."]


def test_it_counts_clauses_within_clauses():
    document = word.Document()
    for depth, text in ((0, "Price"), (1, "Net"), (1, "Gross"), (0, "Term"), (1, "Start")):
        paragraph = document.add_paragraph(text)
        number = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        number.get_or_add_ilvl().val, number.get_or_add_numId().val = depth, 1
    levels = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")).element
    abstract = next(n for n in levels.iter(qn("w:num")) if n.numId == 1).abstractNumId.val
    chosen = next(a for a in levels.iter(qn("w:abstractNum")) if a.get(qn("w:abstractNumId")) == str(abstract))
    for level in list(chosen.iter(qn("w:lvl"))):
        chosen.remove(level)
    for depth, pattern in ((0, "%1."), (1, "%1.%2")):
        level = chosen.makeelement(qn("w:lvl"), {qn("w:ilvl"): str(depth)})
        for name, value in (("w:start", "1"), ("w:numFmt", "decimal"), ("w:lvlText", pattern)):
            level.append(level.makeelement(qn(name), {qn("w:val"): value}))
        chosen.append(level)
    assert [block.mark for block in docx.blocks(papers.saved(document))] == ["1.", "1.1", "1.2", "2.", "2.1"]


def test_versions_count_up_and_stay(cast, contract):
    for text in ("One", "Two"):
        ContractDocument.take(contract, papers.a_docx(text), by=cast.asha, at=AT, note=text)
    assert [(d.version, d.text) for d in contract.documents.all()] == [(2, "Two"), (1, "One")]


def test_a_signed_contract_gets_no_new_text(cast, contract):
    contract.sign(signed_on=make.day("2026-11-24"), starts_on=make.day("2026-12-01"), by=cast.asha, at=AT)
    with pytest.raises(ValidationError, match="by an amendment only"):
        ContractDocument.take(contract, papers.a_docx("New"), by=cast.asha, at=AT)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"<script>", papers.a_pdf()])
def test_it_refuses_what_is_no_docx(content):
    with pytest.raises(ValidationError):
        docx.opened(content)


def test_it_refuses_a_docx_that_unpacks_to_more_than_a_contract(monkeypatch):
    monkeypatch.setattr(docx, "UNPACKED", 1000)
    with pytest.raises(ValidationError, match="too large"):
        DocxField().clean(papers.upload(papers.a_docx("x")))


@pytest.mark.parametrize("hidden", [False, True])
def test_it_refuses_a_pdf_with_a_script_inside(hidden):
    form = CopyForm({"signers": "Devi"}, {"copy": papers.upload(papers.a_pdf("app.alert(1)", hidden), "a.pdf")})
    assert "holds a script" in form.errors["copy"][0]


def test_it_takes_a_pdf_that_only_shows():
    form = CopyForm({"signers": "Devi"}, {"copy": papers.upload(papers.a_pdf(), "a.pdf")})
    assert form.is_valid()


@pytest.mark.parametrize(("name", "content"), [("a.pdf", b"%PDF-1.7 broken"), ("a.docx", b"x"), ("a.html", b"<b>")])
def test_it_refuses_a_copy_that_it_cannot_look_into(name, content):
    assert not CopyForm({"signers": "Devi"}, {"copy": papers.upload(content, name)}).is_valid()


def test_it_compares_word_by_word():
    rows = compare.rows("Same\nPay within 30 days\nOld clause", "Same\nPay within 45 days\nOld clause\nNew clause")
    assert [row.kind for row in rows] == ["same", "changed", "same", "in"]
    assert rows[1].before == ((False, "Pay within "), (True, "30"), (False, " days"))
    assert rows[1].after == ((False, "Pay within "), (True, "45"), (False, " days"))


def test_it_shows_only_what_is_near_a_change():
    text = [f"Clause {number}" for number in range(50)]
    rows = compare.rows("\n".join(text), "\n".join([*text, "New"]))
    assert [row.kind for row in rows] == ["gap", "same", "same", "in"]
    assert compare.rows("Same", "Same") == []


def test_the_page_draws_what_went_and_what_came(client, cast, contract):
    for text in ("Pay within 30 days", "Pay within 45 <b>days</b>"):
        ContractDocument.take(contract, papers.a_docx(text), by=cast.asha, at=AT)
    client.force_login(cast.asha)
    page = client.get(reverse("contracts:compare", args=[contract.pk])).text
    assert "<del>30</del>" in page
    assert "<b>days" not in page
