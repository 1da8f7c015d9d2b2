from django.urls import path

from clients.views import interactions as views

app_name = "interactions"

urlpatterns = [
    path("", views.InteractionList.as_view(), name="list"),
    path("log/", views.LogInteraction.as_view(), name="log"),
    path("understand/", views.UnderstandLine.as_view(), name="understand"),
    path("people/", views.InteractionPeople.as_view(), name="people"),
    path("<int:pk>/", views.InteractionDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", views.EditInteraction.as_view(), name="edit"),
    path("<int:pk>/trash/", views.TrashInteraction.as_view(), name="trash"),
    path("<int:pk>/restore/", views.RestoreInteraction.as_view(), name="restore"),
]
