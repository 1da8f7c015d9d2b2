from django.urls import path

from clients.views.team_page import TeamPage
from work.views import team as views

urlpatterns = [
    path("", views.Board.as_view(), name="team"),
    path("table/", TeamPage.as_view(), name="team_table"),
    path("move/<int:pk>/", views.MoveTask.as_view(), name="team_move"),
    path("<int:pk>/", views.Person.as_view(), name="team_person"),
]
