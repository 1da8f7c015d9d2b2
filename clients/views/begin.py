"""Pages that begin something: of the client, the talk, the case or the contract that their address names."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext

from clients.models import Client
from pages.views import asked_for


class Begins:
    """`sources`: what it may come from, by its name in the address: `?case=12`. What is no number opens an
    empty form; what the reader does not work on is not there."""

    sources: dict[str, Any] = {}

    @cached_property
    def source(self) -> Any:
        for name, model in self.sources.items():
            asked = self.request.GET.get(name, "")
            if asked.isascii() and asked.isdigit() and len(asked) < 19:
                found = model.objects.workable_by(self.request.user).live().select_related("client")
                return get_object_or_404(found, pk=asked)
        return None

    @property
    def about(self) -> dict[str, int]:
        """The source as the form's field has it."""
        return {self.source._meta.model_name: self.source.pk} if self.source else {}

    @property
    def client_named(self) -> Client | None:
        """The source's, or else the one that the address names by its code."""
        code = asked_for(self.request, "client")
        workable = Client.objects.workable_by(self.request.user)
        return getattr(self.source, "client", None) or workable.filter(code=code).first()

    @property
    def intro(self) -> str:
        return gettext("In “%(source)s”") % {"source": self.source} if self.source else ""
