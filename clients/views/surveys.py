"""How likely a client's people are to recommend us."""

from django.utils.translation import gettext_lazy as _

from clients.forms.opinions import SurveyForm
from clients.models import Survey
from clients.views.facts import ChangePage, FactPage


class RecordSurvey(FactPage):
    form_class = SurveyForm
    title = _("Answer to a survey")
    intro = _("“How likely are you to recommend us to a colleague?”")
    submit = _("Record")
    success_message = _("The answer is recorded.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"client": self.client, "today": self.today}

    def get_initial(self):
        return {"answered_on": self.today}

    def perform(self, form):
        return Survey.record(self.client, **self.who_and_when, **form.cleaned_data)


class ChangeSurvey(ChangePage):
    model = Survey
    form_class = SurveyForm
    title = _("Change the answer")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"client": self.client, "today": self.today}
