"""A contract from its template to its end."""

from __future__ import annotations

from pathlib import PurePath

from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from clients.forms.clients import pairs
from clients.forms.fields import AmountField, CurrencyField, DayField, offer_person
from clients.models import Client, Contact, Contract, ContractTemplate
from clients.models.contract import Ending
from clients.paper import docx
from pages import documents
from pages.edits import SideBySide
from pages.forms import Form

PRINTED = "django.core.mail.backends.console.EmailBackend"
"""Where no mail server is named, mails are written into the worker's log, in which no link to sign may stand."""
COPIES = (".pdf", ".png", ".jpg", ".jpeg")


class DocxField(forms.FileField):
    """A DOCX that can be read."""

    widget = forms.FileInput(attrs={"accept": ".docx"})

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload:
            if PurePath(upload.name or "").suffix.lower() != ".docx":
                raise forms.ValidationError(_("Attach a DOCX file."))
            documents.checked(upload)
            docx.opened(upload.read())
            upload.seek(0)
        return upload


class CopyField(forms.FileField):
    """What was signed on paper: a PDF that does nothing by itself, or a picture."""

    widget = forms.FileInput(attrs={"accept": ",".join(COPIES)})

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload:
            kind = PurePath(upload.name or "").suffix.lower()
            if kind not in COPIES:
                raise forms.ValidationError(_("Attach a PDF, PNG or JPEG file."))
            documents.checked(upload)
            if kind == ".pdf":
                from clients.paper.scripts import refuse_scripts  # 0.4 s to load, and rarely needed

                refuse_scripts(upload)
        return upload


class ContractForm(SideBySide):
    starts_on = DayField(label=_("Starts on"), required=False)
    ends_on = DayField(label=_("Ends on"), required=False, help_text=_("The last day in force; empty is open-ended."))
    value = AmountField(label=_("Value"), required=False)
    currency = CurrencyField()
    layout = Layout(
        "title", *pairs("number", "notice_days", "starts_on", "ends_on", "value", "currency"), "auto_renews"
    )

    class Meta:
        model = Contract
        fields = ["number", "title", "starts_on", "ends_on", "value", "currency", "notice_days", "auto_renews"]


class SignForm(Form):
    signed_on = DayField(label=_("Signed on"))
    starts_on = DayField(label=_("Starts on"), help_text=_("The first day in force."))
    ends_on = DayField(label=_("Ends on"), required=False, help_text=_("The last day in force; empty is open-ended."))
    signers = forms.CharField(label=_("Signed by"), required=False, max_length=300)
    copy = CopyField(label=_("Signed copy"), required=False, help_text=_("PDF, PNG or JPEG, up to 20 MB."))
    layout = Layout("signed_on", *pairs("starts_on", "ends_on", "signers", "copy"))

    def clean(self):
        super().clean()
        if self.cleaned_data.get("copy") and not self.cleaned_data.get("signers"):
            self.add_error("signers", _("Say who signed the copy."))
        return self.cleaned_data


class CopyForm(Form):
    signers = forms.CharField(label=_("Signed by"), max_length=300)
    copy = CopyField(label=_("Signed copy"), help_text=_("PDF, PNG or JPEG, up to 20 MB."))


class TerminateForm(Form):
    terminated_on = DayField(label=_("Last day in force"))
    ended_because = forms.ChoiceField(label=_("Why"), choices=[("", _("Choose a reason")), *Ending.choices])
    ended_note = forms.CharField(
        label=_("What happened"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class TemplateForm(Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    file = DocxField(label=_("DOCX with fields"), help_text=_("A field stands in double braces: {{ client.name }}."))


class PrepareDocumentForm(Form):
    template = forms.ModelChoiceField(ContractTemplate.objects.none(), label=_("Template"))
    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("Who signs for the client"), required=False)
    note = forms.CharField(label=_("What is new in this version"), required=False, max_length=300)

    def __init__(self, *args, client: Client, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = ContractTemplate.objects.offered()
        self.fields["template"].empty_label = _("Choose a template")
        self.fields["contact"].empty_label = _("Nobody yet")
        offer_person(self, "contact", client, client.contacts.live())


class TakeDocumentForm(Form):
    file = DocxField(label=_("DOCX"), help_text=_("Up to 20 MB."))
    note = forms.CharField(label=_("What is new in this version"), required=False, max_length=300)


class SendForm(Form):
    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("Who signs for the client"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("Empty: that of the chosen person."))
    by_mail = forms.BooleanField(
        label=_("Send the link by e-mail"),
        required=False,
        initial=True,
        help_text=_("Without this it is shown to you once, to pass on yourself."),
    )

    def __init__(self, *args, client: Client, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].empty_label = _("Somebody else")
        offer_person(self, "contact", client, client.contacts.live())
        if settings.EMAIL_BACKEND == PRINTED:
            by_mail = self.fields["by_mail"]
            by_mail.disabled, by_mail.initial = True, False
            by_mail.help_text = _("No mail server is set up here: the link is shown to you once, to pass on yourself.")

    def clean(self):
        super().clean()
        contact = self.cleaned_data.get("contact")
        email = self.cleaned_data.get("email") or (contact.email if contact else "")
        if not self.errors and not email:
            self.add_error("email", _("Write the e-mail of who signs."))
        self.cleaned_data["email"] = email
        return self.cleaned_data


class ReasonForm(Form):
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class NoteForm(Form):
    text = forms.CharField(
        label=_("Note"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": _("What was asked for, offered, agreed")}),
    )


class IndexationForm(Form):
    from_on = DayField(label=_("From"))
    percent = forms.DecimalField(
        label=_("Percent"),
        max_digits=7,
        decimal_places=4,
        validators=[MinValueValidator(-99), MaxValueValidator(999)],
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    layout = Layout(*pairs("from_on", "percent"), "note")


class SignatureForm(Form):
    """What the client fills in. Nothing of it is guessed."""

    name = forms.CharField(label=_("Your full name"), max_length=300, min_length=2)
    consent = forms.BooleanField(label=_("I have read this contract and sign it with my name."))

    def clean_name(self):
        name = self.cleaned_data["name"]
        if not name.isprintable():
            raise forms.ValidationError(_("Write your name with letters only."))
        return name
