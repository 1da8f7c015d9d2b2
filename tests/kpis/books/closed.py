"""The small case's October with pay, and closed: for the tests of the books."""

from django.db import connection

from kpis.books import closing
from kpis.models import Closing, Edition, Figure, Standing
from tests import factories as make
from tests.kpis.pay import world

SEPTEMBER, OCTOBER = make.day("2026-09-01"), make.day("2026-10-01")
AFTER = make.instant("2026-11-05T09:00")


def pay_everybody(cast) -> None:
    world.plan(cast.esha, {"retention_rate": ("0.9", 60), "upsells": ("1", 40)})
    for manager in (cast.asha, cast.vikram):
        world.terms(manager, cast.esha)


def close(cast, first=OCTOBER, at=AFTER, **options) -> Closing:
    return closing.close(first, by=cast.esha, at=at, **options)


def of_edition(edition: str, first=OCTOBER) -> list[tuple]:
    """All that an edition says, apart from the rows' own numbers."""
    rows = []
    for model in (Figure, Standing):
        names = [f.attname for f in model._meta.concrete_fields if f.name not in ("id", "edition")]
        rows += sorted(map(repr, model.objects.filter(month=first, edition=edition).values_list(*names)))
    return rows


def reported(first=OCTOBER) -> list[tuple]:
    return of_edition(Edition.REPORTED, first)


def current(first=OCTOBER) -> list[tuple]:
    return of_edition(Edition.CURRENT, first)


def settle() -> None:
    """What waits for the end of the transaction happens now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
