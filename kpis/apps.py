from importlib import import_module

from django.apps import AppConfig


class KpisConfig(AppConfig):
    name = "kpis"

    def ready(self):
        for name in ("tellings", "books.gate"):  # they make the room known to those below
            import_module(f"kpis.{name}")
