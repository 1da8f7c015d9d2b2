from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, F, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from clients.imports import cells
from clients.imports.kind import Column, Kind, Refusal
from clients.models import Sale

COSTS_KEPT = f"""
UPDATE import_row r SET cost = coalesce((SELECT t.cost FROM {Sale._meta.db_table} t WHERE t.id = r.old_id), 0)
WHERE r.cost IS NULL
"""


class Line(NamedTuple):
    """A sale or a return as it will stand when the import is done. `line` is None where the file does not have it."""

    id: int
    returns: int | None
    client: int
    service: int
    currency: str
    date: dt.date
    amount: Decimal
    quantity: Decimal
    line: int | None
    shown: str


class Sales(Kind):
    """Order lines and returns. A return names its sale as `order/line`; it may stand before it in the same file.

    What lines cost us is exported only to those who may see it. A blank cost is 0 of a new line and changes nothing at
    one that is there: what somebody else exported can be brought in again.
    """

    name = "sales"
    model = Sale
    key = ("order", "line")
    match = 't."order" = r."order" AND t.line = r.line'
    references = {"returns_ref": "returns_id"}
    derived = {"returns_order": "text", "returns_line": "text"}
    columns = (
        Column("order", "order", cells.text(60)),
        Column("line", "line", cells.text(20), blank="1"),
        Column("client_code", "client_id", cells.client, path="client__code"),
        Column("service_code", "service_id", cells.service, path="service__code"),
        Column("date", "date", cells.day),
        Column("quantity", "quantity", cells.amount, blank=None),
        Column("amount", "amount", cells.amount),
        Column("cost", "cost", cells.amount, blank=None, path="cost_seen"),
        Column("currency", "currency", cells.currency, blank=lambda known: known.rules.currency),
        Column("sold_by_email", "sold_by_id", cells.user, blank=None, path="sold_by__email"),
        Column("returns", "returns_ref", cells.text(81), blank="", type="text", path="returns_ref"),
    )

    def inserted(self, known):
        return {
            "quantity": ("CASE WHEN r.returns_id IS NULL THEN 1 ELSE 0 END", []),
            "currency": (f"'{known.rules.currency}'", []),  # three capitals, kept so by the settings
        }

    def judge(self, row, known):
        return _judge_return(row) if row.get("returns_ref") else _judge_sale(row)

    def settle(self, staged):
        if staged.has("cost"):
            staged.execute(COSTS_KEPT)
        if staged.has("returns_ref"):
            yield from self._resolved(staged)
        touched = self._touched_sales(staged)
        if touched:
            yield from _all_fit(*self._final(staged, touched))

    def _resolved(self, staged) -> Iterator[Refusal]:
        split = "regexp_replace(returns_ref, '/[^/]*$', ''), returns_line = regexp_replace(returns_ref, '^.*/', '')"
        staged.execute(
            f"UPDATE import_row SET returns_order = {split} WHERE returns_ref <> '' AND returns_order IS NULL"
        )
        staged.resolve("returns_id", 'x."order" = r.returns_order AND x.line = r.returns_line AND x.trashed_at IS NULL')
        reason = _("There is no such sale (order/line), or its own row was refused.")
        yield from staged.unresolved("returns_ref", "returns_id", "returns", reason)

    def _touched_sales(self, staged) -> list[int]:
        """The sales whose returns must be looked at: of which the file has returns, or which it changes."""
        return [
            pk
            for (pk,) in staged.rows(
                "SELECT returns_id FROM import_row WHERE returns_id IS NOT NULL UNION"
                f" SELECT t.returns_id FROM {self.table} t JOIN import_row r ON r.old_id = t.returns_id"
                " WHERE t.trashed_at IS NULL"
            )
        ]

    def _final(self, staged, touched: list[int]) -> tuple[dict[int, Line], list[Line]]:
        """The touched sales and all their returns, as the file leaves them."""
        inserted = {field: sql for field, (sql, _params) in self.inserted(staged.known).items()}
        currency, quantity = (
            f'r."{field}"' if staged.has(field) else f'COALESCE(t."{field}", {inserted[field]})'
            for field in ("currency", "quantity")
        )
        returns = "r.returns_id" if staged.has("returns_ref") else "t.returns_id"
        rows = staged.rows(
            f"SELECT r.id, {returns}, r.client_id, r.service_id, {currency}, r.date, r.amount,"
            f" {quantity}, r.file_line, r.\"order\" || '/' || r.line"
            f" FROM import_row r LEFT JOIN {self.table} t ON t.id = r.old_id"
            f" WHERE r.id = ANY(%(touched)s) OR {returns} = ANY(%(touched)s)"
            " UNION ALL SELECT t.id, t.returns_id, t.client_id, t.service_id, t.currency, t.date, t.amount, t.quantity,"
            f" NULL, t.\"order\" || '/' || t.line FROM {self.table} t"
            " WHERE t.trashed_at IS NULL AND (t.id = ANY(%(touched)s) OR t.returns_id = ANY(%(touched)s))"
            " AND NOT EXISTS (SELECT 1 FROM import_row r WHERE r.id = t.id)",
            {"touched": touched},
        )
        lines = [Line(*row) for row in rows]
        wanted = set(touched)
        return {line.id: line for line in lines if line.id in wanted}, [line for line in lines if line.returns]

    def exported(self, user, today):
        named = Concat("returns__order", Value("/"), "returns__line")
        rows = (
            super().exported(user, today).annotate(returns_ref=Case(When(returns=None, then=Value("")), default=named))
        )
        if user is None:
            return rows.annotate(cost_seen=F("cost"))
        return rows.with_margin_for(user, today).annotate(cost_seen=Case(When(margin_seen=True, then=F("cost"))))


def _judge_sale(row) -> Iterator[tuple[str, str]]:
    if row["amount"] < 0:
        yield "amount", _("A negative amount needs the sale that it takes back, in the column returns.")
    if row.get("quantity", 1) is None:
        row["quantity"] = Decimal(1)
    if row.get("quantity", 1) < 0:
        yield "quantity", _("A negative quantity needs the sale that it takes back, in the column returns.")
    if (row.get("cost") or 0) < 0:
        yield "cost", _("The cost of a sale is not below zero.")


def _judge_return(row) -> Iterator[tuple[str, str]]:
    if row["amount"] > 0:
        yield "amount", _("The amount of a return is zero or below.")
    if "/" not in row["returns_ref"].strip("/"):
        yield "returns", _("Name the sale as order/line.")
    if "quantity" in row:  # blank: no goods came back, only money
        row["quantity"] = -abs(row["quantity"] or Decimal(0))


def _all_fit(sales: dict[int, Line], returns: list[Line]) -> Iterator[Refusal]:
    of: dict[int | None, list[Line]] = defaultdict(list)
    for taken_back in returns:
        of[taken_back.returns].append(taken_back)
    for pk, sale in sorted(sales.items()):
        yield from _fit(sale, sorted(of[pk], key=lambda r: (r.line is not None, r.line or 0)))


def _fit(sale: Line, returns: list[Line]) -> Iterator[Refusal]:
    """Those of the database first: where they do not fit, the file's change of their sale is to blame."""
    amount, quantity = sale.amount, sale.quantity
    for taken_back in returns:
        reason = _misfit(sale, taken_back, amount, quantity)
        if not reason:
            amount, quantity = amount + taken_back.amount, quantity + taken_back.quantity
        elif taken_back.line is not None:
            yield Refusal(taken_back.line, "returns", sale.shown, reason)
        elif sale.line is not None:
            told = _("The return %(name)s of this sale is recorded already: %(reason)s")
            yield Refusal(sale.line, "order", sale.shown, told % {"name": taken_back.shown, "reason": reason})
            return


def _misfit(sale: Line, taken_back: Line, amount: Decimal, quantity: Decimal) -> str:
    """Why this return cannot be of this sale, of which `amount` and `quantity` are left; empty where it can."""
    if sale.returns is not None:
        return _("What it takes back is itself a return.")
    if sale.client != taken_back.client:
        return _("The sale is another client's.")
    if (sale.service, sale.currency) != (taken_back.service, taken_back.currency):
        return _("The sale is of another service or in another currency.")
    if taken_back.date < sale.date:
        return _("The return is dated before its sale, %s.") % sale.date
    if amount + taken_back.amount < 0:
        return _("The return is larger than what is left of its sale, %s.") % format(amount.normalize(), "f")
    if quantity + taken_back.quantity < 0:
        return _("More is returned than is left of its sale, %s.") % format(quantity.normalize(), "f")
    return ""
