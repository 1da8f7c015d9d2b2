"""Who matters at a client, who stands above whom, who of us knows them, and what is missing in that."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from django.db.models import F, Max

from accounts.models.company import CompanyRules
from clients.models import Acquaintance, Certainty, Client, Contact, Interaction

Role, Influence, Attitude = Contact.DecisionRole, Contact.Influence, Contact.Attitude

MOST = 200  # people drawn; a client with more is better served by its list
UNMET = dt.timedelta(days=90)
YEAR = dt.timedelta(days=365)


@dataclass
class Node:
    """One person in the tree, in the order of reading. `opens`: the first below somebody; `leads`: somebody is below;
    `closes`: how many branches end after this one."""

    person: Contact
    depth: int
    opens: bool = False
    leads: bool = False
    closes: int = 0

    @property
    def closing(self) -> range:
        return range(self.closes)


@dataclass
class Map:
    nodes: list[Node]
    gone: list[Contact]
    more: bool
    gaps: dict[str, list[Contact]] = field(default_factory=dict)
    """What is missing, by name, with whom it is about."""


def is_key(person: Contact) -> bool:
    """As the measure of contact coverage has it."""
    return person.decision_role in (Role.DECIDES, Role.INFLUENCES, Role.BUYS) or person.influence == Influence.HIGH


def map_of(client: Client, rules: CompanyRules, now: dt.datetime) -> Map:
    """Four queries, however many people."""
    today = rules.today(now)
    order = F("decision_role").desc(), F("influence").asc(), "name", "pk"
    people: list[Any] = list(client.contacts.live().order_by(*order)[: MOST + 1])
    drawn = people[:MOST]
    _complete(drawn, now)
    here = [person for person in drawn if not person.left_on or person.left_on > today]
    gone = [person for person in drawn if person.left_on and person.left_on <= today]
    return Map(list(_tree(here)), gone, len(people) > MOST, _gaps(here, rules, now))


def _complete(people: list[Any], now: dt.datetime) -> None:
    """Give each `known_by`, `last_met`, `sure` (what of it holds, by fact) and `above`, whom they report to."""
    known: dict[int, list[Acquaintance]] = defaultdict(list)
    for row in Acquaintance.objects.filter(contact__in=people).select_related("user").order_by("-strength", "pk"):
        known[row.contact_id].append(row)
    talks = Interaction.objects.live().talks().held().filter(contacts__in=people, started_at__lte=now).order_by()
    met = dict(talks.values_list("contacts").annotate(last=Max("started_at")))
    by_id = {person.pk: person for person in people}
    for person in people:
        person.known_by, person.last_met = known[person.pk], met.get(person.pk)
        person.above, person.sure = by_id.get(person.reports_to_id), {}
    for said in Certainty.objects.filter(contact__in=people).select_related("by"):
        person = by_id[said.contact_id]
        if said.holds_for(person):
            person.sure[said.what.removesuffix("_id")] = said


def _tree(people: list[Any]) -> Iterator[Node]:
    """Depth first, the tops first; whoever reports to somebody who is not here stands at the top."""
    here, below = {person.pk for person in people}, defaultdict(list)
    for person in people:
        below[person.reports_to_id if person.reports_to_id in here else None].append(person)
    stack = [Node(person, 0) for person in reversed(below[None])]
    nodes = []
    while stack:
        nodes.append(node := stack.pop())
        stack += [Node(person, node.depth + 1) for person in reversed(below[node.person.pk])]
    for node, following in zip_longest(nodes, nodes[1:]):
        after = following.depth if following else 0
        node.closes = max(node.depth - after, 0)
        if following and after > node.depth:
            node.leads = following.opens = True
        yield node


def _gaps(here: list[Any], rules: CompanyRules, now: dt.datetime) -> dict[str, list[Contact]]:
    keys = [person for person in here if is_key(person)]
    buyers = [person for person in here if person.decision_role == Role.BUYS]
    today = rules.today(now)
    met = {person: rules.today(person.last_met) for person in here if person.last_met}
    last_year = [person for person, day in met.items() if day >= today - YEAR]
    strong = (person for person in here if person.decision_role == Role.DECIDES or person.influence == Influence.HIGH)
    gaps: dict[str, list[Contact]] = {}
    if here and not any(person.attitude == Attitude.SUPPORTER for person in strong):
        gaps["no_sponsor"] = []
    decider = any(person.decision_role == Role.DECIDES for person in here)
    if buyers and not decider and not any(person.above for person in buyers):
        gaps["nobody_above_purchasing"] = buyers
    if unmet := [person for person in keys if person not in met or met[person] < today - UNMET]:
        gaps["not_met"] = unmet
    if here and len(last_year) < 2:
        gaps["single_threaded"] = last_year
    return gaps
