"""Whom what happens in this room concerns, and in which words: one module a kind of work."""

from work.tellings import promises, tasks

__all__ = ["promises", "tasks"]
