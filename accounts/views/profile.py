from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import EVERYONE, For
from accounts.forms import ProfileForm
from accounts.models import User
from pages.views import FormPage


class Profile(For, FormPage):
    roles = EVERYONE
    title = _("Profile")
    template_name = "accounts/profile.html"
    form_class = ProfileForm
    success_url = reverse_lazy("profile")
    success_message = _("Saved.")

    def get_form_kwargs(self):
        person = User.objects.get(pk=self.request.user.pk)
        return super().get_form_kwargs() | {"instance": person, "company_zone": self.request.rules.time_zone}

    def perform(self, form):
        form.instance.prefer(at=timezone.now(), **form.cleaned_data)
