from activity.models.event import Event, record
from activity.models.job import Job
from activity.models.notification import Notification
from activity.models.preference import Preference
from activity.models.run import Run

__all__ = ["Event", "Job", "Notification", "Preference", "Run", "record"]
