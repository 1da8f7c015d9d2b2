"""The reporting tree of managers with what each has in hand today."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, F

from accounts.models import User
from accounts.models.company import CompanyRules
from clients.models import Interaction, Responsibility


@dataclass(frozen=True)
class Branch:
    """One person in the tree, `depth` steps below its top."""

    person: User
    depth: int
    clients: int
    held: int
    planned: int
    overdue: int


def team_tree(viewer: User, rules: CompanyRules, now: dt.datetime) -> list[Branch]:
    """Those whom `viewer` oversees, each below whom they report to. A fixed number of queries, however many people."""
    people = list(User.objects.visible_to(viewer).managers().active())
    today = rules.today(now)
    clients = _counted(Responsibility.objects.on(today).values_list("manager"))
    held = _talks(Interaction.objects.held(), rules.midnight(today.replace(day=1)), now)
    planned = _talks(Interaction.objects.planned(), now, None)
    overdue = _talks(Interaction.objects.planned(), None, now)
    return [
        Branch(person, depth, clients[person.pk], held[person.pk], planned[person.pk], overdue[person.pk])
        for person, depth in _downwards(people)
    ]


def _counted(rows) -> Counter:
    return Counter(dict(rows.annotate(number=Count("pk")).order_by()))


def _talks(interactions, since: dt.datetime | None, until: dt.datetime | None) -> Counter:
    """Meetings and calls in [since, until) per manager; who was there together with others counts too, once."""
    talks = interactions.live().talks()
    if since:
        talks = talks.filter(started_at__gte=since)
    if until:
        talks = talks.filter(started_at__lt=until)
    joint = Interaction.joint_managers.through.objects.filter(interaction__in=talks)
    joint = joint.exclude(user=F("interaction__manager"))
    return _counted(talks.values_list("manager")) + _counted(joint.values_list("user"))


def _downwards(people: list[User]) -> list[tuple[User, int]]:
    """Depth first: the tops are those whose supervisor is not among `people`."""
    known, below = {person.pk for person in people}, defaultdict(list)
    for person in people:
        below[person.supervisor_id if person.supervisor_id in known else None].append(person)
    found, stack = [], [(person, 0) for person in reversed(below[None])]
    while stack:
        person, depth = stack.pop()
        found.append((person, depth))
        stack += [(lower, depth + 1) for lower in reversed(below[person.pk])]
    return found
