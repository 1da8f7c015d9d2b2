"""Contracts' dates for a calendar: the last day to give notice, and the last day in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from clients.models import Contract

BEFORE = dt.timedelta(days=-14)  # when the calendar speaks up


def calendar(contracts: Iterable[Contract], at: dt.datetime) -> bytes:
    made = Calendar()
    made.add("prodid", "-//kam_crm//contracts//")
    made.add("version", "2.0")
    for contract in contracts:
        about = {"client": contract.client, "number": contract.number}
        if contract.notice_by:
            made.add_component(
                _entry(
                    contract,
                    "notice",
                    contract.notice_by,
                    _("Notice by today: %(client)s, contract %(number)s") % about,
                    at,
                )
            )
        if contract.ends_on:
            made.add_component(
                _entry(contract, "end", contract.ends_on, _("Last day: %(client)s, contract %(number)s") % about, at)
            )
    return made.to_ical()


def _entry(contract: Contract, kind: str, day: dt.date, summary: str, at: dt.datetime) -> Event:
    """A day without a time. Its UID stays, so that a second import moves the entry instead of doubling it."""
    entry = Event()
    entry.add("uid", f"contract-{contract.pk}-{kind}@{urlsplit(settings.BASE_URL).hostname}")
    entry.add("dtstamp", at)
    entry.add("dtstart", day)
    entry.add("summary", summary)
    entry.add("url", settings.BASE_URL + contract.get_absolute_url())
    entry.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", BEFORE)
    entry.add_component(alarm)
    return entry
