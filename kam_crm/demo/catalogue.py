"""What the demo company sells: sixteen services in five lines, with list prices in rupees a month or a piece."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from accounts.models import User
from clients.models import Service, ServicePrice
from kam_crm.demo.months import FIRST, Calendar

# code, name, line, list price, cost as a share of the amount, recurring, season (index 0 is January)
EVEN = (1.0,) * 12
RAINS = (0.95, 0.95, 0.95, 1.0, 1.05, 1.15, 1.25, 1.25, 1.15, 1.0, 0.95, 0.95)
YEAR_END = (1.1, 1.15, 1.4, 0.8, 0.85, 0.95, 1.0, 1.0, 1.05, 1.0, 1.0, 1.05)
FESTIVE = (0.95, 0.95, 1.0, 0.9, 0.85, 0.9, 0.95, 1.05, 1.15, 1.3, 1.25, 1.1)
LEARNING = (1.1, 1.1, 0.9, 0.9, 1.0, 1.15, 1.15, 1.1, 1.0, 0.75, 0.8, 0.9)
ROWS = (
    ("housekeeping", "Housekeeping", "Facilities", 45_000, 0.74, True, FESTIVE),
    ("guarding", "Security guarding", "Facilities", 62_000, 0.78, True, FESTIVE),
    ("maintenance", "Electrical and mechanical maintenance", "Facilities", 80_000, 0.66, True, RAINS),
    ("pest-control", "Pest control", "Facilities", 9_500, 0.52, True, RAINS),
    ("cafeteria", "Cafeteria", "Workplace", 70_000, 0.81, True, EVEN),
    ("shuttles", "Employee shuttles", "Workplace", 95_000, 0.79, True, RAINS),
    ("front-desk", "Front desk and visitors", "Workplace", 38_000, 0.7, True, EVEN),
    ("network", "Managed network", "Technology", 85_000, 0.58, True, YEAR_END),
    ("service-desk", "Service desk", "Technology", 110_000, 0.63, True, EVEN),
    ("cyber-watch", "Cyber watch", "Technology", 140_000, 0.55, True, EVEN),
    ("cloud", "Cloud hosting", "Technology", 90_000, 0.68, True, YEAR_END),
    ("energy-audit", "Energy audit", "Advisory", 150_000, 0.45, False, YEAR_END),
    ("compliance", "Compliance audit", "Advisory", 120_000, 0.48, False, YEAR_END),
    ("process-study", "Process study", "Advisory", 200_000, 0.5, False, EVEN),
    ("safety", "Safety training", "Training", 35_000, 0.42, False, LEARNING),
    ("leadership", "Leadership programme", "Training", 180_000, 0.47, False, LEARNING),
)
CODES = tuple(row[0] for row in ROWS)
RECURRING = tuple(row[0] for row in ROWS if row[5])
PRICE = {row[0]: row[3] for row in ROWS}
COST = {row[0]: row[4] for row in ROWS}
SEASON = {row[0]: row[6] for row in ROWS}


# Months from now, and the price then as a share of today's: two rises, and for some a third one that is planned.
RISES = ((FIRST, 0.9), (-16, 0.95), (-5, 1.0))
PLANNED = {"guarding": (1, 1.06), "cyber-watch": (2, 1.05), "shuttles": (1, 1.08)}


def services() -> dict[str, Service]:
    return {code: Service(code=code, name=name, line=line) for code, name, line, *_ in ROWS}


def prices(services: Mapping[str, Service], calendar: Calendar, by: User) -> Iterator[ServicePrice]:
    for code, service in services.items():
        for month, share in (*RISES, *([PLANNED[code]] if code in PLANNED else [])):
            price = Decimal(round(PRICE[code] * share / 50) * 50)
            since = calendar.first(month)
            yield ServicePrice(service=service, since=since, price=price, currency="INR", recorded_by=by)
