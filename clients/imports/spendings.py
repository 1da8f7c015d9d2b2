from clients.imports import cells
from clients.imports.kind import Column, Kind
from clients.models import Spending


class Spendings(Kind):
    """What clients are estimated to spend in a year, with all suppliers, on what we sell."""

    name = "spendings"
    model = Spending
    key = ("client_id", "as_of")
    match = "t.client_id = r.client_id AND t.as_of = r.as_of"
    columns = (
        Column("client_code", "client_id", cells.client, path="client__code"),
        Column("as_of", "as_of", cells.day),
        Column("amount", "amount", cells.positive()),
        Column("currency", "currency", cells.currency, blank=lambda known: known.rules.currency),
    )

    def inserted(self, known):
        return {"currency": (f"'{known.rules.currency}'", [])}  # three capitals, kept so by the settings
