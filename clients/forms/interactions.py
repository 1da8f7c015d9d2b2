"""Logging, planning and mending a talk, an e-mail or a note. Only the client must be said."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.user import MANAGER_ROLES
from clients.following_up import AFTER_LOGGING
from clients.forms.fields import offer_people
from clients.models import Client, Contact, Interaction
from pages.forms import Day, ModelForm, Moment, SearchField


class InteractionForm(ModelForm):
    """`by` is who fills it in, `now` the instant taken where none is given."""

    client = SearchField(Client.objects.none(), url=reverse_lazy("clients:options"), label=_("Client"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Interaction.Kind, required=False, widget=forms.RadioSelect)
    status = forms.ChoiceField(label=_("Status"), choices=Interaction.Status, required=False, widget=forms.RadioSelect)
    sentiment = forms.ChoiceField(
        label=_("Mood"),
        choices=[("", _("not said")), *Interaction.Sentiment.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    contacts = forms.ModelMultipleChoiceField(
        Contact.objects.none(), label=_("People"), required=False, widget=forms.CheckboxSelectMultiple
    )
    joint_managers = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Together with"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reference = forms.UUIDField(required=False, widget=forms.HiddenInput)
    line = forms.CharField(label=_("In one line"), required=False)
    as_task = forms.BooleanField(label=_("Make the next step a task"), required=False)

    class Meta:
        model = Interaction
        fields = [
            "client",
            "kind",
            "status",
            "started_at",
            "duration_minutes",
            "contacts",
            "joint_managers",
            "manager",
            "subject",
            "outcome",
            "sentiment",
            "notes",
            "next_step",
            "next_step_on",
        ]
        widgets = {
            "started_at": Moment,
            "next_step_on": Day,
            "notes": forms.Textarea(attrs={"rows": 3}),
            "duration_minutes": forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "step": 5}),
        }

    def __init__(self, *args, by, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["client"].queryset = Client.objects.workable_by(by)
        self.fields["started_at"].required = False
        self.offer_managers(by)
        if self.instance.pk:
            del self.fields["line"]
        if self.instance.pk or not AFTER_LOGGING:
            del self.fields["as_task"]
        chosen = self.chosen_client()
        if chosen:
            offer_people(self, "contacts", chosen.contacts.live())
        self.fields["joint_managers"].queryset = colleagues(by, chosen, self.instance)

    def offer_managers(self, by: User) -> None:
        """A senior may enter for someone of the own line; everyone else enters for themselves."""
        self.fields["manager"].required = False
        line = Q(pk__in=by.line_ids, is_active=True, role__in=MANAGER_ROLES)
        self.fields["manager"].queryset = User.objects.filter(line | Q(pk=self.instance.manager_id))
        if not by.is_senior:
            del self.fields["manager"]

    def chosen_client(self) -> Client | None:
        """The client typed or given, as far as it is one of the reader's."""
        typed = (
            self.data.get("client") if self.is_bound else self.get_initial_for_field(self.fields["client"], "client")
        )
        if not typed:
            return None
        try:
            return self.fields["client"].clean(getattr(typed, "code", typed))
        except forms.ValidationError:
            return None

    def clean(self):
        super().clean()
        given = self.cleaned_data
        given["kind"] = given.get("kind") or Interaction.Kind.CALL
        if "started_at" not in self.errors:
            given["started_at"] = given.get("started_at") or self.now
            ahead = given["started_at"] > self.now
            given["status"] = given.get("status") or Interaction.Status["PLANNED" if ahead else "HELD"]
        return given

    def entered(self) -> dict:
        """What was entered, as the verbs of Interaction take it."""
        given = dict(self.cleaned_data)
        reference = given.pop("reference", None)
        given.pop("line", None)
        if reference:
            given["reference"] = str(reference)
        if not given.get("manager"):
            given.pop("manager", None)
        return given


def colleagues(by: User, client: Client | None, instance: Interaction):
    """Managers who may have been there too: the own line, who leads it, who else reports to them, the client's."""
    near = Q(pk__in=by.line_ids)
    if by.supervisor_id:
        near |= Q(pk=by.supervisor_id) | Q(supervisor=by.supervisor_id)
    if client:
        near |= Q(pk__in=client.responsibilities.filter(until=None).values("manager"))
        near |= Q(pk__in=client.team.filter(until=None).values("user"))
    fit = Q(is_active=True, role__in=MANAGER_ROLES)
    if instance.pk:
        named = instance.joint_managers.through.objects.filter(interaction=instance).values("user")
        return User.objects.filter(fit & near | Q(pk__in=named)).exclude(pk=instance.manager_id)
    people = User.objects.filter(fit & near)
    return people if by.is_senior else people.exclude(pk=by.pk)
