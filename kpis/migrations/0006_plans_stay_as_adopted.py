"""An adopted plan is only followed, never changed: triggers."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kpis", "0005_touches_of_more_facts")]
    operations = []
