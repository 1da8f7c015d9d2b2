from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Posting(models.Model):
    """Which role, level and supervisor a person had, from when until when.

    The database writes these rows itself, by a trigger on the user table, so no path can forget to
    (see migration 0002). `User` carries the current ones.
    """

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="postings")
    role = models.CharField(_("role"), max_length=20)
    level = models.CharField(_("level"), max_length=10, blank=True)
    supervisor = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    during = DateTimeRangeField(_("during"))

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        # The exclusion constraint on (user, during) is deferred with the trigger's SQL in migration 0002.

    def __str__(self) -> str:
        return f"{self.user_id}: {self.words}"

    @property
    def words(self) -> str:
        from accounts.models.user import Level, Role

        role = Role(self.role).label
        return f"{role}, {Level(self.level).label}" if self.level else str(role)
