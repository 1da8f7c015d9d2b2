"""The two small lines beside a client's facts."""

from accounts.models import Company
from clients.rhythm import Line, rhythm_of
from tests import factories as make

RULES = Company(time_zone="Asia/Kolkata").rules


def test_it_counts_talks_by_the_companys_months(cast):
    acme = make.client("Acme", cast.asha)
    make.interaction(acme, cast.asha, "2026-10-31T18:29")
    make.interaction(acme, cast.asha, "2026-10-31T18:30")
    make.interaction(acme, cast.asha, "2026-11-02T10:00", status="planned")
    make.interaction(acme, cast.asha, "2025-11-30T10:00")
    rhythm = rhythm_of(acme, RULES(), make.day("2026-11-24"))
    assert rhythm.months[0] == make.day("2025-12-01")
    assert list(rhythm.talks.values) == [0] * 10 + [1, 1]


def test_it_sums_purchases_less_returns_for_each_currency(cast):
    acme = make.client("Acme", cast.asha)
    make.sale_return(make.sale(acme, "audit", "2026-10-05", "300"), "2026-11-06", "-100")
    make.sale(acme, "audit", "2026-11-05", "50", currency="EUR")
    revenue = rhythm_of(acme, RULES(), make.day("2026-11-24")).revenue
    assert [(line.currency, line.values[-2:], line.total) for line in revenue] == [
        ("EUR", [0, 50], 50),
        ("USD", [300, -100], 200),
    ]


def test_it_draws_the_highest_month_at_the_top_and_nothing_at_the_bottom():
    assert Line([0, 2, 1]).points == "2.0,22.0 60.0,2.0 118.0,12.0"
    assert Line([0, 0]).points == "2.0,22.0 118.0,22.0"


def test_it_tells_the_numbers_without_the_picture(client, cast, time_machine):
    time_machine.move_to(make.instant("2026-11-24T10:00"), tick=False)
    acme = make.client("Acme", cast.asha)
    make.sale(acme, "audit", "2026-11-05", "50")
    client.force_login(cast.asha)
    shown = client.get(acme.get_absolute_url()).text
    assert '<th scope="row">November 2026</th><td>0</td><td>US$50</td>' in shown
