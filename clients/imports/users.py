from django.utils.translation import gettext as _

from accounts.models import Level, Role, User
from clients.imports import cells
from clients.imports.kind import Column, Kind


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
        return {"password": ("'!' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')", [])}

    def judge(self, row, known):
        if row["role"] == Role.KEY_MANAGER and not row.get("level"):
            yield "level", _("A key account manager is junior or senior.")
        if row["role"] != Role.KEY_MANAGER and row.get("level"):
            yield "level", _("Only key account managers have a level.")

    def settle(self, staged):
        if staged.has("supervisor_email"):
            staged.resolve("supervisor_id", "x.email = r.supervisor_email")
            about = ("supervisor_email", "supervisor_id", "supervisor_email")
            yield from staged.unresolved(*about, _("There is no user with this e-mail, or their own row was refused."))
            yield from staged.circles(*about, _("The reporting lines would form a circle."))
