from django.contrib import admin

from accounts.administration import ReadOnlyAdmin
from activity.models import Event, Job


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Who did what when. The details may hold business figures, which are no administrator's: they stay out."""

    list_display = ("at", "actor", "verb", "subject", "subject_id")
    list_select_related = ("actor",)
    exclude = ("data",)
    show_full_result_count = False


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("task", "state", "attempts", "created_at", "finished_at", "error")
    list_filter = ("state", "task")
    exclude = ("args",)
    show_full_result_count = False
