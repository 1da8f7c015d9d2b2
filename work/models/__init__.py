from work.models.calendar import Calendar
from work.models.case import Case
from work.models.case_parts import CaseAttachment, CaseComment, CasePause, ClockMark
from work.models.promise import Promise, PromiseReminder
from work.models.request import DepartmentRequest
from work.models.request_rows import RequestAttachment, RequestComment, RequestDelay, RequestWarning
from work.models.target import ServiceTarget
from work.models.task import Task, TaskAttachment, TaskComment, TaskStep

__all__ = [
    "Calendar",
    "Case",
    "CaseAttachment",
    "CaseComment",
    "CasePause",
    "ClockMark",
    "DepartmentRequest",
    "Promise",
    "PromiseReminder",
    "RequestAttachment",
    "RequestComment",
    "RequestDelay",
    "RequestWarning",
    "ServiceTarget",
    "Task",
    "TaskAttachment",
    "TaskComment",
    "TaskStep",
]
