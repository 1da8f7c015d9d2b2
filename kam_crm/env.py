"""Settings read from the environment. A bad one ends the program with one clear line."""

import os
import zoneinfo
from collections.abc import Callable
from typing import NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit


def refuse(name: str, why: str) -> NoReturn:
    raise SystemExit(f"{name}: {why}")


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, "").strip() or default
    if value is None:
        refuse(name, "is not set; it is needed to start.")
    return value


def flag(name: str) -> bool:
    value = text(name, "off").lower()
    if value not in ("1", "0", "on", "off", "true", "false", "yes", "no"):
        refuse(name, f"“{value}” is neither on nor off.")
    return value in ("1", "on", "true", "yes")


def whole(name: str, default: int, least: int, most: int) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        refuse(name, f"“{value}” is not a whole number from {least} to {most}.")
    return int(value)


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in allowed:
        refuse(name, f"“{value}” is not one of {', '.join(allowed)}.")
    return value


def time_zone(name: str, default: str) -> str:
    value = text(name, default)
    if value not in zoneinfo.available_timezones():
        refuse(name, f"“{value}” is not an IANA time zone such as Asia/Kolkata.")
    return value


def checked(name: str, default: str, accepts: Callable[[str], bool], what: str) -> str:
    value = text(name, default)
    if not accepts(value):
        refuse(name, f"“{value}” is not {what}.")
    return value


def words(name: str, default: str) -> list[str]:
    return [word for word in text(name, default).replace(",", " ").split() if word]


def database(name: str) -> dict[str, object]:
    """Django's settings for one PostgreSQL, from postgresql://user:password@host:port/name?host=/socket."""
    url = _url(name, ("postgres", "postgresql"))
    query = dict(parse_qsl(url.query))
    if len(url.path) < 2:
        refuse(name, "names no database; write postgresql://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or query.pop("user", "")),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.pop("host", url.hostname or ""),
        "PORT": str(url.port or ""),
        "OPTIONS": {"connect_timeout": "5", **query},
    }


def redis(name: str) -> str:
    _url(name, ("redis", "rediss", "redis+socket", "unix"))
    return text(name)


def email(name: str) -> dict[str, object]:
    """Django's mail settings, from smtp://user:password@host:port, smtps://… or console:."""
    if text(name, "console:") == "console:":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    url = _url(name, ("smtp", "smtps", "smtp+tls"))
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname or "localhost",
        "EMAIL_PORT": url.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 10,
    }


def _url(name: str, schemes: tuple[str, ...]):
    value = text(name)
    try:
        url = urlsplit(value)
        url.port  # noqa: B018  (a malformed port is only noticed when it is read)
    except ValueError:
        refuse(name, "is not a URL.")
    if url.scheme not in schemes:
        refuse(name, f"does not start with {' or '.join(s + '://' for s in schemes)}.")
    return url
