from importlib import import_module

from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "activity"

    def ready(self) -> None:
        from accounts import events
        from activity.models import record

        events.keep_in(record)
        import_module("activity.tellings")
