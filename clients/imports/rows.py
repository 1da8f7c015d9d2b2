"""What every readable file offers, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator


class Unreadable(ValueError):
    """The file as a whole cannot be read; says why in one sentence."""


class Table:
    """The rows of a file: `headers`, then `rows()` as (line, cells), each once. The header is line 1 of the file.

    `position` of `size` says how far the reading is (bytes or lines, whichever the format knows).
    """

    headers: list[str]
    size: int
    position: int

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the file, which stays open for whoever opened it."""
