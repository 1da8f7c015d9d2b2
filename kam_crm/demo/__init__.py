"""The demo company: a firm that sells services to other firms, in India and abroad, with two years behind it.

It is invented, and the same on every machine for the same `now`.
"""

from __future__ import annotations

import datetime as dt

from django.core.management.base import CommandError
from django.db import transaction

from accounts.models import Company, Department, User
from activity.models import Job
from kam_crm.demo import cases
from kam_crm.demo.absences import arrange_absences
from kam_crm.demo.closed import close_months, tell_late
from kam_crm.demo.deals import make_deals
from kam_crm.demo.papers import put_on_paper
from kam_crm.demo.people import ADMINISTRATOR, EXECUTIVES, PASSWORD, SIGN_INS
from kam_crm.demo.playbooks import follow_playbooks
from kam_crm.demo.requests import ask_departments
from kam_crm.demo.tasks import give_tasks
from kam_crm.demo.ties import know, leave_and_meet
from kam_crm.demo.world import World

__all__ = ["PASSWORD", "SIGN_INS", "load"]


def load(now: dt.datetime) -> None:
    """Fill an empty database. One that has users is refused: nothing of theirs may be mixed with invented facts."""
    with transaction.atomic():
        if User.objects.exists():
            raise CommandError("The demo company goes into an empty database only; this one has users already.")
        world = World.at(now, Department.objects.all())
        pauses = cases.tell(world.calendar, world.voice.cases, world.contacts)
        world.save()
        people = world.staff.by_name
        with Company.kept():
            ask_departments(world.calendar, people)
            cases.wind(world.calendar, world.voice.cases, pauses, people[ADMINISTRATOR])
            know(world.calendar, world.books, world.contacts)
            give_tasks(world.calendar, people)
            make_deals(world.calendar, people)
            follow_playbooks(world.calendar, people)
            close_months(world.calendar, people[EXECUTIVES[0]])
            tell_late(world.calendar, people, people[EXECUTIVES[0]])
            arrange_absences(world.calendar, people)
            leave_and_meet(world.calendar, people)
            put_on_paper(world.calendar, people)
        Job.leave("kpis.refresh", key="demo")
