"""Everything on one machine: web, worker, beat and relay under one parent."""

import json
import os
import shutil
import signal
import socket
import time
import urllib.error
import urllib.request

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from accounts.models import User
from kam_crm import processes
from kam_crm.static import collect

SECONDS_TO_BE_READY = 90


class Command(BaseCommand):
    help = "Starts web, worker, beat and relay, and stops them all on Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="where the web answers (8000)")
        parser.add_argument("--demo", action="store_true", help="load the demo company into an empty database")

    def handle(self, *args, port: int, demo: bool, **options):
        refuse_a_taken_port(port)
        for number in (signal.SIGTERM, signal.SIGINT):  # SIGINT too: a shell starts background commands deaf to it
            signal.signal(number, _interrupt)
        self.prepare(demo)
        children = processes.Processes(settings.DATA_DIR / "logs", environment(port))
        try:
            children.start("web", *processes.web(port))
            children.start("worker", *processes.WORKER)
            children.start("beat", *processes.BEAT)
            children.start("relay", *processes.RELAY)
            wait_until_ready(children, port)
            self.greet(port, demo)
            while True:
                children.check()
                time.sleep(0.5)
        except KeyboardInterrupt:
            self.say("Stopping …")
        except processes.Died as died:
            raise CommandError(str(died)) from None
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):  # an impatient second Ctrl-C would leave some behind
                signal.signal(number, signal.SIG_IGN)
            children.stop()

    def prepare(self, demo: bool) -> None:
        call_command("migrate", verbosity=0)
        collect()
        if demo and not User.objects.exists():
            from kam_crm import demo as company

            self.say("Loading the demo company …")
            company.load(now=timezone.now())
        connection.close()

    def greet(self, port: int, demo: bool) -> None:
        self.say(f"\nReady: http://127.0.0.1:{port}\n")
        if demo:
            from kam_crm.demo import SIGN_INS

            people = [sign_in for sign_in in SIGN_INS if User.objects.filter(email=sign_in[1]).exists()]
            for who, email, password in people:
                self.say(f"  {who:<28} {email:<36} {password}")
        elif not User.objects.exists():
            self.say("  The company is empty. Make the first administrator: manage.py createsuperuser")
        connection.close()
        self.say(f"\nLogs are in {settings.DATA_DIR / 'logs'}. Ctrl-C stops everything.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _interrupt(*_args) -> None:
    raise KeyboardInterrupt


def refuse_a_taken_port(port: int) -> None:
    if not 1 <= port <= 65535:
        raise CommandError(f"{port} is not a port; choose one from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"Port {port} cannot be used ({error.strerror}); choose another with --port.") from None


def environment(port: int) -> dict[str, str]:
    """What the children are told beyond this process's own environment."""
    metrics = settings.DATA_DIR / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir(parents=True)
    told = {"KAM_BASE_URL": os.environ.get("KAM_BASE_URL") or f"http://127.0.0.1:{port}", "PYTHONUNBUFFERED": "1"}
    return told | {"PROMETHEUS_MULTIPROC_DIR": str(metrics)}


def wait_until_ready(children: processes.Processes, port: int) -> None:
    deadline, said = time.monotonic() + SECONDS_TO_BE_READY, "no answer"
    while time.monotonic() < deadline:
        children.check()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except urllib.error.HTTPError as error:
            said = json.loads(error.read())
        except OSError:
            pass
        time.sleep(0.2)
    raise processes.Died(f"The web is not ready after {SECONDS_TO_BE_READY} seconds: {said}")
