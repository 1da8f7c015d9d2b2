from __future__ import annotations

from django.db.models import OuterRef, Subquery

from clients.imports import cells, list_prices
from clients.imports.kind import Column, Kind
from clients.models import Service, ServicePrice


class Services(Kind):
    """The catalogue. It is no secret: everyone who may export at all exports it whole. `price` is that of the company's
    today: another one than is in force counts from today on, and what was in force before stays."""

    name = "services"
    model = Service
    key = ("code",)
    match = "t.code = r.code"
    client = "NULL::bigint"
    columns = (
        Column("code", "code", cells.text(60)),
        Column("name", "name", cells.text(300)),
        Column("line", "line", cells.text(100), blank=""),
        Column("price", "price", cells.positive(), blank=None, type="numeric(20, 6)", path="price_now"),
        Column("currency", "currency", cells.currency, blank="", type="text", path="currency_now"),
    )

    def compare(self, staged):
        if staged.has("price"):
            list_prices.mark(staged)

    def complete(self, staged):
        if staged.has("price"):
            list_prices.write(staged)

    def exported(self, user, today):
        held = ServicePrice.objects.filter(service=OuterRef("pk"), since__lte=today).order_by("-since")
        now = {f"{name}_now": Subquery(held.values(name)[:1]) for name in ("price", "currency")}
        return Service.objects.order_by("pk").annotate(**now)
