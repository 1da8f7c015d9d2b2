from django.db.models import Case, CharField, F, When
from django.utils.translation import gettext as _

from clients.imports import cells
from clients.imports.kind import Column, Kind
from clients.models import Survey


class Surveys(Kind):
    """Answers to surveys. A person without an e-mail is given by name."""

    name = "surveys"
    model = Survey
    key = ("client_id", "contact_id", "answered_on")
    match = "t.client_id = r.client_id AND t.contact_id = r.contact_id AND t.answered_on = r.answered_on"
    columns = (
        Column("client_code", "client_id", cells.client, path="client__code"),
        Column("contact_email", "contact_id", cells.text(300), path="person"),
        Column("answered_on", "answered_on", cells.day),
        Column("score", "score", cells.whole(0, 10)),
        Column("comment", "comment", cells.text(), blank=""),
    )

    def key_of(self, row):
        return super().key_of(row) if row.get("contact_id") else None

    def judge(self, row, known):
        typed = row["contact_id"]
        row["contact_id"] = known.respondents.get((row["client_id"], typed.lower() if "@" in typed else typed))
        if row["contact_id"] is None:
            yield (
                "contact_email",
                _("This client has no contact with this e-mail, nor one without e-mail of this name."),
            )

    def exported(self, user, today):
        person = Case(
            When(contact__email="", then=F("contact__name")), default=F("contact__email"), output_field=CharField()
        )
        return super().exported(user, today).annotate(person=person)
