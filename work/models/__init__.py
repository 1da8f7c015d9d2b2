from work.models.calendar import Calendar
from work.models.case import Case
from work.models.case_parts import CaseAttachment, CaseComment, CasePause, ClockMark
from work.models.target import ServiceTarget
from work.models.task import Task, TaskAttachment, TaskComment, TaskStep

__all__ = [
    "Calendar",
    "Case",
    "CaseAttachment",
    "CaseComment",
    "CasePause",
    "ClockMark",
    "ServiceTarget",
    "Task",
    "TaskAttachment",
    "TaskComment",
    "TaskStep",
]
