from decimal import Decimal

import pytest

from clients.models import Client
from kpis import catalogue, lens
from kpis.refresh import refresh_month
from kpis.rows import Row
from tests import factories as make
from tests.kpis.october import AFTER, OCTOBER, figure

SECTORS = {"BANYAN": "Retail", "COBALT": "Retail", "DHARA": "Health", "EVEREST": "Health", "FERN": "Energy"}


@pytest.fixture
def sectors(october):
    for code, sector in SECTORS.items():
        Client.objects.filter(code=code).update(sector=sector)
    return october


def headline(chosen: lens.Lens) -> Row:
    return chosen.headlines([OCTOBER])[OCTOBER]


def test_it_adds_up_to_the_company_over_all_sectors(sectors):
    slices = [headline(lens.of_company(sectors.esha, sector)) for sector in sorted(set(SECTORS.values()))]
    for measure in (m.key for m in catalogue.MEASURES.values() if m.of is None):
        assert sum(row[measure].value for row in slices) == figure(measure).value, measure


def test_it_makes_rates_from_its_own_counts(sectors):
    retail = headline(lens.of_manager(sectors.asha, sectors.asha, "Retail"))
    assert (retail["retention_rate"].value, retail["retention_rate"].denominator) == (Decimal("0.5"), 2)
    energy = headline(lens.of_company(sectors.esha, "Energy"))
    assert (energy["retention_rate"].value, energy["retention_rate"].reason) == (None, "no_clients_at_opening")
    assert (energy["profit_growth"].value, energy["profit_growth"].reason) == (None, "no_sales_before")


def test_it_counts_a_joint_meeting_once_for_the_team(sectors):
    health = headline(lens.of_team(sectors.vikram, sectors.vikram, "Health"))
    assert (health["meetings"].value, health["calls"].value) == (1, 1)


def test_it_takes_back_the_amount_of_the_sale_that_was_returned(sectors):
    everest = Client.objects.get(code="EVEREST")
    sold = make.sale(everest, "fleet", "2026-09-20", 50, currency="INR")
    make.sale_return(sold, "2026-10-02", "-20")
    make.sale_return(sold, "2026-10-05", "-30")
    refresh_month(OCTOBER, now=AFTER)
    health = headline(lens.of_manager(sectors.esha, sectors.vikram, "Health"))
    assert (health["upsells"].value, health["upsell_revenue"].value) == (0, 80 - 50)


def test_it_does_not_add_currencies(sectors):
    make.sale(Client.objects.get(code="FERN"), "audit", "2026-10-29", currency="USD")
    refresh_month(OCTOBER, now=AFTER)
    energy = headline(lens.of_company(sectors.esha, "Energy"))
    assert (energy["profit"].value, energy["profit"].reason) == (None, "mixed_currencies")


def test_it_shows_no_more_than_the_reader_may_see(sectors):
    assert headline(lens.first_look(sectors.asha, sector="Health")).reference == str(sectors.asha.pk)
    assert lens.of_company(sectors.vikram, "Retail").figures.values("manager").distinct().count() == 2


def test_it_shows_the_page_of_a_slice_and_its_proof(sectors, client):
    client.force_login(sectors.esha)
    page = client.get("/kpis/2026-10/?sector=Retail")
    assert page.context["overview"].headline["lost"].value == 1
    assert "A slice" in page.text
    proof = client.get("/kpis/2026-10/company/lost/?sector=Retail")
    assert [line.values["client"] for line in proof.context["main"].lines] == ["Cobalt"]
