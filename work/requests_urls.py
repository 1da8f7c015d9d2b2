from django.urls import path

from work.views import request_deeds as deeds
from work.views import requests as views
from work.views.delays import Delays

app_name = "requests"

urlpatterns = [
    path("", views.RequestList.as_view(), name="list"),
    path("new/", views.NewRequest.as_view(), name="create"),
    path("share/", views.Share.as_view(), name="share"),
    path("delays/", Delays.as_view(), name="delays"),
    path("files/<int:pk>/", deeds.RequestFile.as_view(), name="file"),
    path("<int:pk>/", views.RequestPage.as_view(), name="detail"),
    path("<int:pk>/take/", deeds.Take.as_view(), name="take"),
    path("<int:pk>/hand/", deeds.Hand.as_view(), name="hand"),
    path("<int:pk>/delay/", deeds.Delay.as_view(), name="delay"),
    path("<int:pk>/answer/", deeds.Answer.as_view(), name="answer"),
    path("<int:pk>/accept/", deeds.Accept.as_view(), name="accept"),
    path("<int:pk>/send-back/", deeds.SendBack.as_view(), name="send_back"),
    path("<int:pk>/withdraw/", deeds.Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/comment/", deeds.CommentRequest.as_view(), name="comment"),
]
