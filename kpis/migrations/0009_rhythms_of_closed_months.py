"""A change of a client's purchase rhythm keeps the former one for the months that are closed.

It holds the books as the change's touch does: what a closing has seen is kept for it, and what it has not seen yet
needs no keeping.
"""

import django.db.models.deletion
from django.db import migrations, models

KEEP = """
CREATE FUNCTION kpis_keep_rhythms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE closed date;
BEGIN
    IF EXISTS (SELECT 1 FROM new_rows n JOIN old_rows o USING (id)
               WHERE n.regular_purchase_months IS DISTINCT FROM o.regular_purchase_months) THEN
        SELECT closed_through INTO closed FROM kpis_books FOR SHARE;
        INSERT INTO kpis_rhythm (client_id, through, months)
            SELECT id, closed, o.regular_purchase_months FROM new_rows n JOIN old_rows o USING (id)
            WHERE closed IS NOT NULL AND n.regular_purchase_months IS DISTINCT FROM o.regular_purchase_months
            ON CONFLICT DO NOTHING;  -- the first change after a closing tells what it was closed with
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER kpis_keep_rhythms AFTER UPDATE ON clients_client
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION kpis_keep_rhythms();

CREATE TRIGGER kpis_rhythm_never_changed BEFORE UPDATE OR DELETE ON kpis_rhythm
    FOR EACH ROW EXECUTE FUNCTION kpis_never_changed();
CREATE TRIGGER kpis_rhythm_never_emptied BEFORE TRUNCATE ON kpis_rhythm
    FOR EACH STATEMENT EXECUTE FUNCTION kpis_never_emptied();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0005_surveys_and_spending"),
        ("kpis", "0008_newest_statements_first"),
    ]
    operations = [
        migrations.CreateModel(
            "Rhythm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("through", models.DateField(verbose_name="for months closed through")),
                ("months", models.PositiveSmallIntegerField(null=True, verbose_name="purchase rhythm in months")),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("client", "through"), name="rhythm_once_a_closing"),
                ],
            },
        ),
        migrations.RunSQL(KEEP, "DROP FUNCTION kpis_keep_rhythms CASCADE;"),
    ]
