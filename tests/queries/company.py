"""A small company that grows: `n` of everything, below Asha, whose senior is Vikram."""

from accounts.models import Role
from activity.models import Job, Run, record
from clients.models import Likeness, Merge
from clients.views.imports import EXPORT, IMPORT
from kpis.models import Adjustment, Goal, Question
from tests import factories as make
from tests.kpis.pay import world as pay
from work.models import PlaybookRun

AT = make.instant("2026-11-10T09:00")


def grow(cast, first: int, last: int) -> None:
    """Add the records numbered from `first` to before `last`, each of them with others hanging on it."""
    for number in range(first, last):
        person = make.user(f"Manager {number}", supervisor=cast.vikram)
        make.user(f"Member {number}", Role.DEPARTMENT_MEMBER)
        client = make.client(f"Client {number}", cast.asha, kind="key", sector=f"Sector {number % 3}")
        make.client(f"Regular {number}", cast.nila)
        make.team_member(client, person)
        twin = make.client(f"Client {number} Ltd", cast.asha, kind="key")
        Likeness.objects.create(first=client, second=twin, why="name", found_at=AT)
        pair = [make.contact(twin, name) for name in ("Devi", "D. Devi")]
        Merge.of_contacts(*pair, by=cast.asha, at=AT)
        make.cover(person, cast.vikram, "2026-11-10", "2026-11-20", note="Call Kiran")
        add_facts(cast, client, person, number)
        add_traces(cast, client)
        make.task(cast.asha, by=cast.vikram, client=client, due_on=make.day("2026-11-10")).steps.create(text="Count")
        make.task(person)
        make.request(client, cast.asha, "2026-11-20", sent_at=AT, taken_by=make.member(f"Logistician {number}"))
        deal = make.opportunity(client, cast.asha, "2026-12-15", next_step="Ring", next_step_on=AT.date())
        make.opportunity(client, cast.asha, "2026-11-20", at="2026-08-01T09:00").win(by=cast.asha, at=AT)
        deal.move(make.stage("Negotiation"), by=cast.asha, at=AT)
        make.solution(make.need(client, cast.asha, case=make.case(client, "2026-11-04T09:00")), cast.asha)
        playbook = make.playbook(cast.vikram, (0, "Ring"), name=f"Playbook {number}")
        PlaybookRun.start(playbook, client, AT.date(), key=str(number), by=cast.asha, at=AT)
        pay.plan(cast.esha, {"meetings": ("10", 1)}, manager=person)
        pay.terms(person, cast.esha)
        Question.ask(pay.month(), person, "meetings", "Why so few?", by=person, at=AT)
        Adjustment.objects.create(month=pay.month(), manager=person, found_at=AT)
        Goal.objects.create(
            name=f"Goal {number}", definition="Survey", unit="rate", better=1, since=AT.date().replace(day=1)
        )


def add_facts(cast, client, person, number: int) -> None:
    contact = make.contact(client, "Kiran", birthday=make.day("1980-11-20"))
    for started, status in [
        ("2026-11-05T09:00", "held"),
        ("2026-11-20T09:00", "planned"),
        ("2026-11-03T09:00", "planned"),
    ]:
        talk = make.interaction(client, cast.asha, started, status=status, joint=[person], next_step="Send the offer")
        talk.contacts.add(contact)
    sale = make.sale(client, f"service-{number}", "2026-11-02")
    make.sale(client, f"service-{number}", "2026-11-02", currency="EUR")
    make.rate("EUR", f"2026-12-{number + 1:02}", "1.1")
    make.sale_return(sale, "2026-11-06", "-10")
    make.contract(client, "2026-01-01", "2026-12-31", notice_days=30)
    make.contract(client, "2027-01-01", signed_on=None)
    make.departure(client, "2026-05-20")
    make.survey(contact, "2026-11-05", 9)
    make.spending(client, "2026-01-01", "5000")
    make.case(client, "2026-11-05T09:00", manager=person if number % 2 else None)
    make.promise(client, cast.asha, "2026-11-05", contact=contact, case=make.case(client, "2026-11-04T09:00"))
    make.promise(client, person, "2026-11-20", interaction=talk)
    make.interaction(client, cast.asha, "2026-11-07T09:00", recorded_by=cast.asha, trashed_at=AT)


def add_traces(cast, client) -> None:
    record("client.changed", client, by=cast.asha, at=AT, client_id=client.pk, changes={"name": ["", client.name]})
    Job.objects.create(task="test.fails", state=Job.State.FAILED, attempts=5, error="Refused.", finished_at=AT)
    Run.objects.create(kind=IMPORT, by=cast.omar, state=Run.State.DONE, params={"kind": "clients"})
    Run.objects.create(kind=EXPORT, by=cast.vikram, state=Run.State.DONE, params={"kind": "clients"})
