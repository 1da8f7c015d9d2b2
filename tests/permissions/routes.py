"""Every route of the program, read from the URLconf."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    params: tuple[str, ...]


def all_routes() -> list[Route]:
    return [route for route, _callback in _walk(get_resolver(), "", "")]


def all_callbacks() -> list[tuple[str, Callable]]:
    return [(route.name, callback) for route, callback in _walk(get_resolver(), "", "")]


def _walk(resolver: URLResolver, namespace: str, prefix: str):
    for part in resolver.url_patterns:
        pattern = prefix + _plain(str(part.pattern))
        if isinstance(part, URLPattern):
            name = f"{namespace}{part.name}" if part.name else f"(without a name: /{pattern})"
            yield Route(name, pattern, tuple(part.pattern.regex.groupindex) + _outer(prefix)), part.callback
        else:
            inner = f"{namespace}{part.namespace}:" if part.namespace else namespace
            yield from _walk(part, inner, pattern)


def _plain(pattern: str) -> str:
    return pattern.removeprefix("^").removesuffix("\\Z").removesuffix("$")


def _outer(prefix: str) -> tuple[str, ...]:
    """The parameters that stand in an including route: `clients/<code>/`."""
    return tuple(part.split(">")[0].split(":")[-1] for part in prefix.split("<")[1:])
