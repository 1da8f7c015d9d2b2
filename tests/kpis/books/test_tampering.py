"""Whoever changes a closed month behind the program's back is refused, and, where triggers are off, found out."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from kpis.books import audit, seal
from kpis.models import Closing
from tests.kpis.books.closed import OCTOBER

CLOSED = "month_id = '2026-10-01'"


def figure(change: str, only: str) -> str:
    """Changes a reported figure of a manager."""
    return f"UPDATE kpis_figure SET {change} WHERE edition = 'reported' AND {CLOSED} AND scope = 'manager' AND {only}"


TAMPERINGS = {
    "a figure's value": figure("value = value + 1", "measure = 'revenue'"),
    "an id counted": figure("counted[1] = 999999", "measure = 'lost' AND value > 0"),
    "what an id adds": figure("adds[1] = adds[1] + 1", "measure = 'revenue' AND value > 0"),
    "an id left out": figure("left_out = '{}'", "left_out <> '{}'"),
    "a figure no longer reported": figure("edition = 'current', measure = 'gone'", "measure = 'lost'"),
    "a figure gone": f"DELETE FROM kpis_figure WHERE edition = 'reported' AND {CLOSED} AND measure = 'meetings'",
    "a figure more": "INSERT INTO kpis_figure (month_id, edition, scope, measure, unit, reason, counted, left_out)"
    " VALUES ('2026-10-01', 'reported', 'company', 'made up', '', '', '{}', '{}')",
    "a client's standing": f"UPDATE kpis_standing SET outcome = 'retained' WHERE {CLOSED} AND outcome = 'lost'",
    "a standing gone": f"DELETE FROM kpis_standing WHERE {CLOSED} AND outcome = 'new'",
    "somebody's pay": f"UPDATE kpis_statement SET pay = pay + 1 WHERE {CLOSED}",
    "a statement gone": f"DELETE FROM kpis_statementline WHERE statement_id IN (SELECT min(id) FROM kpis_statement"
    f" WHERE {CLOSED}); DELETE FROM kpis_statement WHERE id IN (SELECT min(id) FROM kpis_statement WHERE {CLOSED})",
    "a target": "UPDATE kpis_statementline SET target = target * 2",
    "a line's amount": "UPDATE kpis_statementline SET amount = amount + 1",
    "who closed": "UPDATE kpis_closing SET closed_by_id = (SELECT id FROM accounts_user WHERE name = 'Omar')",
    "when it was closed": f"UPDATE kpis_closing SET closed_at = closed_at - interval '1 day' WHERE {CLOSED}",
    "a closing gone": f"DELETE FROM kpis_closing WHERE {CLOSED}",
    "a month open again": "UPDATE kpis_month SET state = 'preliminary' WHERE first = '2026-10-01'",
    "a month's settings": "UPDATE kpis_month SET basis = jsonb_set(basis, '{currency}', '\"USD\"')",
    "a month gone": f"DELETE FROM kpis_figure WHERE {CLOSED}; DELETE FROM kpis_month WHERE first = '2026-09-01'",
    "the books turned back": "UPDATE kpis_books SET closed_through = '2026-09-01'",
    "the last seal": "UPDATE kpis_books SET seal = repeat('0', 64)",
    "the event log": """UPDATE activity_event SET data = jsonb_set(data, '{seal}', '"0"')
        WHERE verb = 'month.closed'""",
    "all figures": "TRUNCATE kpis_figure",
    "all statements": "TRUNCATE kpis_statement CASCADE",
}


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def past_the_triggers(sql: str) -> None:
    run(f"SET session_replication_role = replica; {sql}; SET session_replication_role = origin")


def differences() -> list[str]:
    return [difference for finding in audit.check() for difference in finding.differences]


@pytest.mark.parametrize("sql", TAMPERINGS.values(), ids=TAMPERINGS)
def test_it_is_refused_by_the_database_and_found_where_triggers_were_off(sql, books):
    assert differences() == []
    with pytest.raises(IntegrityError), transaction.atomic():
        run(sql)
    past_the_triggers(sql)
    assert differences()


def test_it_finds_a_month_that_was_changed_and_sealed_anew(books):
    past_the_triggers(TAMPERINGS["a client's standing"])
    closing = Closing.objects.get(month=OCTOBER)
    closing.contents = seal.contents(OCTOBER)
    forged = seal.seal(closing, closing.before.seal)
    past_the_triggers(
        f"UPDATE kpis_closing SET seal = '{forged}' WHERE {CLOSED}; UPDATE kpis_books SET seal = '{forged}'"
    )
    assert "the event log tells another seal" in differences()


def test_its_command_names_each_difference_and_fails(books, capsys):
    past_the_triggers(TAMPERINGS["somebody's pay"])
    with pytest.raises(CommandError, match="The books are not as they were closed"):
        call_command("check_books")
    out = capsys.readouterr().out
    assert "2026-09  ok" in out
    assert "2026-10: asha@example.com, pay:" in out


def test_it_says_that_all_is_well(books, capsys):
    call_command("check_books")
    assert "All 2 closed months are as they were closed." in capsys.readouterr().out
