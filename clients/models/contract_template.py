from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from activity.models import record
from clients.paper import docx


class ContractTemplateQuerySet(models.QuerySet["ContractTemplate"]):
    def visible_to(self, user) -> ContractTemplateQuerySet:
        """Whoever reads contracts."""
        return self if user.is_manager or user.is_executive else self.none()

    def offered(self) -> ContractTemplateQuerySet:
        return self.filter(retired_at=None)


class ContractTemplate(models.Model):
    """A DOCX with fields that contracts are prepared from. It is not changed: a better one takes its place."""

    name = models.CharField(_("name"), max_length=120)
    file = models.FileField(_("file"), upload_to="contracts/templates/", max_length=200)
    fields = models.JSONField(_("fields"), default=list)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("kept by"))
    kept_at = models.DateTimeField(_("kept"))
    retired_at = models.DateTimeField(_("taken out of use"), null=True)

    objects = ContractTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("contract template")
        verbose_name_plural = _("contract templates")

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def may_keep(user) -> bool:
        return user.is_senior or user.is_executive

    @classmethod
    def keep(cls, name: str, upload, *, by, at: dt.datetime) -> ContractTemplate:
        """Offer a template. Raises ValidationError where it asks for a field that nobody knows."""
        from clients.paper.fields import refuse_unknown

        if not cls.may_keep(by):
            raise Denied
        fields = refuse_unknown(docx.opened(upload.read()))
        upload.seek(0)
        with transaction.atomic():
            template = cls.objects.create(name=name, file=upload, fields=fields, kept_by=by, kept_at=at)
            record("contracttemplate.added", template, by=by, at=at, name=name, fields=fields)
        return template

    def retire(self, *, by, at: dt.datetime) -> None:
        """Offer it no longer. What was prepared from it stays as it is."""
        with transaction.atomic():
            if not self.may_keep(by):
                raise Denied
            if not ContractTemplate.objects.offered().filter(pk=self.pk).update(retired_at=at):
                raise ValidationError(_("It is out of use already."))
            record("contracttemplate.ended", self, by=by, at=at, name=self.name)
