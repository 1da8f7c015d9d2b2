from django.urls import path

from work.views import playbook_runs as runs
from work.views import playbooks as views

app_name = "playbooks"
urlpatterns = [
    path("", views.PlaybookList.as_view(), name="list"),
    path("new/", views.NewPlaybook.as_view(), name="create"),
    path("examples/", views.TakeExamples.as_view(), name="examples"),
    path("<int:pk>/", views.PlaybookPage.as_view(), name="detail"),
    path("<int:pk>/edit/", views.EditPlaybook.as_view(), name="edit"),
    path("<int:pk>/next/", views.CopyPlaybook.as_view(), name="copy"),
    path("<int:pk>/adopt/", views.AdoptPlaybook.as_view(), name="adopt"),
    path("<int:pk>/retire/", views.RetirePlaybook.as_view(), name="retire"),
    path("<int:pk>/discard/", views.DiscardPlaybook.as_view(), name="discard"),
    path("for/<str:code>/start/", runs.StartPlaybook.as_view(), name="start"),
    path("for/<str:code>/call/<int:script>/", runs.CallByScript.as_view(), name="call"),
    path("runs/<int:pk>/", runs.RunPage.as_view(), name="run"),
    path("runs/<int:pk>/call-off/", runs.CancelRun.as_view(), name="cancel"),
]
