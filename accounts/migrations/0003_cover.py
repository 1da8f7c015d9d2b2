"""Who stands in for whom, and that nobody does who is away in that time."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models.cover

# Two covers at once, each harmless alone, see each other behind the lock, which the verbs take, too.
NO_CHAINS = """
CREATE FUNCTION accounts_no_cover_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('accounts.covers'));
    IF EXISTS (
        SELECT 1 FROM accounts_cover
        WHERE cancelled_at IS NULL AND (absent_id = NEW.colleague_id OR colleague_id = NEW.absent_id)
        AND daterange(since, until) && daterange(NEW.since, NEW.until)
    ) THEN
        RAISE EXCEPTION 'who is away stands in for nobody (%)', NEW.colleague_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cover_no_chain';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER cover_no_chain AFTER INSERT OR UPDATE ON accounts_cover
    FOR EACH ROW WHEN (NEW.cancelled_at IS NULL) EXECUTE FUNCTION accounts_no_cover_chain();
"""

BACK = """
DROP TRIGGER cover_no_chain ON accounts_cover;
DROP FUNCTION accounts_no_cover_chain;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_database_promises"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(verbose_name="until")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="what to know meanwhile")),
                ("cancelled_at", models.DateTimeField(editable=False, null=True, verbose_name="cancelled")),
                (
                    "absent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who is away",
                    ),
                ),
                (
                    "colleague",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="covers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who stands in",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="arranged by",
                    ),
                ),
            ],
            options={
                "verbose_name": "cover",
                "verbose_name_plural": "covers",
                "ordering": ["-since", "-pk"],
                "indexes": [models.Index(fields=["colleague", "since"], name="cover_colleague")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("since"))), name="cover_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("absent", models.F("colleague")), _negated=True),
                        name="cover_by_somebody_else",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("cancelled_at", None)),
                        expressions=[("absent", "="), (accounts.models.cover.Span("since", "until"), "&&")],
                        name="cover_one_colleague_at_a_time",
                    ),
                ],
            },
        ),
        migrations.RunSQL(NO_CHAINS, BACK),
    ]
