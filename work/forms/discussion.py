"""A word and a file beside a piece of work."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pages import documents
from pages.forms import Form


class CommentForm(Form):
    text = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": _("Write a comment; @name calls somebody")}),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(documents.KINDS)}),
        help_text=_("PDF, PNG, JPEG, XLSX, DOCX, CSV or TXT, up to 20 MB."),
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        return documents.checked(upload) if upload else None

    def clean(self):
        super().clean()
        if not self.errors and not self.cleaned_data.get("text") and not self.cleaned_data.get("file"):
            self.add_error("text", _("Write something, or choose a file."))
        return self.cleaned_data
