from django.urls import path

from work.views import cases as views

app_name = "cases"

urlpatterns = [
    path("", views.CaseList.as_view(), name="list"),
    path("new/", views.NewCase.as_view(), name="create"),
    path("<int:pk>/edit/", views.ChangeCase.as_view(), name="edit"),
    path("<int:pk>/answer/", views.AnswerCase.as_view(), name="answer"),
    path("<int:pk>/solve/", views.SolveCase.as_view(), name="solve"),
]
