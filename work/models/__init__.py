from work.models.case import Case

__all__ = ["Case"]
