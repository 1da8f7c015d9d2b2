"""The two kinds of page that make up most of the program: a list, and a form that does one thing.

A page says who it is for with its first base, `accounts.access.For`:

    class ClientList(For, ListPage):
        roles = READERS
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from pages import keyset


def asked_for(request, name: str) -> str:
    """What the address says of `name`; without the NUL that PostgreSQL takes in no text."""
    return request.GET.get(name, "").replace("\x00", "")


@dataclass(frozen=True)
class Column:
    """A column's heading. `sort` names one of the page's orderings; `css` stands on the heading and is the row
    template's to repeat on its cell."""

    label: str
    sort: str = ""
    css: str = ""


class ListPage(TemplateView):
    """Filters, order and place are in the URL; 50 rows a page, by key; no counting. htmx gets the list alone.

    Say: `title`, `columns`, `row_template` (a <tr> with `row`), `orderings` ({"name": ("name", "pk")}), `ordering`
    (the default, as in the URL: "-date"), `get_queryset()` already limited to what the user may see, and, where
    there is something to filter, `filterset_class`.
    """

    template_name = "pages/list.html"
    list_template_name = "pages/list_rows.html"
    page_size = 50
    title = ""
    columns: list[Column] = []
    row_template = ""
    orderings: dict[str, tuple[str, ...]] = {}
    ordering = ""
    filterset_class = None
    empty_title = _("Nothing here yet")
    empty_text = ""
    empty_template = ""  # offers the first step
    actions_template = ""  # the buttons beside the title
    sums_template = ""  # what the rows come to, above them

    def get_queryset(self):
        raise NotImplementedError

    def get_rows(self, rows: list) -> list:
        """The page's rows; a place to look up at once what all of them need."""
        return rows

    def get_template_names(self) -> list[str]:
        only_list = self.request.htmx and self.request.htmx.target == "list"
        return [self.list_template_name if only_list else self.template_name]

    def get_order(self) -> tuple[str, tuple[str, ...]]:
        wanted = self.request.GET.get("sort", "")
        name = wanted if wanted.removeprefix("-") in self.orderings else self.ordering
        keys = self.orderings[name.removeprefix("-")]
        return name, tuple(keyset.opposite(key) for key in keys) if name.startswith("-") else keys

    def get_filterset(self, queryset):
        if self.filterset_class is None:
            return None
        return self.filterset_class(self.request.GET, queryset=queryset, request=self.request)

    def get_context_data(self, **kwargs):
        queryset = self.get_queryset()
        filterset = self.get_filterset(queryset)
        if filterset is not None:  # a filter that makes no sense finds nothing, and says why at the field
            queryset = filterset.qs if filterset.is_valid() else queryset.none()
        sort, keys = self.get_order()
        place = {name: self.request.GET.get(name, "") for name in ("after", "before")}
        page = keyset.page(queryset, keys, self.page_size, **place)
        return super().get_context_data(**kwargs) | {
            "filter": filterset,
            "filtered": filterset is not None and any(self.request.GET.get(name) for name in filterset.form.fields),
            "page": page,
            "rows": self.get_rows(page.rows),
            "sort": sort,
            "columns": self.columns,
            "row_template": self.row_template,
        }

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response


class FormPage(FormView):
    """A form that does one thing: `perform(form)` calls the one verb. Opens as a page, or in the dialog (htmx).

    A verb that refuses with ValidationError puts its sentence on the form; what was typed stays. In the dialog a
    page that `stays` is told "saved" and refreshes what listens; others go on to `get_success_url()`.
    """

    template_name = "pages/form.html"
    dialog_template_name = "pages/form_dialog.html"
    title = ""
    intro = ""
    submit = _("Save")
    another = ""  # a second button, which sends `another`
    cancel_url = ""
    fields_template = ""  # where crispy's own arrangement will not do
    notice_template = ""  # what is to be known before one saves
    success_message = ""
    stays = False

    @property
    def in_dialog(self) -> bool:
        return bool(self.request.htmx)

    def get_template_names(self) -> list[str]:
        return [self.dialog_template_name if self.in_dialog else self.template_name]

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if self.in_dialog:  # the page below may have fields of the same names, and a label names its field by id
            form.auto_id = "dialog_%s"
        return form

    def perform(self, form):
        raise NotImplementedError

    def form_valid(self, form):
        try:
            self.object = self.perform(form)
        except ValidationError as refusal:
            add_refusal(form, refusal)
            return self.form_invalid(form)
        if self.success_message:
            messages.success(self.request, self.get_success_message())
        return self.done()

    def get_success_message(self) -> str:
        return str(self.success_message)

    def done(self) -> HttpResponse:
        if not self.in_dialog:
            return HttpResponseRedirect(self.get_success_url())
        if self.stays:
            return saved(self.request)
        return HttpResponse(headers={"HX-Redirect": str(self.get_success_url())})

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response


class ConfirmPage(FormPage):
    """Asks before it does: a form without fields."""

    template_name = "pages/confirm.html"
    dialog_template_name = "pages/confirm_dialog.html"
    danger = False

    def get_form_class(self):
        from django import forms

        return forms.Form


def add_refusal(form, refusal: ValidationError) -> None:
    """Put a verb's refusal on the fields it names, or, where the form has no such field, above the form."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def saved(request) -> HttpResponse:
    """To htmx: close the dialog, show the messages, and refresh whatever listens for `saved`."""
    from django.shortcuts import render

    response = render(request, "pages/messages.html", {"out_of_band": True})
    response["HX-Trigger"] = json.dumps({"saved": {}})
    response["HX-Reswap"] = "none"
    return response
