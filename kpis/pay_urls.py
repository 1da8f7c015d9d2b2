from django.urls import path

import kpis.urls  # noqa: F401 (how a month stands in an address)
from kpis.views import pay

app_name = "pay"
urlpatterns = [
    path("", pay.Newest.as_view(), name="newest"),
    path("<month:first>/", pay.MonthList.as_view(), name="month"),
    path("<month:first>/<int:manager>/", pay.StatementPage.as_view(), name="statement"),
]
