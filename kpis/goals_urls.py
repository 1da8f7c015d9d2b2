from django.urls import path

from kpis import urls  # noqa: F401 – with which a month may stand in an address
from kpis.views import goals

app_name = "goals"
urlpatterns = [
    path("", goals.GoalList.as_view(), name="list"),
    path("new/", goals.SetGoal.as_view(), name="create"),
    path("evidence/<int:pk>/", goals.Evidence.as_view(), name="evidence"),
    path("<int:pk>/", goals.GoalPage.as_view(), name="detail"),
    path("<int:pk>/edit/", goals.ChangeGoal.as_view(), name="edit"),
    path("<int:pk>/end/", goals.EndGoal.as_view(), name="end"),
    path("<int:pk>/<month:first>/<int:manager>/", goals.ValuePage.as_view(), name="value"),
    path("<int:pk>/<month:first>/<int:manager>/enter/", goals.EnterValue.as_view(), name="enter"),
]
