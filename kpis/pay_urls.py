from django.urls import path

import kpis.urls  # noqa: F401 (how a month stands in an address)
from kpis.views import pay, questions, whatif

app_name = "pay"
urlpatterns = [
    path("", pay.Newest.as_view(), name="newest"),
    path("questions/", questions.QuestionList.as_view(), name="questions"),
    path("questions/<int:pk>/answer/", questions.Answer.as_view(), name="answer"),
    path("questions/<int:pk>/settle/", questions.Settle.as_view(), name="settle"),
    path("<month:first>/", pay.MonthList.as_view(), name="month"),
    path("<month:first>/sums/", pay.Sums.as_view(), name="sums"),
    path("<month:first>/payroll.csv", pay.PayrollFile.as_view(), name="payroll"),
    path("<month:first>/<int:manager>/", pay.StatementPage.as_view(), name="statement"),
    path("<month:first>/<int:manager>/statement.pdf", pay.StatementDocument.as_view(), name="document"),
    path("<month:first>/<int:manager>/what-if/", whatif.WhatIfPage.as_view(), name="what_if"),
    path("<month:first>/<int:manager>/ask/<slug:measure>/", questions.Ask.as_view(), name="ask"),
]
