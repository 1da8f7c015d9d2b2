"""A talk's next step as a task of the one whose talk it was."""

import datetime as dt

from clients.following_up import AFTER_LOGGING
from clients.models import Interaction
from work.models import Task

LONGEST = 200  # letters of a task's title


def make_task(talk: Interaction, *, by, at: dt.datetime) -> None:
    """Once: whoever sends the same talk again waits for the first one's transaction."""
    if talk.tasks.exists():
        return
    title, more = talk.next_step, ""
    if len(title) > LONGEST:
        title, more = f"{title[: LONGEST - 1]}…", title
    about = {"interaction": talk, "client": talk.client, "due_on": talk.next_step_on}
    Task.assign([talk.manager], by=by, at=at, title=title, details=more, **about)


AFTER_LOGGING.append(make_task)
