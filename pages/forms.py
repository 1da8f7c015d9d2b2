"""How every form is drawn, and the field that picks one of thousands by typing."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class Drawn:
    """Drawn by crispy inside the page's own <form>. `layout` arranges the fields; without it, one below another."""

    layout: Layout | None = None

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper() if self.layout else FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        helper.form_show_errors = True
        if self.layout:
            helper.layout = self.layout
        return helper


class Form(Drawn, forms.Form):
    pass


class ModelForm(Drawn, forms.ModelForm):
    pass


class Day(forms.DateInput):
    """The browser's own day picker."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class Moment(forms.DateTimeInput):
    """The browser's own picker of day and time, in the reader's zone."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class SearchSelect(forms.TextInput):
    """A text field that finds records while one types (static/js/pages.js); without JavaScript one types the code.

    `url` answers `?q=` with <li role="option" data-value="CODE">.
    """

    template_name = "pages/search_select.html"

    def __init__(self, url: str = "", attrs=None):
        super().__init__(attrs)
        self.url = url
        self.label_of = str

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"url": self.url, "shown": self.label_of(value) if value else ""}
        return context


class SearchField(forms.Field):
    """One record of `queryset`, given by its `key` field or else by its exact name.

    A record outside `queryset` does not exist. Error: one sentence that names what was typed.
    """

    default_error_messages = {
        "unknown": _("There is no “%(typed)s”. Choose one from the list."),
        "several": _("Several are called “%(typed)s”. Choose one from the list."),
    }

    def __init__(self, queryset: QuerySet, *, url: str = "", key: str = "code", name: str = "name", **kwargs):
        super().__init__(widget=SearchSelect(url), **kwargs)
        self.queryset, self.key, self.name = queryset, key, name

    def __deepcopy__(self, memo):
        copied = super().__deepcopy__(memo)
        copied.widget.label_of = copied.label_of
        return copied

    def label_of(self, value) -> str:
        """What the reader sees for a key: the record's name, where it is one of `queryset`."""
        found = self.queryset.filter(**{self.key: value}).first()
        return str(found) if found else str(value)

    def prepare_value(self, value):
        return getattr(value, self.key, value)

    def to_python(self, value):
        value = (value or "").strip() if isinstance(value, str) else value
        if not value:
            return None
        if "\x00" in value:
            raise ValidationError(self.error_messages["unknown"], code="unknown", params={"typed": "?"})
        found = self.queryset.filter(**{self.key: value}).first()
        return found or self.by_name(value)

    def by_name(self, typed: str):
        found = list(self.queryset.filter(**{f"{self.name}__iexact": typed})[:2])
        if len(found) != 1:
            code = "several" if found else "unknown"
            raise ValidationError(self.error_messages[code], code=code, params={"typed": typed})
        return found[0]
