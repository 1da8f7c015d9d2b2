from django.utils.translation import gettext_lazy as _

from accounts.access import ADMINISTRATORS, EXECUTIVES, For
from activity.filters import EventFilter
from activity.models import Event
from pages.views import Column, ListPage


class AuditLog(For, ListPage):
    """What happened, who did it and when. An administrator reads no details of business records: figures are theirs
    who work with them."""

    roles = (*ADMINISTRATORS, *EXECUTIVES)
    title = _("Audit log")
    columns = [Column(_("When"), "at"), Column(_("By")), Column(_("What")), Column(_("Record")), Column(_("Details"))]
    row_template = "activity/event_row.html"
    orderings = {"at": ("id",)}
    ordering = "-at"
    filterset_class = EventFilter
    empty_text = _("Nothing has been recorded that matches this filter.")

    def get_queryset(self):
        return Event.objects.visible_to(self.request.user).select_related("actor")

    def get_rows(self, rows):
        for event in rows:
            event.details = event.details_for(self.request.user)
        return rows
