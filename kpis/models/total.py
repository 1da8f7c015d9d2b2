from django.db import models


class Total(models.Model):
    """What all managers and the unassigned add up to, by measure and currency, in the current edition of a month.

    Kept so that one manager's change moves the company's row without reading everybody's rows again: a refresh takes
    the old rows of those it recomputes out and puts the new ones in. `rows` are those with something counted;
    `mixed` those whose own lines have several currencies.
    """

    month = models.ForeignKey("kpis.Month", models.CASCADE, related_name="totals")
    measure = models.CharField(max_length=40)
    unit = models.CharField(max_length=10, blank=True)
    value = models.DecimalField(max_digits=44, decimal_places=20)
    rows = models.IntegerField()
    mixed = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "measure", "unit"], name="total_once")]

    def __str__(self) -> str:
        return f"{self.month_id} {self.measure} {self.value} {self.unit}"
