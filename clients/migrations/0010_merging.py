"""Two clients that are one: where the merged one's code leads, and what the merge touched."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0009_contracts_to_the_end"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="client",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="clients.client",
                verbose_name="merged into",
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="client_is_not_merged_into_itself",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="clients.contact",
                verbose_name="merged into",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(merged_into=None) | models.Q(trashed_at__isnull=False),
                name="contact_merged_is_out_of_sight",
            ),
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("client", "clients"), ("contact", "contacts")], max_length=10, verbose_name="kind"
                    ),
                ),
                ("at_client", models.BigIntegerField(verbose_name="client at that time")),
                ("kept", models.BigIntegerField(verbose_name="kept")),
                ("gone", models.BigIntegerField(verbose_name="merged away")),
                ("kept_name", models.CharField(max_length=300, verbose_name="kept")),
                ("gone_name", models.CharField(max_length=300, verbose_name="merged away")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="undone at")),
                ("journal", models.JSONField(default=list, verbose_name="what was changed")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="clients.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="undone by",
                    ),
                ),
            ],
            options={
                "verbose_name": "merge",
                "verbose_name_plural": "merges",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(undone_at=None, undone_by=None)
                        | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                        name="merge_undone_by_somebody",
                    )
                ],
            },
        ),
    ]
