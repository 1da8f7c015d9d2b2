"""Starting, describing, handing over and staffing a client."""

from __future__ import annotations

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db.models import Count, Q
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from clients.forms.fields import AmountField, DayField
from clients.models import Client
from clients.models.client import DESCRIPTION
from pages.forms import Form, ModelForm, SearchField


def pairs(*names: str) -> list[Row]:
    """Fields two by two; one below another on a phone."""
    return [Row(*(Column(name, css_class="col-sm-6") for name in names[at : at + 2])) for at in range(0, len(names), 2)]


class ManagerChoice(forms.ModelChoiceField):
    """A manager, with what helps to choose: the role and how many clients they hold."""

    default_error_messages = {"invalid_choice": _("Choose one of the managers listed here.")}

    def label_from_instance(self, manager):
        rank = manager.get_level_display() or manager.get_role_display()
        held = gettext("%(count)d clients") % {"count": manager.held}
        return f"{manager.name} · {rank} · {held}"


def managers(by: User):
    """The active managers whom `by` may make responsible."""
    found = User.objects.active().managers()
    if not by.is_executive:
        found = found.filter(pk__in=by.line_ids)
    held = Count("responsibilities", filter=Q(responsibilities__until=None))
    return found.annotate(held=held).order_by("name", "pk")


class ClientForm(ModelForm):
    """What describes a client."""

    parent = SearchField(
        Client.objects.none(), url=reverse_lazy("clients:options"), label=_("Parent company"), required=False
    )
    website = forms.URLField(label=_("Website"), required=False, max_length=300, assume_scheme="https")
    annual_revenue = AmountField(label=_("Annual revenue"), required=False, decimal_places=2)
    layout = Layout(
        "name",
        *pairs("kind", "market", "sector", "reach", "country", "city", "strategic_role", "parent"),
        "website",
        *pairs("annual_revenue", "employees", "founded_year", "regular_purchase_months"),
    )

    class Meta:
        model = Client
        fields = [*DESCRIPTION]
        help_texts = {
            "regular_purchase_months": _("Empty: the company's default. A change counts in months that are not closed.")
        }

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["parent"] = self.instance.parent
        self.fields["parent"].queryset = Client.objects.visible_to(by) | Client.objects.filter(
            pk=self.instance.parent_id
        )
        if by.role == Role.ACCOUNT_MANAGER:  # serves no key accounts; an executive hands those over
            self.fields["kind"].choices = [c for c in Client.Kind.choices if c[0] != Client.Kind.KEY]


class NewClientForm(ClientForm):
    """Only the name must be said. `responsible` is asked of those who may choose."""

    code = forms.CharField(label=_("Code"), required=False, max_length=40, help_text=_("Empty: made from the name."))
    responsible = ManagerChoice(User.objects.none(), label=_("Responsible"), required=False)
    layout = Layout("name", *pairs("code", "responsible"), *ClientForm.layout.fields[1:])

    class Meta(ClientForm.Meta):
        fields = ["code", *DESCRIPTION]

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields["responsible"].queryset = managers(by)
        if by.is_senior:
            self.fields["responsible"].empty_label = gettext("Myself")
        elif by.is_executive:
            self.fields["responsible"].empty_label = gettext("Nobody yet")
        else:
            del self.fields["responsible"]
            self.layout = Layout("name", "code", *ClientForm.layout.fields[1:])

    def clean_code(self):
        code = self.cleaned_data["code"].strip()
        if code:
            Client._meta.get_field("code").run_validators(code)
        if code and Client.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Another client has this code."))
        return code

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"code"}  # an empty one is made by the verb


class TransferForm(Form):
    """`shown` is whom and since when the form named as responsible: a decision on what is no longer so is refused."""

    to = ManagerChoice(User.objects.none(), label=_("New manager"))
    on = DayField(label=_("From"), help_text=_("The new manager's first day."))
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, by: User, client: Client, **kwargs):
        super().__init__(*args, **kwargs)
        self.client = client
        self.fields["to"].queryset = managers(by)

    def clean(self):
        now = present(self.client)
        if self.cleaned_data.get("shown") != now:
            self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict: what was typed stays
            self.data["shown"] = now  # type: ignore[index]
            sentence = _(
                "Meanwhile this client was transferred by someone else. Look who has it now, then decide again."
            )
            raise forms.ValidationError(sentence)
        return self.cleaned_data


def present(client: Client) -> str:
    """The latest span of responsibility, as a word that changes with it."""
    last = client.responsibilities.order_by("-since").first()
    return f"{last.manager_id} {last.since}" if last else ""


class TeamForm(Form):
    user = ManagerChoice(User.objects.none(), label=_("Add to the team"))

    def __init__(self, *args, by: User, client: Client, **kwargs):
        super().__init__(*args, **kwargs)
        fit = managers(by).filter(role=Role.KEY_MANAGER)
        on_it = client.team.filter(until=None).values("user")
        responsible = client.responsibilities.filter(until=None).values("manager")
        self.fields["user"].queryset = fit.exclude(pk__in=on_it).exclude(pk__in=responsible)
