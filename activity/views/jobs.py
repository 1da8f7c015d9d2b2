from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import View

from accounts.access import ADMINISTRATORS, For
from activity.models import Job
from pages.views import Column, ListPage


class TroubledJobs(For, ListPage):
    """The jobs that failed, with the last line of what went wrong."""

    roles = ADMINISTRATORS
    title = _("Jobs in trouble")
    columns = [
        Column(_("Job")),
        Column(_("Attempts"), css="num hide-phone"),
        Column(_("Next attempt"), css="hide-phone"),
        Column(""),
    ]
    row_template = "activity/job_row.html"
    actions_template = "activity/job_actions.html"
    orderings = {"newest": ("id",)}
    ordering = "-newest"
    empty_title = _("No job is in trouble")
    empty_text = _("A job that fails, such as an e-mail while the mail server is down, stands here until it is done.")

    def get_queryset(self):
        return Job.objects.troubled().defer("args")


class TryAgain(For, View):
    """One job, or all that are in trouble."""

    roles = ADMINISTRATORS

    def post(self, request, pk=None):
        jobs = Job.objects.filter(pk=get_object_or_404(Job, pk=pk).pk) if pk else Job.objects.all()
        count = Job.try_again(jobs, by=request.user, at=timezone.now())
        said = ngettext("%(count)d job is tried again now.", "%(count)d jobs are tried again now.", count)
        messages.success(request, said % {"count": count})
        return redirect("jobs:list")
