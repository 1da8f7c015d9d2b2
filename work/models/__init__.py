from work.models.case import Case
from work.models.promise import Promise, PromiseReminder

__all__ = ["Case", "Promise", "PromiseReminder"]
