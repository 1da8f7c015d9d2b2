"""When and why a client left."""

from django.utils.translation import gettext_lazy as _

from clients.forms.facts import DepartureForm
from clients.models import Departure
from clients.views.facts import ChangePage, FactPage

EFFECT = _("The client counts as lost from that day until its next purchase or the next contract's start.")


class RecordDeparture(FactPage):
    form_class = DepartureForm
    title = _("The client left")
    intro = EFFECT
    submit = _("Record")

    def perform(self, form):
        return Departure.record(self.client, **self.who_and_when, **form.cleaned_data)


class ChangeDeparture(ChangePage):
    model = Departure
    form_class = DepartureForm
    title = _("Change the departure")
    intro = EFFECT
