from work.models.answer import Answer
from work.models.calendar import Calendar
from work.models.case import Case
from work.models.case_parts import CaseAttachment, CaseComment, CasePause, ClockMark
from work.models.playbook import Playbook
from work.models.playbook_parts import PlaybookQuestion, PlaybookStep
from work.models.playbook_run import PlaybookRun
from work.models.promise import Promise, PromiseReminder
from work.models.request import DepartmentRequest
from work.models.request_rows import RequestAttachment, RequestComment, RequestDelay, RequestWarning
from work.models.target import ServiceTarget
from work.models.task import Task
from work.models.task_parts import TaskAttachment, TaskComment, TaskStep

__all__ = [
    "Answer",
    "Calendar",
    "Case",
    "CaseAttachment",
    "CaseComment",
    "CasePause",
    "ClockMark",
    "DepartmentRequest",
    "Playbook",
    "PlaybookQuestion",
    "PlaybookRun",
    "PlaybookStep",
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
