"""The company's working calendar, and what its clients are promised."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from clients.forms.clients import pairs
from pages.forms import Form
from work.models import Calendar, Case
from work.models.calendar import spans
from work.models.target import Minutes, Pair
from work.worktime import Spans, read_hours, write_hours

MOST_DAYS = 1000


class HoursField(forms.CharField):
    """A day's hours, as people write them."""

    default_error_messages = {"hours": _("Write the hours as 9:00–13:00, 14:00–18:00; leave it empty for a day off.")}

    def to_python(self, value):
        try:
            return read_hours(super().to_python(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["hours"], code="hours") from error

    def prepare_value(self, value):
        return value if isinstance(value, str) else write_hours(value or ())


class CalendarForm(Form):
    """Starts from the calendar in force, and remembers which one that was."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    days = forms.CharField(
        label=_("Holidays and half days"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_("One a line: the date, its name and, on a half day, its hours. Lines of a CSV file fit, too."),
    )

    def __init__(self, *args, calendar: Calendar, **kwargs):
        super().__init__(*args, **kwargs)
        weekdays = [f"day{number}" for number in range(7)]
        for number, name in enumerate(weekdays):
            hours = spans(calendar.week[number])
            self.fields[name] = HoursField(label=WEEKDAYS[number], required=False, initial=write_hours(hours))
        self.fields["seen"].initial = calendar.pk
        self.fields["days"].initial = "\n".join(written(calendar))
        self.layout = Layout("seen", *pairs(*weekdays[:6]), weekdays[6], "days")

    def clean_days(self) -> dict[dt.date, tuple[str, Spans]]:
        found: dict[dt.date, tuple[str, Spans]] = {}
        for line, text in enumerate(self.cleaned_data["days"].splitlines(), start=1):
            if not text.strip():
                continue
            day, name, hours = read_day(line, text)
            if day in found:
                raise wrong(line, _t("%(day)s stands there already."), day=day)
            found[day] = (name, hours)
        if len(found) > MOST_DAYS:
            raise ValidationError(_("These are more than 1,000 days; leave out those long past."))
        return found

    def week(self) -> list[Spans]:
        return [self.cleaned_data[f"day{number}"] for number in range(7)]


def read_day(line: int, text: str) -> tuple[dt.date, str, Spans]:
    """ValidationError that names the line."""
    mark = next((mark for mark in "\t;," if mark in text), ";")
    day, name, *rest = [*(cell.strip() for cell in next(csv.reader([text], delimiter=mark))), ""]
    hours = ", ".join(filter(None, rest))
    try:
        read = dt.date.fromisoformat(day)
    except ValueError as error:
        raise wrong(line, _t("“%(day)s” is no date; write it as 2026-12-25."), day=day[:40]) from error
    try:
        return read, name[:100], read_hours(hours)
    except ValueError as error:
        raise wrong(line, _t("“%(hours)s” are no hours; write them as 9:00–13:00."), hours=hours[:40]) from error


def wrong(line: int, sentence: str, **about) -> ValidationError:
    return ValidationError(_t("Line %(line)d: %(what)s") % {"line": line, "what": sentence % about})


def written(calendar: Calendar) -> Iterator[str]:
    for day, about in calendar.days.items():
        yield "; ".join(filter(None, [day, about["name"], write_hours(spans(about["hours"]))]))


class TargetsForm(Form):
    """Working hours to the first answer and to the solution, for each kind and priority; remembers what it showed."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, promised: dict[Pair, Minutes], newest: int | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = newest
        self.promised = promised
        for (kind, priority), minutes in promised.items():
            for what, given in zip(("answer", "solution"), minutes, strict=True):
                hours = forms.DecimalField(min_value=Decimal("0.05"), max_value=2000, decimal_places=2)
                hours.initial = f"{Decimal(given) / 60:.2f}".rstrip("0").rstrip(".")
                self.fields[f"{kind}_{priority}_{what}"] = hours

    def table(self) -> Iterator[tuple[str, list]]:
        """Each kind with its priorities: the word, and the two fields."""
        for kind, word in Case.Kind.choices:
            rows = [
                (label, self[f"{kind}_{priority}_answer"], self[f"{kind}_{priority}_solution"])
                for priority, label in reversed(Case.Priority.choices)
            ]
            yield word, rows

    def chosen(self) -> dict[Pair, Minutes]:
        return {pair: (self.minutes(pair, "answer"), self.minutes(pair, "solution")) for pair in self.promised}

    def minutes(self, pair: Pair, what: str) -> int:
        return round(self.cleaned_data["_".join((*pair, what))] * 60)

    def clean(self):
        super().clean()
        for kind, priority in self.promised:
            answer, solution = (self.cleaned_data.get(f"{kind}_{priority}_{what}") for what in ("answer", "solution"))
            if answer and solution and solution < answer:
                self.add_error(f"{kind}_{priority}_solution", _("The solution cannot be due before the first answer."))
        return self.cleaned_data
