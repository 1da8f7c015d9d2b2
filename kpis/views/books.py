"""Closing a month: what to look at before, doing it, and the closed months with their seals."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from accounts.access import ADMINISTRATORS, EXECUTIVES, For
from activity.models import Run
from activity.progress import FINISHED
from kpis.books import checklist, order, runs
from kpis.models import Books, Closing, Month
from kpis.urls import MonthConverter
from pages.forms import Form
from pages.views import Column, FormPage, ListPage

CLOSERS = (*EXECUTIVES, *ADMINISTRATORS)
KINDS = {
    "figures": _("Figures with the records counted"),
    "standings": _("Clients' standings"),
    "statements": _("Pay statements with their lines"),
    "adjustments": _("Adjustments paid in the month"),
    "targets": _("Targets of the pay plans"),
}


class BooksList(For, ListPage):
    """The closed months, the newest first, and the one to be closed next."""

    roles = CLOSERS
    title = _("Closed months")
    columns = [
        Column(_("Month")),
        Column(_("Closed by")),
        Column(_("Closed"), css="hide-phone"),
        Column(_("Figures"), css="num hide-phone"),
        Column(_("Statements"), css="num hide-phone"),
        Column(_("Seal")),
    ]
    row_template = "kpis/books_row.html"
    actions_template = "kpis/books_actions.html"
    orderings = {"month": ("month_id",)}
    ordering = "-month"
    empty_title = _("No month is closed yet")
    empty_text = _("Closing freezes what a month reported: its figures, the records counted and everybody's pay.")

    def get_queryset(self):
        return Closing.objects.select_related("closed_by")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"next": order.following(self.request.rules, timezone.now())}


class CloseForm(Form):
    begin = forms.BooleanField(
        label=_("Let the books begin with this month"),
        help_text=_("The earlier months that have figures can then never be closed."),
        required=False,
    )
    sure = forms.BooleanField(
        label=_("I have looked at the list, and close this month for good"),
        help_text=_("There is no reopening: what comes in later becomes an adjustment in the next open month."),
        error_messages={"required": _("Say that you want to close it for good.")},
    )


class CloseMonth(For, FormPage):
    roles = CLOSERS
    template_name = "kpis/books_close.html"
    form_class = CloseForm
    submit = _("Close the month")
    kinds = KINDS

    @cached_property
    def month(self) -> Month:
        first = self.kwargs["first"]
        if first > self.today:
            raise Http404
        return Month.objects.filter(first=first).first() or Month(first=first)

    @cached_property
    def closing(self) -> Closing | None:
        return Closing.objects.filter(month=self.month).select_related("closed_by", "before").first()

    @cached_property
    def refusal(self) -> ValidationError | None:
        """Why the month cannot be closed now, whatever is ticked."""
        try:
            order.check(self.month.first, Books.objects.first(), self.request.rules, timezone.now(), begin=True)
        except ValidationError as refused:
            return refused
        return None

    @cached_property
    def earlier(self):
        """The oldest of the open months before, where the books may begin with this one instead."""
        books = Books.objects.first()
        return None if books and books.closed_through else order.earlier(self.month.first, None)

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if not self.earlier:
            del form.fields["begin"]
        return form

    def perform(self, form):
        begin = form.cleaned_data.get("begin", False)
        order.check(self.month.first, Books.objects.first(), self.request.rules, timezone.now(), begin)
        return runs.begin_closing(self.month.first, by=self.request.user, begin=begin)

    def get_success_url(self):
        return reverse("books:run", args=[self.object.pk])

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs) | {"month": self.month, "closing": self.closing}
        if self.closing or self.refusal:
            return context | {"refusal": self.refusal}
        return context | {
            "points": checklist.of(self.month, self.request.rules, timezone.now()),
            "earlier": self.earlier,
            "follow": self.request.user.is_executive,  # the pages behind the points are not an administrator's
            "under_way": self.under_way(),
        }

    def under_way(self) -> Run | None:
        running = Run.objects.visible_to(self.request.user).filter(kind=runs.CLOSE).exclude(state__in=FINISHED)
        return running.filter(params__month=str(self.month)).first()


class Check(For, View):
    """Have a worker check all closed months once more."""

    roles = CLOSERS

    def post(self, request):
        return redirect("books:run", runs.begin_check(by=request.user).pk)


class BooksRun(For, TemplateView):
    """A closing or a check under way; htmx gets the part that moves, every second until it is finished."""

    roles = CLOSERS

    def get_template_names(self):
        return ["kpis/books_progress.html" if self.request.htmx else "kpis/books_run.html"]

    def get_context_data(self, **kwargs):
        mine = Run.objects.visible_to(self.request.user).filter(kind__in=(runs.CLOSE, runs.CHECK))
        run = get_object_or_404(mine, pk=kwargs["pk"])
        month = run.params.get("month")
        return super().get_context_data(**kwargs) | {
            "run": run,
            "finished": run.state in FINISHED,
            "month": month and MonthConverter().to_python(month),
        }

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response
