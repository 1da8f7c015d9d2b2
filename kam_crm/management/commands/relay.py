import signal

from django.core.management.base import BaseCommand

from activity.relay import Relay
from kam_crm.celery import send


class Command(BaseCommand):
    help = "Hands the jobs that wait in the database to Celery, until it is stopped."
    requires_system_checks = []  # `make check` asks them; here they would only import every page

    def handle(self, *args, **options):
        relay = Relay(send)
        signal.signal(signal.SIGTERM, relay.stop)
        signal.signal(signal.SIGINT, relay.stop)
        relay.run()
