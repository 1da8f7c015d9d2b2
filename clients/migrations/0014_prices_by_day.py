import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import clients.models.fact

FIRST = "1900-01-01"  # since always, as far as anybody knows


def keep_prices(apps, schema_editor):
    """The catalogue's price becomes the first of its history; one without a currency was in the company's."""
    company = apps.get_model("accounts", "Company").objects.filter(pk=1).first()
    currency = (company and company.currency) or settings.COMPANY_CURRENCY
    Price = apps.get_model("clients", "ServicePrice")
    priced = apps.get_model("clients", "Service").objects.exclude(price=None)
    Price.objects.bulk_create(
        [Price(service=s, since=FIRST, price=s.price, currency=s.currency or currency) for s in priced]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0013_exchange_rates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="service",
            name="retired_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="no longer offered since"),
        ),
        migrations.CreateModel(
            name="ServicePrice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField(validators=[clients.models.fact.believable], verbose_name="from")),
                (
                    "price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=20,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="price",
                    ),
                ),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="recorded"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prices",
                        to="clients.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "price of a service",
                "verbose_name_plural": "prices of services",
                "ordering": ["service", "-since"],
                "constraints": [
                    models.UniqueConstraint(fields=("service", "since"), name="service_price_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", ""), ("price", None)),
                            models.Q(("price__gte", 0), models.Q(("currency", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="service_price_in_a_currency",
                    ),
                ],
            },
        ),
        migrations.RunPython(keep_prices, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="service",
            name="currency",
        ),
        migrations.RemoveField(
            model_name="service",
            name="price",
        ),
    ]
