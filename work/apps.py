from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "work"

    def ready(self):
        # They make the room known to those below.
        for name in ("following_up", "imports", "palette", "tellings", "timeline"):
            import_module(f"work.{name}")
