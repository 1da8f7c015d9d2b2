"""/healthz: this process is alive. /readyz: it can serve, and work gets done. /metrics: numbers, not for the public.

A middleware before all others, because being alive must not depend on the database, a host name or a sign-in.
"""

import datetime as dt
import secrets

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils import timezone
from django_prometheus.exports import ExportToDjangoView

from activity.models import Job

PATIENCE = dt.timedelta(minutes=5)
"""A job that has been due for longer than this says that no relay or no worker is running."""


class Health:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}.get(request.path)
        return answer(request) if answer else self.get_response(request)


def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when all is well, else 503; one word or number for each part."""
    parts = {"database": database(), "broker": broker(), "migrations": "unknown", "backlog": "unknown"}
    if parts["database"] == "ok":
        parts |= {"migrations": migrations()}
    if parts["migrations"] == "ok":
        parts |= {"backlog": backlog(timezone.now())}
    ready = set(parts.values()) == {"ok"}
    return JsonResponse({"status": "ok" if ready else "not ready", **parts}, status=200 if ready else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """For this machine itself, not through a proxy on it, or for whoever has KAM_METRICS_TOKEN."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    known = settings.METRICS_TOKEN and secrets.compare_digest(token.encode(), settings.METRICS_TOKEN.encode())
    local = request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and "X-Forwarded-For" not in request.headers
    return ExportToDjangoView(request) if known or local else HttpResponseNotFound()


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return "down"
    return "ok"


def broker() -> str:
    url = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://")
    try:
        with redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) as client:
            client.ping()
    except redis.RedisError:
        return "down"
    return "ok"


def migrations() -> str:
    executor = MigrationExecutor(connection)
    return "missing" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"


def backlog(now: dt.datetime) -> str:
    oldest = Job.objects.filter(state=Job.State.WAITING, due_at__lte=now).aggregate(oldest=Min("due_at"))["oldest"]
    return "ok" if oldest is None or now - oldest < PATIENCE else f"oldest job waits since {oldest:%Y-%m-%dT%H:%M:%SZ}"
