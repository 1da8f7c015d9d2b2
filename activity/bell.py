"""The bell in the top bar: whether there is something new for its reader."""

from __future__ import annotations

from dataclasses import dataclass

from activity.models import Notification

MOST = 9
"""What one counts at a glance; more is “9+”, and costs no more to find out."""


@dataclass(frozen=True)
class Bell:
    """The unread lines: how many, up to one more than MOST, and the newest one's id."""

    count: int
    newest: int

    @classmethod
    def of(cls, user) -> Bell:
        newest = Notification.objects.visible_to(user).unread().lines().order_by("-pk")
        ids = list(newest.values_list("pk", flat=True)[: MOST + 1])
        return cls(len(ids), ids[0] if ids else 0)

    @property
    def words(self) -> str:
        return str(self.count) if self.count <= MOST else f"{MOST}+"

    @property
    def state(self) -> str:
        """What a page remembers of the bell that it shows."""
        return f"{self.newest}-{self.count}"

    def is_news_after(self, state: str) -> bool:
        """Whether something came since the bell of that state."""
        newest = state.partition("-")[0]
        return not (newest.isascii() and newest.isdigit()) or self.newest > int(newest[:20])
