from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _

from clients.imports import cells
from clients.imports.kind import Column, Kind
from clients.models import Contact

KEEP_UNNAMED = f"""
UPDATE import_row r SET reports_to_id = x.id FROM {Contact._meta.db_table} t JOIN {Contact._meta.db_table} x
ON x.id = t.reports_to_id WHERE t.id = r.old_id AND r.reports_to_email = ''
AND (x.email = '' OR x.trashed_at IS NOT NULL)
"""
"""A file cannot name a superior without an e-mail, so a blank cell does not take such a one away."""


class Contacts(Kind):
    """People at a client, known by their e-mail there, or by their name where they have none."""

    name = "contacts"
    model = Contact
    key = ("client_id", "email")
    match = (
        "t.client_id = r.client_id AND CASE WHEN r.email = '' THEN t.email = '' AND t.name = r.name"
        " ELSE lower(t.email) = lower(r.email) END"
    )
    references = {"reports_to_email": "reports_to_id"}
    columns = (
        Column("client_code", "client_id", cells.client, path="client__code"),
        Column("email", "email", cells.email, blank=""),
        Column("name", "name", cells.text(300)),
        Column("title", "title", cells.text(200), blank=""),
        Column("phone", "phone", cells.text(50), blank=""),
        Column("decision_role", "decision_role", cells.choice(Contact.DecisionRole), blank=""),
        Column("influence", "influence", cells.choice(Contact.Influence), blank=""),
        Column("attitude", "attitude", cells.choice(Contact.Attitude), blank=""),
        Column(
            "reports_to_email",
            "reports_to_email",
            cells.email,
            blank="",
            type="text",
            path="above",
        ),
    )

    def key_of(self, row):
        if not {"client_id", "email", "name"} <= row.keys():
            return None
        return row["client_id"], row["email"].lower() or None, "" if row["email"] else row["name"]

    def settle(self, staged):
        if staged.has("reports_to_email"):
            staged.resolve(
                "reports_to_id",
                "x.client_id = r.client_id AND lower(x.email) = lower(r.reports_to_email)"
                " AND r.reports_to_email <> '' AND x.trashed_at IS NULL",
            )
            staged.execute(KEEP_UNNAMED)
            about = ("reports_to_email", "reports_to_id", "reports_to_email")
            yield from staged.unresolved(
                *about, _("This client has no contact with this e-mail, or their own row was refused.")
            )
            yield from staged.circles(*about, _("The reporting lines would form a circle."))

    def exported(self, user, today):
        named = Case(When(reports_to__trashed_at=None, then=F("reports_to__email")), default=Value(""))
        return super().exported(user, today).annotate(above=named)
