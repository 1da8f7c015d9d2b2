"""What clients give back of a sale."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import MANAGERS, For
from clients.forms.facts import ReturnForm, new_order
from clients.models import Sale
from clients.views.facts import ChangePage
from clients.views.services import number_of
from pages.formats.numbers import day, money, number


class RecordReturn(ChangePage):
    model = Sale
    form_class = ReturnForm
    title = _("Take the sale back")
    submit = _("Take back")
    success_message = _("The return is recorded.")

    @property
    def suggested_url(self) -> str:
        return reverse("sales:share", args=[self.fact.pk])

    @property
    def intro(self) -> str:
        sale, (amount, _cost) = self.fact, self.fact.left()
        said = gettext(
            "%(client)s bought %(quantity)s × %(service)s on %(day)s. Left to take back: %(left)s × for %(amount)s. The"
            " return counts on its own day."
        )
        about = {"client": sale.client, "service": sale.service, "day": day(sale.date)}
        numbers = {"quantity": number(sale.quantity), "left": number(sale.left_quantity())}
        return said % {**about, **numbers, "amount": money(amount, sale.currency)}

    def get_form_kwargs(self):
        if self.fact.returns_id:
            raise Http404
        return super().get_form_kwargs() | {"sale": self.fact, "by": self.request.user, "today": self.today}

    def get_initial(self):
        quantity, (amount, _cost) = self.fact.left_quantity(), self.fact.left()
        given = {"quantity": quantity} if quantity else {"quantity": 0, "amount": amount}  # not all money came back
        return given | {"date": self.today, "order": new_order(self.today), "line": "1"}

    def perform(self, form):
        return self.fact.record_return(**self.who_and_when, **form.cleaned_data)


class Share(For, View):
    """What an empty amount and cost of a return come to, while its form is filled in."""

    roles = MANAGERS

    def get(self, request, pk):
        found = Sale.objects.workable_by(request.user).live().purchases().select_related("client")
        sale, quantity = get_object_or_404(found, pk=pk), number_of(request.GET.get("quantity", ""))
        amount, cost = sale.share(quantity, number_of(request.GET.get("amount", ""))) if quantity else (None, None)
        seen = sale.sees_margin(request.user)
        return render(request, "clients/share.html", {"sale": sale, "amount": amount, "cost": cost if seen else None})
