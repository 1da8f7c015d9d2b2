from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "work"

    def ready(self):
        for module in (
            "work.following_up",
            "work.imports",
            "work.tellings",
            "work.timeline",
        ):  # they make it known below
            import_module(module)
