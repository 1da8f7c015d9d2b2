"""Keeps the secret in an address out of every log: the page on which a client signs has a one-time link."""

from __future__ import annotations

import logging
import re

from django_structlog.middlewares import RequestMiddleware
from gunicorn.glogging import Logger

SECRET = re.compile(r"(/sign/)[^/\s?\"']+")


def hidden(text: str) -> str:
    return SECRET.sub(r"\1…", text)


class Requests(RequestMiddleware):
    """The requests in our own log."""

    @staticmethod
    def format_request(request) -> str:
        return hidden(RequestMiddleware.format_request(request))


class AccessLog(Logger):
    """The requests in gunicorn's log: their line, their parts, and the page that they came from."""

    def atoms(self, resp, req, environ, request_time):
        atoms = super().atoms(resp, req, environ, request_time)
        return {name: hidden(value) if isinstance(value, str) else value for name, value in atoms.items()}


class WithoutSecrets(logging.Filter):
    """What Django itself logs of a request that went wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(hidden(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True
