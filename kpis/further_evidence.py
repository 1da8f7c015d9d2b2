"""The records behind the catalogue's other measures: cases, promises, contacts, survey answers and contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, ClassVar

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from clients.models import Contact, Contract, Interaction, Survey
from kpis.lines import Column, Kind, Line, Value
from kpis.models.wholemonths import following
from work.models import Case, Promise


class OfClient(Kind):
    """A fact of a client: one line each."""

    model: ClassVar[Any]
    related: ClassVar[tuple[str, ...]] = ()

    def of_sector(self, ids: Collection[int], sector: str) -> set[int]:
        found = self.model.objects.filter(pk__in=ids, client__sector=sector)
        return set(found.values_list("pk", flat=True))

    def rows(self, ids: Collection[int]) -> QuerySet:
        return self.model.objects.filter(pk__in=ids).select_related("client", *self.related)

    def load(self, ids: Collection[int]) -> dict[int, Line]:
        return {
            row.pk: Line(
                row.pk,
                client_code=row.client.code,
                values={"client": row.client.name, "code": row.client.code, **self.values(row)},
            )
            for row in self.rows(ids)
        }

    def values(self, row: Any) -> dict[str, Value]:
        raise NotImplementedError


class Cases(OfClient):
    model = Case
    related = ("manager",)
    columns = (
        Column("date", _("Received"), "text-nowrap"),
        Column("time", _("Time"), "num"),
        Column("client", _("Client")),
        Column("code", _("Code")),
        Column("kind", _("Kind")),
        Column("subject", _("Subject")),
        Column("reference", _("Reference")),
        Column("hours", _("Hours to the first answer"), "num"),
        Column("manager", _("Named manager")),
    )

    def values(self, row: Case) -> dict[str, Value]:
        local = row.received_at.astimezone(self.zone)
        hours = (row.first_answer_at - row.received_at) / dt.timedelta(hours=1) if row.first_answer_at else None
        return {
            "date": local.date(),
            "time": f"{local:%H:%M}",
            "kind": row.get_kind_display(),
            "subject": row.subject,
            "reference": row.reference,
            "hours": None if hours is None else f"{hours:.2f}",
            "manager": row.manager and row.manager.name,
        }


class Promises(OfClient):
    model = Promise
    related = ("contact", "manager")
    columns = (
        Column("due", _("Due on"), "text-nowrap"),
        Column("client", _("Client")),
        Column("code", _("Code")),
        Column("text", _("What was promised")),
        Column("to", _("To whom")),
        Column("made", _("Promised on"), "text-nowrap"),
        Column("first", _("First due on"), "text-nowrap"),
        Column("kept", _("Kept on"), "text-nowrap"),
        Column("broken", _("Given up on"), "text-nowrap"),
        Column("manager", _("Promised by")),
    )

    def values(self, row: Promise) -> dict[str, Value]:
        return {
            "due": row.due_on,
            "text": row.text,
            "to": row.to,
            "made": row.made_on,
            "first": row.first_due_on,
            "kept": row.kept_on,
            "broken": row.broken_on,
            "manager": row.manager.name,
        }


class Contacts(OfClient):
    model = Contact
    columns = (
        Column("client", _("Client")),
        Column("code", _("Code")),
        Column("name", _("Name")),
        Column("title", _("Title")),
        Column("role", _("Decision role")),
        Column("influence", _("Influence")),
        Column("met", _("Last met by the end of the month"), "text-nowrap"),
    )

    def rows(self, ids: Collection[int]) -> QuerySet:
        ends = dt.datetime.combine(following(self.first), dt.time(), self.zone)
        talks = Interaction.objects.live().talks().held().filter(contacts=OuterRef("pk"), started_at__lt=ends)
        last = talks.order_by().values("contacts").annotate(last=Max("started_at")).values("last")
        return super().rows(ids).annotate(met=Subquery(last))

    def values(self, row: Any) -> dict[str, Value]:
        return {
            "name": row.name,
            "title": row.title,
            "role": row.get_decision_role_display(),
            "influence": row.get_influence_display(),
            "met": row.met and row.met.astimezone(self.zone).date(),
        }


class Surveys(OfClient):
    model = Survey
    related = ("contact",)
    columns = (
        Column("date", _("Answered on"), "text-nowrap"),
        Column("client", _("Client")),
        Column("code", _("Code")),
        Column("name", _("Person")),
        Column("score", _("Score"), "num"),
        Column("comment", _("Comment")),
    )

    def values(self, row: Survey) -> dict[str, Value]:
        name = row.contact and row.contact.name
        return {"date": row.answered_on, "name": name, "score": str(row.score), "comment": row.comment}


class Contracts(OfClient):
    model = Contract
    columns = (
        Column("number", _("Contract")),
        Column("client", _("Client")),
        Column("code", _("Code")),
        Column("title", _("Title")),
        Column("starts", _("Starts on"), "text-nowrap"),
        Column("ends", _("Ends on"), "text-nowrap"),
        Column("terminated", _("Terminated on"), "text-nowrap"),
        Column("next", _("In force the day after")),
    )

    def rows(self, ids: Collection[int]) -> QuerySet:
        others = Contract.objects.live().filter(client=OuterRef("client"), signed_on__isnull=False)
        renewing = others.filter(
            Q(ends_on=None) | Q(ends_on__gt=OuterRef("ends_on")),
            Q(terminated_on=None) | Q(terminated_on__gt=OuterRef("ends_on")),
            starts_on__lte=OuterRef("ends_on") + dt.timedelta(days=1),
        ).exclude(pk=OuterRef("pk"))
        numbers = renewing.order_by(F("starts_on").desc(), "pk").values("number")
        return super().rows(ids).annotate(following=Subquery(numbers[:1]))

    def values(self, row: Any) -> dict[str, Value]:
        return {
            "number": row.number,
            "title": row.title,
            "starts": row.starts_on,
            "ends": row.ends_on,
            "terminated": row.terminated_on,
            "next": row.following,
        }
