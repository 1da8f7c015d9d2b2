"""When somebody was made responsible, beside from which day on. What is there already does not know."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("clients", "0005_surveys_and_spending")]
    operations = [
        migrations.AddField(
            "responsibility",
            "recorded_at",
            models.DateTimeField(editable=False, null=True, verbose_name="recorded"),
        ),
        # Afterwards, so that the rows that are there stay empty.
        migrations.AlterField(
            "responsibility",
            "recorded_at",
            models.DateTimeField(db_default=Now(), editable=False, null=True, verbose_name="recorded"),
        ),
    ]
