from accounts.models.company import Company
from accounts.models.cover import Cover
from accounts.models.department import Department
from accounts.models.posting import Posting
from accounts.models.user import Level, Role, User

__all__ = ["Company", "Cover", "Department", "Level", "Posting", "Role", "User"]
