"""Two clients, or two contacts, made one, and made two again."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.access import Denied
from activity.models import Event
from clients import merging
from clients.models import Client, Contact, Interaction, Merge, Responsibility
from tests import factories as make
from tests.clients.importing import bring

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
    kiran = make.contact(
        client, "Kiran", email="Kiran@example.com" if number else "kiran@example.com", phone=f"{number}"
    )
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
        left = model._base_manager.filter(**{field.attname: gone.pk})
        assert all(getattr(row, "trashed_at", None) for row in left), model  # twins of what the kept one has
    assert all(row.trashed_at for row in merging.strangers(kept.pk, gone.pk))
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


def test_it_undoes_a_merge_of_contacts_to_the_last_column(cast, pair):
    fill(cast, pair[0], 0)
    kept, gone = (pair[0].contacts.get(name=name) for name in ("Kiran", "Other 0"))
    gone.interactions.first().contacts.add(kept)
    before = everything()
    merge = Merge.of_contacts(kept, gone, by=cast.asha, at=NOW, taken={"name", "email", "title"})
    assert everything() != before
    merge.undo(by=cast.asha, at=LATER)
    assert everything() == before


def test_two_contacts_get_their_own_addresses_back(cast, pair):
    kept = make.contact(pair[0], "Kiran", email="kiran@acme.example")
    gone = make.contact(pair[0], "Kiran Rao", email="rao@acme.example")
    before = everything()
    Merge.of_contacts(kept, gone, by=cast.asha, at=NOW, taken={"email"}).undo(by=cast.asha, at=LATER)
    assert everything() == before


def test_twins_of_many_contacts_become_one_each(cast, pair):
    people = [[make.contact(client, f"P{n}", email=f"p{n}@acme.example") for n in range(3)] for client in pair]
    for kept, gone in zip(*people, strict=True):
        make.interaction(pair[1], cast.asha, "2026-10-06T09:00").contacts.add(gone)
        Contact.objects.filter(pk=gone.pk).update(reports_to=people[1][0] if gone != people[1][0] else None)
        make.survey(kept, "2026-10-05", 9)
        make.survey(gone, "2026-10-05", 8)
    before = everything()
    merge = Merge.of_clients(*pair, by=cast.vikram, at=NOW)
    assert pair[0].contacts.live().count() == 3
    assert [person.interactions.count() for person in people[0]] == [1, 1, 1]
    assert {person.reports_to for person in pair[0].contacts.live()} == {None, people[0][0]}
    merge.undo(by=cast.vikram, at=LATER)
    assert everything() == before


def spans(client: Client) -> list[tuple[str, str, str]]:
    rows = client.responsibilities.order_by("since").select_related("manager")
    return [(row.manager.name, str(row.since), str(row.until)) for row in rows]


def test_the_kept_clients_managers_stand_and_the_others_fill_the_gaps(cast):
    kept, gone = make.client("Acme"), make.client("Acme Ltd")
    make.responsible(kept, cast.asha, "2024-01-01", "2024-06-01")
    make.responsible(kept, cast.asha, "2025-01-01", "2025-06-01")
    make.responsible(gone, cast.vikram, "2023-01-01", "2024-02-01")
    make.responsible(gone, cast.ravi, "2024-02-01", "2024-04-01")
    make.responsible(gone, cast.meera, "2024-04-01")
    Merge.of_clients(kept, gone, by=cast.esha, at=NOW)
    assert spans(kept) == [
        ("Vikram", "2023-01-01", "2024-01-01"),
        ("Asha", "2024-01-01", "2024-06-01"),
        ("Meera", "2024-06-01", "2025-01-01"),
        ("Asha", "2025-01-01", "2025-06-01"),
        ("Meera", "2025-06-01", "None"),
    ]
    assert not gone.responsibilities.exists()


def test_it_fills_what_is_empty_and_takes_what_is_chosen(cast):
    kept = make.client("Acme", cast.asha, sector="steel", city="Pune")
    gone = make.client("Acme Ltd", cast.asha, sector="metal", website="https://acme.example")
    assert merging.differing(kept, gone) == ["name", "sector", "website"]
    assert merging.missing(kept, gone) == {"website"}
    Merge.of_clients(kept, gone, by=cast.vikram, at=NOW, taken={"sector"})
    kept.refresh_from_db()
    assert (kept.name, kept.sector, kept.city, kept.website) == ("Acme", "metal", "Pune", "")


@pytest.mark.parametrize("who", ["asha", "meera", "nila", "leela", "omar"])
def test_it_is_merged_by_nobody_who_may_not_transfer_both(cast, pair, who):
    with pytest.raises(Denied):
        Merge.of_clients(*pair, by=getattr(cast, who), at=NOW)


def test_a_senior_merges_no_client_of_another_line(cast, pair):
    with pytest.raises(Denied):
        Merge.of_clients(pair[0], make.client("Acme Pvt", cast.ravi), by=cast.vikram, at=NOW)
    with pytest.raises(Denied):
        Merge.of_clients(pair[0], pair[0], by=cast.vikram, at=NOW)


def test_the_merged_client_is_out_of_sight_and_takes_nothing_more(cast, pair):
    kept, gone = pair
    Merge.of_clients(kept, gone, by=cast.vikram, at=NOW)
    for who in (cast.asha, cast.vikram, cast.esha):
        assert list(Client.objects.visible_to(who)) == [kept]
        assert list(Client.objects.visible_to(who).search("ACME-LT")) == [kept]
    with pytest.raises(Denied):
        Contact.add(gone, name="Kiran", by=cast.asha, at=NOW)


def test_the_log_of_both_is_on_the_kept_clients_timeline(cast, pair):
    kept, gone = pair
    gone.change(city="Pune", by=cast.asha, at=NOW)
    Merge.of_clients(kept, gone, by=cast.vikram, at=NOW)
    assert list(Event.objects.filter(client_id__in=kept.ids).values_list("verb", flat=True)) == [
        "client.merged",
        "client.changed",
    ]


def test_it_is_undone_for_thirty_days_and_no_longer(cast, pair):
    merge = Merge.of_clients(*pair, by=cast.vikram, at=NOW)
    with pytest.raises(Denied):
        merge.undo(by=cast.vikram, at=NOW + dt.timedelta(days=30, seconds=1))
    with pytest.raises(Denied):
        merge.undo(by=cast.asha, at=LATER)
    merge.undo(by=cast.vikram, at=NOW + dt.timedelta(days=30))
    with pytest.raises(Denied):
        merge.undo(by=cast.vikram, at=NOW + dt.timedelta(days=30))


def test_what_was_edited_since_stays_where_the_merge_did_not_touch_it(cast, pair):
    talk = make.interaction(pair[1], cast.asha, "2026-10-06T09:00", recorded_by=cast.asha)
    merge = Merge.of_clients(*pair, by=cast.vikram, at=NOW)
    Interaction.objects.get(pk=talk.pk).change(subject="Prices", by=cast.asha, at=NOW)
    new = make.interaction(pair[0], cast.asha, "2026-11-06T09:00")
    merge.undo(by=cast.vikram, at=LATER)
    talk.refresh_from_db()
    new.refresh_from_db()
    assert (talk.client, talk.subject, new.client) == (pair[1], "Prices", pair[0])


def test_an_undo_says_what_stands_in_its_way_and_undoes_nothing(cast, pair):
    other = make.client("Borg", cast.asha)
    talk = make.interaction(pair[1], cast.asha, "2026-10-06T09:00", subject="Prices")
    merge = Merge.of_clients(*pair, by=cast.vikram, at=NOW, taken={"name"})
    Interaction.objects.filter(pk=talk.pk).update(client=other)
    Client.objects.get(pk=pair[0].pk).change(name="Acme again", by=cast.asha, at=NOW)
    before = everything()
    with pytest.raises(ValidationError) as refusal:
        merge.undo(by=cast.vikram, at=LATER)
    assert refusal.value.messages[1:] == [
        "Client “Acme again” was changed since.",
        "Interaction “Prices” was changed since.",
    ]
    assert everything() == before


def test_an_undo_does_not_tear_a_later_talk_from_its_people(cast, pair):
    kiran = make.contact(pair[1], "Kiran")
    merge = Merge.of_clients(*pair, by=cast.vikram, at=NOW)
    make.interaction(pair[0], cast.asha, "2026-11-06T09:00", subject="Prices").contacts.add(kiran)
    with pytest.raises(ValidationError, match="Prices"):
        merge.undo(by=cast.vikram, at=LATER)


def test_merges_are_undone_the_last_first(cast, pair):
    third = make.client("Acme GmbH", cast.asha)
    make.sale(third, "audit", "2026-10-05")
    before = everything()
    first = Merge.of_clients(pair[1], third, by=cast.vikram, at=NOW)
    second = Merge.of_clients(*pair, by=cast.vikram, at=NOW)
    third.refresh_from_db()
    assert (third.merged_into, pair[0].sales.count()) == (pair[0], 1)
    with pytest.raises(ValidationError, match="Undo that merge first"):
        Merge.objects.get(pk=first.pk).undo(by=cast.vikram, at=LATER)
    second.undo(by=cast.vikram, at=LATER)
    Merge.objects.get(pk=first.pk).undo(by=cast.vikram, at=LATER)
    assert everything() == before


@pytest.mark.parametrize("keep_upper", [True, False])
def test_a_mother_and_her_daughter_become_one_without_a_circle(cast, keep_upper):
    holding = make.client("Holding", cast.asha)
    upper = make.client("Acme", cast.asha, parent=holding)
    between = make.client("Between", cast.asha, parent=upper)
    lower = make.client("Acme Ltd", cast.asha, parent=between)
    kept, gone = (upper, lower) if keep_upper else (lower, upper)
    Merge.of_clients(kept, gone, by=cast.vikram, at=NOW)
    kept.refresh_from_db()
    between.refresh_from_db()
    assert (kept.parent, between.parent) == (holding, kept)


def test_a_live_fact_is_not_lost_to_its_twin_in_the_trash(cast, pair):
    make.departure(pair[0], "2026-05-20", trashed_at=NOW)
    make.departure(pair[1], "2026-05-20", "other", note="Moved away")
    Merge.of_clients(*pair, by=cast.vikram, at=NOW)
    left = pair[0].departures.live().get()
    assert (left.reason, left.note) == ("other", "Moved away")


def test_a_client_made_key_by_a_merge_needs_a_key_account_manager(cast):
    kept, gone = make.client("Acme", cast.nila), make.client("Acme Ltd", cast.asha, kind="key")
    with pytest.raises(ValidationError, match="serves regular clients"):
        Merge.of_clients(kept, gone, by=cast.esha, at=NOW, taken={"kind"})
    Merge.of_clients(kept, gone, by=cast.esha, at=NOW, taken=set())


def test_merged_contacts_keep_their_talks_and_an_import_still_knows_both_addresses(cast, pair):
    kept = make.contact(pair[0], "Kiran", email="kiran@acme.example")
    gone = make.contact(pair[0], "K. Rao", email="rao@acme.example", phone="98765")
    make.interaction(pair[0], cast.asha, "2026-10-06T09:00").contacts.set([kept, gone])
    Merge.of_contacts(kept, gone, by=cast.asha, at=NOW, taken={"email", "phone"})
    kept.refresh_from_db()
    assert (kept.email, kept.phone, kept.interactions.count()) == ("rao@acme.example", "98765", 1)
    found = bring("contacts", "client_code,email,name\nACME,kiran@acme.example,Someone\nACME,rao@acme.example,Kiran")
    assert (found.unchanged, found.failed, Contact.objects.live().count()) == (2, 0, 1)


def test_imports_go_on_with_the_code_of_a_merged_client(cast, pair):
    make.service("audit")
    Merge.of_clients(*pair, by=cast.vikram, at=NOW)
    bring("sales", "order,client_code,service_code,date,amount\n1,ACME-LTD,audit,2026-10-05,100")
    assert pair[0].sales.count() == 1
    rows = "code,name,parent_code,manager_email\nACME,Acme,,asha@example.com\nACME-LTD,Acme 2,,ravi@example.com"
    again = bring("clients", rows + "\nPUNE,Pune,ACME-LTD,asha@example.com")
    assert (again.created, again.unchanged, again.failed) == (1, 2, 0)
    assert Client.objects.get(code="PUNE").parent == pair[0]
    assert Client.objects.get(code="ACME-LTD").name == "ACME Ltd"
    assert not Responsibility.objects.filter(client=pair[1]).exists()
