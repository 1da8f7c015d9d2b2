from django.http import Http404
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.access import ADMINISTRATORS, EXECUTIVES, For
from accounts.forms import CompanyForm
from accounts.models import Company
from pages.views import FormPage


class CompanySettings(For, FormPage):
    """Administrators change the company's settings, executives read them."""

    roles = (*ADMINISTRATORS, *EXECUTIVES)
    title = _("Company settings")
    template_name = "accounts/settings.html"
    form_class = CompanyForm
    intro = _("What you leave empty follows the default that the program was started with.")
    success_url = reverse_lazy("settings")
    success_message = _("Saved. The figures of open months are computed anew where a setting changes them.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Company.current()}

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        for field in form.fields.values():
            field.disabled = not self.request.user.is_administrator
        return form

    def post(self, request, *args, **kwargs):
        if not request.user.is_administrator:
            raise Http404
        return super().post(request, *args, **kwargs)

    def perform(self, form):
        form.instance.change(**self.who_and_when, **form.cleaned_data)
