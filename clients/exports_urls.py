from django.urls import path

from clients.views import imports as views

app_name = "exports"
urlpatterns = [
    path("", views.ExportList.as_view(), name="list"),
    path("<uuid:pk>/", views.ExportDetail.as_view(), name="detail"),
    path("<uuid:pk>/file/", views.ExportFile.as_view(), name="file"),
]
