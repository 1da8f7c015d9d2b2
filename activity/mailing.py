"""Notifications by e-mail: at once, and once a day. The rows say what is still to be sent; jobs only send it.

Every minute `leave` leaves one job for each person who has something to be sent, unless one is under way. So one
address that is refused holds up nobody else, and while the mail server is down each person's mail waits with growing
pauses, and then goes out as one with all that came meanwhile.

A mail is sent first and marked as sent afterwards, in one transaction under a lock of that person: two workers send it
once. A worker that dies in between, after the server took the mail, leaves it unmarked, and it is sent once more, with
the same Message-ID, by which mail servers and programs know a second copy. The other order would lose it instead.
The lock holds no rows, so nobody who reads their notifications waits for a slow mail server.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import Min
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Company, User
from activity.models import Job, Notification
from activity.telling import Channel

AT_ONCE, DIGEST = "activity.mail_at_once", "activity.mail_digest"
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480))
"""A mail server comes back later than a database does. After these the next minute begins anew."""
MORNING = dt.time(7)
"""When the daily e-mail goes out, by the reader's clock."""
MOST = 50  # lines in one e-mail; the others are on the page


def leave(now: dt.datetime) -> None:
    """Leave a job for each person who has something to be sent."""
    busy = set(Job.objects.unfinished().filter(task=AT_ONCE).values_list("args__person", flat=True))
    for person in Notification.objects.to_mail(Channel.MAIL).order_by("user").values_list("user", flat=True).distinct():
        if person not in busy:
            key = f"{AT_ONCE} {person} {now.astimezone(dt.UTC):%Y-%m-%dT%H:%M}"
            Job.leave(AT_ONCE, key=key, due_at=now, person=person)
    company = Company.current().rules().time_zone
    waiting = Notification.objects.to_mail(Channel.DAILY).order_by("user").values_list("user", "user__time_zone")
    for person, zone, first in waiting.annotate(first=Min("event__at")):
        morning = last_morning(now, zone or company)
        if first < morning:
            key = f"{DIGEST} {person} {morning:%Y-%m-%d}"
            Job.leave(DIGEST, key=key, due_at=now, person=person, before=morning.isoformat())


def last_morning(now: dt.datetime, zone: str) -> dt.datetime:
    """The last time at which the clocks of `zone` showed MORNING. A daily e-mail that was missed is sent later that
    day, and what happens after its hour waits for the next day's."""
    local = now.astimezone(zoneinfo.ZoneInfo(zone))
    day = local.date() if local.time() >= MORNING else local.date() - dt.timedelta(days=1)
    return dt.datetime.combine(day, MORNING, local.tzinfo)


def send(person: int, channel: str, *, now: dt.datetime, before: dt.datetime | None = None) -> bool:
    """Send what waits for a person, as one e-mail; of what happened before an instant, where one is given. Says
    whether there was something."""
    with transaction.atomic():
        _lock(person)
        waiting = Notification.objects.to_mail(channel).filter(user=person).select_related("event__actor")
        held = list((waiting.filter(event__at__lt=before) if before else waiting).order_by("-pk"))
        if not held:
            return False
        message(User.objects.get(pk=person), held, channel).send()
        Notification.objects.filter(pk__in=[row.pk for row in held]).update(mailed_at=now)
    return True


def message(person: User, held: list[Notification], channel: str) -> EmailMultiAlternatives:
    """The e-mail in the person's language, with instants in their zone."""
    company = Company.current()
    zone = person.time_zone or company.rules().time_zone
    with translation.override(person.language or settings.LANGUAGE_CODE), timezone.override(zone):
        lines = as_lines(held)
        about = {"person": person, "company": company, "lines": lines[:MOST], "left": len(lines[MOST:])}
        about |= {"base": settings.BASE_URL, "daily": channel == Channel.DAILY, "zone": zone}
        mail = EmailMultiAlternatives(
            subject(lines, channel),
            render_to_string("activity/mail.txt", about),
            to=[person.email],
            headers={"Message-ID": message_id(person, held, channel), "Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("activity/mail.html", about), "text/html")
    return mail


def as_lines(held: list[Notification]) -> list[Notification]:
    """The newest about each record; `more` counts the earlier ones."""
    lines: dict[tuple[str, int], Notification] = {}
    for row in held:
        line = lines.setdefault((row.subject, row.subject_id), row)
        line.more = 0 if line is row else line.more + 1  # type: ignore[attr-defined]
    return list(lines.values())


def subject(lines: list[Notification], channel: str) -> str:
    if channel == Channel.MAIL and len(lines) == 1:
        return Truncator(" ".join(lines[0].sentence.split())).chars(120)
    if channel == Channel.MAIL:
        return ngettext("%(count)d notification", "%(count)d notifications", len(lines)) % {"count": len(lines)}
    return _("Your daily e-mail: %(count)d new") % {"count": len(lines)}


def message_id(person: User, held: list[Notification], channel: str) -> str:
    """The same for the same content."""
    return f"<{channel}.{person.pk}.{held[-1].pk}.{held[0].pk}@{urlsplit(settings.BASE_URL).hostname}>"


def _lock(person: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('activity.mailing', %s))", [person])
