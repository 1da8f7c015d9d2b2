"""Deals in the command palette, and beginning one."""

from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from pages.navigation import MANAGERS, READERS
from pages.palette import LONGEST, SOURCES, STARTS, Hit, Source, Start, saying
from plans.models import Opportunity


def opportunities(user, typed: str) -> Iterator[Hit]:
    """The open ones come first."""
    found = Opportunity.objects.visible_to(user).live().filter(saying("title", typed))
    in_order = found.select_related("client", "stage").order_by(F("closed_on").desc(nulls_first=True), "expected_on")
    for deal in in_order[:LONGEST]:
        stands = deal.stage if deal.is_open else deal.get_outcome_display()
        yield Hit(deal.get_absolute_url(), deal.title, "briefcase", f"{deal.client} · {stands}")


SOURCES.append(Source(_("Deals"), READERS, opportunities))
STARTS.append(Start("/opportunities/new/", _("New opportunity"), "briefcase", MANAGERS))
