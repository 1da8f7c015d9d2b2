from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts import invitations
from accounts.access import ADMINISTRATORS, For
from accounts.events import record
from accounts.filters import PeopleFilter
from accounts.forms import PersonForm
from accounts.models import User
from pages.views import Column, ConfirmPage, FormPage, ListPage


class PeopleList(For, ListPage):
    roles = ADMINISTRATORS
    title = _("People")
    columns = [
        Column(_("Name"), "name"),
        Column(_("E-mail"), "email"),
        Column(_("Role"), "role"),
        Column(_("Reports to")),
        Column(_("Department")),
        Column(_("Joined"), "joined"),
    ]
    row_template = "accounts/person_row.html"
    actions_template = "accounts/people_actions.html"
    orderings = {
        "name": ("name", "pk"),
        "email": ("email", "pk"),
        "role": ("role", "level", "name", "pk"),
        "joined": ("date_joined", "pk"),
    }
    ordering = "name"
    filterset_class = PeopleFilter
    empty_text = _("Nobody matches this filter.")

    def get_queryset(self):
        return User.objects.visible_to(self.request.user).select_related("supervisor", "department")


class Hire(For, FormPage):
    roles = ADMINISTRATORS
    title = _("Add a person")
    form_class = PersonForm
    intro = _("They sign in with this e-mail. You get a one-time link for them to set their password.")
    submit = _("Add")
    success_message = _("Added. Hand over the link below so that they can set their password.")
    cancel_url = reverse_lazy("people:list")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": User()}

    def perform(self, form):
        return User.hire(**self.who_and_when, **form.cleaned_data)

    def get_success_url(self):
        return reverse("people:edit", args=[self.object.pk]) + "#invite"


class OnePerson(For):
    """Of the person whom the URL names, among those whom the reader may see."""

    roles = ADMINISTRATORS
    cancel_url = reverse_lazy("people:list")

    def dispatch(self, request, *args, **kwargs):
        self.person = None
        return super().dispatch(request, *args, **kwargs)

    def get_person(self) -> User:
        if self.person is None:
            self.person = get_object_or_404(User.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        return self.person

    def get_success_url(self):
        return reverse("people:edit", args=[self.get_person().pk])


class Appoint(OnePerson, FormPage):
    template_name = "accounts/person.html"
    form_class = PersonForm
    success_message = _("Saved. It counts from their next click on.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.get_person()}

    def perform(self, form):
        form.instance.appoint(**self.who_and_when, **form.cleaned_data)
        return form.instance

    def get_context_data(self, **kwargs):
        postings = self.get_person().postings.select_related("supervisor").order_by("-during")
        return super().get_context_data(**kwargs) | {"person": self.get_person(), "postings": postings}


class Deactivate(OnePerson, ConfirmPage):
    title = _("Deactivate this person")
    intro = _("They are signed out at once and can no longer sign in. What they did stays on record, under their name.")
    submit = _("Deactivate")
    danger = True
    success_message = _("Deactivated.")

    def perform(self, form):
        self.get_person().deactivate(**self.who_and_when)


class Reactivate(OnePerson, ConfirmPage):
    title = _("Let this person in again")
    intro = _("They can sign in again with their old password, or with a new link.")
    submit = _("Let in")
    success_message = _("They can sign in again.")

    def perform(self, form):
        self.get_person().reactivate(**self.who_and_when)


class Invite(OnePerson, TemplateView):
    """Make a one-time link and show it once. That it was made is written down, the link itself is kept nowhere."""

    template_name = "accounts/invitation.html"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        person = self.get_person()
        if not person.is_active:
            messages.error(request, _("They may not sign in: let them in again first."))
            return redirect("people:edit", person.pk)
        record("user.invited", person, by=request.user, at=timezone.now())
        return self.render_to_response(self.get_context_data(person=person, link=invitations.link(person)))
