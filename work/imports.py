"""Cases from files and into files."""

from django.utils.translation import gettext as _

from clients.imports import Column, Kind, Refusal, cells, register
from work.models import Case

FOLLOWING = ("first_answer_at", "solved_at")


@register
class Cases(Kind):
    name = "cases"
    model = Case
    key = ("reference",)
    match = "t.reference = r.reference"
    columns = (
        Column("reference", "reference", cells.text(80)),
        Column("client_code", "client_id", cells.client, path="client__code"),
        Column("kind", "kind", cells.choice(Case.Kind)),
        Column("priority", "priority", cells.choice(Case.Priority), blank=Case.Priority.NORMAL.value),
        Column("subject", "subject", cells.text(300), blank=""),
        Column("received_at", "received_at", cells.instant),
        Column("first_answer_at", "first_answer_at", cells.instant, blank=None),
        Column("solved_at", "solved_at", cells.instant, blank=None),
        Column("manager_email", "manager_id", cells.manager, blank=None, path="manager__email"),
    )

    def judge(self, row, known):
        for field in FOLLOWING:
            if row.get(field) and row[field] < row["received_at"]:
                yield field, _("This lies before the case was received.")

    def settle(self, staged):
        """What the file does not say stands as it is, and must follow what the file says."""
        for field in FOLLOWING:
            if not staged.has(field):
                for line, received in staged.rows(
                    f"SELECT r.file_line, r.received_at FROM import_row r JOIN {self.table} t ON t.id = r.old_id"
                    f" WHERE t.{field} < r.received_at ORDER BY 1"
                ):
                    yield Refusal(line, "received_at", str(received), _("It was answered or solved before that."))
