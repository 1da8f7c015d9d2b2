"""What a client is estimated to spend with all suppliers: how large our share of it could become."""

from django.utils.translation import gettext_lazy as _

from clients.forms.opinions import SpendingForm
from clients.models import Spending
from clients.views.facts import ChangePage, FactPage

MEANING = _("What the client spends in a year, with all suppliers, on what we sell. Our share of wallet is made of it.")


class EstimateSpending(FactPage):
    form_class = SpendingForm
    title = _("Estimated spending")
    intro = MEANING
    submit = _("Record")
    success_message = _("The estimate is recorded.")

    def get_initial(self):
        return {"as_of": self.today, "currency": self.request.rules.currency}

    def perform(self, form):
        return Spending.estimate(self.client, **self.who_and_when, **form.cleaned_data)


class ChangeSpending(ChangePage):
    model = Spending
    form_class = SpendingForm
    title = _("Change the estimate")
    intro = MEANING

    def perform(self, form):
        return self.fact.change(**self.who_and_when, **Spending.in_currency(form.cleaned_data))
