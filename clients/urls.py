from django.urls import path

from clients.views import clients as views
from clients.views import manage, merge, relationships, responsibility

app_name = "clients"

urlpatterns = [
    path("", views.ClientList.as_view(), name="list"),
    path("options/", views.ClientOptions.as_view(), name="options"),
    path("new/", manage.StartClient.as_view(), name="create"),
    path("<str:code>/", views.ClientDetail.as_view(), name="detail"),
    path("<str:code>/timeline/", views.ClientTimeline.as_view(), name="timeline"),
    path("<str:code>/edit/", manage.ChangeClient.as_view(), name="edit"),
    path("<str:code>/transfer/", responsibility.TransferClient.as_view(), name="transfer"),
    path("<str:code>/map/", relationships.ClientMap.as_view(), name="map"),
    path("<str:code>/merge/", merge.MergeClient.as_view(), name="merge"),
    path("<str:code>/team/", responsibility.ClientTeam.as_view(), name="team"),
    path("<str:code>/team/<int:pk>/end/", responsibility.EndTeamMember.as_view(), name="end_team_member"),
]
