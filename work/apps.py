from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "work"

    def ready(self):
        for module in (
            "work.imports",
            "work.tellings",
            "work.tellings_of_playbooks",
            "work.timeline",
        ):  # they make the room known to the one below
            import_module(module)
