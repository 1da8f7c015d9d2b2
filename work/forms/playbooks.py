"""Writing a playbook, starting it, and asking a script's questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from clients.forms.fields import DayField, offer_people
from clients.models import Client, Contact
from pages.forms import Day, Form, ModelForm, Moment
from work.forms.tasks import Lines
from work.models import Playbook, PlaybookQuestion, PlaybookStep
from work.models.answer import YES_NO

ROWS = 40
BLANK = 3
Kind = PlaybookQuestion.Kind


class NewPlaybookForm(ModelForm):
    class Meta:
        model = Playbook
        fields = ["name", "purpose"]


class StepForm(ModelForm):
    """One row of steps. A row left as it was offered is no step."""

    checklist = Lines(longest=300, most=20, rows=2, label=_("Checklist, one a line"), required=False)

    class Meta:
        model = PlaybookStep
        fields = ["offset_days", "title", "role", "priority", "details", "checklist"]
        widgets = {
            "offset_days": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "details": forms.Textarea(attrs={"rows": 2}),
        }


class QuestionForm(ModelForm):
    choices = Lines(longest=100, most=20, rows=2, label=_("Choices, one a line"), required=False)

    class Meta:
        model = PlaybookQuestion
        fields = ["text", "kind", "choices"]


class Rows(forms.BaseFormSet):
    """The steps or questions of a playbook: one row for each, and blank ones."""

    def found(self) -> list[Any]:
        """Those typed, in their order, without the rows marked for removal."""
        kept = [form for form in self.forms if form.has_changed() or form.initial]
        kept = [form for form in kept if not form.cleaned_data.get("DELETE")]
        if self.can_order:
            kept.sort(key=lambda form: form.cleaned_data.get("ORDER") or ROWS)
        return [form.instance for form in kept]

    @classmethod
    def more(cls, data) -> None:
        """Ask in `data`, as it was sent, for one more row, as it is offered."""
        typed = data.get("r-TOTAL_FORMS", "")
        count = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
        for name, field in cls.form.base_fields.items():
            data[f"r-{count}-{name}"] = "" if field.initial is None else field.initial
        data["r-TOTAL_FORMS"] = str(count + 1)


limits: dict[str, Any] = {"formset": Rows, "extra": BLANK, "can_delete": True, "max_num": ROWS, "validate_max": True}
RowsOfSteps: Any = forms.formset_factory(StepForm, **limits)
RowsOfQuestions: Any = forms.formset_factory(QuestionForm, can_order=True, **limits)


def rows_of(playbook: Playbook):
    return RowsOfQuestions if playbook.is_script else RowsOfSteps


class PlaybookForm(ModelForm):
    """A draft with its `rows`: right only where all of them are."""

    class Meta:
        model = Playbook
        fields = ["name", "starts"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kind = rows_of(self.instance)
        written = self.written(kind.form)
        self.rows = kind(self.data if self.is_bound else None, initial=written, prefix="r")
        self.rows.extra = 1 if written else BLANK
        if self.instance.is_script:
            del self.fields["starts"]

    def written(self, form) -> list[dict]:
        rows = self.instance.questions if self.instance.is_script else self.instance.steps
        return [{name: getattr(row, name) for name in form.base_fields} for row in rows.all()]

    def is_valid(self):
        return all([super().is_valid(), self.rows.is_valid()])

    @cached_property
    def entered(self) -> dict[str, Any]:
        """What `Playbook.write` takes."""
        rows = "questions" if self.instance.is_script else "steps"
        return self.cleaned_data | {rows: self.rows.found()}


class StartForm(Form):
    playbook = forms.ModelChoiceField(Playbook.objects.none(), label=_("Playbook"), empty_label=None)
    anchor = DayField(label=_("Counted from"), help_text=_("The day that the steps lie before and after."))
    reference = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["playbook"].queryset = Playbook.objects.adopted().giving_tasks().order_by("name", "pk")


class ScriptForm(Form):
    """The questions of a script, none of which must be answered, and what is kept of the call."""

    started_at = forms.DateTimeField(label=_("Started"), widget=Moment)
    duration_minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=0, max_value=1440,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "step": 5}),
    )  # fmt: skip
    contacts = forms.ModelMultipleChoiceField(
        Contact.objects.none(), label=_("People"), required=False, widget=forms.CheckboxSelectMultiple
    )
    notes = forms.CharField(label=_("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=300)
    next_step_on = DayField(label=_("Next step by"), required=False, widget=Day)
    reference = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, script: Playbook, client: Client, **kwargs):
        super().__init__(*args, **kwargs)
        offer_people(self, "contacts", client.contacts.live())
        self.questions = list(script.questions.all())
        for question in self.questions:
            self.fields[question.field] = field_of(question)

    @property
    def asked(self):
        return [self[question.field] for question in self.questions]

    def entered(self) -> tuple[dict[int, Any], dict[str, Any]]:
        """The answers by question, and what `Interaction.log` takes."""
        talk = dict(self.cleaned_data)
        answers = {question.pk: talk.pop(question.field) for question in self.questions}
        return answers, talk | {"reference": str(talk["reference"])}


def field_of(question: PlaybookQuestion) -> forms.Field:
    about: dict[str, Any] = {"label": question.text, "required": False}
    if question.kind == Kind.NUMBER:
        return forms.DecimalField(**about, max_digits=20, widget=forms.NumberInput(attrs={"step": "any"}))
    if question.kind == Kind.WORDS:
        return forms.CharField(**about, max_length=5000, widget=forms.Textarea(attrs={"rows": 2}))
    choices = list(YES_NO.items()) if question.kind == Kind.YES_NO else [(said, said) for said in question.choices]
    return forms.ChoiceField(**about, choices=choices, widget=forms.RadioSelect)
