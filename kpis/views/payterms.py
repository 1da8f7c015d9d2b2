"""Pay terms: what each manager is paid a month, and from when on."""

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.access import EXECUTIVES, MANAGERS, READERS
from accounts.models import User
from kpis.models import PayTerms
from kpis.pay.forms.terms import MonthForm, TermsForm
from kpis.views.payplans import OfPlans
from pages.views import Column, FormPage, ListPage


class TermsList(OfPlans, ListPage):
    """Those that hold or will hold."""

    roles = READERS
    template_name = "kpis/payterms.html"
    title = _("Pay terms")
    columns = [
        Column(_("Manager"), sort="manager"),
        Column(_("From"), sort="since", css="hide-phone"),
        Column(_("Until"), css="hide-phone"),
        Column(_("Base a month"), css="num"),
        Column(_("Variable at target"), css="num"),
    ]
    row_template = "kpis/payterms_row.html"
    orderings = {"manager": ("manager__name", "since", "pk"), "since": ("since", "manager__name", "pk")}
    ordering = "manager"
    actions_template = "kpis/payterms_actions.html"
    empty_title = _("No pay terms yet")
    empty_text = _(
        "They say what a manager is paid a month: the base, and the variable part where all targets are met."
    )
    empty_template = "kpis/payterms_actions.html"

    def get_queryset(self):
        lasting = Q(until=None) | Q(until__gt=self.running)
        return PayTerms.objects.visible_to(self.request.user).filter(lasting).select_related("manager")

    def get_context_data(self, **kwargs):
        found = {"running": self.running}
        if self.request.user.is_executive:
            found["coverage"] = self.coverage
        return super().get_context_data(**kwargs) | found


class TermsHistory(OfPlans, TemplateView):
    """All terms that a manager ever had."""

    roles = READERS
    template_name = "kpis/payterms_manager.html"

    @cached_property
    def manager(self) -> User:
        paid = Q(role__in=MANAGERS) | Q(payterms__isnull=False)
        managers = User.objects.visible_to(self.request.user).filter(paid)
        return get_object_or_404(managers.distinct(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        rows = PayTerms.objects.visible_to(self.request.user).filter(manager=self.manager).select_related("set_by")
        return super().get_context_data(**kwargs) | {"manager": self.manager, "rows": rows, "running": self.running}


class NewTerms(OfPlans, FormPage):
    """`?manager=` whom, by id: then the fields begin with what holds for them."""

    roles = EXECUTIVES
    title = _("New pay terms")
    intro = _("They hold from that month on and end the terms before. What a closed month was paid by never changes.")
    form_class = TermsForm
    cancel_url = reverse_lazy("payplans:terms")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"running": self.running}

    def get_initial(self):
        initial = {"currency": self.request.rules.currency}
        asked = self.request.GET.get("manager", "")
        if asked.isdecimal() and len(asked) < 19:
            initial["manager"] = User.objects.active().managers().filter(pk=asked).first()
            held = PayTerms.objects.of_month(self.running).filter(manager=asked).first()
            initial |= {name: getattr(held, name) for name in ("base", "variable", "currency")} if held else {}
        return initial

    def perform(self, form):
        return PayTerms.set(**self.who_and_when, **form.cleaned_data)

    def get_success_url(self):
        return reverse("payplans:terms_of", args=[self.object.manager_id])


class EndTerms(OfPlans, FormPage):
    roles = EXECUTIVES
    title = _("End these pay terms")
    intro = _("For one who leaves. From that month on there is no statement.")
    submit = _("End them")
    form_class = MonthForm

    @cached_property
    def terms(self) -> PayTerms:
        return get_object_or_404(PayTerms.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    @property
    def cancel_url(self) -> str:
        return self.get_success_url()

    def get_form_kwargs(self):
        self.terms  # noqa: B018  # absent: 404
        label = _("First month without them")
        return super().get_form_kwargs() | {"running": self.running, "label": label}

    def perform(self, form):
        return self.terms.end(form.cleaned_data["on"], **self.who_and_when)

    def get_success_url(self):
        return reverse("payplans:terms_of", args=[self.terms.manager_id])
