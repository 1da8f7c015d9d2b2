"""Cases from files and into files."""

from django.utils.translation import gettext as _

from clients.imports import Column, Kind, Refusal, cells, register
from work import winding
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
        if staged.has("solved_at"):
            yield from self._unlike_its_ending(staged)

    def _unlike_its_ending(self, staged):
        """A file that knows nothing of it does not undo what the client confirmed, or why it was reopened."""
        for line, solved in staged.rows(
            f"SELECT r.file_line, r.solved_at FROM import_row r JOIN {self.table} t ON t.id = r.old_id"
            " WHERE (t.confirmed_at IS NOT NULL AND coalesce(r.solved_at > t.confirmed_at, true))"
            " OR r.solved_at < t.reopened_at ORDER BY 1"
        ):
            yield Refusal(line, "solved_at", str(solved or ""), _("It was confirmed or reopened after that."))

    def complete(self, staged):
        """The clocks of what is new or changed; what was solved waits no longer."""
        if staged.has("solved_at"):
            solved = "FROM import_row r WHERE r.changed AND r.solved_at IS NOT NULL AND"
            staged.execute(
                "UPDATE work_casepause p SET until = greatest(r.solved_at, p.since + interval '1 microsecond')"
                f" {solved} p.case_id = r.id AND p.until IS NULL"
            )
            staged.execute(
                f"UPDATE {self.table} c SET waiting_since = NULL {solved} c.id = r.id AND c.waiting_since IS NOT NULL"
            )
        for condition, new in (("old_id IS NULL", True), ("changed", False)):
            ids = [row[0] for row in staged.rows(f"SELECT id FROM import_row WHERE {condition} ORDER BY id")]
            winding.wind(ids, new=new, at=staged.at)
