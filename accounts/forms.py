import datetime as dt
import zoneinfo

from babel.numbers import list_currencies
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, Cover, Level, Role, User
from pages.forms import Day, Form, ModelForm


class PersonForm(ModelForm):
    """Who a person is. The rules of roles, levels and reporting lines are the model's (User.clean)."""

    class Meta:
        model = User
        fields = ["name", "email", "role", "level", "supervisor", "department"]
        help_texts = {
            "level": _("For key account managers only."),
            "supervisor": _("A senior key account manager or an executive."),
            "department": _("For those who answer requests."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        leaders = Q(is_active=True) & (Q(level=Level.SENIOR) | Q(role=Role.EXECUTIVE))
        self.fields["supervisor"].queryset = User.objects.filter(leaders | Q(pk=self.instance.supervisor_id))
        self.fields["supervisor"].empty_label = self.fields["department"].empty_label = _("Nobody")
        self.fields["department"].empty_label = _("None")


def zone_choices(empty: str) -> list[tuple[str, str]]:
    return [
        ("", empty),
        *(
            (name, name.replace("_", " "))
            for name in sorted(zoneinfo.available_timezones())
            if "/" in name or name == "UTC"
        ),
    ]


class ProfileForm(ModelForm):
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = User
        fields = ["name", "language", "time_zone"]

    def __init__(self, *args, company_zone: str, **kwargs):
        super().__init__(*args, **kwargs)
        empty = _("The company's: %(zone)s") % {"zone": company_zone}
        self.fields["time_zone"].choices = with_current(zone_choices(empty), self.instance.time_zone)
        self.fields["language"].choices = [("", _("The browser's")), *settings.LANGUAGES]


class CompanyForm(ModelForm):
    """The company's settings. An empty field stands for the environment's default, which the field shows."""

    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = Company
        fields = [
            "name",
            "time_zone",
            "currency",
            "regular_purchase_months",
            "handover_grace_days",
            "profit_comparison",
            "approval_above",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        default = Company().rules()
        zones = zone_choices(_("Default: %(value)s") % {"value": default.time_zone})
        self.fields["time_zone"].choices = with_current(zones, self.instance.time_zone)
        self.fields["time_zone"].help_text = Company._meta.get_field("time_zone").help_text
        comparison = Company.Comparison(default.profit_comparison).label
        self.fields["profit_comparison"].choices = [
            ("", _("Default: %(value)s") % {"value": comparison}),
            *Company.Comparison.choices,
        ]
        for name in ("currency", "regular_purchase_months", "handover_grace_days"):
            shown = _("Default: %(value)s") % {"value": getattr(default, name)}
            self.fields[name].widget.attrs["placeholder"] = shown

    def clean_currency(self) -> str:
        code = self.cleaned_data["currency"].strip().upper()
        if code and code not in list_currencies():
            raise ValidationError(
                _("“%(code)s” is no currency of ISO 4217; write for example INR."), params={"code": code}
            )
        return code


def with_current(choices: list[tuple[str, str]], value: str) -> list[tuple[str, str]]:
    """A zone that is known but no longer offered stays choosable where it is set."""
    return choices if any(value == name for name, _label in choices) else [*choices, (value, value)]


class Person(forms.ModelChoiceField):
    """A manager, with the role, which decides for whom one can stand in."""

    default_error_messages = {"invalid_choice": _("Choose one of the managers listed here.")}

    def label_from_instance(self, person):
        return f"{person.name} · {person.get_level_display() or person.get_role_display()}"


class LastDay(forms.DateField):
    """The last day, as people say it; the value is the day after, on which it is over."""

    widget = Day

    def __init__(self, **kwargs):
        super().__init__(validators=[MaxValueValidator(dt.date(2199, 12, 31))], **kwargs)

    def clean(self, value):
        return super().clean(value) + dt.timedelta(days=1)

    def prepare_value(self, value):
        return value - dt.timedelta(days=1) if isinstance(value, dt.date) else value


class CoverForm(Form):
    """Of `cover`, where it is there already: who is away stays, and once it has begun, who stands in since when."""

    absent = Person(User.objects.none(), label=_("Who is away"))
    colleague = Person(User.objects.none(), label=_("Who stands in"))
    since = forms.DateField(label=_("First day away"), widget=Day)
    until = LastDay(label=_("Last day away"))
    note = forms.CharField(
        label=_("What to know meanwhile"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the colleague: what is going on, and who may call."),
    )

    def __init__(self, *args, by: User, cover: Cover | None = None, begun: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        absentees, colleagues = Cover.absentees(by), Cover.colleagues(by)
        self.fields["absent"].queryset = absentees
        if cover or not (by.is_senior or by.is_executive):
            del self.fields["absent"]
            colleagues = colleagues.exclude(pk=cover.absent_id if cover else by.pk)
        self.fields["colleague"].queryset = colleagues
        self.fields["colleague"].empty_label = _("Choose a colleague")
        for name in ("colleague", "since") if begun else ():
            del self.fields[name]
