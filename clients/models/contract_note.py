from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from activity.models import record
from clients.models.contract import Contract


class ContractNote(models.Model):
    """What was said while a contract was negotiated. It stays as it was written."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="notes", verbose_name=_("contract"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("note"), max_length=5000)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("negotiation note")
        verbose_name_plural = _("negotiation notes")

    def __str__(self) -> str:
        return self.text[:80]

    @classmethod
    def write(cls, contract: Contract, text: str, *, by, at: dt.datetime) -> ContractNote:
        with transaction.atomic():
            contract = contract._locked(by)
            note = cls.objects.create(contract=contract, by=by, at=at, text=text)
            record("contract.commented", contract, by=by, at=at, client_id=contract.client_id, text=text[:200])
        return note
