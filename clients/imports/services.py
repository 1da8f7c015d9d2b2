from clients.imports import cells
from clients.imports.kind import Column, Kind
from clients.models import Service


class Services(Kind):
    """The catalogue. It is no secret: everyone who may export at all exports it whole."""

    name = "services"
    model = Service
    key = ("code",)
    match = "t.code = r.code"
    client = "NULL::bigint"
    columns = (
        Column("code", "code", cells.text(60)),
        Column("name", "name", cells.text(300)),
        Column("line", "line", cells.text(100), blank=""),
        Column("price", "price", cells.positive(), blank=None),
        Column("currency", "currency", cells.currency, blank=""),
    )

    def judge(self, row, known):
        if row.get("currency") == "" and row.get("price") is not None:
            row["currency"] = known.rules.currency
        yield from ()

    def exported(self, user, today):
        return Service.objects.order_by("pk")
