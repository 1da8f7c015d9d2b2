"""Facts of the other measures leave touches, too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kpis", "0004_closed_stays_closed")]
    operations = []
