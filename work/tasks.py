"""The room's background work. Each is safe to run twice."""

import datetime as dt

from accounts.models import Company
from activity.jobs import job
from work import escalation, reminding, renewals, starting
from work.models import Playbook, Promise, PromiseReminder, Task

Level = PromiseReminder.Level


@job("work.watch_promises")
def watch_promises(*, now: dt.datetime) -> None:
    """Remind of what is due by tomorrow, and tell of what is overdue."""
    today = Company.current().rules().today(now)
    unsettled = Promise.objects.live().unsettled()
    soon = unsettled.filter(due_on__range=(today, today + dt.timedelta(days=1)))
    for level, found in ((Level.DUE_SOON, soon), (Level.OVERDUE, unsettled.overdue(today))):
        for promise in found.untold(level).select_related("client", "manager"):
            promise.remind(level, at=now)


@job("work.remind_tasks")
def remind_tasks(*, now: dt.datetime) -> None:
    """Remind of the tasks whose reminder has come."""
    for task in Task.objects.open().filter(remind_at__lte=now, reminded_at=None):
        task.remind(at=now)


@job("work.watch_requests")
def watch_requests(*, now: dt.datetime) -> None:
    """Remind departments of what is due tomorrow, and tell both sides of what is overdue."""
    reminding.of_requests(now)


@job("work.watch_clocks")
def watch_clocks(*, now: dt.datetime) -> None:
    """Every minute: tell of the clocks of cases that ran to a mark."""
    escalation.watch(now)


@job("work.start_playbooks")
def start_playbooks(*, now: dt.datetime) -> None:
    """Start the playbooks for whose event it is time."""
    starting.start_due(now)


@job("work.answer_complaints")
def answer_complaints(*, now: dt.datetime) -> None:
    """Every minute: a complaint does not wait for the morning."""
    starting.start_due(now, [Playbook.Starts.COMPLAINT])


@job("work.renewals")
def make_renewal_tasks(*, now: dt.datetime) -> None:
    """Make tasks of the contracts that come due and have none yet, by a playbook or by hand."""
    renewals.make_tasks(now)
