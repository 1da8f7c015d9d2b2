"""Whom what happens in this room concerns, and in which words: one module a kind of work."""

from work.tellings import cases, playbooks, promises, requests, tasks

__all__ = ["cases", "playbooks", "promises", "requests", "tasks"]
