"""Imports and exports as long work that a person starts on a page and a worker does."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from django.core.files import File
from django.db import transaction
from django.utils import translation

from accounts.access import ADMINISTRATORS, READERS, Denied
from accounts.models import Company
from activity.models import Job, Run, record
from activity.progress import FINISHED, Progress
from clients.exports import FORMATS, Unwritable, export
from clients.imports import KINDS, Result, Unreadable, load, write_failures

IMPORT, EXPORT = "import", "export"
SHOWN = 50  # failures that the page shows; the file has all


def begin_import(upload: File, kind: str, *, dry_run: bool, partial: bool, by, at: dt.datetime) -> Run:
    """Keep the file and leave the work to a worker. Administrators only."""
    if by.role not in ADMINISTRATORS or kind not in KINDS:
        raise Denied
    name = Path(upload.name or "").name
    params: dict[str, Any] = {"kind": kind, "name": name, "dry_run": dry_run, "partial": partial}
    with transaction.atomic():
        run = Run.objects.create(kind=IMPORT, by=by, params=params, source=upload)
        record("import.started", by, by=by, at=at, run=str(run.pk), **params)
        Job.leave("clients.import", run=str(run.pk))
    return run


def begin_export(kind: str, format: str, *, by, at: dt.datetime) -> Run:
    """What the reader may see, at the moment when the worker gets to it."""
    if by.role not in READERS or kind not in KINDS or format not in FORMATS:
        raise Denied
    with transaction.atomic():
        run = Run.objects.create(kind=EXPORT, by=by, params={"kind": kind, "format": format})
        record("export.started", by, by=by, at=at, run=str(run.pk), **run.params)
        Job.leave("clients.export", run=str(run.pk))
    return run


def perform(run: Run, at: dt.datetime) -> None:
    """Do it, once: what is finished stays as it is. What failed for no fault of the file can be tried again.

    The rows and the news that they are there are committed together.
    """
    if run.state in FINISHED:
        return
    Run.objects.filter(pk=run.pk).update(state=Run.State.RUNNING, done=0, total=0)
    work = {IMPORT: _import, EXPORT: _export}[run.kind]
    try:
        with translation.override(run.by.language or "en"), closing(Progress(run)) as progress, transaction.atomic():
            work(run, at, progress)
            run.finished_at = at
            run.save(update_fields=["state", "result", "output", "finished_at"])
    except Exception:
        Run.objects.filter(pk=run.pk).update(state=Run.State.FAILED)
        raise
    if run.source:
        run.source.delete()


def _import(run: Run, at: dt.datetime, progress: Progress) -> None:
    options = {name: run.params[name] for name in ("name", "dry_run", "partial")}
    rules = Company.current().rules()
    kind = KINDS[run.params["kind"]]
    with run.source.open("rb") as file:
        source = cast(BinaryIO, file)  # a FieldFile reads as one
        try:
            result = load(kind, source, rules=rules, at=at, by=run.by, progress=progress, **options)
        except Unreadable as error:
            run.state, run.result = Run.State.REFUSED, {"error": str(error)}
            return
        run.state = Run.State.DONE if not result.failed or result.written else Run.State.REFUSED
        run.result = result.as_json(errors=SHOWN)
        if result.failed:
            _keep_failures(run, file, result)


def _keep_failures(run: Run, file, result: Result) -> None:
    with TemporaryFile() as kept, TextIOWrapper(kept, encoding="utf-8", newline="") as out:
        write_failures(file, out, result)
        out.flush()
        run.output.save(f"{run.pk}-failures.csv", File(kept), save=False)


def _export(run: Run, at: dt.datetime, progress: Progress) -> None:
    kind, format = KINDS[run.params["kind"]], run.params["format"]
    with TemporaryFile() as file:
        try:
            rules = Company.current().rules()
            count = export(kind, file, format, user=run.by, rules=rules, at=at, progress=progress)
        except Unwritable as error:
            run.state, run.result = Run.State.REFUSED, {"error": str(error)}
            return
        run.output.save(f"{run.pk}.{format}", File(file), save=False)
    run.state, run.result = Run.State.DONE, {"count": count}
