"""Import and export as pages: start one, watch it, leave and come back, fetch its file."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from accounts.access import ADMINISTRATORS, READERS, Denied, For
from activity.models import Run
from clients.forms.imports import KIND_NAMES, ExportForm, ImportForm, kind_choices
from clients.imports import KINDS
from clients.runs import EXPORT, FINISHED, IMPORT, begin_export, begin_import
from pages.views import Column, FormPage, ListPage

RECENT = 20


class RunList(For, ListPage):
    orderings = {"started": ("created_at", "pk")}
    ordering = "-started"
    kind = ""

    def get_queryset(self):
        return Run.objects.visible_to(self.request.user).filter(kind=self.kind)

    def get_rows(self, rows):
        return [named(run) for run in rows]


class ImportList(RunList):
    roles = ADMINISTRATORS
    kind = IMPORT
    title = _("Imports")
    columns = [
        Column(_("File")),
        Column(_("Started"), sort="started"),
        Column(_("State")),
        Column(_("Created"), css="num hide-phone"),
        Column(_("Updated"), css="num hide-phone"),
        Column(_("Refused"), css="num"),
    ]
    row_template = "clients/imports/row.html"
    actions_template = empty_template = "clients/imports/actions.html"
    empty_title = _("No import yet")
    empty_text = _("Bring in people, clients and what happened, from CSV or Excel files.")


class ImportCreate(For, FormPage):
    roles = ADMINISTRATORS
    template_name = "clients/imports/form.html"
    form_class = ImportForm
    notice_template = "kpis/late_rows.html"
    title = _("Import a file")
    submit = _("Import")
    cancel_url = reverse_lazy("imports:list")

    def perform(self, form):
        data = form.cleaned_data
        return begin_import(
            data["file"],
            data["kind"],
            dry_run=data["dry_run"],
            partial=data["partial"],
            by=self.request.user,
            at=timezone.now(),
        )

    def get_success_url(self):
        return reverse("imports:detail", args=[self.object.pk])

    def get_context_data(self, **kwargs):
        headers = [
            (KIND_NAMES.get(name, name), [(c.header, c.needed) for c in kind.columns]) for name, kind in KINDS.items()
        ]
        return super().get_context_data(**kwargs) | {"kinds": headers}


class RunDetail(For, TemplateView):
    """The run's page; htmx gets the part that moves, every second until it is finished."""

    kind = ""
    home = ""

    def get_template_names(self):
        return ["clients/imports/progress.html" if self.request.htmx else "clients/imports/detail.html"]

    def get_context_data(self, **kwargs):
        run = named(run_of(self.request.user, self.kind, kwargs["pk"]))
        return super().get_context_data(**kwargs) | {
            "run": run,
            "finished": run.state in FINISHED,
            "url": reverse(f"{self.home}:detail", args=[run.pk]),
            "file_url": run.output and reverse(f"{self.home}:file", args=[run.pk]),
            "home_url": reverse(f"{self.home}:list"),
        }

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response


class RunFile(For, View):
    kind = ""

    def get(self, request, pk):
        run = run_of(request.user, self.kind, pk)
        if not run.output or run.state not in FINISHED:
            raise Http404
        suffix = run.output.name.rpartition(".")[2]
        about = "" if run.kind == EXPORT else "-failures"
        name = f"{run.params['kind']}{about}-{run.created_at:%Y-%m-%d}.{suffix}"
        return FileResponse(run.output.open("rb"), as_attachment=True, filename=name)


class ImportDetail(RunDetail):
    roles = ADMINISTRATORS
    kind, home = IMPORT, "imports"


class ImportFailures(RunFile):
    roles = ADMINISTRATORS
    kind = IMPORT


class ExportList(For, TemplateView):
    roles = READERS
    template_name = "clients/imports/exports.html"

    def get_context_data(self, **kwargs):
        runs = Run.objects.visible_to(self.request.user).filter(kind=EXPORT)[:RECENT]
        return super().get_context_data(**kwargs) | {
            "runs": [named(run) for run in runs],
            "kinds": kind_choices(),
        }

    def post(self, request):
        form = ExportForm(request.POST)
        if not form.is_valid():
            raise Denied
        run = begin_export(form.cleaned_data["kind"], form.cleaned_data["format"], by=request.user, at=timezone.now())
        return redirect("exports:detail", run.pk)


class ExportDetail(RunDetail):
    roles = READERS
    kind, home = EXPORT, "exports"


class ExportFile(RunFile):
    roles = READERS
    kind = EXPORT


def run_of(user, kind: str, pk) -> Run:
    return get_object_or_404(Run.objects.visible_to(user), kind=kind, pk=pk)


def named(run: Run) -> Run:
    """With the name of the kind of record for people."""
    run.kind_name = KIND_NAMES.get(run.params["kind"], run.params["kind"])
    return run
