from django.urls import path
from django.views.generic import View

app_name = "requests"

urlpatterns = [path("<int:pk>/", View.as_view(), name="detail")]
