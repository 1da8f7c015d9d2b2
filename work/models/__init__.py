from work.models.case import Case
from work.models.request import DepartmentRequest
from work.models.request_rows import RequestAttachment, RequestComment, RequestDelay, RequestWarning

__all__ = ["Case", "DepartmentRequest", "RequestAttachment", "RequestComment", "RequestDelay", "RequestWarning"]
