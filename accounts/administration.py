"""Django's admin, at /admin/: for administrators, behind our own sign-in, to look at and not to change.

A change goes through a verb on a page of ours, where it is checked and written down.
"""

from collections.abc import Iterable

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.utils.translation import gettext_lazy as _

OURS = ("accounts", "activity")
UNUSED = ("login", "logout", "password_change", "password_change_done", "autocomplete", "view_on_site")


class AdministrationSite(admin.AdminSite):
    site_header = site_title = _("Administration")
    index_title = _("Records, to look at")
    enable_nav_sidebar = False
    final_catch_all_view = False

    def register(self, model_or_iterable, admin_class=None, **options):
        models = model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        super().register([m for m in models if m._meta.app_label in OURS], admin_class, **options)

    def get_urls(self):
        return [route for route in super().get_urls() if getattr(route, "name", None) not in UNUSED]

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                from django.contrib.auth.views import redirect_to_login  # needs the apps, which load this module first

                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD"])
            try:
                return inner(request, *args, **kwargs)
            except PermissionDenied:
                raise Http404 from None

        return guarded


class AdministrationConfig(AdminConfig):
    default = False
    default_site = "accounts.administration.AdministrationSite"


class ReadOnlyAdmin(admin.ModelAdmin):
    """A list and a page for each record; nothing can be added, changed or deleted."""

    actions = None
    view_on_site = False

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_urls(self):
        kept = (f"_{self.opts.model_name}_changelist", f"_{self.opts.model_name}_change")
        return [route for route in super().get_urls() if (route.name or "").endswith(kept)]
