"""The list of clients, and a client's own page with everything that happened."""

from __future__ import annotations

from django.db.models import Max
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from accounts.access import READERS, For
from clients.filters import ClientFilters
from clients.models import Client, Interaction, Responsibility
from clients.views.client_page import page_of, timeline_of
from pages.views import Column, ListPage


class ClientList(For, ListPage):
    roles = READERS
    title = _("Clients")
    filterset_class = ClientFilters
    columns = [
        Column(_("Name"), sort="name"),
        Column(_("Kind"), sort="kind"),
        Column(_("Sector"), sort="sector", css="hide-phone"),
        Column(_("City"), sort="city", css="hide-phone"),
        Column(_("Manager"), css="hide-phone"),
        Column(_("Last talk"), css="num"),
    ]
    row_template = "clients/client_row.html"
    orderings = {name: (name, "pk") for name in ("name", "kind", "sector", "city")}
    ordering = "name"
    actions_template = "clients/client_list_actions.html"
    empty_title = _("No clients yet")
    empty_text = _("The clients whom you look after, or on whose team you are, stand here.")
    empty_template = "clients/client_list_actions.html"

    def get_queryset(self):
        return Client.objects.visible_to(self.request.user)

    def get_rows(self, rows):
        today = self.today
        held = Responsibility.objects.on(today).filter(client__in=rows).select_related("manager")
        managers = {span.client_id: span.manager for span in held}
        talks = Interaction.objects.live().talks().held().filter(client__in=rows).order_by()
        last = dict(talks.values_list("client").annotate(last=Max("started_at")))
        for client in rows:
            client.manager, client.last_talk = managers.get(client.pk), last.get(client.pk)
        return rows


class ClientOptions(For, View):
    """The clients that match what is typed, for the field that finds one."""

    roles = READERS

    def get(self, request):
        typed = request.GET.get("q", "")
        found = Client.objects.visible_to(request.user).search(typed).best_first(typed)[:12]
        return render(request, "clients/client_options.html", {"clients": found})


class ClientDetail(For, TemplateView):
    roles = READERS
    template_name = "clients/client_detail.html"

    def get(self, request, code):
        """The code of a client that was merged leads to the one that was kept."""
        kept = Client.objects.visible_to(request.user).filter(merged__code=code).first()
        return redirect(kept) if kept else super().get(request, code=code)

    def get_context_data(self, code, **kwargs):
        client = get_object_or_404(Client.objects.visible_to(self.request.user).select_related("parent"), code=code)
        now = timezone.now()
        return super().get_context_data(**kwargs) | page_of(
            client, self.request.user, self.request.rules, now, self.request.GET
        )


class ClientTimeline(For, View):
    """A page of the timeline: the first one with its filters, which the client's address then keeps, or one more below
    what is there."""

    roles = READERS

    def get(self, request, code):
        client = get_object_or_404(Client.objects.visible_to(request.user), code=code)
        context = timeline_of(client, request.rules, request.GET) | {"client": client}
        if request.GET.get("after"):
            return render(request, "clients/timeline/more.html", context)
        response = render(request, "clients/timeline/timeline.html", context)
        response["HX-Replace-Url"] = "?".join(filter(None, (client.get_absolute_url(), context["narrowed"])))
        return response
