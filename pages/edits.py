"""Two people change one record: the second sees both versions, field by field, and chooses.

The form remembers what its reader saw. A field that only somebody else has changed meanwhile keeps the other's value;
a field that both have changed is asked about. The page loads the record locked (`select_for_update`) when it is sent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from pages.forms import ModelForm


@dataclass(frozen=True)
class Clash:
    """A field that two people have changed at once."""

    name: str
    label: str
    mine: str
    theirs: str


class SideBySide(ModelForm):
    """The page's `notice_template` is pages/edits.html."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.clashes: list[Clash] = []
        self._now = {name: getattr(self.instance, name) for name in self.fields if hasattr(self.instance, name)}

    @property
    def seen(self) -> str:
        """What the reader sees now, or saw when the form was opened."""
        if self.is_bound and not self.clashes:
            return self.data.get("seen", "")
        return json.dumps({name: self._text(name, value) for name, value in self._now.items()})

    def clean(self):
        super().clean()
        seen = self._seen() if self.instance.pk and not self.errors else {}
        for name, value in self._now.items():
            if name in seen:
                self._settle(name, value, seen[name])
        if self.clashes:
            raise ValidationError(_("Somebody has changed the same meanwhile. Choose, then save again."))
        return self.cleaned_data

    def _settle(self, name: str, value: Any, seen: str) -> None:
        """Take over what somebody else has set meanwhile; ask where both have."""
        now, mine = self._text(name, value), self._text(name, self.cleaned_data.get(name))
        asked = name in self.data.getlist("asked")  # type: ignore[attr-defined]  # always a QueryDict here
        choice = self.data.get(f"keep_{name}")
        if mine == now:
            return
        if (asked and choice == "theirs") or (now != seen and mine == seen):
            self.cleaned_data[name] = value
        elif now != seen or (asked and choice != "mine"):
            self.clashes.append(
                Clash(name, str(self.fields[name].label), self._shown(name, mine), self._shown(name, now))
            )

    def _seen(self) -> dict[str, str]:
        try:
            seen = json.loads(self.data.get("seen", ""))
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}

    def _text(self, name: str, value: Any) -> str:
        prepared = self.fields[name].prepare_value(value)
        return "" if prepared is None else str(prepared)

    def _shown(self, name: str, text: str) -> str:
        said = {"True": _("yes"), "False": _("no"), "": "–"}
        said |= {str(key): str(label) for key, label in getattr(self.fields[name], "choices", ())}
        return str(said.get(text, text))
