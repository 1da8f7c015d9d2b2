from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "work"

    def ready(self):
        import_module("work.imports")  # its kind of import registers itself
