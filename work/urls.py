from django.urls import path

from work.views import case_deeds as deeds
from work.views import case_page as page
from work.views import cases as views

app_name = "cases"

urlpatterns = [
    path("", views.CaseList.as_view(), name="list"),
    path("new/", views.NewCase.as_view(), name="create"),
    path("files/<int:pk>/", page.CaseFile.as_view(), name="file"),
    path("<int:pk>/", page.CasePage.as_view(), name="detail"),
    path("<int:pk>/edit/", deeds.ChangeCase.as_view(), name="edit"),
    path("<int:pk>/answer/", deeds.AnswerCase.as_view(), name="answer"),
    path("<int:pk>/wait/", deeds.WaitForClient.as_view(), name="wait"),
    path("<int:pk>/resume/", deeds.ResumeCase.as_view(), name="resume"),
    path("<int:pk>/solve/", deeds.SolveCase.as_view(), name="solve"),
    path("<int:pk>/confirm/", deeds.ConfirmCase.as_view(), name="confirm"),
    path("<int:pk>/reopen/", deeds.ReopenCase.as_view(), name="reopen"),
    path("<int:pk>/move/", deeds.MoveCase.as_view(), name="move"),
    path("<int:pk>/comment/", page.CommentCase.as_view(), name="comment"),
]
