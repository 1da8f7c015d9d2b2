from django.urls import path

from plans.views import needs as views

app_name = "needs"

urlpatterns = [
    path("", views.NeedList.as_view(), name="list"),
    path("new/", views.NewNeed.as_view(), name="create"),
    path("files/<int:pk>/", views.NeedFile.as_view(), name="file"),
    path("<int:pk>/", views.NeedPage.as_view(), name="detail"),
    path("<int:pk>/edit/", views.ChangeNeed.as_view(), name="edit"),
    path("<int:pk>/analyse/", views.Analyse.as_view(), name="analyse"),
    path("<int:pk>/drop/", views.Drop.as_view(), name="drop"),
    path("<int:pk>/reopen/", views.Reopen.as_view(), name="reopen"),
    path("<int:pk>/solution/", views.DraftSolution.as_view(), name="solve"),
    path("<int:pk>/comment/", views.CommentNeed.as_view(), name="comment"),
]
