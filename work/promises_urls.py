from django.urls import path

from work.views import promises as views

app_name = "promises"

urlpatterns = [
    path("", views.PromiseList.as_view(), name="list"),
    path("new/", views.NewPromise.as_view(), name="create"),
    path("<int:pk>/", views.PromiseDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", views.ChangePromise.as_view(), name="edit"),
    path("<int:pk>/keep/", views.KeepPromise.as_view(), name="keep"),
    path("<int:pk>/break/", views.BreakPromise.as_view(), name="break"),
    path("<int:pk>/new-date/", views.AgreeNewDate.as_view(), name="new_date"),
    path("<int:pk>/reopen/", views.ReopenPromise.as_view(), name="reopen"),
]
