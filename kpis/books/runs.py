"""Closing a month and checking the books as long work that a person starts on a page and a worker does."""

from __future__ import annotations

import datetime as dt
from contextlib import closing as closed_after

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from accounts.access import Denied
from activity.models import Job, Run
from activity.progress import FINISHED, Progress
from kpis.books import audit, closing
from kpis.models import Closing

CLOSE, CHECK = "close_month", "check_books"


def begin_closing(first: dt.date, *, by, begin: bool = False) -> Run:
    """Leave closing to a worker. Denied for whoever may not."""
    return _begin(CLOSE, by, {"month": f"{first:%Y-%m}", "begin": begin})


def begin_check(*, by) -> Run:
    return _begin(CHECK, by, {})


def _begin(kind: str, by, params: dict) -> Run:
    if not closing.may_close(by):
        raise Denied
    with transaction.atomic():
        run = Run.objects.create(kind=kind, by=by, params=params)
        Job.leave("kpis.books", run=str(run.pk))
    return run


def perform(run: Run, at: dt.datetime) -> None:
    """Do it, once. A closing is one transaction of its own, so a worker killed in the middle leaves the month open and
    the next one closes it; one killed right after finds it closed by this very run."""
    if run.state in FINISHED:
        return
    Run.objects.filter(pk=run.pk).update(state=Run.State.RUNNING, done=0, total=0)
    try:
        with translation.override(run.by.language or "en"), closed_after(Progress(run)) as progress:
            run.state, run.result = {CLOSE: _close, CHECK: _check}[run.kind](run, at, progress)
    except Exception:
        Run.objects.filter(pk=run.pk).update(state=Run.State.FAILED)
        raise
    run.finished_at = at
    run.save(update_fields=["state", "result", "finished_at"])


def _close(run: Run, at: dt.datetime, progress: Progress) -> tuple[str, dict]:
    first = dt.date.fromisoformat(f"{run.params['month']}-01")
    done = Closing.objects.filter(month=first, closed_by=run.by, closed_at__gte=run.created_at).first()
    try:
        done = done or closing.close(first, by=run.by, at=at, begin=run.params["begin"], progress=progress)
    except ValidationError as refused:
        return Run.State.REFUSED, {"error": refused.message}
    return Run.State.DONE, {"seal": done.seal, "contents": done.contents}


def _check(run: Run, at: dt.datetime, progress: Progress) -> tuple[str, dict]:
    total, findings = Closing.objects.count(), []
    for number, finding in enumerate(audit.check(), start=1):
        findings.append(finding)
        progress(min(number, total), total)
    wrong = [{"month": f.month, "differences": f.differences} for f in findings if not f.is_fine]
    return Run.State.DONE, {"months": total, "figures": sum(f.rows("figures") for f in findings), "wrong": wrong}
