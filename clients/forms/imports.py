from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clients.imports import KINDS
from pages.forms import Form

LARGEST = 200 * 1024 * 1024
KIND_NAMES = {
    "users": _("Users"),
    "clients": _("Clients"),
    "responsibilities": _("Responsibilities"),
    "contacts": _("Contacts"),
    "services": _("Services"),
    "sales": _("Sales and returns"),
    "contracts": _("Contracts"),
    "departures": _("Departures"),
    "interactions": _("Interactions"),
    "cases": _("Cases"),
    "surveys": _("Surveys"),
    "spendings": _("Estimated spending"),
    "rates": _("Exchange rates"),
}


def kind_choices() -> list[tuple[str, str]]:
    return [(name, KIND_NAMES.get(name, name)) for name in KINDS]


class ImportForm(Form):
    kind = forms.ChoiceField(label=_("What the file holds"), choices=kind_choices)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel (.xlsx). The first row has the headers; other columns are left out."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    dry_run = forms.BooleanField(
        label=_("Only check"), required=False, help_text=_("Shows what would happen and writes nothing.")
    )
    partial = forms.BooleanField(
        label=_("Import the good rows even if others are refused"),
        required=False,
        help_text=_("Otherwise one refused row means that nothing is written."),
    )

    def clean_file(self):
        if self.cleaned_data["file"].size > LARGEST:
            raise ValidationError(_("The file is larger than 200 MB; split it."))
        return self.cleaned_data["file"]


class ExportForm(Form):
    kind = forms.ChoiceField(choices=kind_choices)
    format = forms.ChoiceField(choices=[(name, name) for name in ("csv", "xlsx", "json")])
