from django.db import models


class Touch(models.Model):
    """A change that may move figures: of which client or manager, from which day on. Written by database triggers
    on the fact tables (migrations 0002, 0005, 0007, 0012 and 0013), so no path of writing can forget it. Both empty:
    everything. Manager 0 is the row of the unassigned.

    `xid` is the number of the writing transaction (kpis/freshness.py).
    """

    client_id = models.BigIntegerField(null=True)
    manager_id = models.BigIntegerField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    xid = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["xid"], name="touch_xid")]

    def __str__(self) -> str:
        return f"{self.client_id or self.manager_id or 'everything'} since {self.since}"
