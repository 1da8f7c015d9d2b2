"""The form on which one supposes other figures. Everything travels in the address, so a supposition can be shared."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kpis import catalogue
from kpis.pay import payout, whatif
from kpis.pay.scorecard import Line, Measures, Scorecard
from kpis.pay.whatif import OF_THE_BASE, Book, Changed
from pages.forms import Form

WHOLE, EXACT = {"step": 1, "inputmode": "numeric"}, {"step": "any", "inputmode": "decimal"}


def number(label, *, whole: bool = False) -> forms.DecimalField:
    widget = forms.NumberInput(WHOLE if whole else EXACT)
    return forms.DecimalField(label=label, required=False, max_digits=18, decimal_places=6, widget=widget)


class SupposeForm(Form):
    """One field for what a line counts, two where it is divided of others; filled with the figures as they are.

    An empty field is left as it is. `kept` are the ids of those clients of the base that are thought to stay.
    """

    def __init__(self, card: Scorecard, book: Book, measures: Measures, data: QueryDict):
        self.card, self.book, self.measures = card, book, measures
        self.offered: dict[str, forms.Field] = {}
        self.filled: dict[str, object] = {}
        for line in card.lines:
            self._offer(line)
        self.kept = self._kept(data)
        given = {name: data[name] for name in self.offered if name in data}
        super().__init__({name: _plain(value) for name, value in self.filled.items()} | given)
        self.fields |= self.offered

    def _offer(self, line: Line) -> None:
        key, of = line.measure.key, line.measure.of
        if key in OF_THE_BASE:
            return
        if of is None:
            percent = line.measure.unit == catalogue.RATE
            value = None if line.actual is None else payout.shown(line.actual * (100 if percent else 1))
            label = _("%(label)s, in percent") % {"label": line.measure.label} if percent else line.measure.label
            self._add(key, label, value, whole=line.measure.unit == catalogue.COUNT)
        elif line.figure is not None and line.figure.numerator is not None and line.figure.denominator:
            top, base = (self.measures[name] for name in of)
            self._add(f"{key}_part", top.label, line.figure.numerator, whole=top.unit == catalogue.COUNT)
            if not line.measure.growth:
                self._add(f"{key}_whole", base.label, line.figure.denominator, whole=base.unit == catalogue.COUNT)

    def _add(self, name: str, label, value: Decimal | None, *, whole: bool) -> None:
        self.offered[name] = number(label, whole=whole and not name.startswith(catalogue.GOAL))
        self.filled[name] = value

    def _kept(self, data: QueryDict) -> frozenset[int]:
        if "clients" not in data:
            return self.book.kept
        chosen = (int(text) for text in data.getlist("kept") if text.isdecimal() and len(text) < 19)
        return frozenset(chosen) & frozenset(self.book.names)

    def clean(self):
        for name in [name for name in self.offered if name.endswith("_whole")]:
            if (value := self.cleaned_data.get(name)) is not None and value <= 0:
                self.add_error(name, ValidationError(_("This must be more than 0.")))
        return self.cleaned_data

    def changes(self) -> dict[str, Changed]:
        """What differs from the figures as they are. A field with an error changes nothing."""
        self.full_clean()
        found = whatif.of_base(self.book, self.kept) if self.kept != self.book.kept else {}
        return found | dict(self._typed())

    def _typed(self) -> Iterator[tuple[str, Changed]]:
        for line in self.card.lines:
            change = self._change_of(line)
            if change is not None and change.value != line.actual:
                yield line.measure.key, change

    def _change_of(self, line: Line) -> Changed | None:
        key, typed = line.measure.key, self.cleaned_data
        if (value := typed.get(key)) is not None:
            return whatif.plain(value / 100 if line.measure.unit == catalogue.RATE else value)
        part, whole = typed.get(f"{key}_part"), typed.get(f"{key}_whole")
        if part is None or line.figure is None or not line.figure.denominator:
            return None
        if line.measure.growth:
            return whatif.growth(part, line.figure.denominator)
        return None if whole is None else whatif.ratio(part, whole)


def _plain(value: object) -> object:
    """A decimal as one would type it."""
    if not isinstance(value, Decimal):
        return value
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
