"""One fact changed, each time another: what a refresh is then timed after."""

import datetime as dt

from django.db import connection, transaction

MANY = 7  # steps over rows, so that each change concerns somebody else


def _run(sql: str, **params: object) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone() if cursor.description else ()


def sale(first: dt.date, number: int) -> None:
    _run(
        """UPDATE clients_sale SET amount = amount + 1 WHERE id = (
            SELECT id FROM clients_sale WHERE date = %(day)s AND returns_id IS NULL AND client_id %% 100 <> 1
            ORDER BY id OFFSET %(n)s LIMIT 1)""",
        day=first.replace(day=10),
        n=number * MANY,
    )


def meeting(first: dt.date, number: int) -> None:
    _run(
        """UPDATE clients_interaction SET status = CASE status WHEN 'held' THEN 'cancelled' ELSE 'held' END WHERE id = (
            SELECT id FROM clients_interaction WHERE started_at > %(day)s AND kind = 'meeting' AND calendar_uid = ''
            ORDER BY started_at, id OFFSET %(n)s LIMIT 1)""",
        day=first.replace(day=10),
        n=number * MANY,
    )


def transfer(first: dt.date, number: int) -> None:
    on = first.replace(day=15)
    with transaction.atomic():
        held, client, manager = _run(
            """SELECT id, client_id, manager_id FROM clients_responsibility
            WHERE until IS NULL AND since < %(on)s AND client_id %% 8 = 3 ORDER BY id OFFSET %(n)s LIMIT 1""",
            on=on,
            n=number * MANY,
        )
        _run("UPDATE clients_responsibility SET until = %(on)s WHERE id = %(held)s", on=on, held=held)
        _run(
            """INSERT INTO clients_responsibility (client_id, manager_id, since)
            SELECT %(client)s, id, %(on)s FROM accounts_user WHERE id <> %(manager)s AND role = 'key_manager'
            ORDER BY abs(id - %(manager)s), id LIMIT 1""",
            client=client,
            manager=manager,
            on=on,
        )


CHANGES = {"a sale": sale, "a meeting": meeting, "a transfer": transfer}
