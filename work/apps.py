from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "work"

    def ready(self):
        # They make the room known to those below.
        for module in ("work.imports", "work.tellings", "work.timeline"):
            import_module(module)
