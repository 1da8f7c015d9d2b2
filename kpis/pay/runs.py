"""A replay as long work: a person starts it on the plan's page, a worker does it, and the page comes back to it."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from io import TextIOWrapper
from tempfile import TemporaryFile

from django.core.files import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import Denied
from accounts.models import Company
from activity.models import Job, Run
from activity.progress import FINISHED, Progress
from kpis.models import PayPlan
from kpis.pay import replay, replayfile, summary

REPLAY = "replay_plan"


def of_plan(plan: PayPlan, user) -> Run | None:
    """The newest that `user` started."""
    mine = Run.objects.visible_to(user).filter(kind=REPLAY, params__plan=plan.pk)
    return mine.order_by("-created_at").first()


def begin(plan: PayPlan, *, by) -> Run:
    """Leave it to a worker; one that is under way goes on. Executives only."""
    if not by.is_executive:
        raise Denied
    under_way = of_plan(plan, by)
    if under_way and under_way.state not in FINISHED:
        return under_way
    with transaction.atomic():
        run = Run.objects.create(kind=REPLAY, by=by, params={"plan": plan.pk})
        Job.leave("kpis.replay", run=str(run.pk))
    return run


def perform(run: Run, at: dt.datetime) -> None:
    """Do it, once. It writes nothing but its own outcome, so it may be begun again at any time."""
    if run.state in FINISHED:
        return
    Run.objects.filter(pk=run.pk).update(state=Run.State.RUNNING, done=0, total=0)
    try:
        with translation.override(run.by.language or "en"), closing(Progress(run)) as progress:
            _replay(run, at, progress)
    except Exception:
        Run.objects.filter(pk=run.pk).update(state=Run.State.FAILED)
        raise
    run.finished_at = at
    run.save(update_fields=["state", "result", "output", "finished_at"])


def _replay(run: Run, at: dt.datetime, progress: Progress) -> None:
    plan = PayPlan.objects.filter(pk=run.params["plan"]).first()
    if plan is None:
        run.state, run.result = Run.State.REFUSED, {"error": _("The draft was discarded before it could be replayed.")}
        return
    rules = Company.current().rules()
    judged = terms(plan)  # read first: an edit in the meantime shows as one
    found = replay.of(plan, rules.today(at).replace(day=1), rules, progress)
    with TemporaryFile() as kept, TextIOWrapper(kept, encoding="utf-8", newline="") as out:
        replayfile.write(out, found)
        out.flush()
        run.output.save(f"{run.pk}.csv", File(kept), save=False)
    run.state, run.result = Run.State.DONE, {"terms": judged, "outcome": summary.as_json(summary.of(found))}


def terms(plan: PayPlan) -> list[list[str]]:
    """Whom the plan is for and what it pays for: what a replay holds for."""
    whom = [plan.role, plan.level, str(plan.manager_id or "")]
    return [whom, *([str(value) for value in target.told().values()] for target in plan.targets.all())]
