"""The people and records against which the policies are checked."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.files.base import ContentFile

from accounts.models import Company, Department, Level, Role, User
from activity.models import Job, Notification, Run, record
from clients.models import (
    Approval,
    Client,
    ContractDocument,
    ContractTemplate,
    Indexation,
    Likeness,
    Merge,
    Signature,
    SigningLink,
)
from clients.views.imports import EXPORT, IMPORT
from kpis.books import closing
from kpis.books.runs import CHECK
from kpis.models import Adjustment, Goal, PayPlan, PayTerms, Question
from kpis.refresh import refresh_month
from plans.models import Solution, Stage
from tests import factories as make
from tests.clients.papers import a_docx
from tests.kpis.pay import world as paid
from tests.permissions import policies as p
from work.models import PlaybookRun

ABSENT = {"code": "NO-SUCH-CLIENT", "pk": 999_999, "user": 999_999}
SEPTEMBER, OCTOBER = dt.date(2026, 9, 1), dt.date(2026, 10, 1)
AT, NOW = make.instant("2026-11-02T09:00"), make.instant("2026-11-15T09:00")


@dataclass(frozen=True)
class Record:
    """What a URL may name: the values of its parameters, whose it is, who else works on it, and the department that
    it is addressed to."""

    label: str
    params: dict
    owner: User | None
    team: tuple[User, ...] = ()
    department: Department | None = None

    def relation_of(self, user: User) -> str:
        if self.department and user.role == Role.DEPARTMENT_MEMBER:
            return p.ADDRESSED if user.department == self.department else p.ANOTHERS
        if user == self.owner:
            return p.OWN
        if user in self.team:
            return p.TEAM
        if self.owner and self.owner.pk in user.line_ids:
            return p.JUNIORS
        if any(member.pk in user.line_ids for member in self.team):
            return p.JUNIORS_TEAM
        if self.owner and self.owner.pk in user.covered_ids:
            return p.COVERED
        return p.STRANGERS


@dataclass
class World:
    people: dict[str, User]
    records: dict[str, list[Record]] = field(default_factory=dict)
    absent: dict[str, dict] = field(default_factory=dict)
    start: dict[str, str] = field(default_factory=dict)  # what starts a playbook

    def add(self, kind: str, *records: Record, absent: dict | None = None) -> None:
        self.records[kind] = [*self.records.get(kind, []), *records]
        self.absent[kind] = (self.absent.get(kind) or records[0].params) | ABSENT | (absent or {})


KIND_OF_PERSON = {
    "asha": p.JUNIOR,
    "vikram": p.SENIOR,
    "meera": p.SENIOR,
    "nila": p.ACCOUNT_MANAGER,
    "leela": p.MEMBER,
    "esha": p.EXECUTIVE,
    "omar": p.ADMINISTRATOR,
}


def build(cast) -> World:
    world = World({name: getattr(cast, name) for name in KIND_OF_PERSON})
    cast.leela.department = Department.objects.get(code="logistics")
    cast.leela.save()
    away = add_covers(world, cast)
    books = [("own", cast.asha, ()), ("team", cast.ravi, (cast.asha,)), ("stranger", cast.ravi, ())]
    books += [("senior", cast.vikram, ()), ("regular", cast.nila, ())]
    books += [(f"away {number}", person, ()) for number, person in enumerate(away)]
    for name, owner, team in books:
        add_client(world, name, owner, team)
    for person in (cast.asha, cast.vikram, cast.ravi):
        add_person(world, cast, person)
    for kind in ("company", "unassigned"):
        figure = {"first": OCTOBER, "reference": kind, "measure": "retention_rate"}
        world.add("figure", Record(f"the {kind}'s", figure, None), absent={"reference": "999999"})
    world.add("stage", Record("a stage", {"pk": Stage.objects.get(name="Lead").pk}, None))
    world.add("month", Record("October", {"first": OCTOBER}, None), absent={"first": dt.date(2099, 1, 1)})
    add_tasks(world, cast)
    add_playbooks(world, cast)
    add_goal(world, cast)
    add_adjustments(world, cast)
    add_plans(world, cast)
    add_machinery(world, cast)
    return world


def add_covers(world: World, cast) -> list[User]:
    """Who is away now, for Asha, Vikram and Nila to stand in for them; and absences ahead."""
    tina, uma = make.user("Tina", supervisor=cast.meera), make.user("Uma", supervisor=cast.meera)
    noor = make.user("Noor", Role.ACCOUNT_MANAGER)
    now, later = ("2026-11-10", "2026-11-20"), ("2026-12-07", "2026-12-09")
    running = [(tina, cast.asha, now), (uma, cast.vikram, now), (noor, cast.nila, now)]
    ahead = [(cast.asha, cast.ravi, later), (cast.vikram, cast.meera, later), (cast.nila, noor, later)]
    for absent, colleague, days in running + ahead:
        held = make.cover(absent, colleague, *days)
        world.add("cover", Record(f"{absent}'s absence", {"pk": held.pk}, absent))
    return [tina, uma, noor]


def add_client(world: World, name: str, owner: User, team: tuple[User, ...]) -> None:
    kind = Client.Kind.REGULAR if owner.role == Role.ACCOUNT_MANAGER else Client.Kind.KEY
    client = make.client(f"{name} co", owner, kind=kind)
    members = [make.team_member(client, user) for user in team]
    whose = f"{owner.name}'s" + (f" with {', '.join(user.name for user in team)}" if team else "")

    def add(kind: str, row) -> None:
        params = {"code": client.code, "pk": row.pk, "kind": row._meta.model_name}
        world.add(kind, Record(f"{kind} of {client.code} ({whose})", params, owner, team))

    add("client", client)
    for member in members:
        add("team member", member)
    kiran = make.contact(client, "Kiran")
    add("contact", kiran)
    add("merge of contacts", merge_of_contacts(client, owner))
    add("likely duplicate", likely_duplicate(client, owner, team))
    add("survey", make.survey(kiran, "2026-10-05", 9))
    add("spending", make.spending(client, "2026-01-01", "5000"))
    add("promise", make.promise(client, owner, "2026-12-05"))
    add("kept promise", make.promise(client, owner, "2026-12-05", kept="2026-10-05"))
    case = make.case(client, "2026-10-05T09:00")
    add("case", case)
    file = case.attachments.create(by=owner, at=AT, name="reply.txt", size=2)
    file.file.save("reply.txt", ContentFile(b"No"))
    add("case file", file)
    since = make.instant("2026-10-06T09:00")
    waiting = make.case(client, "2026-10-05T09:00", answered="2026-10-06T09:00", waiting_since=since)
    waiting.pauses.create(since=since)
    add("waiting case", waiting)
    add("solved case", make.case(client, "2026-10-05T09:00", answered="2026-10-06T09:00", solved_at=since))
    sale = make.sale(client, "audit", "2026-10-05")
    add("sale", sale)
    add("contract", make.contract(client, "2026-01-01", number=f"C-{name}"))
    add("unsigned contract", make.contract(client, "2026-12-01", number=f"U-{name}", signed_on=None))
    add_requests(world, client, owner, team)
    add_papers(world, client, owner, add)
    add_deals(world, client, owner, add)
    add("departure", make.departure(client, "2026-10-20"))
    add("interaction", make.interaction(client, owner, "2026-10-06T09:00", recorded_by=owner))
    trashed = make.interaction(client, owner, "2026-10-07T09:00", recorded_by=owner, trashed_at=AT)
    add("trashed interaction", trashed)


def merge_of_contacts(client: Client, owner: User) -> Merge:
    pair = [make.contact(client, name) for name in ("Devi", "D. Devi")]
    return Merge.of_contacts(*pair, by=owner, at=AT)


def likely_duplicate(client: Client, owner: User, team: tuple[User, ...]) -> Likeness:
    """It and one more of the same owner and team."""
    twin = make.client(f"{client.name} Ltd", owner, kind=client.kind)
    for user in team:
        make.team_member(twin, user)
    return Likeness.objects.create(first=client, second=twin, why="name", found_at=AT)


def add_deals(world: World, client: Client, owner: User, add) -> None:
    """An opportunity and a need in each state in which something can be done; what is submitted, of juniors alone:
    others have nobody above whom the walk knows as such."""

    def file(row):
        return row.attachments.create(by=owner, at=AT, file=ContentFile(b"1", "a.txt"), name="a.txt", size=1)

    deal, need = make.opportunity(client, owner, "2026-12-15"), make.need(client, owner)
    add("opportunity", deal)
    add("opportunity file", file(deal))
    add("lost opportunity", make.opportunity(client, owner, "2026-11-01").lose("price", by=owner, at=AT))
    add("need", need)
    add("need file", file(need))
    add("dropped need", make.need(client, owner).drop("Not ours", by=owner, at=AT))
    draft = make.solution(need, owner)
    line = draft.lines.get()
    params = {"pk": draft.pk, "line": line.pk}
    team = tuple(member.user for member in client.team.all())
    world.add("solution", Record(f"draft of {client.code}", params, owner, team), absent={"line": 999_999})
    add("solution file", file(draft))
    for state in ("approved", "offered"):
        passed = {"state": state, "approved_by": owner, "approved_at": AT}
        made = make.solution(need, owner)
        Solution.objects.filter(pk=made.pk).update(**passed)
        add(f"{state} solution", made)
    if owner.level == Level.JUNIOR and owner.supervisor:
        add("submitted solution", make.solution(need, owner).submit(by=owner, at=AT))


def add_requests(world: World, client: Client, owner: User, team: tuple[User, ...]) -> None:
    """One to each of two departments: Leela is in logistics."""
    for code in ("logistics", "legal"):
        one = make.member(f"{code} {client.code}", code)

        def add(kind: str, row, request) -> None:
            label = f"{kind} of {client.code} to {request.department.code}"
            world.add(kind, Record(label, {"pk": row.pk}, owner, team, request.department))

        request = make.request(client, owner, "2026-12-01", code, sent_at=AT)
        answered = make.request(client, owner, "2026-12-01", code, sent_at=AT, taken_by=one, taken_at=AT)
        answered.answer("Yes", by=one, at=AT)
        file = request.attachments.create(by=owner, at=AT, file=ContentFile(b"1", "a.txt"), name="a.txt", size=1)
        add("request", request, request)
        add("answered request", answered, answered)
        add("request file", file, request)


def add_papers(world: World, client: Client, owner: User, add) -> None:
    """What hangs on a contract before and after it is signed."""
    signed, draft = client.contracts.order_by("pk")
    document = ContractDocument.take(draft, a_docx("Words"), by=owner, at=AT)
    link, token = SigningLink.make(document, contact=None, email="kiran@example.com", by=owner, at=AT)
    add("contract document", document)
    add("signing link", link)
    world.add("signing page", Record(f"the page to sign {draft}", {"token": token}, None))
    add("approval", Approval.objects.create(contract=draft, value=1, currency="USD", asked_by=owner, asked_at=AT))
    add("indexation", Indexation.agree(signed, AT.date(), Decimal(3), by=owner, at=AT))
    copy = ContentFile(b"%PDF-", "copy.pdf")
    add("signed copy", Signature.keep_copy(signed, copy, "Kiran", by=owner, at=AT))


def add_person(world: World, cast, person: User) -> None:
    world.add("person", Record(f"the person {person}", {"pk": person.pk}, person))
    figure = {"first": OCTOBER, "reference": str(person.pk), "measure": "retention_rate"}
    world.add("figure", Record(f"{person}'s figure", figure, person), absent={"reference": "999999"})
    add_pay(world, cast, person)
    add_run(world, "export", EXPORT, person)


def add_pay(world: World, cast, person: User) -> None:
    paid.terms(person, cast.esha)
    paid.plan(cast.esha, {"meetings": ("10", 1)}, manager=person)
    line = {"first": OCTOBER, "manager": person.pk, "measure": "meetings"}
    world.add("statement", Record(f"{person}'s statement", line, person), absent={"manager": 999_999})
    question = Question.ask(paid.month(), person, "meetings", "Why so few?", by=person, at=AT)
    world.add("question", Record(f"{person}'s question", {"pk": question.pk}, person))


def add_run(world: World, name: str, kind: str, person: User, **result) -> None:
    fields = {"params": {"kind": "clients"}, "result": {"count": 1}} | result
    run = Run.objects.create(kind=kind, by=person, state=Run.State.DONE, **fields)
    run.output.save("rows.csv", ContentFile(b"code"))
    absent = {"pk": "00000000-0000-4000-8000-000000000000"}
    world.add(name, Record(f"{person}'s {name}", {"pk": str(run.pk)}, person), absent=absent)


def add_plans(world: World, cast) -> None:
    """Plans and terms of those who are paid (add_pay), and a draft."""
    for held in PayPlan.objects.select_related("manager"):
        world.add("pay plan", Record(f"{held.manager}'s plan", {"pk": held.pk}, held.manager))
    for agreed in PayTerms.objects.select_related("manager"):
        world.add("pay terms", Record(f"{agreed.manager}'s terms", {"pk": agreed.pk}, agreed.manager))
    world.add("draft plan", Record("a draft", {"pk": paid.draft(cast.esha, manager=cast.asha).pk}, None))


def add_tasks(world: World, cast) -> None:
    for owner, by in ((cast.asha, cast.vikram), (cast.ravi, cast.meera)):
        task = make.task(owner, by=by, state="assigned")
        ready = make.task(owner, by=by, state="handed_in")
        step = task.steps.create(text="Count")
        file = task.attachments.create(by=by, at=AT, file=ContentFile(b"1", "a.txt"), name="a.txt", size=1)
        world.add("task", Record(f"{owner}'s task", {"pk": task.pk}, owner))
        world.add("handed-in task", Record(f"{owner}'s ready task", {"pk": ready.pk}, owner))
        world.add(
            "task step", Record(f"{owner}'s step", {"pk": task.pk, "step": step.pk}, owner), absent={"step": 999_999}
        )
        world.add("task file", Record(f"the file at {owner}'s task", {"pk": file.pk}, owner))


def add_playbooks(world: World, cast) -> None:
    """One in force, a draft and a script; a run that began by itself for each client, and the script to call it by."""
    playbook = make.playbook(cast.vikram, (0, "Ring"))
    draft = make.playbook(cast.vikram, (0, "Ring"), name="Draft", adopted=False)
    script = make.playbook(cast.vikram, name="Call", questions=[{"text": "Content?"}])
    world.add("playbook", Record("a playbook", {"pk": playbook.pk}, None))
    world.add("draft playbook", Record("a draft", {"pk": draft.pk}, None))
    world.start = {"playbook": playbook.pk, "anchor": "2026-12-01", "reference": str(uuid.uuid4())}
    for record_ in world.records["client"]:
        client = Client.objects.get(code=record_.params["code"])
        PlaybookRun.start_by_itself(playbook, client, NOW.date(), key=client.code, at=AT)
        run = PlaybookRun.objects.get(client=client)
        about = (record_.owner, record_.team)
        world.add("playbook run", Record(f"the run for {client}", {"pk": run.pk}, *about))
        call = {"code": client.code, "script": script.pk}
        world.add("client's script", Record(f"the script for {client}", call, *about), absent={"script": 999_999})


def add_goal(world: World, cast) -> None:
    about = {"definition": "Survey", "unit": "rate", "better": 1, "since": OCTOBER}
    goal = Goal.objects.create(name="Happy clients", **about)
    world.add("goal", Record("a goal", {"pk": goal.pk}, None))
    for person in (cast.asha, cast.vikram, cast.ravi):
        place = {"pk": goal.pk, "first": OCTOBER, "manager": person.pk}
        world.add("goal value", Record(f"{person}'s October", place, person), absent={"manager": 999_999})
        value = goal.values.create(
            manager=person, first=OCTOBER, value=1, note="Survey", entered_by=cast.esha, entered_at=AT
        )
        value.evidence.save("survey.txt", ContentFile(b"95"))
        world.add("evidence", Record(f"the evidence for {person}", {"pk": value.pk}, person))


def add_adjustments(world: World, cast) -> None:
    closing.close(SEPTEMBER, by=cast.esha, at=AT)
    for person in (cast.asha, cast.vikram, cast.ravi):
        found = Adjustment.objects.create(month_id=SEPTEMBER, manager=person, found_at=AT)
        world.add("adjustment", Record(f"{person}'s adjustment", {"pk": found.pk}, person))


def add_machinery(world: World, cast) -> None:
    add_run(world, "import", IMPORT, cast.omar)
    add_run(world, "import", IMPORT, make.user("Olga", Role.ADMINISTRATOR))
    for person in (cast.esha, cast.omar):
        add_run(world, "books run", CHECK, person, result={"months": 0, "figures": 0, "wrong": []})
    event = record("client.changed", Client.objects.first(), by=cast.asha, at=AT)
    job = Job.objects.create(task="kpis.refresh")
    rows = {
        "event": event,
        "job": job,
        "department": Department.objects.first(),
        "company": Company.objects.create(pk=1),
    }
    for kind, row in rows.items():
        world.add(kind, Record(f"a {kind}", {"pk": row.pk, "object_id": row.pk}, None), absent={"object_id": 999_999})
    world.add("admin user", Record("an account", {"object_id": cast.asha.pk}, None), absent={"object_id": 999_999})
    world.add("admin app", Record("a room", {"app_label": "accounts"}, None), absent={"app_label": "activity"})
    world.add("reset key", Record("a link", {"uidb36": "1", "key": "set-password"}, None))
    blank = {"name": "Service", "file": ContentFile(a_docx("{{ today }}"), "a.docx"), "kept_by": cast.vikram}
    template = ContractTemplate.objects.create(**blank, kept_at=AT)
    world.add("contract template", Record("a template", {"pk": template.pk}, None))
    service = make.service("audit")
    world.add("service", Record("a service", {"pk": service.pk, "code": service.code}, None))
    make.priced(service, "2027-01-01", "10")
    world.add("planned price", Record("a planned price", {"pk": service.prices.get().pk}, None))
    rate = make.rate("EUR", "2026-11-10", "1.1")
    world.add("exchange rate", Record("a rate", {"pk": rate.pk}, None))
    for person in world.people.values():
        told = Notification.about(event, user=person, kind="clients")
        told.save()
        world.add("notification", Record(f"{person}'s notification", {"pk": told.pk}, person))
    refresh_month(OCTOBER, now=NOW)
