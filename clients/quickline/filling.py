"""The form that is open, filled with what its one line says. Only what the line itself filled in, or nobody touched, is
changed; what was typed or chosen below stays."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from clients.models import Client, Interaction
from clients.quickline.names import Understood, understand

Status = Interaction.Status
MANY = ("contacts", "joint_managers")
WORDS = ("subject", "sentiment", "next_step", "next_step_on")
FILLED = ("client", "kind", "status", "started_at", "duration_minutes", *MANY, *WORDS)
KEPT = ("line", "outcome", "notes", "manager", "reference", "as_task")
AGAIN = ("kind", "duration_minutes", *MANY, "subject")  # what a talk that comes again has from the last one


@dataclass
class Filled:
    """`values` are the form's, `put` those that the line may take back, `found` is what it says."""

    values: dict[str, Any]
    put: dict[str, Any]
    found: Understood


def fill(given: QueryDict, *, by, now: dt.datetime, page_client: Client | None, usual: Callable, colleagues) -> Filled:
    """`usual(client)` are the form's values where nothing is said, `colleagues(client)` those who may have been there.

    `pick` in `given` is a client chosen among those offered; `again` asks for what was so in the last talk with it.
    """
    typed: dict[str, Any] = {
        name: given.getlist(name) if name in MANY else given.get(name, "") for name in (*FILLED, *KEPT)
    }
    before = put_before(given.get("put", ""))
    free = {name for name in FILLED if not typed[name] or same(typed[name], before.get(name))}
    chosen = None
    if given.get("pick") or "client" not in free:
        typed["client"] = given.get("pick") or typed["client"]
        chosen = Client.objects.workable_by(by).filter(code=typed["client"].replace("\x00", "")).first()
        free.discard("client")
    if chosen and same(typed["contacts"], as_typed(usual(chosen)["contacts"])):
        free.add("contacts")  # ticked when the client was chosen
    settled = chosen is not None
    client = chosen or page_client
    found = understand(typed["line"], by=by, now=now, client=client, settled=settled, colleagues=colleagues)
    says = as_form(usual(found.client)) | spoken(found)
    last = last_talk(found.client, by) if given.get("again") else None
    again = as_form({name: value for name, value in of_talk(last).items() if value}) if last else {}
    says |= again
    free |= again.keys()
    values = typed | {name: says.get(name, "") for name in free}
    put = {name: values[name] if name in free and name not in again else before.get(name, "") for name in FILLED}
    return Filled(values, put, found)


def same(typed: Any, put: Any) -> bool:
    """Those who were there are sent in another order than they were named."""
    return set(typed) == set(map(str, put)) if isinstance(typed, list) and isinstance(put, list) else typed == put


def put_before(text: str) -> dict[str, Any]:
    try:
        put = json.loads(text)
    except ValueError:
        return {}
    return put if isinstance(put, dict) else {}


def spoken(found: Understood) -> dict[str, Any]:
    """What the line says, as the form has it; nothing for what it does not say."""
    said = found.said
    values = {
        "client": found.client and found.client.code,
        "kind": said.kind,
        "status": (Status.PLANNED if said.planned else Status.HELD).value if said.planned or said.at else "",
        "started_at": said.at,
        "duration_minutes": said.minutes,
        "contacts": [person.pk for person in found.contacts],
        "joint_managers": [user.pk for user in found.colleagues],
        "subject": found.subject,
        "sentiment": said.sentiment,
        "next_step": said.next_step,
        "next_step_on": said.next_step_on,
    }
    nobody: dict[str, Any] = {"contacts": []} if found.unsure else {}
    return nobody | as_form({name: value for name, value in values.items() if value})


def of_talk(talk: Interaction) -> dict[str, Any]:
    return {
        "kind": talk.kind,
        "duration_minutes": talk.duration_minutes,
        "contacts": list(talk.contacts.live().values_list("pk", flat=True)),
        "joint_managers": list(talk.joint_managers.filter(is_active=True).values_list("pk", flat=True)),
        "subject": talk.subject,
    }


def last_talk(client: Client | None, user) -> Interaction | None:
    """The last meeting or call that `user` held with the client."""
    if client is None:
        return None
    return client.interactions.live().talks().held().of([user.pk]).order_by("-started_at", "-pk").first()


def as_form(values: dict[str, Any]) -> dict[str, Any]:
    """As a browser would send them."""
    return {name: as_typed(value) for name, value in values.items()}


def as_typed(value: Any) -> Any:
    if isinstance(value, list):
        return [str(item) for item in value]
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    return "" if value is None else str(value)
