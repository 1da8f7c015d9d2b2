from django.urls import path

from activity.views.audit import AuditLog

urlpatterns = [path("audit/", AuditLog.as_view(), name="audit")]
