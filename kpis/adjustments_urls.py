from django.urls import path

import kpis.urls  # noqa: F401 (how a month stands in an address)
from kpis.views import adjustments

app_name = "adjustments"
urlpatterns = [
    path("", adjustments.AdjustmentList.as_view(), name="list"),
    path("notice/", adjustments.Notice.as_view(), name="notice"),
    path("<int:pk>/", adjustments.AdjustmentPage.as_view(), name="detail"),
    path("<int:pk>/accept/", adjustments.Accept.as_view(), name="accept"),
    path("<int:pk>/refuse/", adjustments.Refuse.as_view(), name="refuse"),
]
