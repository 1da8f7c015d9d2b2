"""The mail with a link to sign. The link is made when the mail is sent, and stands in no row, job, event or log."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from babel import Locale
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import Company
from activity.models import Job
from clients.models import SigningLink
from clients.models.signing_link import MAIL


class NotSent(Exception):
    """The mail server would not take it."""


def send(pk: int, *, now: dt.datetime) -> None:
    """Mail a link that can still be used and was not mailed before."""
    waiting = SigningLink.objects.filter(pk=pk).exclude(seed="")
    link = waiting.open(now).select_related("document__contract__client", "contact", "made_by").first()
    if link is None:
        waiting.update(seed="")
        return
    try:
        message(link).send()
    except Exception as error:  # what the server answered is kept with the job, and might quote the link
        raise NotSent(f"{type(error).__name__}: {error}".replace(link.token, "…")) from None
    link.mailed(at=now)


def message(link: SigningLink) -> EmailMessage:
    """In the person's language where we know it, with the instant in the company's zone; answers go to the manager."""
    company, contract = Company.current(), link.document.contract
    zone = company.rules().time_zone
    with translation.override(language_of(link)), timezone.override(zone):
        about = {"link": link, "contract": contract, "company": company, "zone": zone}
        about["address"] = settings.BASE_URL + reverse("signing:sign", args=[link.token])
        title = " ".join(str(contract.title or contract.number).split())
        return EmailMessage(
            Truncator(_("Contract to sign: %(title)s") % {"title": title}).chars(120),
            render_to_string("clients/sign/mail.txt", about),
            to=[link.email],
            reply_to=[link.made_by.email],
            headers={"Message-ID": f"<{MAIL}.{link.pk}@{urlsplit(settings.BASE_URL).hostname}>"},
        )


def language_of(link: SigningLink) -> str:
    """The code of the contact's language, which is written by hand: “hi”, “Hindi”, “हिन्दी”."""
    written = (link.contact.language if link.contact else "").strip().casefold()
    for code, name in settings.LANGUAGES:
        known = {code, name.casefold(), str(Locale(code).display_name).casefold()}
        if written in known:
            return code
    return settings.LANGUAGE_CODE


def say_mail(links: list[SigningLink]) -> None:
    """Give each link that is still to be mailed the job that does it, as `mail`."""
    jobs = {job.key: job for job in Job.objects.filter(key__in=[link.mail_key for link in links if link.seed])}
    for link in links:
        link.mail = jobs.get(link.mail_key)  # type: ignore[attr-defined]
