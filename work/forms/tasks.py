"""Giving, changing and moving tasks."""

from __future__ import annotations

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.forms.fields import DayField
from clients.models import Client
from pages.forms import Form, ModelForm, SearchField
from work.models import Task

MOST_AT_ONCE = 20
REMINDERS = [
    ("", _("no reminder")),
    (0, _("when it is due")),
    (60, _("an hour before")),
    (24 * 60, _("a day before")),
    (7 * 24 * 60, _("a week before")),
]


class Lines(forms.CharField):
    """Several texts, one a line."""

    def __init__(self, *, longest: int, most: int, rows: int = 3, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
        self.longest, self.most = longest, most

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > self.most:
            sentence = _("These are %(count)d lines; %(most)d at most go at once.")
            raise forms.ValidationError(sentence, params={"count": len(lines), "most": self.most})
        for line in lines:
            if len(line) > self.longest:
                sentence = _("“%(line)s …” is longer than %(longest)d letters.")
                raise forms.ValidationError(sentence, params={"line": line[:30], "longest": self.longest})
        return lines


class TaskForm(ModelForm):
    """`by` is who fills it in."""

    client = SearchField(Client.objects.none(), url=reverse_lazy("clients:options"), label=_("Client"), required=False)
    due_on = DayField(label=_("Due on"), required=False)
    remind_minutes = forms.TypedChoiceField(
        label=_("Remind"), choices=REMINDERS, required=False, coerce=int, empty_value=None
    )
    checklist = Lines(longest=300, most=50, label=_("Checklist, one step a line"), required=False)

    class Meta:
        model = Task
        fields = ["title", "client", "due_on", "due_time", "priority", "every", "remind_minutes", "details"]
        widgets = {
            "due_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "details": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, by: User, zone: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["client"].queryset = Client.objects.workable_by(by)
        self.fields["due_time"].help_text = gettext("Empty: the end of the day. Time in %(zone)s.") % {"zone": zone}
        if self.instance.pk:
            self.initial["client"] = self.instance.client and self.instance.client.code
            self.initial["checklist"] = [step.text for step in self.instance.steps.all()]


class NewTaskForm(TaskForm):
    """Several lines are several tasks; several people have each task once."""

    title = Lines(longest=200, most=MOST_AT_ONCE, rows=2, label=_("What is to be done"))
    owners = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("By whom"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields["title"].help_text = gettext("Each line becomes a task of its own.")
        self.fields["owners"].queryset = people = hands(by)
        if len(people) == 1:
            del self.fields["owners"]

    def clean(self):
        super().clean()
        self.cleaned_data.setdefault("owners", [self.by])
        return self.cleaned_data


def hands(by: User):
    """Into whose hands `by` may put a task: the own line's."""
    return User.objects.active().managers().filter(pk__in=by.line_ids).order_by("name", "pk")


class ReasonForm(Form):
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class CallOffForm(ReasonForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


class ReassignForm(Form):
    to = forms.ModelChoiceField(User.objects.none(), label=_("To"), empty_label=None)

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        people = hands(by) if by.is_manager else User.objects.active().managers().order_by("name")
        self.fields["to"].queryset = people


class SelectedForm(Form):
    """What is to be done with the tasks that are ticked in a list."""

    DEEDS = ["approve", "reassign", "cancel"]

    deed = forms.ChoiceField(choices=[(deed, deed) for deed in DEEDS])
    task = forms.ModelMultipleChoiceField(Task.objects.none(), required=False)
    all = forms.BooleanField(required=False)
    to = forms.ModelChoiceField(User.objects.none(), required=False)

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["task"].queryset = Task.objects.visible_to(by)
        self.fields["task"].error_messages["invalid_choice"] = _("A task that you ticked is not there any more.")
        self.fields["to"].queryset = hands(by)
        self.fields["to"].error_messages["invalid_choice"] = _("Choose somebody of your own line.")

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if not self.errors and not given["all"] and not given["task"]:
            raise forms.ValidationError(_("Tick at least one task first."))
        if given.get("deed") == "reassign" and not given.get("to") and "to" not in self.errors:
            raise forms.ValidationError(_("Choose who is to have them."))
        return given
