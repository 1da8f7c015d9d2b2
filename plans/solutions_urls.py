from django.urls import path

from plans.views import solution_deeds as deeds
from plans.views import solutions as views

app_name = "solutions"

urlpatterns = [
    path("files/<int:pk>/", views.SolutionFile.as_view(), name="file"),
    path("<int:pk>/", views.SolutionPage.as_view(), name="detail"),
    path("<int:pk>/offer.pdf", views.Offer.as_view(), name="document"),
    path("<int:pk>/edit/", views.ReviseSolution.as_view(), name="edit"),
    path("<int:pk>/lines/new/", views.AddLine.as_view(), name="add_line"),
    path("<int:pk>/lines/<int:line>/", views.ChangeLine.as_view(), name="change_line"),
    path("<int:pk>/lines/<int:line>/remove/", deeds.TakeLine.as_view(), name="remove_line"),
    path("<int:pk>/submit/", deeds.Submit.as_view(), name="submit"),
    path("<int:pk>/approve/", deeds.Approve.as_view(), name="approve"),
    path("<int:pk>/send-back/", deeds.SendBack.as_view(), name="send_back"),
    path("<int:pk>/offer/", deeds.OfferIt.as_view(), name="offer"),
    path("<int:pk>/accept/", deeds.Accept.as_view(), name="accept"),
    path("<int:pk>/refuse/", deeds.Refuse.as_view(), name="refuse"),
    path("<int:pk>/redraft/", deeds.Redraft.as_view(), name="redraft"),
    path("<int:pk>/comment/", views.CommentSolution.as_view(), name="comment"),
]
