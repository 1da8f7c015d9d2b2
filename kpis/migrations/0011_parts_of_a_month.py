"""Where the parts of a split month wait for the last of them (kpis/split.py): rows of no month yet, so without foreign
keys, and not worth the log of a crash, after which the month is begun anew."""

from django.db import migrations

FORWARD = """
CREATE UNLOGGED TABLE kpis_part (split uuid, number integer, month date NOT NULL, PRIMARY KEY (split, number));
CREATE UNLOGGED TABLE kpis_part_standing (split uuid NOT NULL, month date NOT NULL, LIKE kpis_standing);
CREATE UNLOGGED TABLE kpis_part_figure (split uuid NOT NULL, month date NOT NULL, LIKE kpis_figure);
ALTER TABLE kpis_part_standing DROP COLUMN id, DROP COLUMN month_id, DROP COLUMN edition;
ALTER TABLE kpis_part_figure DROP COLUMN id, DROP COLUMN month_id, DROP COLUMN edition;
"""
BACK = "DROP TABLE kpis_part, kpis_part_standing, kpis_part_figure"


class Migration(migrations.Migration):
    dependencies = [("kpis", "0010_settings_hold_the_books")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
