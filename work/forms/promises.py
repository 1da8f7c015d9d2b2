"""Recording a promise, mending its words, and saying what became of it."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.forms.clients import pairs
from clients.forms.fields import FEW, DayField
from clients.models import Client, Contact, Contract, Interaction
from pages.forms import Form, ModelForm, SearchField
from work.models import Case, Promise, Task
from work.models.promise import SOURCES

KINDS: dict[str, Any] = {"interaction": Interaction, "case": Case, "contract": Contract, "task": Task}


class Suggested(forms.TextInput):
    """A text field that offers `words`, and takes others as well."""

    template_name = "work/suggested.html"
    words: tuple[str, ...] = ()

    def get_context(self, name, value, attrs):
        listed = {"list": f"{attrs['id']}-words"} if self.words else {}
        context = super().get_context(name, value, attrs | listed)
        context["widget"]["words"] = self.words
        return context


class PromiseForm(ModelForm):
    """Whom it was promised to is one of the client's people where the name says so, else words."""

    to = forms.CharField(
        label=_("To whom"), max_length=200, required=False, widget=Suggested, help_text=_("Empty: the client.")
    )
    layout = Layout("text", "to")

    class Meta:
        model = Promise
        fields = ["text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.setdefault("to", self.instance.to)
        self.offer_people()

    def client_chosen(self) -> Client | None:
        return self.instance.client if self.instance.pk else None

    def offer_people(self) -> None:
        client = self.client_chosen()
        self.people = client.contacts.live() if client else Contact.objects.none()
        self.fields["to"].widget.words = tuple(self.people.order_by("name").values_list("name", flat=True)[:FEW])

    def entered(self) -> dict[str, Any]:
        """What was entered, as the verbs of Promise take it."""
        given = dict(self.cleaned_data)
        said = given.pop("to")
        person = self.person(said)
        return given | {"contact": person, "promised_to": "" if person else said}

    def person(self, said: str) -> Contact | None:
        called = self.people.filter(name__iexact=said)[:2] if said else ()
        return called[0] if len(called) == 1 else None


class NewPromiseForm(PromiseForm):
    """`by` is who fills it in."""

    client = SearchField(Client.objects.none(), url=reverse_lazy("clients:options"), label=_("Client"))
    due_on = DayField(label=_("By when"), help_text=_("It counts by this day; only the client can agree to another."))
    made_on = DayField(label=_("Promised on"))
    reference = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta(PromiseForm.Meta):
        fields = ["client", "text", "due_on", "made_on", "manager", *SOURCES]
        widgets = dict.fromkeys(SOURCES, forms.HiddenInput)

    def __init__(self, *args, by: User, **kwargs):
        self.by = by
        super().__init__(*args, **kwargs)
        for name, model in KINDS.items():
            self.fields[name].queryset = model.objects.visible_to(by).live()
        self.fields["manager"].queryset = User.objects.active().managers().filter(pk__in=by.line_ids)
        if not by.is_senior:
            del self.fields["manager"]

    @property
    def layout(self) -> Layout:
        manager = ["manager"] if "manager" in self.fields else []
        first = ["text", "client"] if self.initial.get("client") else ["client", "text"]  # where one begins to type
        return Layout(*first, *pairs("due_on", "to", "made_on", *manager), "reference", *SOURCES)

    def client_chosen(self) -> Client | None:
        """The client typed or given, as far as it is one of the reader's."""
        field = self.fields["client"]
        field.queryset = Client.objects.workable_by(self.by)
        typed = self.data.get("client") if self.is_bound else self.initial.get("client")
        try:
            return field.clean(getattr(typed, "code", typed)) if typed else None
        except forms.ValidationError:
            return None

    def entered(self) -> dict[str, Any]:
        given = super().entered()
        reference = given.pop("reference", None)
        return given | ({"reference": str(reference)} if reference else {})


class KeptForm(Form):
    kept_on = DayField(label=_("Kept on"))


class BrokenForm(Form):
    reason = forms.CharField(label=_("Why it is not kept"), max_length=300)
    broken_on = DayField(label=_("Given up on"))
    layout = Layout("reason", "broken_on")


class NewDateForm(Form):
    due_on = DayField(label=_("New day"))
    note = forms.CharField(
        label=_("Who of the client agreed, and how"),
        max_length=300,
        help_text=_("From now on the promise counts by the new day; the first one stays on record."),
    )
    layout = Layout("due_on", "note")
