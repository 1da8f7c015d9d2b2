"""What people say and attach beside a piece of work. Each kind of work has its own two tables, made from these."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from accounts.models import User


class Comment(models.Model):
    """What somebody said. It stays as it was written."""

    about: models.ForeignKey  # the piece of work
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("comment"), max_length=5000)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Attachment(models.Model):
    """A file beside a piece of work; `pages.documents` has looked at what is in it."""

    about: models.ForeignKey
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    file = models.FileField(_("file"), upload_to="work/%Y/%m/", max_length=200)
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveIntegerField(_("size"))

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.name


class Discussed(models.Model):
    """A piece of work with `comments` and `attachments`. Who may see it may speak."""

    comments: Any
    attachments: Any

    class Meta:
        abstract = True

    def may_speak(self, user) -> bool:
        """Whoever may see it."""
        return type(self)._default_manager.visible_to(user).filter(pk=self.pk).exists()  # type: ignore[attr-defined]

    def comment(self, text: str, *, by, at: dt.datetime) -> Comment:
        """Say something; the event names those who are mentioned as @name and may see this."""
        with transaction.atomic():
            if not self.may_speak(by):
                raise Denied
            comment = self.comments.create(by=by, at=at, text=text)
            mentioned = [user.pk for user in self.mentioned(text)]
            self._tell("commented", by, at, text=text[:200], mentioned=mentioned)
        return comment

    def attach(self, upload, *, by, at: dt.datetime) -> Attachment:
        """Keep an uploaded file that `pages.documents.checked` let through."""
        with transaction.atomic():
            if not self.may_speak(by):
                raise Denied
            attachment = self.attachments.create(by=by, at=at, file=upload, name=upload.name[-200:], size=upload.size)
            self._tell("attached", by, at, file=attachment.name)
        return attachment

    def mentioned(self, text: str) -> list[User]:
        """The people called in `text`, as @ and their first name, whole name or e-mail, who may see this."""
        if "@" not in text:
            return []
        said = text.casefold()
        called = [user for user in User.objects.active() if any(is_called(name, said) for name in names_of(user))]
        return [user for user in called if self.may_speak(user)]

    def _tell(self, verb: str, by, at: dt.datetime, **data) -> None:
        """Each kind of work records its events in its own way."""
        raise NotImplementedError


def is_called(name: str, said: str) -> bool:
    return re.search(rf"@{re.escape(name)}(?!\w)", said) is not None


def names_of(user: User) -> set[str]:
    whole = user.name.casefold()
    return {user.email, whole, whole.replace(" ", ""), whole.partition(" ")[0]} - {""}
