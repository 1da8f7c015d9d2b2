from django.urls import include, path

from activity.views import jobs, notifications
from activity.views.audit import AuditLog

notification_pages = [
    path("", notifications.NotificationList.as_view(), name="list"),
    path("bell/", notifications.BellNow.as_view(), name="bell"),
    path("read/", notifications.ReadAll.as_view(), name="read"),
    path("settings/", notifications.Preferences.as_view(), name="settings"),
    path("<int:pk>/", notifications.OpenNotification.as_view(), name="open"),
]

job_pages = [
    path("", jobs.TroubledJobs.as_view(), name="list"),
    path("try-again/", jobs.TryAgain.as_view(), name="try_all_again"),
    path("<int:pk>/try-again/", jobs.TryAgain.as_view(), name="try_again"),
]

urlpatterns = [
    path("audit/", AuditLog.as_view(), name="audit"),
    path("notifications/", include((notification_pages, "notifications"))),
    path("settings/jobs/", include((job_pages, "jobs"))),
]
