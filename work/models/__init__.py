from work.models.case import Case
from work.models.task import Task, TaskAttachment, TaskComment, TaskStep

__all__ = ["Case", "Task", "TaskAttachment", "TaskComment", "TaskStep"]
