"""Exchange rates move figures: they leave touches, hold the books, and are dated in months that are open. And what is
converted has more decimals than what was entered, so figures keep as many as an amount and a rate have together."""

from importlib import import_module

import django.contrib.postgres.fields
from django.db import migrations, models

facts = import_module("kpis.migrations.0005_touches_of_more_facts")

TABLE = "clients_exchangerate"
# Of everybody: a sale that is being entered at this moment cannot be seen, and would be missed.
RULE = {
    "rows": "SELECT NULL::bigint, NULL::bigint, min(since), NULL::date FROM changed HAVING count(*) > 0",
    "columns": "currency, base, since, rate",
}

OPEN = """
CREATE FUNCTION kpis_rate_of_open_month() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closed date;
    dated date;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NEW;
    END IF;
    SELECT closed_through INTO closed FROM kpis_books FOR SHARE;
    dated := CASE TG_OP WHEN 'INSERT' THEN NEW.since WHEN 'DELETE' THEN OLD.since
        ELSE least(OLD.since, NEW.since) END;
    IF dated < closed + interval '1 month' THEN
        RAISE EXCEPTION '% is closed; a rate can be dated from %.', to_char(closed, 'FMMonth YYYY'),
            to_char(closed + interval '1 month', 'YYYY-MM-DD') USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kpis_rate_of_open_month BEFORE INSERT OR UPDATE OR DELETE ON clients_exchangerate
    FOR EACH ROW EXECUTE FUNCTION kpis_rate_of_open_month();

CREATE FUNCTION kpis_rates_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Exchange rates are never emptied: closed months were made with them.'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER kpis_rates_never_emptied BEFORE TRUNCATE ON clients_exchangerate
    FOR EACH STATEMENT EXECUTE FUNCTION kpis_rates_never_emptied();
"""
NOT_OPEN = "DROP FUNCTION kpis_rate_of_open_month, kpis_rates_never_emptied CASCADE;"

PARTS = """ALTER TABLE kpis_part_figure ALTER numerator TYPE {type}, ALTER denominator TYPE {type},
    ALTER adds TYPE {type}[];"""


def forward() -> str:
    touches = [facts.function(TABLE, event, RULE) + facts.trigger(TABLE, event) for event in facts.EVENTS]
    return "\n".join([OPEN, *touches, PARTS.format(type="numeric(44, 20)")])


def back() -> str:
    touches = [f"DROP FUNCTION {facts.name(TABLE, event)} CASCADE;" for event in facts.EVENTS]
    return "\n".join([NOT_OPEN, *touches, PARTS.format(type="numeric(30, 6)")])


def exact(**more) -> models.DecimalField:
    return models.DecimalField(decimal_places=20, max_digits=44, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("kpis", "0012_touches_of_promises"),
        ("clients", "0013_exchange_rates"),
    ]
    operations = [
        migrations.RunSQL(forward(), back()),
        migrations.AlterField("figure", "numerator", exact(null=True)),
        migrations.AlterField("figure", "denominator", exact(null=True)),
        migrations.AlterField(
            "figure",
            "adds",
            django.contrib.postgres.fields.ArrayField(base_field=exact(), db_default=[], default=list, size=None),
        ),
        migrations.AlterField("total", "value", exact()),
        migrations.AlterField("statementline", "numerator", exact(null=True)),
        migrations.AlterField("statementline", "denominator", exact(null=True)),
    ]
