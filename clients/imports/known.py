"""What the database knows when an import begins: codes and e-mails to ids, each loaded once, when first asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.models import Department, User
from accounts.models.company import CompanyRules
from clients.models import Client, Contact, Service


@dataclass
class Known:
    rules: CompanyRules
    today: dt.date

    @cached_property
    def clients(self) -> dict[str, int]:
        """The code of a client that was merged into another leads to that one."""
        return dict(Client.objects.order_by().values_list("code", Coalesce("merged_into", "pk")))

    @cached_property
    def services(self) -> dict[str, int]:
        return dict(Service.objects.order_by().values_list("code", "pk"))

    @cached_property
    def users(self) -> dict[str, tuple[int, str]]:
        return {email: (pk, role) for email, pk, role in User.objects.order_by().values_list("email", "pk", "role")}

    @cached_property
    def departments(self) -> dict[str, int]:
        found = Department.objects.order_by().values_list("code", "name", "pk")
        return {word.casefold(): pk for code, name, pk in found for word in (name, code)}

    @cached_property
    def contacts(self) -> dict[tuple[int, str], int]:
        """By client and e-mail; that of someone who was merged into another leads to that one."""
        known = Contact.objects.filter(Q(trashed_at=None) | Q(merged_into__trashed_at=None)).exclude(email="")
        return {(client, email.lower()): pk for client, email, _name, pk in _people(known)}

    @cached_property
    def respondents(self) -> dict[tuple[int, str], int]:
        """By e-mail, or by name where there is none; those in the trash, too, whose answers stay."""
        return {(client, email.lower() or name): pk for client, email, name, pk in _people(Contact.objects.all())}


def _people(rows):
    kept = Coalesce("client__merged_into", "client"), "email", "name", Coalesce("merged_into", "pk")
    return rows.order_by(F("merged_into").asc(nulls_last=True)).values_list(*kept)  # who is still there comes last
