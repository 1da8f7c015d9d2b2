"""What is closed stays closed: triggers."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kpis", "0003_editions_pay_and_closing")]
    operations = []
