"""The statement on paper: the page's numbers, in either language, with nothing that people typed as markup."""

import io

import pypdf
import pytest
from django.urls import reverse
from django.utils import translation

from kpis.pay import document, statement
from tests.kpis.pay.test_statement import closed, worked  # noqa: F401
from tests.kpis.pay.world import AT, OCTOBER, figure, month, plan, terms


def text_of(made: bytes) -> str:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages]
    return " ".join(" ".join(pages).split())


def paper(manager, closing=None) -> bytes:
    found = statement.of(month(), [manager])[manager.pk]
    return document.pdf(found, closing, [], company="Vindhya", at=AT)


def test_it_holds_the_numbers_of_the_page(worked):  # noqa: F811
    said = text_of(paper(worked.asha))
    for number in ("US$62,638.89", "US$50,000.00", "101.11%", "140%", "33.33%", "US$2,083.33"):
        assert number in said


def test_it_says_across_the_head_that_an_open_month_is_preliminary(worked):  # noqa: F811
    assert text_of(paper(worked.asha)).startswith("Preliminary: the month is not closed")


def test_it_carries_the_seal_of_a_closed_month(client, closed):  # noqa: F811
    client.force_login(closed.asha)
    response = client.get(reverse("pay:document", args=[OCTOBER, closed.asha.pk]))
    said = text_of(response.content)
    assert response["Content-Type"] == "application/pdf"
    assert month().frozen.seal in said
    assert "US$68,750.00" in said
    assert "Preliminary" not in said


def test_the_paper_of_a_closed_month_is_the_same_at_any_time(closed):  # noqa: F811
    found = statement.of(month(), [closed.asha])[closed.asha.pk]
    made = [document.pdf(found, month().frozen, [], company="V", at=at) for at in (AT, AT.replace(year=2030))]
    assert made[0] == made[1]


def test_a_name_is_text_and_no_markup(worked):  # noqa: F811
    name = "#panic() $x$ *b* \\ [ ] ` @a <b> =1"
    type(worked.asha).objects.filter(pk=worked.asha.pk).update(name=name)
    worked.asha.refresh_from_db()
    assert name in text_of(paper(worked.asha))


def test_it_clips_what_would_not_end(worked):  # noqa: F811
    worked.asha.name = "A" * 10_000
    assert len(pypdf.PdfReader(io.BytesIO(paper(worked.asha))).pages) <= 3


@pytest.mark.parametrize("count", [1, 12])
def test_a_statement_of_many_lines_stays_short(cast, count):
    names = ["meetings", "calls", "upsells", "new", "returned", "retained", "kept", "closing", "lost", "opening"]
    names += ["transferred_in", "early_loss"]
    terms(cast.asha, cast.esha)
    plan(cast.esha, dict.fromkeys(names[:count], ("5", 1)))
    for name in names[:count]:
        figure(cast.asha, name, 4)
    assert len(pypdf.PdfReader(io.BytesIO(paper(cast.asha))).pages) <= 3


def test_it_is_set_in_hindi_with_a_font_that_has_it(worked):  # noqa: F811
    worked.asha.name = "आशा कुलकर्णी"
    with translation.override("hi"):
        made = paper(worked.asha)

    assert "आशा" in text_of(made)
    assert pypdf.PdfReader(io.BytesIO(made)).trailer["/Root"]["/Lang"].startswith("hi")
