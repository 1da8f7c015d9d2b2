"""Contracts that are to be renewed or ended soon become tasks of who is responsible, once."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import translation

from accounts.models import Company, User
from clients.models import Contract, Responsibility
from work.models import Task

AHEAD = 90  # days before the notice day
AGAIN = dt.timedelta(days=180)  # a task as old as that was about an earlier term
WEEK = 7 * 24 * 60  # minutes


def make_tasks(now: dt.datetime) -> int:
    """A task for each contract that comes due and has none. Safe to run twice. Returns how many were made."""
    today = Company.current().rules().today(now)
    there = Task.objects.filter(contract=OuterRef("pk"), created_at__gt=now - AGAIN)
    due = Contract.objects.live().to_renew(AHEAD, today).exclude(Exists(there)).select_related("client")
    held = Responsibility.objects.on(today).filter(client__in=due.values("client")).select_related("manager")
    managers = {span.client_id: span.manager for span in held if span.manager.is_active}
    made = [
        make_task(contract, managers[contract.client_id], now) for contract in due if contract.client_id in managers
    ]
    return len(made)


def make_task(contract: Contract, owner: User, at: dt.datetime) -> Task:
    """Given by nobody but the notice day: its owner may change and finish it as one of their own."""
    with transaction.atomic(), translation.override(owner.language or translation.get_language()):
        rules = Company.current().rules()
        task = Task(
            title=contract.next_step,
            client=contract.client,
            contract=contract,
            owner=owner,
            given_by=owner,
            state=Task.State.ACCEPTED,
            due_on=max(contract.next_step_on or rules.today(at), rules.today(at)),
            remind_minutes=WEEK,
            created_at=at,
        )
        task.first_due_on = task.due_on
        task.settle_due(rules)
        task.save(force_insert=True)
        task._tell("created", None, at)
    return task
