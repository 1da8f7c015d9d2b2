"""Above which value a contract needs the approval of the senior above."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_cover"),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="approval_above",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="In the company's currency. The senior above approves before signing; empty: never needed.",
                max_digits=20,
                null=True,
                validators=[django.core.validators.MinValueValidator(0)],
                verbose_name="contracts need approval above",
            ),
        ),
    ]
