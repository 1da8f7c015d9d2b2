from work.models.answer import Answer
from work.models.case import Case
from work.models.playbook import Playbook
from work.models.playbook_parts import PlaybookQuestion, PlaybookStep
from work.models.playbook_run import PlaybookRun
from work.models.task import Task, TaskAttachment, TaskComment, TaskStep

__all__ = [
    "Answer",
    "Case",
    "Playbook",
    "PlaybookQuestion",
    "PlaybookRun",
    "PlaybookStep",
    "Task",
    "TaskAttachment",
    "TaskComment",
    "TaskStep",
]
