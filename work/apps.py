from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "work"

    def ready(self):
        for name in (
            "following_up",
            "imports",
            "palette",
            "tellings",
            "timeline",
        ):  # they make the room known to the one below
            import_module(f"work.{name}")
