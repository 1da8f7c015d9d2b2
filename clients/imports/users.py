from django.utils.translation import gettext as _

from accounts.models import Level, Role, User
from clients.imports import cells
from clients.imports.kind import Column, Kind, Refusal


class Users(Kind):
    """People and their reporting lines. A new user has no password and is invited by other means."""

    name = "users"
    model = User
    key = ("email",)
    match = "t.email = r.email"
    client = "NULL::bigint"
    references = {"supervisor_email": "supervisor_id"}
    columns = (
        Column("email", "email", cells.lower_email),
        Column("name", "name", cells.text(200)),
        Column("role", "role", cells.choice(Role)),
        Column("level", "level", cells.choice(Level), blank=""),
        Column(
            "supervisor_email",
            "supervisor_email",
            cells.lower_email,
            blank="",
            type="text",
            path="supervisor__email",
        ),
        Column("department", "department_id", cells.department, blank=None, path="department__code"),
        Column("active", "is_active", cells.boolean, blank=True),
    )

    def inserted(self, known):
        return {
            "password": ("'!' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')", []),
            "level": (f"CASE WHEN r.role = '{Role.KEY_MANAGER}' THEN '{Level.JUNIOR}' ELSE '' END", []),
        }

    def judge(self, row, known):
        if row["role"] == Role.KEY_MANAGER and row.get("level") == "":
            row["level"] = Level.JUNIOR.value  # who is not said to be senior has no rights over others
        if row["role"] != Role.KEY_MANAGER and row.get("level"):
            yield "level", _("Only key account managers have a level.")

    def settle(self, staged):
        if staged.has("supervisor_email"):
            staged.resolve("supervisor_id", "x.email = r.supervisor_email")
            about = ("supervisor_email", "supervisor_id", "supervisor_email")
            yield from staged.unresolved(*about, _("There is no user with this e-mail, or their own row was refused."))
            yield from staged.circles(*about, _("The reporting lines would form a circle."))
        yield from _led_wrongly(staged)


def _led_wrongly(staged):
    """Account managers are led by a senior or an executive, as the users' own pages demand (accounts.models.User)."""
    supervisor = "r.supervisor_id" if staged.has("supervisor_email") else "t.supervisor_id"
    level = "r.level" if staged.has("level") else "COALESCE(t.level, '')"
    people = (
        f"SELECT r.file_line, r.id, r.email, r.role, {level} AS level, {supervisor} AS supervisor_id"
        f" FROM import_row r LEFT JOIN {User._meta.db_table} t ON t.id = r.old_id UNION ALL"
        f" SELECT NULL, id, email, role, level, supervisor_id FROM {User._meta.db_table} t"
        " WHERE t.is_active AND NOT EXISTS (SELECT 1 FROM import_row r WHERE r.id = t.id)"
    )
    for line, email, above_line, above in staged.rows(
        f"WITH people AS ({people}) SELECT p.file_line, p.email, a.file_line, a.email FROM people p"
        " JOIN people a ON a.id = p.supervisor_id WHERE p.role IN ('key_manager', 'account_manager')"
        " AND a.level <> 'senior' AND a.role <> 'executive' AND (p.file_line > 0 OR a.file_line > 0) ORDER BY 1, 3"
    ):
        if line:
            told = _("%s cannot lead an account manager: that takes a senior key account manager or an executive.")
            yield Refusal(line, "supervisor_email", above, told % above)
        else:
            yield Refusal(above_line, "role", "", _("%s reports to this person, who must stay senior.") % email)
