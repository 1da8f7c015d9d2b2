"""Whom what happens in this room concerns, and in which words: one module a kind of work."""

from work.tellings import promises, requests, tasks

__all__ = ["promises", "requests", "tasks"]
