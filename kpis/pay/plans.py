"""Which duty a manager had in a month, and which pay plan holds for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from accounts.models import Company, Posting, User
from accounts.models.company import CompanyRules
from kpis.models import Month, PayPlan, PayTerms


@dataclass(frozen=True)
class Duty:
    """The role and level that count for a whole month: those held when it began, or, for one who came later in the
    month, the first held in it. A promotion in the month counts from the next month on; then `changed` is true."""

    role: str
    level: str
    changed: bool = False


def duties(month: Month, managers: Collection[int], rules: CompanyRules | None = None) -> dict[int, Duty]:
    """By manager id. Two queries."""
    rules = rules or Company.current().rules()
    begins, ends = rules.midnight(month.first), rules.midnight(month.following)
    found: dict[int, Duty] = {}
    rows = Posting.objects.filter(user__in=managers, during__overlap=(begins, ends)).order_by("user_id", "during")
    for posting in rows:
        first = found.get(posting.user_id)
        if first is None:
            found[posting.user_id] = Duty(posting.role, posting.level)
        elif (first.role, first.level) != (posting.role, posting.level):
            found[posting.user_id] = Duty(first.role, first.level, changed=True)
    missing = User.objects.filter(pk__in=set(managers) - set(found)).values_list("pk", "role", "level")
    return found | {pk: Duty(role, level) for pk, role, level in missing}


def in_force(month: Month, duties: Mapping[int, Duty]) -> dict[int, PayPlan]:
    """The plan of each manager: the own one, else that of the role and level, else that of the role. One query."""
    own: dict[int, PayPlan] = {}
    shared: dict[tuple[str, str], PayPlan] = {}
    for plan in PayPlan.objects.of_month(month.first):
        if plan.manager_id:
            own[plan.manager_id] = plan
        else:
            shared[plan.role, plan.level] = plan
    chosen = {
        pk: own.get(pk) or shared.get((duty.role, duty.level)) or shared.get((duty.role, ""))
        for pk, duty in duties.items()
    }
    return {pk: plan for pk, plan in chosen.items() if plan}


@dataclass(frozen=True)
class Coverage:
    """Which managers each plan holds for in a month, by plan id; and who has no plan, or no pay terms."""

    by_plan: dict[int, list[User]]
    without_plan: list[User]
    without_terms: list[User]


def coverage(month: Month, rules: CompanyRules | None = None) -> Coverage:
    """Of the managers who may sign in, by name. Five queries."""
    people = list(User.objects.active().managers().order_by("name", "pk"))
    chosen = in_force(month, duties(month, [person.pk for person in people], rules))
    paid = set(PayTerms.objects.of_month(month.first).values_list("manager", flat=True))
    by_plan: dict[int, list[User]] = {}
    for person in people:
        if plan := chosen.get(person.pk):
            by_plan.setdefault(plan.pk, []).append(person)
    return Coverage(
        by_plan=by_plan,
        without_plan=[person for person in people if person.pk not in chosen],
        without_terms=[person for person in people if person.pk not in paid],
    )


def gives_way(plan: PayPlan) -> tuple[PayPlan | None, bool]:
    """The last plan in force for the same people that began before this one, and whether it reaches it: then it ends
    where this one begins; else nothing holds between the two. One query."""
    former = PayPlan.objects.adopted().alike(plan).filter(since__lt=plan.since).order_by("-since").first()
    return former, former is not None and (former.until is None or former.until >= plan.since)


def would_hold(plan: PayPlan, manager: int, duty: Duty, other: PayPlan | None) -> bool:
    """Whether `plan` would hold for the manager where `other` holds today: nothing more special does."""
    if plan.manager_id:
        return plan.manager_id == manager
    if plan.role != duty.role or plan.level not in ("", duty.level):
        return False
    return other is None or not (other.manager_id or (other.level and not plan.level))


def would_cover(plan: PayPlan, month: Month, rules: CompanyRules | None = None) -> list[User]:
    """For whom a draft would hold if it were in force in the month, by name."""
    people = {person.pk: person for person in User.objects.active().managers().order_by("name", "pk")}
    found = duties(month, people, rules)
    held = in_force(month, found)
    return [person for pk, person in people.items() if would_hold(plan, pk, found[pk], held.get(pk))]
