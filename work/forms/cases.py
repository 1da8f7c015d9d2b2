"""Recording a case, and what is said when something happens to it."""

from __future__ import annotations

from crispy_forms.layout import Layout
from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.forms.clients import pairs
from clients.models import Client
from pages.forms import Form, ModelForm, Moment, SearchField
from work.models import Case

MOMENTS = ("received_at", "first_answer_at", "solved_at")


class CaseForm(ModelForm):
    """`by` is who fills it in."""

    class Meta:
        model = Case
        fields = ["subject", "kind", "priority", *MOMENTS, "manager", "learnt", "reference"]
        widgets = dict.fromkeys(MOMENTS, Moment) | {"learnt": forms.Textarea(attrs={"rows": 3})}

    layout = Layout(
        "subject",
        *pairs("kind", "priority", "received_at", "first_answer_at", "solved_at", "manager"),
        "learnt",
        "reference",
    )

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["manager"].queryset = self.instance.may_go_to(by)
        self.fields["manager"].empty_label = _t("Whoever is responsible for the client")
        self.fields["received_at"].help_text = in_zone()

    def clean(self):
        super().clean()
        for name in MOMENTS:  # a form shows minutes; what it was given back unchanged keeps its seconds
            before, now = getattr(self.instance, name) if self.instance.pk else None, self.cleaned_data.get(name)
            if before and now == before.replace(second=0, microsecond=0):
                self.cleaned_data[name] = before
        return self.cleaned_data


class NewCaseForm(CaseForm):
    client = SearchField(Client.objects.none(), url=reverse_lazy("clients:options"), label=_("Client"))
    layout = Layout("client", "subject", *pairs("kind", "priority", "received_at", "manager"), "reference")

    class Meta(CaseForm.Meta):
        fields = ["client", "subject", "kind", "priority", "received_at", "manager", "reference"]

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields["client"].queryset = Client.objects.workable_by(by)


class WhenForm(Form):
    when = forms.DateTimeField(label=_("When"), required=False, widget=Moment)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["when"].help_text = _t("Empty: now.") + " " + in_zone()


class SolveForm(WhenForm):
    learnt = forms.CharField(
        label=_("What was learnt?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What caused it, and what is to be done so that it does not come again."),
    )
    field_order = ["learnt", "when"]


class ConfirmForm(WhenForm):
    who = forms.CharField(label=_("Who at the client said so?"), max_length=200)
    field_order = ["who", "when"]


class ReopenForm(WhenForm):
    why = forms.CharField(label=_("Why?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["why", "when"]


class MoveForm(Form):
    manager = forms.ModelChoiceField(User.objects.none(), label=_("Manager"), required=False)

    def __init__(self, *args, by: User, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = case.may_go_to(by)
        self.fields["manager"].empty_label = _t("Whoever is responsible for the client")


def in_zone() -> str:
    return _t("Time zone: %(zone)s") % {"zone": timezone.get_current_timezone_name().replace("_", " ")}
