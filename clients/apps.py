from importlib import import_module

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "clients"

    def ready(self) -> None:
        for name in ("palette", "tellings"):  # they make the room known to those below
            import_module(f"clients.{name}")
