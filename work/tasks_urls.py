from django.urls import path
from django.utils.translation import gettext_lazy as _

from work.views import tasks as views

app_name = "tasks"

urlpatterns = [
    path("", views.TaskList.as_view(), name="list"),
    path("new/", views.NewTask.as_view(), name="create"),
    path("selected/", views.Selected.as_view(), name="selected"),
    path("files/<int:pk>/", views.TaskFile.as_view(), name="file"),
    path("<int:pk>/", views.TaskPage.as_view(), name="detail"),
    path("<int:pk>/edit/", views.ChangeTask.as_view(), name="edit"),
    path("<int:pk>/accept/", views.TaskDeed.as_view(verb="accept", said=_("Accepted.")), name="accept"),
    path("<int:pk>/begin/", views.TaskDeed.as_view(verb="begin", said=_("It is in work.")), name="begin"),
    path("<int:pk>/hand-in/", views.TaskDeed.as_view(verb="hand_in", said=_("It is done.")), name="hand_in"),
    path("<int:pk>/approve/", views.TaskDeed.as_view(verb="approve", said=_("Approved.")), name="approve"),
    path("<int:pk>/return/", views.GiveBack.as_view(), name="give_back"),
    path("<int:pk>/hand-back/", views.Decline.as_view(), name="decline"),
    path("<int:pk>/call-off/", views.CallOff.as_view(), name="cancel"),
    path("<int:pk>/reassign/", views.Reassign.as_view(), name="reassign"),
    path("<int:pk>/steps/<int:step>/", views.TickStep.as_view(), name="tick"),
    path("<int:pk>/comment/", views.CommentTask.as_view(), name="comment"),
]
