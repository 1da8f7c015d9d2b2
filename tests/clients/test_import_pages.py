"""Imports and exports as pages: started there, done by a worker, fetched by whom they belong to."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from activity import jobs
from activity.models import Run
from clients import runs
from clients.models import Service
from tests import factories as make

TEXT = b"code,name,price\na,Audit,100\nb,B,free\n"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def start(client, **data) -> Run:
    upload = SimpleUploadedFile("services.csv", TEXT)
    client.post(reverse("imports:create"), {"kind": "services", "file": upload, **data})
    return Run.objects.get()


def test_it_refuses_on_the_page_what_the_command_refuses(cast, client):
    client.force_login(cast.omar)
    run = start(client)
    assert "begins as soon as" in client.get(reverse("imports:detail", args=[run.pk])).text
    jobs.run_waiting(timezone.now())
    page = client.get(reverse("imports:detail", args=[run.pk])).text
    assert "Nothing was written" in page
    assert "not an amount" in page
    assert not Service.objects.exists()
    failures = b"".join(client.get(reverse("imports:file", args=[run.pk])).streaming_content)
    assert b"3,price," in failures


def test_it_imports_once(cast, client):
    client.force_login(cast.omar)
    run = start(client, partial="on")
    jobs.run_waiting(timezone.now())
    assert Service.objects.get().code == "a"
    Service.objects.all().delete()
    run.refresh_from_db()
    runs.perform(run, timezone.now())
    assert not Service.objects.exists()
    assert client.get(reverse("imports:list")).status_code == 200


def test_it_shows_a_run_to_its_owner_only(cast, client):
    client.force_login(cast.omar)
    run = start(client)
    jobs.run_waiting(timezone.now())
    client.force_login(make.user("Olga", "administrator"))
    for name in ("imports:detail", "imports:file"):
        assert client.get(reverse(name, args=[run.pk])).status_code == 404


def test_it_exports_what_the_reader_may_see(cast, client):
    make.client("Acme", cast.asha)
    make.client("Bolt", cast.ravi)
    client.force_login(cast.asha)
    client.post(reverse("exports:list"), {"kind": "clients", "format": "csv"})
    jobs.run_waiting(timezone.now())
    run = Run.objects.get()
    assert "1 record." in client.get(reverse("exports:detail", args=[run.pk])).text
    text = b"".join(client.get(reverse("exports:file", args=[run.pk])).streaming_content).decode()
    assert "ACME" in text
    assert "BOLT" not in text
