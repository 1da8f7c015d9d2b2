import json

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import EVERYONE, For
from activity.bell import Bell
from activity.filters import NotificationFilter
from activity.forms import PreferencesForm
from activity.models import Notification, Preference
from pages.views import Column, FormPage, ListPage


class NotificationList(For, ListPage):
    roles = EVERYONE
    title = _("Notifications")
    list_template_name = "activity/notification_list.html"
    columns = [Column(_("What")), Column(_("Kind"), css="hide-phone"), Column(_("When"), "at", css="hide-phone")]
    row_template = "activity/notification_row.html"
    actions_template = "activity/notification_actions.html"
    orderings = {"at": ("id",)}
    ordering = "-at"
    filterset_class = NotificationFilter
    empty_title = _("Nothing to tell you yet")
    empty_text = _("Here you find what others did that concerns you. What you do yourself is not told.")

    def get_queryset(self):
        kind = self.request.GET.get("kind", "")
        mine = Notification.objects.visible_to(self.request.user).select_related("event__actor")
        return mine.lines(kind).with_more(kind)


class BellNow(For, View):
    """What the bell shows now, asked by open pages; 204 where it is as the page has it. `news` tells the page's lists
    that something came."""

    roles = EVERYONE

    def get(self, request):
        bell, seen = Bell.of(request.user), request.GET.get("seen", "")
        if bell.state == seen:
            return HttpResponse(status=204)
        response = render(request, "components/bell.html", {"bell": bell})
        if bell.is_news_after(seen):
            response["HX-Trigger"] = json.dumps({"news": {}})
        return response


class OpenNotification(For, View):
    """Goes to where one sees what happened. That it is read then is nobody else's matter, so a link may do it."""

    roles = EVERYONE

    def get(self, request, pk):
        mine = Notification.objects.visible_to(request.user).select_related("event")
        return HttpResponseRedirect(get_object_or_404(mine, pk=pk).open(timezone.now()))


class ReadAll(For, View):
    """Everything up to the newest one that was shown; what came since stays unread."""

    roles = EVERYONE

    def post(self, request):
        newest = request.POST.get("newest", "")
        if newest.isascii() and newest.isdigit() and len(newest) < 19:
            Notification.objects.visible_to(request.user).filter(pk__lte=int(newest)).read(timezone.now())
        return redirect("notifications:list")


class Preferences(For, FormPage):
    roles = EVERYONE
    title = _("How you are told")
    template_name = "activity/preferences.html"
    form_class = PreferencesForm
    success_url = reverse_lazy("notifications:settings")
    success_message = _("Saved. It counts for what happens from now on.")

    def get_initial(self):
        return Preference.channels_of(self.request.user)

    def perform(self, form):
        Preference.choose(form.cleaned_data, **self.who_and_when)
