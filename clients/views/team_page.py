from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.access import For
from accounts.models import Role
from clients.team_tree import team_tree


class TeamPage(For, TemplateView):
    """A senior's juniors, as a tree; an executive's all."""

    roles = (Role.KEY_MANAGER, Role.EXECUTIVE)
    template_name = "clients/team_page.html"

    def get_context_data(self, **kwargs):
        viewer = self.request.user
        if not (viewer.is_senior or viewer.is_executive):
            raise Http404
        branches = team_tree(viewer, self.request.rules, timezone.now())
        return super().get_context_data(**kwargs) | {"branches": branches}
