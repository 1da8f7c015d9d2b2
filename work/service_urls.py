from django.urls import path

from work.views import service as views

app_name = "service"

urlpatterns = [
    path("calendar/", views.CompanyCalendar.as_view(), name="calendar"),
    path("targets/", views.ServiceTargets.as_view(), name="targets"),
]
