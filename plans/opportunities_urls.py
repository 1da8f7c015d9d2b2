from django.urls import path

from plans.views import opportunities as views
from plans.views import opportunity_deeds as deeds
from plans.views import overview, stages

app_name = "opportunities"

urlpatterns = [
    path("", views.OpportunityList.as_view(), name="list"),
    path("board/", overview.Board.as_view(), name="board"),
    path("forecast/", overview.Forecast.as_view(), name="forecast"),
    path("new/", views.NewOpportunity.as_view(), name="create"),
    path("stages/", stages.Stages.as_view(), name="stages"),
    path("stages/new/", stages.AddStage.as_view(), name="add_stage"),
    path("stages/<int:pk>/", stages.ChangeStage.as_view(), name="change_stage"),
    path("stages/<int:pk>/remove/", stages.RemoveStage.as_view(), name="remove_stage"),
    path("files/<int:pk>/", deeds.OpportunityFile.as_view(), name="file"),
    path("<int:pk>/", views.OpportunityPage.as_view(), name="detail"),
    path("<int:pk>/edit/", views.ChangeOpportunity.as_view(), name="edit"),
    path("<int:pk>/move/", deeds.Move.as_view(), name="move"),
    path("<int:pk>/win/", deeds.Win.as_view(), name="win"),
    path("<int:pk>/lose/", deeds.Lose.as_view(), name="lose"),
    path("<int:pk>/reopen/", deeds.Reopen.as_view(), name="reopen"),
    path("<int:pk>/comment/", deeds.CommentOpportunity.as_view(), name="comment"),
]
