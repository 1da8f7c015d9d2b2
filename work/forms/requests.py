"""Asking a department, and what its people and the managers say to it."""

from __future__ import annotations

from django import forms
from django.db.models import Count, Q
from django.urls import reverse_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from clients.forms.fields import offer_people
from clients.models import Client, Contact, Contract
from pages import documents
from pages.formats.numbers import day
from pages.forms import Day, Form, SearchField
from work import summary
from work.models import Case
from work.models.request import MEMBER, members_of


class Clock(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class DepartmentChoice(forms.ModelChoiceField):
    """A department, and whether anybody is there to answer."""

    def label_from_instance(self, department):
        return department.name if department.people else _t("%(name)s · nobody yet") % {"name": department.name}


class ContactChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, contact):
        return f"{contact.name} · {contact.title}" if contact.title else contact.name


class ContractChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, contract):
        until = contract.last_on and _t("to %(day)s") % {"day": day(contract.last_on)}
        return f"{contract.number} · {until}" if until else contract.number


def ticks(field, queryset, label):
    return field(queryset, label=label, required=False, widget=forms.CheckboxSelectMultiple)


class RequestForm(Form):
    """`by` is who asks. What can be shared, and the cases, are those of the client chosen."""

    client = SearchField(Client.objects.none(), url=reverse_lazy("clients:options"), label=_("Client"))
    department = DepartmentChoice(Department.objects.none(), label=_("Department"))
    subject = forms.CharField(label=_("Subject"), max_length=300)
    asked = forms.CharField(label=_("What is asked"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = forms.DateField(label=_("Due on"), widget=Day)
    due_time = forms.TimeField(label=_("At"), required=False, widget=Clock)
    priority = forms.ChoiceField(label=_("Priority"), choices=Case.Priority, initial=Case.Priority.NORMAL)
    facts = forms.MultipleChoiceField(label=_("Facts"), required=False, widget=forms.CheckboxSelectMultiple)
    contacts = ticks(ContactChoice, Contact.objects.none(), _("Contacts, with title, phone and e-mail"))
    contracts = ticks(ContractChoice, Contract.objects.none(), _("Contracts, with their days"))
    note = forms.CharField(
        label=_("What they should know"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    case = forms.ModelChoiceField(
        Case.objects.none(),
        label=_("It comes from the case"),
        required=False,
        empty_label=_("None"),
        help_text=_("For your own overview; the department does not see it."),
    )

    def __init__(self, *args, by: User, zone: str, **kwargs):
        super().__init__(*args, **kwargs)
        people = Count("members", filter=Q(members__is_active=True, members__role=MEMBER))
        self.fields["department"].queryset = Department.objects.annotate(people=people).order_by("name")
        self.fields["due_time"].help_text = _t("Empty: the end of the day. Time zone: %(zone)s") % {"zone": zone}
        self.fields["client"].queryset = Client.objects.workable_by(by)
        self.chosen = self.chosen_client()
        if self.chosen:
            self.offer(self.chosen)

    def chosen_client(self) -> Client | None:
        """The client typed or given, as far as it is one of the reader's."""
        given = self.data.get("client") if self.is_bound else self.initial.get("client")
        try:
            return self.fields["client"].clean(given) if given else None
        except forms.ValidationError:
            return None

    def offer(self, client: Client) -> None:
        self.fields["facts"].choices = [
            (key, f"{summary.FACTS[key]}: {summary.words(key, value)}")
            for key, value in summary.offered(client).items()
        ]
        offer_people(self, "contacts", client.contacts.live())
        self.fields["contracts"].queryset = client.contracts.live().filter(signed_on__isnull=False)
        self.fields["case"].queryset = client.cases.live().order_by("-received_at")


class HandForm(Form):
    member = forms.ModelChoiceField(User.objects.none(), label=_("To"))

    def __init__(self, *args, matter, **kwargs):
        super().__init__(*args, **kwargs)
        keeper = matter.keeper and matter.keeper.pk
        self.fields["member"].queryset = members_of(matter.department_id).exclude(pk=keeper).order_by("name")


class DelayForm(Form):
    until = forms.DateField(label=_("It will be answered by"), widget=Day)
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(Form):
    text = forms.CharField(label=_("Answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(documents.KINDS)}),
        help_text=_("PDF, PNG, JPEG, XLSX, DOCX, CSV or TXT, up to 20 MB. More can be added beside the request."),
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        return documents.checked(upload) if upload else None


class ReasonForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(Form):
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
