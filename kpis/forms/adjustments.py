"""The decision on an adjustment, and what day a form that is open writes a fact to."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models.company import CompanyRules
from clients.models import Interaction
from pages.forms import Form


class DayOfFact(forms.Form):
    """The day from which a fact counts, of whatever form it is written on."""

    DAYS = ("date", "left_on", "terminated_on", "starts_on", "answered_on", "as_of", "on")

    started_at = forms.DateTimeField(required=False)
    received_at = forms.DateTimeField(required=False)
    status = forms.CharField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= {name: forms.DateField(required=False) for name in self.DAYS}

    def day(self, rules: CompanyRules) -> dt.date | None:
        written = self.cleaned_data
        if written["started_at"]:
            held = written["status"] in ("", Interaction.Status.HELD)
            return rules.today(written["started_at"]) if held else None
        if written["received_at"]:
            return rules.today(written["received_at"])
        return next((written[name] for name in self.DAYS if written[name]), None)


class AcceptForm(Form):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))


class RefuseForm(AcceptForm):
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 3}))
