"""The company's settings are changed wholly before a closing or after it: they hold the books as facts do."""

from django.db import migrations

HOLD = """
CREATE FUNCTION kpis_settings_hold_the_books() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM kpis_books FOR SHARE;
    RETURN NULL;
END $$;
CREATE TRIGGER kpis_settings_hold_the_books BEFORE INSERT OR UPDATE OR DELETE ON accounts_company
    FOR EACH STATEMENT EXECUTE FUNCTION kpis_settings_hold_the_books();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_database_promises"),
        ("kpis", "0009_rhythms_of_closed_months"),
    ]
    operations = [migrations.RunSQL(HOLD, "DROP FUNCTION kpis_settings_hold_the_books CASCADE;")]
