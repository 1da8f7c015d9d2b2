from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "work"

    def ready(self):
        for module in ("work.imports", "work.timeline", "work.tellings_of_requests"):  # they make the room known to those below
            import_module(module)
