"""What-if: a manager changes the figures of a month that is not closed, and sees what it would pay."""

from django.http import Http404
from django.views.generic import TemplateView

from kpis import goals
from kpis.models import Month
from kpis.pay import scorecard, whatif
from kpis.pay.supposing import SupposeForm
from kpis.views.pay import OfStatement


class WhatIfPage(OfStatement, TemplateView):
    """Everything supposed is in the address; nothing is written."""

    template_name = "kpis/whatif.html"

    def get_context_data(self, **kwargs):
        card = self.get_card()
        book = whatif.book(card)
        form = SupposeForm(card, book, goals.measures(), self.request.GET)
        return super().get_context_data(**kwargs) | {
            "manager": self.manager,
            "month": self.month,
            "book": book,
            "form": form,
            "compared": whatif.compare(card, form.changes()),
        }

    def get_card(self) -> scorecard.Scorecard:
        """404 of a closed month, in which nothing can become otherwise, and where no pay terms hold."""
        card = scorecard.of(self.month, [self.manager]).get(self.manager.pk)
        if card is None or self.month.state == Month.State.CLOSED:
            raise Http404
        return card
