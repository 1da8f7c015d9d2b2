"""What the database knows when an import begins: codes and e-mails to ids, each loaded once, when first asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from accounts.models import Department, User
from accounts.models.company import CompanyRules
from clients.models import Client, Contact, Service


@dataclass
class Known:
    rules: CompanyRules
    today: dt.date

    @cached_property
    def clients(self) -> dict[str, int]:
        return dict(Client.objects.order_by().values_list("code", "pk"))

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
        live = Contact.objects.live().exclude(email="").order_by()
        return {(client, email.lower()): pk for client, email, pk in live.values_list("client", "email", "pk")}

    @cached_property
    def respondents(self) -> dict[tuple[int, str], int]:
        """By e-mail, or by name where there is none; those in the trash, too, whose answers stay."""
        people = Contact.objects.order_by().values_list("client", "email", "name", "pk")
        return {(client, email.lower() or name): pk for client, email, name, pk in people}
