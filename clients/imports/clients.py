from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from clients.imports import cells, stewardship
from clients.imports.kind import Column, Kind
from clients.models import Client, Responsibility

MERGED = f"SELECT id FROM {Client._meta.db_table} WHERE merged_into_id IS NOT NULL"
PARENTS_KEPT = f"""
UPDATE import_row r SET parent_id = nullif(m.merged_into_id, r.id),
    parent_code = CASE WHEN m.merged_into_id = r.id THEN '' ELSE r.parent_code END
FROM {Client._meta.db_table} m WHERE m.id = r.parent_id AND m.merged_into_id IS NOT NULL
"""


class Clients(Kind):
    """Whom we serve. `manager_email` and `managed_since` say who is responsible from which day on; earlier history is
    the import of responsibilities'."""

    name = "clients"
    model = Client
    key = ("code",)
    match = "t.code = r.code"
    client = "r.id"
    references = {"parent_code": "parent_id"}
    columns = (
        Column("code", "code", cells.code(100)),
        Column("name", "name", cells.text(300)),
        Column("kind", "kind", cells.choice(Client.Kind), blank=Client.Kind.REGULAR.value),
        Column("market", "market", cells.choice(Client.Market), blank=Client.Market.BUSINESS.value),
        Column("sector", "sector", cells.text(100), blank=""),
        Column("reach", "reach", cells.choice(Client.Reach), blank=""),
        Column("strategic_role", "strategic_role", cells.choice(Client.StrategicRole), blank=""),
        Column("country", "country", cells.text(100), blank=""),
        Column("city", "city", cells.text(100), blank=""),
        Column("parent_code", "parent_code", cells.code(100), blank="", type="text", path="parent__code"),
        Column("manager_email", "manager_id", cells.manager, blank=None, type="bigint", path="manager_email"),
        Column("managed_since", "managed_since", cells.day, blank=None, type="date", path="managed_since"),
        Column("regular_purchase_months", "regular_purchase_months", cells.whole(1, 60), blank=None),
        Column("website", "website", cells.text(300), blank=""),
        Column("annual_revenue", "annual_revenue", cells.positive(most_decimals=2), blank=None),
        Column("employees", "employees", cells.whole(0, 2_000_000_000), blank=None),
        Column("founded_year", "founded_year", cells.whole(1000, 2199), blank=None),
    )

    def judge(self, row, known):
        if row.get("managed_since") and not row.get("manager_id"):
            yield "manager_email", _("There is a day (managed_since) but no manager.")

    def settle(self, staged):
        if staged.has("manager_id"):
            staged.execute(f"UPDATE import_row SET manager_id = NULL WHERE old_id IN ({MERGED})")
        if staged.has("parent_code"):
            staged.resolve("parent_id", "x.code = r.parent_code")
            staged.execute(PARENTS_KEPT)
            about = ("parent_code", "parent_id", "parent_code")
            yield from staged.unresolved(*about, _("There is no client with this code, or its own row was refused."))
            yield from staged.circles(*about, _("A client would be above itself."))
        if staged.has("manager_id"):
            yield from stewardship.settle(staged)

    def compare(self, staged):
        if staged.has("manager_id"):
            stewardship.mark(staged)

    def complete(self, staged):
        if staged.has("manager_id"):
            stewardship.write(staged)

    def exported(self, user, today):
        held = Responsibility.objects.on(today).filter(client=OuterRef("pk"))
        return (
            super()
            .exported(user, today)
            .filter(merged_into=None)
            .annotate(
                manager_email=Subquery(held.values("manager__email")[:1]),
                managed_since=Subquery(held.values("since")[:1]),
            )
        )
