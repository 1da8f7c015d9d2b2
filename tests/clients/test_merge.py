"""Two clients, or two contacts, made one, and made two again."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.access import Denied
from activity.models import Event
from clients import merging
from clients.models import Client, Contact, Interaction, Merge
from tests import factories as make

NOW = make.instant("2026-11-24T10:00")
LATER = NOW + dt.timedelta(days=1)
NOT_COMPARED = {"activity_event", "activity_notification", "activity_job", "clients_merge", "kpis_touch"}


@pytest.fixture
def pair(cast) -> tuple[Client, Client]:
    return make.client("Acme", cast.asha), make.client("ACME Ltd", cast.asha, since="2019-01-01")


def everything() -> dict[str, list[str]]:
    """All rows of all tables, as text."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - NOT_COMPARED
        found = {}
        for table in sorted(tables):
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


def fill(cast, client: Client, number: int) -> None:
    """One of each kind; what there can be only once a client is the same at each."""
    kiran = make.contact(client, "Kiran", email="Kiran@example.com" if number else "kiran@example.com", phone=f"{number}")
    boss = make.contact(client, "Boss")
    Contact.objects.filter(pk=kiran.pk).update(reports_to=boss)
    other = make.contact(client, f"Other {number}", reports_to=kiran)
    make.team_member(client, cast.ravi)
    talk = make.interaction(client, cast.asha, "2026-10-06T09:00", joint=[cast.vikram])
    talk.contacts.set([kiran, other])
    sale = make.sale(client, "audit", "2026-10-05")
    make.sale_return(sale, "2026-10-06", "-10")
    contract = make.contract(client, "2026-01-01")
    make.departure(client, "2026-05-20", note=f"{number}")
    make.survey(kiran, "2026-10-05", 9 - number)
    make.survey(other, "2026-10-05", 8)
    make.spending(client, "2026-01-01", f"500{number}")
    case = make.case(client, "2026-10-05T09:00")
    for source in ({"case": case}, {"interaction": talk}, {"contract": contract}):
        make.promise(client, cast.asha, "2026-12-05", contact=kiran, **source)
    make.task(cast.asha, client=client, interaction=talk)
    make.request(client, cast.asha, "2026-12-01")
    make.client(f"Daughter {number}", cast.asha, parent=client)
    make.interaction(client, cast.asha, "2026-10-07T09:00", trashed_at=NOW)


def test_it_moves_everything_and_leaves_nothing_behind(cast, pair):
    kept, gone = pair
    for number, client in enumerate(pair):
        fill(cast, client, number)
    Merge.of_clients(kept, gone, by=cast.vikram, at=NOW)
    for model, field in merging.relations(Client):
        rows = model._base_manager.filter(**{field.attname: gone.pk})
        assert not rows.exists(), model
    assert list(merging.strangers(kept.pk, gone.pk)) == []
    assert kept.sales.count() == 4
    assert kept.requests.count() == 2
    assert sorted(kept.contacts.values_list("name", flat=True)) == ["Boss", "Kiran", "Other 0", "Other 1"]


def test_it_undoes_to_the_last_column(cast, pair):
    for number, client in enumerate(pair):
        fill(cast, client, number)
    before = everything()
    merge = Merge.of_clients(*pair, by=cast.vikram, at=NOW, taken={"name", "sector"})
    assert everything() != before
    merge.undo(by=cast.vikram, at=LATER)
    after = everything()
    assert {table: rows for table, rows in after.items() if rows != before[table]} == {}
