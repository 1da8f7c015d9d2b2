from work.models.calendar import Calendar
from work.models.case import Case
from work.models.case_parts import CaseAttachment, CaseComment, CasePause, ClockMark
from work.models.target import ServiceTarget

__all__ = ["Calendar", "Case", "CaseAttachment", "CaseComment", "CasePause", "ClockMark", "ServiceTarget"]
