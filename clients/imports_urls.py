from django.urls import path

from clients.views import imports as views

app_name = "imports"
urlpatterns = [
    path("", views.ImportList.as_view(), name="list"),
    path("new/", views.ImportCreate.as_view(), name="create"),
    path("<uuid:pk>/", views.ImportDetail.as_view(), name="detail"),
    path("<uuid:pk>/failures/", views.ImportFailures.as_view(), name="file"),
]
