from django.urls import path

from work.views import brief

app_name = "brief"
urlpatterns = [path("<str:code>/brief/", brief.ClientBrief.as_view(), name="client")]
