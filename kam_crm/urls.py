from django.contrib import admin
from django.urls import include, path

from clients.views.team_page import TeamPage

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("activity.urls")),
    path("kpis/", include("kpis.urls")),
    path("team/", TeamPage.as_view(), name="team"),
    path("admin/", admin.site.urls),
]
