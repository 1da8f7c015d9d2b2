"""The exchange rate of a currency, from a day on."""

from __future__ import annotations

from crispy_forms.layout import Layout
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clients.forms.clients import pairs
from clients.forms.fields import AmountField, CurrencyField, DayField
from clients.models import ExchangeRate
from clients.models.exchange_rate import DECIMALS
from pages.forms import ModelForm


class ExchangeRateForm(ModelForm):
    currency = CurrencyField(required=True, help_text=_("Three letters, such as USD."))
    since = DayField(label=_("From"), help_text=_("It holds until the next rate of this currency."))
    rate = AmountField(label=_("Rate"), max_digits=24, decimal_places=DECIMALS)
    layout = Layout(*pairs("currency", "since"), "rate")

    class Meta:
        model = ExchangeRate
        fields = ["currency", "since", "rate"]

    def __init__(self, *args, base: str, **kwargs):
        super().__init__(*args, **kwargs)
        said = gettext("How much %(currency)s one unit of it is, to 12 decimals.")
        self.fields["rate"].help_text = said % {"currency": base}
