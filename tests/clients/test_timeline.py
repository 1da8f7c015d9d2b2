"""What happened with a client, in pages."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Company
from clients import timeline
from tests import factories as make

RULES = Company(time_zone="Asia/Kolkata").rules


def paged(client, show="", size=3, who=None):
    """All entries, read in pages of `size`."""
    found, after = [], ""
    while True:
        entries, after = timeline.entries(client, RULES(), show=show, who=who, after=after, size=size)
        found += entries
        if not after:
            return found


def busy(cast):
    """A client with many facts on few days, so that ties fall on the pages' edges."""
    acme = make.client("Acme", cast.asha, since="2026-10-05")
    for number in range(4):
        make.interaction(acme, cast.asha, "2026-10-05T10:00", subject=f"Talk {number}")
        make.sale(acme, "audit", "2026-10-05", order=f"S{number}")
    make.interaction(acme, cast.asha, "2026-10-04T18:30", subject="At the very midnight of the 5th")
    make.contract(acme, "2026-10-05", signed_on=dt.date(2026, 10, 5))
    make.departure(acme, "2026-10-05")
    return acme


def test_it_shows_every_entry_once_and_the_newest_first(cast):
    acme = busy(cast)
    found = [entry.place for entry in paged(acme)]
    assert found == sorted(found, reverse=True)
    assert len(found) == len(set(found)) == 12


def test_it_gives_the_same_entries_whatever_the_size_of_a_page(cast):
    acme = busy(cast)
    assert [e.place for e in paged(acme, size=1)] == [e.place for e in paged(acme, size=100)]


def test_it_narrows_to_one_kind(cast):
    acme = busy(cast)
    assert {type(entry.record).__name__ for entry in paged(acme, "sales")} == {"Sale"}


def test_it_keeps_field_changes_behind_their_switch(cast):
    acme = busy(cast)
    acme.change(by=cast.asha, at=make.instant("2026-10-06"), city="Pune")
    assert len(paged(acme)) == 12
    assert [entry.record.verb for entry in paged(acme, "changes")] == ["client.changed"]


def test_it_has_work_as_a_kind_of_its_own(cast):
    acme = busy(cast)
    make.case(acme, "2026-10-05T10:00")
    make.promise(acme, cast.asha, "2026-10-09", made_on=make.day("2026-10-05"))
    make.request(acme, cast.asha, "2026-10-09")
    kinds = {type(entry.record).__name__ for entry in paged(acme, "work")}
    assert kinds == {"Case", "Promise", "DepartmentRequest"}


def test_it_narrows_to_what_one_person_did_alone_or_with_others(cast):
    acme = busy(cast)
    joint = make.interaction(acme, cast.asha, "2026-10-06T10:00", joint=[cast.vikram])
    sold = make.sale(acme, "audit", "2026-10-06", sold_by=cast.vikram)
    assert [entry.record for entry in paged(acme, who=cast.vikram)] == [joint, sold]
    assert [entry.record for entry in paged(acme, "sales", who=cast.vikram)] == [sold]


def test_it_narrows_changes_to_who_made_them(cast):
    acme = busy(cast)
    acme.change(by=cast.asha, at=make.instant("2026-10-06"), city="Pune")
    assert len(paged(acme, "changes", who=cast.asha)) == 1
    assert paged(acme, "changes", who=cast.vikram) == []


def test_it_knows_who_may_have_acted(cast):
    acme = make.client("Acme", cast.asha)
    make.team_member(acme, cast.ravi)
    make.cover(cast.asha, cast.nila, "2026-10-01", "2026-10-09")
    served = {cast.asha, cast.ravi, cast.nila}
    assert set(timeline.people_of(acme)) == served | {cast.vikram, cast.meera}


def test_it_leaves_out_what_is_in_the_trash(cast):
    acme = make.client("Acme", cast.asha)
    make.interaction(acme, cast.asha, "2026-10-05T10:00", trashed_at=make.instant("2026-10-06"))
    assert paged(acme, "talks") == []


def test_it_begins_anew_with_a_broken_cursor(cast):
    acme = busy(cast)
    assert timeline.entries(acme, RULES(), after="nonsense")[0] == timeline.entries(acme, RULES())[0]


def test_it_takes_as_many_queries_for_many_entries_as_for_few(cast):
    def count():
        with CaptureQueriesContext(connection) as queries:
            timeline.entries(acme, RULES())
        return len(queries)

    acme = busy(cast)
    few = count()
    for number in range(40):
        make.interaction(acme, cast.asha, f"2026-09-{number % 28 + 1:02}T10:00")
    assert count() == few
