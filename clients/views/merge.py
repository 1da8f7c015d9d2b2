"""Two clients, or two contacts, become one; and two again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import MANAGERS, READERS, For
from accounts.models import Role
from clients import merging
from clients.forms.merge import MergeForm, OtherContactForm, OtherForm
from clients.likeness import SHOWN, likely_contacts, likely_same, surely_same
from clients.models import Client, Contact, Likeness, Merge, Responsibility
from clients.views.facts import FactPage
from clients.views.responsibility import OverClient
from pages.views import Column, ConfirmPage, ListPage, asked_for

SENIORS = (Role.KEY_MANAGER, Role.EXECUTIVE)


class MergePage(FactPage):
    """First which other one, then what would move and what is kept; `other` is in the address."""

    template_name = "clients/merge_form.html"
    notice_template = ""
    submit = _("Merge")
    success_message = ""

    def get_form_class(self):
        return MergeForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"kept": self.kept, "gone": self.other}

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.other else self.get(request, *args, **kwargs)

    @cached_property
    def kept(self):
        raise NotImplementedError

    @cached_property
    def choice(self):
        """The form that asks for the other one."""
        raise NotImplementedError

    @property
    def asked(self):
        return self.request.GET if "other" in self.request.GET else None

    @cached_property
    def other(self):
        """The other one, where the address names one that may be merged."""
        return self.choice.cleaned_data["other"] if self.choice.is_bound and self.choice.is_valid() else None

    def get_context_data(self, **kwargs):
        kwargs |= {"kept": self.kept, "other": self.other, "choice": self.choice}
        if self.other:
            kwargs["moving"] = merging.foreseen(self.kept, self.other)
        else:
            kwargs |= {"form": None, "likely": self.likely()}
        return super().get_context_data(**kwargs)

    def done(self):
        """The message that says so has a button that undoes it."""
        said = _now("%(gone)s is now one with %(kept)s.") % {"gone": self.other, "kept": self.kept}
        messages.success(self.request, said, extra_tags=reverse("merges:undo", args=[self.object.pk]))
        return super().done()


class MergeClient(OverClient, MergePage):
    """For executives, and for the senior over both clients' managers."""

    title = _("Merge two clients")

    @property
    def kept(self):
        return self.client

    @cached_property
    def choice(self):
        return OtherForm(self.asked, client=self.client, **self.who_and_when)

    def likely(self):
        among = Client.objects.visible_to(self.request.user).exclude(pk=self.client.pk)
        return likely_same(self.client.name, self.client.website, among=among)[:SHOWN]

    def perform(self, form):
        return Merge.of_clients(self.client, self.other, **self.who_and_when, taken=form.taken)


class MergeContact(MergePage):
    title = _("Merge two contacts")

    @cached_property
    def contact(self) -> Contact:
        found = Contact.objects.workable_by(self.request.user).live().select_related("client", "reports_to")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @property
    def client(self) -> Client:
        return self.contact.client

    @property
    def kept(self):
        return self.contact

    @cached_property
    def choice(self):
        return OtherContactForm(self.asked, contact=self.contact)

    def likely(self):
        among = self.client.contacts.live().exclude(pk=self.contact.pk)
        about = (self.contact.name, self.contact.email, self.contact.phone)
        return likely_contacts(self.client, *about, among=among)[:SHOWN]

    def perform(self, form):
        return Merge.of_contacts(self.contact, self.other, **self.who_and_when, taken=form.taken)


class MergeList(For, ListPage):
    roles = READERS
    title = _("Merged")
    columns = [
        Column(_("Kept")),
        Column(_("Merged away")),
        Column(_("What"), css="hide-phone"),
        Column(_("When"), css="hide-phone"),
        Column(""),
    ]
    row_template = "clients/merge_row.html"
    orderings = {"when": ("at", "pk")}
    ordering = "-when"
    empty_title = _("Nothing was merged yet")
    empty_text = _("Two clients or two contacts that were made one stand here, and can be made two again for 30 days.")

    def get_queryset(self):
        found = Merge.objects.visible_to(self.request.user).defer("journal")
        return found.select_related("client", "by", "undone_by")

    def get_rows(self, rows):
        """Each with whether the reader may undo it: `may_undo` for all of them at once."""
        now, user = timezone.now(), self.request.user
        held = Responsibility.objects.on(self.request.rules.today(now)).filter(manager__in=user.line_ids)
        held = held.filter(client__in=[row.client_id for row in rows]).values_list("client", flat=True)
        led = set(held) if user.is_senior else set()
        for row in rows:
            of_clients = row.kind == Merge.Kind.CLIENT
            right = (user.is_executive or row.client_id in led) if of_clients else user.is_manager
            row.mine = right and row.undone_at is None and now <= row.undoable_until
        return rows


class UndoMerge(For, ConfirmPage):
    """For who could merge the two today."""

    roles = READERS
    title = _("Undo the merge")
    submit = _("Undo the merge")
    danger = True
    cancel_url = reverse_lazy("merges:list")
    success_message = _("They are two again.")

    @cached_property
    def merge(self) -> Merge:
        found = Merge.objects.visible_to(self.request.user).select_related("client")
        merge = get_object_or_404(found, pk=self.kwargs["pk"])
        if not merge.may_undo(self.request.user, timezone.now()):
            raise Http404
        return merge

    @property
    def intro(self):
        sentence = _now("%(gone)s gets back all that it had. What was recorded for %(kept)s since then stays there.")
        return sentence % {"gone": self.merge.gone_name, "kept": self.merge.kept_name}

    def get_form(self, form_class=None):
        self.merge  # noqa: B018  # 404 before anything is shown
        return super().get_form(form_class)

    def perform(self, form):
        self.merge.undo(**self.who_and_when)

    def get_success_url(self):
        return self.merge.client.get_absolute_url()


class Seniors(For):
    """For executives and seniors."""

    roles = SENIORS

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated and request.user.is_manager and not request.user.is_senior:
            self.roles = ()


class DuplicateList(Seniors, ListPage):
    """Pairs of clients that may be one, for those who may make them one."""

    title = _("Likely duplicates")
    columns = [Column(_("Client")), Column(_("Client")), Column(_("Why"), css="hide-phone"), Column("")]
    row_template = "clients/duplicate_row.html"
    orderings = {"found": ("found_at", "pk")}
    ordering = "-found"
    empty_title = _("No likely duplicates")
    empty_text = _("Every night the clients are compared by name, website and phone; pairs that may be one stand here.")
    actions_template = "clients/duplicate_list_actions.html"

    def get_queryset(self):
        return Likeness.objects.visible_to(self.request.user).open().select_related("first", "second")

    def get_rows(self, rows):
        """Each with its managers, and whether both are in the reader's line."""
        today, user = self.today, self.request.user
        clients = {pk for row in rows for pk in (row.first_id, row.second_id)}
        spans = Responsibility.objects.on(today).filter(client__in=clients).select_related("manager")
        held = {span.client_id: span.manager for span in spans}
        for row in rows:
            both = held.get(row.first_id), held.get(row.second_id)
            row.first.manager, row.second.manager = both
            row.mergeable = user.is_executive or all(one and one.pk in user.line_ids for one in both)
        return rows


class TellApart(Seniors, View):
    def post(self, request, pk):
        pair = get_object_or_404(Likeness.objects.visible_to(request.user), pk=pk)
        pair.tell_apart(by=request.user, at=timezone.now())
        messages.success(request, _("They are two; nobody is asked again."))
        return HttpResponseRedirect(reverse("duplicates:list"))


class LookForClient(For, View):
    """For the form of a new client: who may be the same. Of clients out of the reader's sight only that there is one,
    and only where name or website are the very same (docs/decisions/0023)."""

    roles = READERS

    def get(self, request):
        name, website = (asked_for(request, key)[:300] for key in ("name", "website"))
        seen = Client.objects.visible_to(request.user)
        found = list(likely_same(name, website, among=seen)[:SHOWN])
        others = Client.objects.unmerged().exclude(pk__in=seen.values("pk"))
        elsewhere = not found and not request.user.is_executive and surely_same(name, website, among=others)
        return render(request, "clients/likely_clients.html", {"found": found, "elsewhere": elsewhere})


class LookForContact(For, View):
    """For the form of a new contact: who may be the same, among those whom the reader may see."""

    roles = MANAGERS

    def get(self, request, code):
        client = get_object_or_404(Client.objects.workable_by(request.user), code=code)
        keys = ("name", "email", "phone")
        about = (asked_for(request, key)[:300] for key in keys)
        seen = Contact.objects.visible_to(request.user).live()
        found = likely_contacts(client, *about, among=seen)[:SHOWN]
        return render(request, "clients/likely_contacts.html", {"found": found, "client": client})
