from django import forms

from activity import telling
from activity.telling import Channel
from pages.forms import Form


class PreferencesForm(Form):
    """One choice for each kind of notification; a kind that is left out is told as usual."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, kind in telling.kinds.items():
            self.fields[name] = forms.TypedChoiceField(
                label=kind.label, choices=Channel.choices, required=False, empty_value=kind.usual
            )
