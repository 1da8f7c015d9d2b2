from work.models.case import Case
from work.models.promise import Promise, PromiseReminder
from work.models.task import Task, TaskAttachment, TaskComment, TaskStep

__all__ = ["Case", "Promise", "PromiseReminder", "Task", "TaskAttachment", "TaskComment", "TaskStep"]
