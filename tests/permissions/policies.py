"""Who may do what: one table, checked against every route by test_walk.py, from which docs/permissions.md is made.

A new route needs a line here. `get` and `post` say who is let in, and with which relation to the record that the URL
names; for all others the page is not there (404). Without `post` the route takes no POST (405).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

JUNIOR, SENIOR, ACCOUNT_MANAGER = "junior", "senior", "account manager"
MEMBER, EXECUTIVE, ADMINISTRATOR = "department member", "executive", "administrator"
KINDS = (JUNIOR, SENIOR, ACCOUNT_MANAGER, MEMBER, EXECUTIVE, ADMINISTRATOR)

# How a person stands to the client (or the record of a client, or the person) that the URL names.
OWN, TEAM, JUNIORS, JUNIORS_TEAM, STRANGERS = "own", "team", "junior's", "junior's team", "stranger's"
COVERED = "covered"  # of an absent person for whom one stands in today
ANY = (OWN, TEAM, JUNIORS, JUNIORS_TEAM, COVERED, STRANGERS)
# How a member of a department stands to a request.
ADDRESSED, ANOTHERS = "addressed", "another department's"

Audience = dict[str, tuple[str, ...]]


def only(*kinds: str) -> Audience:
    return dict.fromkeys(kinds, ANY)


NOBODY: Audience = {}
EVERYONE = only(*KINDS)
MANAGERS = only(JUNIOR, SENIOR, ACCOUNT_MANAGER)
READERS = only(JUNIOR, SENIOR, ACCOUNT_MANAGER, EXECUTIVE)
SENIORS_AND_EXECUTIVES = only(SENIOR, EXECUTIVE)
ADMINISTRATORS = only(ADMINISTRATOR)
OVERSEERS = only(ADMINISTRATOR, EXECUTIVE)

# Those who work on a client: who is responsible, its team, the seniors above them, and who stands in for an absent one.
WORKERS: Audience = {
    JUNIOR: (OWN, TEAM, COVERED),
    SENIOR: (OWN, TEAM, JUNIORS, JUNIORS_TEAM, COVERED),
    ACCOUNT_MANAGER: (OWN, COVERED),
}
VIEWERS: Audience = {**WORKERS, EXECUTIVE: ANY}
# Those who see what a solution costs us and price it: its maker, the responsible manager, the seniors above, and who
# stands in for an absent one; not the team.
PRICERS: Audience = {JUNIOR: (OWN, COVERED), SENIOR: (OWN, JUNIORS, COVERED), ACCOUNT_MANAGER: (OWN, COVERED)}
GOES_UP = "Of who has no senior above, an executive."
ITS_DEPARTMENT: Audience = {MEMBER: (ADDRESSED,)}
PARTIES: Audience = {**VIEWERS, **ITS_DEPARTMENT}
THEIR_MANAGERS: Audience = {JUNIOR: (OWN,), SENIOR: (OWN, JUNIORS), ACCOUNT_MANAGER: (OWN,)}
ITS_STARTER: Audience = dict.fromkeys((JUNIOR, SENIOR, ACCOUNT_MANAGER, EXECUTIVE), (OWN,))
THEIR_OWNERS: Audience = {JUNIOR: (OWN,), SENIOR: (OWN,), ACCOUNT_MANAGER: (OWN,)}
FIGURE_READERS: Audience = {JUNIOR: (OWN,), SENIOR: (OWN, JUNIORS), ACCOUNT_MANAGER: (OWN,), EXECUTIVE: ANY}


@dataclass(frozen=True)
class Policy:
    get: Audience | None
    post: Audience | None = None
    of: str = ""  # the kind of record that the URL names: a key of world.World.records
    anonymous: str = "sign in"  # or "open": everybody, signed in or not
    data: Callable[..., dict] | None = field(default=None, compare=False)  # world -> what a valid POST holds
    note: str = ""

    def example(self, world) -> dict:
        return self.data(world) if self.data else {}


def page(audience: Audience, **more) -> Policy:
    """A page to look at."""
    return Policy(get=audience, **more)


def form(audience: Audience, **more) -> Policy:
    """A form: who may open it may send it."""
    return Policy(get=audience, post=audience, **more)


def deed(audience: Audience, **more) -> Policy:
    """A button: POST only."""
    return Policy(get=None, post=audience, **more)


def opened(post: bool = False, **more) -> Policy:
    """Open to everybody, signed in or not."""
    return Policy(get=EVERYONE, post=EVERYONE if post else None, anonymous="open", **more)


POLICIES: dict[str, Policy] = {
    # Sign-in
    "account_login": opened(post=True),
    "account_logout": opened(post=True),
    "account_inactive": opened(),
    "account_reset_password": opened(post=True),
    "account_reset_password_done": opened(),
    "account_reset_password_from_key": opened(post=True, of="reset key"),
    "account_reset_password_from_key_done": opened(),
    "account_change_password": form(EVERYONE),
    "account_set_password": form(EVERYONE),
    "account_reauthenticate": form(EVERYONE),
    "mfa_index": page(EVERYONE),
    "mfa_authenticate": opened(post=True, note="The second step of a sign-in."),
    "mfa_reauthenticate": form(EVERYONE),
    "mfa_activate_totp": form(EVERYONE),
    "mfa_deactivate_totp": form(NOBODY, note="Without a second step there is nothing to take off."),
    "mfa_view_recovery_codes": page(NOBODY, note="Without a second step there are no codes."),
    "mfa_download_recovery_codes": page(NOBODY, note="Without a second step there are no codes."),
    "mfa_generate_recovery_codes": form(EVERYONE),
    # Home, people and settings
    "home": page(EVERYONE),
    "profile": form(EVERYONE),
    "find": page(EVERYONE),
    "settings": Policy(get=OVERSEERS, post=ADMINISTRATORS),
    # Administrators keep the working calendar, executives decide what clients are promised; both look
    "service:calendar": Policy(get=OVERSEERS, post=ADMINISTRATORS),
    "service:targets": Policy(get=OVERSEERS, post=only(EXECUTIVE)),
    "people:list": page(ADMINISTRATORS),
    "people:create": form(ADMINISTRATORS),
    "people:edit": form(ADMINISTRATORS, of="person"),
    "people:deactivate": form(ADMINISTRATORS, of="person"),
    "people:reactivate": form(ADMINISTRATORS, of="person"),
    "people:invite": deed(ADMINISTRATORS, of="person"),
    # Absences: one's own, a senior the line's, an executive all
    "absences:list": page(READERS),
    "absences:arrange": form(READERS),
    "absences:change": form(FIGURE_READERS, of="cover"),
    "absences:end": form(FIGURE_READERS, of="cover"),
    "audit": page(OVERSEERS),
    # What others did that concerns one: everyone the own; opening one marks it as read
    "notifications:list": page(EVERYONE),
    "notifications:bell": page(EVERYONE),
    "notifications:read": deed(EVERYONE),
    "notifications:settings": form(EVERYONE),
    "notifications:open": page(dict.fromkeys(KINDS, (OWN,)), of="notification"),
    # Background jobs that failed
    "jobs:list": page(ADMINISTRATORS),
    "jobs:try_all_again": deed(ADMINISTRATORS),
    "jobs:try_again": deed(ADMINISTRATORS, of="job"),
    "team": page(SENIORS_AND_EXECUTIVES),
    "team_table": page(SENIORS_AND_EXECUTIVES),
    "team_person": page({SENIOR: (JUNIORS,), EXECUTIVE: ANY}, of="person"),
    "team_move": deed({SENIOR: (JUNIORS,)}, of="task", data=lambda world: {"to": world.people["asha"].pk}),
    # Django's admin, to look at
    "admin:index": page(ADMINISTRATORS),
    "admin:app_list": page(ADMINISTRATORS, of="admin app"),
    "admin:jsi18n": page(ADMINISTRATORS),
    "admin:accounts_user_changelist": page(ADMINISTRATORS),
    "admin:accounts_user_change": page(ADMINISTRATORS, of="admin user"),
    "admin:accounts_department_changelist": page(ADMINISTRATORS),
    "admin:accounts_department_change": page(ADMINISTRATORS, of="department"),
    "admin:accounts_company_changelist": page(ADMINISTRATORS),
    "admin:accounts_company_change": page(ADMINISTRATORS, of="company"),
    "admin:activity_event_changelist": page(ADMINISTRATORS),
    "admin:activity_event_change": page(ADMINISTRATORS, of="event"),
    "admin:activity_job_changelist": page(ADMINISTRATORS),
    "admin:activity_job_change": page(ADMINISTRATORS, of="job"),
    # KPIs: every manager the own row, a senior the line's, an executive all
    "kpis:newest": page(READERS),
    "kpis:month": page(READERS, of="month"),
    "kpis:freshness": page(READERS, of="month"),
    "kpis:compute": deed(READERS, of="month"),
    "kpis:row": page(FIGURE_READERS, of="figure"),
    "kpis:proof": page(FIGURE_READERS, of="figure"),
    "kpis:proof_csv": page(FIGURE_READERS, of="figure"),
    # Closing: executives and administrators; a run is its starter's own
    "books:list": page(OVERSEERS),
    "books:check": deed(OVERSEERS),
    "books:run": page({EXECUTIVE: (OWN,), ADMINISTRATOR: (OWN,)}, of="books run"),
    "books:close": form(OVERSEERS, of="month"),
    # What late facts change in closed months: executives decide
    "adjustments:list": page(READERS),
    "adjustments:notice": page(READERS),
    "adjustments:detail": page(FIGURE_READERS, of="adjustment"),
    "adjustments:accept": form(only(EXECUTIVE), of="adjustment"),
    "adjustments:refuse": form(only(EXECUTIVE), of="adjustment", data=lambda world: {"reason": "No"}),
    # Pay: every manager the own, a senior the line's, an executive all
    "pay:newest": page(READERS),
    "pay:month": page(READERS, of="month"),
    "pay:sums": page(READERS, of="month"),
    "pay:payroll": page(only(EXECUTIVE), of="month"),
    "pay:statement": page(FIGURE_READERS, of="statement"),
    "pay:document": page(FIGURE_READERS, of="statement"),
    "pay:what_if": page(FIGURE_READERS, of="statement"),
    "pay:ask": form(dict.fromkeys((JUNIOR, SENIOR, ACCOUNT_MANAGER), (OWN,)), of="statement"),
    "pay:questions": page(READERS),
    "pay:answer": form(FIGURE_READERS, of="question"),
    "pay:settle": deed(dict.fromkeys((JUNIOR, SENIOR, ACCOUNT_MANAGER), (OWN,)) | only(EXECUTIVE), of="question"),
    # Pay plans and terms: executives decide; a manager reads what holds for the own line
    "payplans:list": page(READERS),
    "payplans:create": form(only(EXECUTIVE)),
    "payplans:row": page(only(EXECUTIVE)),
    "payplans:curves": deed(only(EXECUTIVE)),
    "payplans:people": page(only(EXECUTIVE)),
    "payplans:detail": page(FIGURE_READERS, of="pay plan"),
    "payplans:edit": form(only(EXECUTIVE), of="draft plan"),
    "payplans:copy": form(only(EXECUTIVE), of="pay plan"),
    "payplans:adopt": form(only(EXECUTIVE), of="draft plan"),
    "payplans:end": form(only(EXECUTIVE), of="pay plan"),
    "payplans:discard": form(only(EXECUTIVE), of="draft plan"),
    "payplans:replay": page(only(EXECUTIVE), of="pay plan"),
    "payplans:begin_replay": deed(only(EXECUTIVE), of="pay plan"),
    "payplans:replay_csv": page(only(EXECUTIVE), of="pay plan"),
    "payplans:terms": page(READERS),
    "payplans:set_terms": form(only(EXECUTIVE)),
    "payplans:terms_of": page(FIGURE_READERS, of="person"),
    "payplans:end_terms": form(only(EXECUTIVE), of="pay terms"),
    # Company goals: executives set them; values are entered by them and by the seniors above the manager
    "goals:list": page(READERS),
    "goals:create": form(only(EXECUTIVE)),
    "goals:detail": page(READERS, of="goal"),
    "goals:edit": form(only(EXECUTIVE), of="goal"),
    "goals:end": form(only(EXECUTIVE), of="goal"),
    "goals:value": page(FIGURE_READERS, of="goal value"),
    "goals:enter": form({SENIOR: (JUNIORS,), EXECUTIVE: ANY}, of="goal value"),
    "goals:evidence": page(FIGURE_READERS, of="evidence"),
    # Clients and their facts
    "clients:list": page(READERS),
    "clients:options": page(READERS),
    "clients:create": form(READERS),
    "clients:detail": page(VIEWERS, of="client"),
    "clients:timeline": page(VIEWERS, of="client"),
    "brief:client": page(VIEWERS, of="client"),
    "clients:edit": form(WORKERS, of="client"),
    "clients:transfer": form({SENIOR: (OWN, JUNIORS), EXECUTIVE: ANY}, of="client"),
    "clients:map": page(VIEWERS, of="client"),
    "clients:merge": form({SENIOR: (OWN, JUNIORS), EXECUTIVE: ANY}, of="client"),
    "clients:team": form({SENIOR: (OWN, JUNIORS)}, of="client"),
    "clients:end_team_member": deed({SENIOR: (JUNIORS,)}, of="team member"),
    "interactions:list": page(READERS),
    "interactions:log": form(MANAGERS),
    "interactions:understand": deed(MANAGERS, data=lambda world: {"line": "call own co"}),
    "interactions:people": page(MANAGERS),
    "interactions:detail": page(VIEWERS, of="interaction"),
    "interactions:edit": form(THEIR_MANAGERS, of="interaction"),
    "interactions:trash": deed(THEIR_MANAGERS, of="interaction"),
    "interactions:restore": deed(THEIR_MANAGERS, of="trashed interaction"),
    "contacts:create": form(WORKERS, of="client"),
    "contacts:edit": form(WORKERS, of="contact"),
    "contacts:look": page(WORKERS, of="client"),
    "contacts:known": form(WORKERS, of="contact"),
    "contacts:leave": form(WORKERS, of="contact"),
    "contacts:standing": form(WORKERS, of="contact"),
    "contacts:options": page(WORKERS, of="client"),
    "contacts:merge": form(WORKERS, of="contact"),
    "merges:list": page(READERS),
    "merges:undo": form(WORKERS, of="merge of contacts", note="A merge of clients: who may transfer the client."),
    "duplicates:list": page(SENIORS_AND_EXECUTIVES),
    "duplicates:look": page(READERS),
    "duplicates:apart": deed(
        {SENIOR: (OWN, TEAM, JUNIORS, JUNIORS_TEAM, COVERED), EXECUTIVE: ANY}, of="likely duplicate"
    ),
    "sales:list": page(READERS),
    "sales:create": form(WORKERS, of="client"),
    "sales:detail": page(VIEWERS, of="sale"),
    "sales:edit": form(WORKERS, of="sale"),
    "sales:return": form(WORKERS, of="sale"),
    "sales:share": page(WORKERS, of="sale"),
    "contracts:list": page(READERS),
    "contracts:create": form(WORKERS, of="client"),
    "contracts:edit": form(WORKERS, of="contract"),
    "contracts:sign": form(WORKERS, of="unsigned contract"),
    "contracts:terminate": form(WORKERS, of="contract"),
    "contracts:renewals": page(READERS),
    "contracts:calendar": page(READERS),
    "contracts:detail": page(VIEWERS, of="contract"),
    "contracts:date": page(VIEWERS, of="contract"),
    "contracts:renew": form(WORKERS, of="contract"),
    "contracts:amend": form(WORKERS, of="contract"),
    "contracts:index": form(WORKERS, of="contract"),
    "contracts:drop_index": deed(WORKERS, of="indexation"),
    "contracts:note": form(WORKERS, of="contract", data=lambda world: {"text": "Agreed"}),
    "contracts:copy": form(WORKERS, of="contract"),
    "contracts:signed_copy": page(VIEWERS, of="signed copy"),
    # A contract's papers: templates are kept by seniors and executives; above a value the one above approves
    "contracts:templates": page(READERS),
    "contracts:template_file": page(READERS, of="contract template"),
    "contracts:keep_template": form(SENIORS_AND_EXECUTIVES),
    "contracts:retire_template": form(SENIORS_AND_EXECUTIVES, of="contract template"),
    "contracts:prepare": form(WORKERS, of="unsigned contract"),
    "contracts:take": form(WORKERS, of="unsigned contract"),
    "contracts:compare": page(VIEWERS, of="unsigned contract"),
    "contracts:docx": page(VIEWERS, of="contract document"),
    "contracts:pdf": page(VIEWERS, of="contract document"),
    "contracts:ask": deed(WORKERS, of="unsigned contract"),
    "contracts:approve": deed({SENIOR: (JUNIORS,), EXECUTIVE: ANY}, of="approval"),
    "contracts:refuse": form(
        {SENIOR: (JUNIORS,), EXECUTIVE: ANY}, of="approval", data=lambda world: {"reason": "Too cheap"}
    ),
    "contracts:send": form(WORKERS, of="contract document", data=lambda world: {"email": "kiran@example.com"}),
    "contracts:withdraw": deed(WORKERS, of="signing link"),
    "signing:sign": opened(
        post=True,
        of="signing page",
        data=lambda world: {"name": "Kiran", "consent": "on"},
        note="Whoever has the one-time link.",
    ),
    "signing:document": opened(of="signing page", note="Whoever has the one-time link."),
    "departures:create": form(WORKERS, of="client"),
    "departures:edit": form(WORKERS, of="departure"),
    "surveys:create": form(WORKERS, of="client"),
    "surveys:edit": form(WORKERS, of="survey"),
    "spendings:create": form(WORKERS, of="client"),
    "spendings:edit": form(WORKERS, of="spending"),
    "cases:list": page(READERS),
    "cases:create": form(MANAGERS),
    "cases:detail": page(VIEWERS, of="case"),
    "cases:comment": form(VIEWERS, of="case", data=lambda world: {"text": "Have you called?"}),
    "cases:file": page(VIEWERS, of="case file"),
    "cases:wait": form(WORKERS, of="case"),
    "cases:resume": form(WORKERS, of="waiting case"),
    "cases:confirm": form(WORKERS, of="solved case", data=lambda world: {"who": "Kiran"}),
    "cases:reopen": form(WORKERS, of="solved case", data=lambda world: {"why": "It broke again"}),
    "cases:move": form(WORKERS, of="case"),
    "cases:edit": form(WORKERS, of="case"),
    "cases:answer": form(WORKERS, of="case"),
    # Requests: their client's managers ask and judge, the department that is addressed answers
    "requests:list": page(only(JUNIOR, SENIOR, ACCOUNT_MANAGER, EXECUTIVE, MEMBER)),
    "requests:create": form(MANAGERS),
    "requests:share": page(MANAGERS),
    "requests:delays": page(READERS),
    "requests:detail": page(PARTIES, of="request"),
    "requests:file": page(PARTIES, of="request file"),
    "requests:comment": form(PARTIES, of="request", data=lambda world: {"text": "Good"}),
    "requests:take": deed(ITS_DEPARTMENT, of="request"),
    "requests:hand": form(ITS_DEPARTMENT, of="request", data=lambda world: {"member": world.people["leela"].pk}),
    "requests:delay": form(
        ITS_DEPARTMENT, of="request", data=lambda world: {"until": "2026-12-24", "reason": "Strike"}
    ),
    "requests:answer": form(ITS_DEPARTMENT, of="request", data=lambda world: {"text": "Yes"}),
    "requests:accept": deed(WORKERS, of="answered request"),
    "requests:send_back": form(WORKERS, of="answered request", data=lambda world: {"reason": "No"}),
    "requests:withdraw": form(WORKERS, of="request"),
    "cases:solve": form(WORKERS, of="case", data=lambda world: {"learnt": "Ask first"}),
    # Tasks: their owner does them; a senior above reviews, moves and calls them off
    "tasks:list": page(READERS),
    "tasks:create": form(MANAGERS),
    "tasks:selected": deed(MANAGERS),
    "tasks:detail": page(FIGURE_READERS, of="task"),
    "tasks:edit": form({SENIOR: (JUNIORS,)}, of="task"),
    "tasks:accept": deed(THEIR_OWNERS, of="task"),
    "tasks:begin": deed(THEIR_OWNERS, of="task"),
    "tasks:hand_in": deed(THEIR_OWNERS, of="task"),
    "tasks:decline": form(THEIR_OWNERS, of="task", data=lambda world: {"reason": "Away"}),
    "tasks:approve": deed({SENIOR: (JUNIORS,)}, of="handed-in task"),
    "tasks:give_back": form({SENIOR: (JUNIORS,)}, of="handed-in task", data=lambda world: {"reason": "No"}),
    "tasks:reassign": form({SENIOR: (JUNIORS,)}, of="task"),
    "tasks:cancel": form({SENIOR: (JUNIORS,)}, of="task"),
    "tasks:tick": deed({JUNIOR: (OWN,), SENIOR: (JUNIORS,)}, of="task step"),
    "tasks:comment": form(FIGURE_READERS, of="task", data=lambda world: {"text": "Good"}),
    "tasks:file": page(FIGURE_READERS, of="task file"),
    # Playbooks: seniors and executives write them; who works on a client starts them there
    "playbooks:list": page(READERS),
    "playbooks:create": form(SENIORS_AND_EXECUTIVES),
    "playbooks:examples": deed(SENIORS_AND_EXECUTIVES),
    "playbooks:detail": page(READERS, of="playbook"),
    "playbooks:edit": form(SENIORS_AND_EXECUTIVES, of="draft playbook"),
    "playbooks:copy": deed(SENIORS_AND_EXECUTIVES, of="playbook"),
    "playbooks:adopt": form(SENIORS_AND_EXECUTIVES, of="draft playbook"),
    "playbooks:retire": form(SENIORS_AND_EXECUTIVES, of="playbook"),
    "playbooks:discard": form(SENIORS_AND_EXECUTIVES, of="draft playbook"),
    "playbooks:start": form(WORKERS, of="client", data=lambda world: world.start),
    "playbooks:call": form(WORKERS, of="client's script"),
    "playbooks:run": page(VIEWERS, of="playbook run"),
    "playbooks:cancel": form(THEIR_MANAGERS, of="playbook run"),
    "promises:list": page(READERS),
    "promises:create": form(MANAGERS),
    "promises:detail": page(VIEWERS, of="promise"),
    "promises:edit": form(WORKERS, of="promise"),
    "promises:keep": form(WORKERS, of="promise"),
    "promises:break": form(WORKERS, of="promise"),
    "promises:new_date": form(WORKERS, of="promise"),
    "promises:reopen": form(WORKERS, of="kept promise"),
    # Deals: who works on the client, prospects too; executives read, and keep the stages
    "opportunities:list": page(READERS),
    "opportunities:board": page(READERS),
    "opportunities:forecast": page(READERS),
    "opportunities:create": form(MANAGERS),
    "opportunities:stages": page(READERS),
    "opportunities:add_stage": form(
        only(EXECUTIVE), data=lambda world: {"name": "Pilot", "place": 9, "probability": 9}
    ),
    "opportunities:change_stage": form(
        only(EXECUTIVE), of="stage", data=lambda world: {"name": "Pilot", "place": 9, "probability": 9}
    ),
    "opportunities:remove_stage": form(only(EXECUTIVE), of="stage"),
    "opportunities:detail": page(VIEWERS, of="opportunity"),
    "opportunities:file": page(VIEWERS, of="opportunity file"),
    "opportunities:comment": form(VIEWERS, of="opportunity", data=lambda world: {"text": "Good"}),
    "opportunities:edit": form(WORKERS, of="opportunity"),
    "opportunities:move": form(
        WORKERS, of="opportunity", data=lambda world: {"to": world.records["stage"][0].params["pk"]}
    ),
    "opportunities:win": form(WORKERS, of="opportunity", data=lambda world: {"closed_on": "2026-11-14"}),
    "opportunities:lose": form(
        WORKERS, of="opportunity", data=lambda world: {"closed_on": "2026-11-14", "reason": "price"}
    ),
    "opportunities:reopen": form(WORKERS, of="lost opportunity", data=lambda world: {"expected_on": "2026-12-24"}),
    "needs:list": page(READERS),
    "needs:create": form(MANAGERS),
    "needs:detail": page(VIEWERS, of="need"),
    "needs:file": page(VIEWERS, of="need file"),
    "needs:comment": form(VIEWERS, of="need", data=lambda world: {"text": "Good"}),
    "needs:edit": form(WORKERS, of="need"),
    "needs:analyse": form(WORKERS, of="need", data=lambda world: {"analysis": "Old bearings"}),
    "needs:drop": form(WORKERS, of="need", data=lambda world: {"reason": "Not ours"}),
    "needs:reopen": form(WORKERS, of="dropped need"),
    "needs:solve": form(WORKERS, of="need"),
    "solutions:detail": page(VIEWERS, of="solution"),
    "solutions:document": page(VIEWERS, of="solution"),
    "solutions:file": page(VIEWERS, of="solution file"),
    "solutions:comment": form(VIEWERS, of="solution", data=lambda world: {"text": "Good"}),
    "solutions:edit": form(PRICERS, of="solution"),
    "solutions:add_line": form(PRICERS, of="solution"),
    "solutions:change_line": form(PRICERS, of="solution"),
    "solutions:remove_line": deed(PRICERS, of="solution"),
    "solutions:submit": deed(PRICERS, of="solution"),
    "solutions:offer": deed(PRICERS, of="approved solution"),
    "solutions:redraft": deed(PRICERS, of="approved solution"),
    "solutions:accept": form(PRICERS, of="offered solution", data=lambda world: {"number": "D-1"}),
    "solutions:refuse": form(PRICERS, of="offered solution", data=lambda world: {"reason": "Too dear"}),
    "solutions:approve": deed({SENIOR: (JUNIORS,)}, of="submitted solution", note=GOES_UP),
    "solutions:send_back": form(
        {SENIOR: (JUNIORS,)}, of="submitted solution", data=lambda world: {"reason": "Too cheap"}, note=GOES_UP
    ),
    "services:list": page(READERS),
    "services:detail": page(READERS, of="service"),
    "services:options": page(READERS),
    "services:worth": page(MANAGERS),
    "services:create": form(SENIORS_AND_EXECUTIVES),
    "services:rename_line": form(SENIORS_AND_EXECUTIVES),
    "services:edit": form(SENIORS_AND_EXECUTIVES, of="service"),
    "services:price": form(SENIORS_AND_EXECUTIVES, of="service"),
    "services:retire": deed(SENIORS_AND_EXECUTIVES, of="service"),
    "services:offer_again": deed(SENIORS_AND_EXECUTIVES, of="service"),
    "services:drop_price": deed(SENIORS_AND_EXECUTIVES, of="planned price"),
    # Rates move everybody's figures: who keeps settings enters them, who reads sales looks at them
    "rates:list": page({**READERS, **ADMINISTRATORS}),
    "rates:create": form(OVERSEERS),
    "rates:edit": form(OVERSEERS, of="exchange rate"),
    "rates:remove": form(OVERSEERS, of="exchange rate"),
    "trash:list": page(MANAGERS),
    "trash:put": deed(THEIR_MANAGERS, of="interaction"),
    "trash:restore": deed(THEIR_MANAGERS, of="trashed interaction"),
    # Import and export: the run of a person is that person's alone
    "imports:list": page(ADMINISTRATORS),
    "imports:create": form(ADMINISTRATORS),
    "imports:detail": page({ADMINISTRATOR: (OWN,)}, of="import"),
    "imports:file": page({ADMINISTRATOR: (OWN,)}, of="import"),
    "exports:list": form(READERS, data=lambda world: {"kind": "clients", "format": "csv"}),
    "exports:detail": page(ITS_STARTER, of="export"),
    "exports:file": page(ITS_STARTER, of="export"),
}
