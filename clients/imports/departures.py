from clients.imports import cells
from clients.imports.kind import Column, Kind
from clients.models import Departure


class Departures(Kind):
    name = "departures"
    model = Departure
    key = ("client_id", "left_on")
    match = "t.client_id = r.client_id AND t.left_on = r.left_on"
    columns = (
        Column("client_code", "client_id", cells.client, path="client__code"),
        Column("left_on", "left_on", cells.day),
        Column("reason", "reason", cells.choice(Departure.Reason)),
        Column("competitor", "competitor", cells.text(200), blank=""),
        Column("note", "note", cells.text(), blank=""),
    )
