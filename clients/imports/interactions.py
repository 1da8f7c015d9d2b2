from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from clients.imports import cells
from clients.imports.kind import Column, Kind
from clients.models import Contact, Interaction

PEOPLE = Contact._meta.db_table
LINKS = (
    ("joint_ids", Interaction.joint_managers.through._meta.db_table, "user_id", "true"),
    (
        "contact_ids",
        Interaction.contacts.through._meta.db_table,
        "contact_id",
        f"l.contact_id IN (SELECT id FROM {PEOPLE} WHERE email <> '' AND trashed_at IS NULL)",
    ),
)
"""The staged list of ids, the table that keeps them, its column, and which of its rows a file can name: a contact
without an e-mail, linked in the app, stays linked."""


class Interactions(Kind):
    name = "interactions"
    model = Interaction
    key = ("reference",)
    match = "t.reference = r.reference"
    columns = (
        Column("reference", "reference", cells.text(80)),
        Column("client_code", "client_id", cells.client, path="client__code"),
        Column("manager_email", "manager_id", cells.manager, path="manager__email"),
        Column("joint_manager_emails", "joint_ids", cells.managers, blank=[], type="bigint[]", path="joint_emails"),
        Column("kind", "kind", cells.choice(Interaction.Kind)),
        Column("status", "status", cells.choice(Interaction.Status), blank=Interaction.Status.HELD.value),
        Column("started_at", "started_at", cells.instant),
        Column("duration_minutes", "duration_minutes", cells.whole(0, 100_000), blank=None),
        Column("contact_emails", "contact_ids", cells.text(), blank="", type="bigint[]", path="contact_emails"),
        Column("subject", "subject", cells.text(300), blank=""),
        Column("notes", "notes", cells.text(), blank=""),
    )

    def judge(self, row, known):
        if "joint_ids" in row:
            row["joint_ids"] = [pk for pk in row["joint_ids"] if pk != row["manager_id"]]
        if "contact_ids" in row:
            emails = [part.strip().lower() for part in row["contact_ids"].split(";") if part.strip()]
            found = {email: known.contacts.get((row["client_id"], email)) for email in emails} if emails else {}
            row["contact_ids"] = sorted({pk for pk in found.values() if pk})
            if missing := [email for email, pk in found.items() if not pk]:
                yield "contact_emails", _("This client has no contact with the e-mail %s.") % ", ".join(missing)

    def compare(self, staged):
        for field, table, column, named in LINKS:
            if staged.has(field):
                staged.execute(
                    f"UPDATE import_row r SET changed = true WHERE r.old_id IS NOT NULL AND r.{field} IS DISTINCT FROM"
                    f" COALESCE((SELECT array_agg(l.{column} ORDER BY l.{column}) FROM {table} l"
                    f" WHERE l.interaction_id = r.old_id AND {named}), '{{}}')"
                )

    def complete(self, staged):
        for field, table, column, named in LINKS:
            if staged.has(field):
                staged.execute(
                    f"DELETE FROM {table} l USING import_row r WHERE r.changed AND l.interaction_id = r.old_id"
                    f" AND l.{column} <> ALL(r.{field}) AND {named}"
                )
                staged.execute(
                    f"INSERT INTO {table} (interaction_id, {column}) SELECT r.id, unnest(r.{field}) FROM import_row r"
                    " WHERE r.old_id IS NULL OR r.changed ON CONFLICT DO NOTHING"
                )

    def exported(self, user, today):
        joint = User.objects.filter(joint_interactions=OuterRef("pk")).order_by("pk")
        people = Contact.objects.live().filter(interactions=OuterRef("pk")).exclude(email="").order_by("pk")
        return (
            super()
            .exported(user, today)
            .annotate(
                joint_emails=ArraySubquery(joint.values("email")), contact_emails=ArraySubquery(people.values("email"))
            )
        )
