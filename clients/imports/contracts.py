from django.utils.translation import gettext as _

from clients.imports import cells
from clients.imports.kind import Column, Kind
from clients.models import Contract


class Contracts(Kind):
    name = "contracts"
    model = Contract
    key = ("number",)
    match = "t.number = r.number"
    columns = (
        Column("number", "number", cells.text(60)),
        Column("client_code", "client_id", cells.client, path="client__code"),
        Column("title", "title", cells.text(300), blank=""),
        Column("signed_on", "signed_on", cells.day, blank=None),
        Column("starts_on", "starts_on", cells.day, blank=None),
        Column("ends_on", "ends_on", cells.day, blank=None),
        Column("terminated_on", "terminated_on", cells.day, blank=None),
        Column("value", "value", cells.positive(), blank=None),
        Column("currency", "currency", cells.currency, blank=""),
        Column("auto_renews", "auto_renews", cells.boolean, blank=False),
        Column("notice_days", "notice_days", cells.whole(0, 3650), blank=None),
    )

    def judge(self, row, known):
        starts = row.get("starts_on")
        if starts and row.get("ends_on") and row["ends_on"] < starts:
            yield "ends_on", _("The end lies before the start, %s.") % starts
        if row.get("signed_on") and "starts_on" in row and not starts:
            yield "starts_on", _("A signed contract needs the day it starts on.")
        if row.get("currency") == "" and row.get("value") is not None:
            row["currency"] = known.rules.currency
