from decimal import Decimal

from django.utils.translation import gettext as _

from clients import books
from clients.imports import cells
from clients.imports.kind import Column, Kind, Refusal
from clients.models import ExchangeRate
from clients.models.exchange_rate import CLOSED, DECIMALS, in_words


class Rates(Kind):
    """Exchange rates. They are no secret: everyone who may export at all exports them whole."""

    name = "rates"
    model = ExchangeRate
    key = ("currency", "base", "since")
    match = "t.currency = r.currency AND t.base = r.base AND t.since = r.since"
    client = "NULL::bigint"
    columns = (
        Column("currency", "currency", cells.currency),
        Column("since", "since", cells.day),
        Column("rate", "rate", cells.exact(DECIMALS)),
        Column("base", "base", cells.currency, blank=lambda known: known.rules.currency),
    )

    def judge(self, row, known):
        if row["currency"] == row["base"]:
            yield "currency", _("A currency has no rate to itself.")
        if row["rate"] <= Decimal(0):
            yield "rate", _("A rate is more than 0.")

    def settle(self, staged):
        """A rate of a closed month neither comes nor changes; one that is there as the file says may stand in it."""
        opens = books.hold()
        if opens is None:
            return
        for line, since in staged.rows(
            f"SELECT r.file_line, r.since FROM import_row r LEFT JOIN {self.table} t ON t.id = r.old_id"
            " WHERE r.since < %s AND t.rate IS DISTINCT FROM r.rate ORDER BY 1",
            [opens],
        ):
            yield Refusal(line, "since", since.isoformat(), CLOSED % in_words(opens))

    def exported(self, user, today):
        return ExchangeRate.objects.order_by("since", "currency", "base")
