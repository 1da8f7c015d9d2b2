"""What a client's page shows beside the timeline: who it is, who cares for it, and what comes next."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.http import QueryDict

from accounts.models import Cover
from accounts.models.company import CompanyRules
from clients import timeline
from clients.models import Client, Interaction, Sale
from clients.rhythm import rhythm_of
from clients.views.contracts import say_standing

PEOPLE = 12
NEXT = 6
ANSWERS = 5


def page_of(client: Client, user, rules: CompanyRules, now: dt.datetime, wanted: QueryDict) -> dict[str, object]:
    """The context of the page, in a fixed number of queries however much there is. `wanted` narrows the timeline."""
    today = rules.today(now)
    contracts = client.contracts.live().with_last_day().with_renewal().order_by("-starts_on", "-pk")
    people = list(client.contacts.live().order_by("name", "pk")[: PEOPLE + 1])
    manager = client.held_by(today)
    team = list(client.team.on(today).select_related("user").order_by("user__name"))
    return {
        "client": client,
        "manager": manager,
        "team": team,
        "covers": _covers([manager, *(member.user for member in team)], today),
        "spans": list(client.responsibilities.select_related("manager").order_by("-since")),
        "people": people[:PEOPLE],
        "more_people": len(people) > PEOPLE,
        "contracts": [say_standing(contract, today) for contract in contracts[:PEOPLE]],
        "answers": list(client.surveys.live().select_related("contact")[:ANSWERS]),
        "estimates": list(client.spendings.live().filter(as_of__lte=today).select_related("recorded_by")[:ANSWERS]),
        "next_steps": _next_steps(client),
        "last_talk": client.interactions.live().talks().held().order_by("-started_at", "-pk").first(),
        "last_sale": Sale.objects.filter(client=client).live().purchases().order_by("-date", "-pk").first(),
        "subsidiaries": list(Client.objects.visible_to(user).filter(parent=client).order_by("name")[:PEOPLE]),
        "rhythm": rhythm_of(client, rules, today),
        "now": now,
        "today": today,
        "may_work": user.is_manager,  # who sees a client as a manager works on it
        "may_transfer": client.may_transfer(user, now),
        "may_staff": client.may_staff(user, now),
    } | timeline_of(client, rules, wanted)


def timeline_of(client: Client, rules: CompanyRules, wanted: QueryDict) -> dict[str, object]:
    """A page of the timeline with its filters, as `wanted` by an address; what is not to be had there is left out."""
    people = list(timeline.people_of(client))
    show = wanted.get("show", "")
    show = show if show in timeline.choices() else ""
    who = next((person for person in people if str(person.pk) == wanted.get("who")), None)
    entries, following = timeline.entries(client, rules, show=show, who=who, after=wanted.get("after", ""))
    narrowed = urlencode({name: value for name, value in (("show", show), ("who", who and who.pk)) if value})
    return {
        "entries": entries,
        "following": following,
        "show": show,
        "who": who,
        "narrowed": narrowed,
        "timeline_kinds": timeline.choices(),
        "timeline_people": people,
    }


def _covers(people, today: dt.date) -> list[Cover]:
    """Who of those who serve the client is away today, and who stands in."""
    found = Cover.objects.on(today).filter(absent__in=[person for person in people if person])
    return list(found.select_related("absent", "colleague").order_by("pk"))


def _next_steps(client: Client) -> list[Interaction]:
    """What is planned, soonest first."""
    planned = client.interactions.live().filter(status=Interaction.Status.PLANNED)
    return list(planned.select_related("manager").order_by("started_at", "pk")[:NEXT])
