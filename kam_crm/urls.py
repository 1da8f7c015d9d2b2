from django.contrib import admin
from django.urls import include, path

from kpis.views.today import Today

urlpatterns = [
    path("", Today.as_view(), name="home"),
    path("", include("accounts.urls")),
    path("", include("activity.urls")),
    path("clients/", include("clients.urls")),
    path("clients/", include("work.brief_urls")),
    path("interactions/", include("clients.interactions_urls")),
    path("", include("clients.facts_urls")),
    path("cases/", include("work.urls")),
    path("requests/", include("work.requests_urls")),
    path("tasks/", include("work.tasks_urls")),
    path("playbooks/", include("work.playbooks_urls")),
    path("promises/", include("work.promises_urls")),
    path("opportunities/", include("plans.opportunities_urls")),
    path("needs/", include("plans.needs_urls")),
    path("solutions/", include("plans.solutions_urls")),
    path("settings/", include("work.service_urls")),
    path("kpis/", include("kpis.books_urls")),
    path("kpis/adjustments/", include("kpis.adjustments_urls")),
    path("kpis/", include("kpis.urls")),
    path("goals/", include("kpis.goals_urls")),
    path("pay/", include("kpis.payplans_urls")),
    path("pay/", include("kpis.pay_urls")),
    path("team/", include("work.team_urls")),
    path("imports/", include("clients.imports_urls")),
    path("exports/", include("clients.exports_urls")),
    path("admin/", admin.site.urls),
]
