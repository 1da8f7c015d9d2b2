from django.db import migrations, models

import clients.models.fact


class Migration(migrations.Migration):
    dependencies = [("clients", "0012_relationship_map")]

    operations = [
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "currency",
                    models.CharField(
                        max_length=3, validators=[clients.models.fact.known_currency], verbose_name="currency"
                    ),
                ),
                (
                    "base",
                    models.CharField(
                        max_length=3, validators=[clients.models.fact.known_currency], verbose_name="company's currency"
                    ),
                ),
                ("since", models.DateField(validators=[clients.models.fact.believable], verbose_name="from")),
                ("rate", models.DecimalField(decimal_places=12, max_digits=24, verbose_name="rate")),
            ],
            options={
                "verbose_name": "exchange rate",
                "verbose_name_plural": "exchange rates",
                "ordering": ["-since", "currency", "pk"],
                "indexes": [models.Index(fields=["since", "currency", "id"], name="exchange_rate_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("currency", "base", "since"),
                        name="exchange_rate_once_a_day",
                        violation_error_message="This currency has a rate from that day already; change that one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency", models.F("base")), _negated=True),
                        name="exchange_rate_of_two_currencies",
                        violation_error_message="A currency has no rate to itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rate__gt", 0)),
                        name="exchange_rate_above_0",
                        violation_error_message="A rate is more than 0.",
                    ),
                ],
            },
        ),
    ]
