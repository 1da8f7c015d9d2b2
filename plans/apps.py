from importlib import import_module

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self):
        # They make the room known to those below.
        for module in ("plans.palette", "plans.tellings", "plans.timeline"):
            import_module(module)
