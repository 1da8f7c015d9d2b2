from work.models.case import Case
from work.models.promise import Promise, PromiseReminder
from work.models.request import DepartmentRequest
from work.models.request_rows import RequestAttachment, RequestComment, RequestDelay, RequestWarning
from work.models.task import Task, TaskAttachment, TaskComment, TaskStep

__all__ = [
    "Case",
    "DepartmentRequest",
    "Promise",
    "PromiseReminder",
    "RequestAttachment",
    "RequestComment",
    "RequestDelay",
    "RequestWarning",
    "Task",
    "TaskAttachment",
    "TaskComment",
    "TaskStep",
]
