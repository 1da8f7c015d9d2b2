import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import clients.models.fact


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0011_likely_duplicates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Acquaintance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "strength",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "has met them"), (2, "knows them"), (3, "is trusted by them")],
                        verbose_name="how well",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
            ],
            options={
                "verbose_name": "acquaintance",
                "verbose_name_plural": "acquaintances",
                "ordering": ["-strength", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Certainty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("decision_role", "decision role"),
                            ("influence", "influence"),
                            ("attitude", "attitude"),
                            ("reports_to_id", "reports to"),
                        ],
                        max_length=15,
                        verbose_name="fact",
                    ),
                ),
                ("value", models.CharField(max_length=20, verbose_name="as it was")),
                ("confirmed", models.BooleanField(default=False, verbose_name="confirmed")),
                ("on", models.DateField(verbose_name="on")),
            ],
            options={
                "verbose_name": "certainty",
                "verbose_name_plural": "certainties",
            },
        ),
        migrations.AddField(
            model_name="contact",
            name="left_for",
            field=models.CharField(blank=True, max_length=300, verbose_name="new firm"),
        ),
        migrations.AddField(
            model_name="contact",
            name="left_on",
            field=models.DateField(
                blank=True, null=True, validators=[clients.models.fact.believable], verbose_name="left on"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_for", ""), ("left_on__isnull", False), _connector="OR"),
                name="contact_new_firm_after_leaving",
            ),
        ),
        migrations.AddField(
            model_name="acquaintance",
            name="contact",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="acquaintances",
                to="clients.contact",
                verbose_name="contact",
            ),
        ),
        migrations.AddField(
            model_name="acquaintance",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acquaintances",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who of us",
            ),
        ),
        migrations.AddField(
            model_name="certainty",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="certainty",
            name="contact",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="certainties",
                to="clients.contact",
                verbose_name="contact",
            ),
        ),
        migrations.AddConstraint(
            model_name="acquaintance",
            constraint=models.UniqueConstraint(fields=("contact", "user"), name="acquaintance_once_a_pair"),
        ),
        migrations.AddConstraint(
            model_name="acquaintance",
            constraint=models.CheckConstraint(
                condition=models.Q(("strength__in", [1, 2, 3])), name="acquaintance_strength_1_to_3"
            ),
        ),
        migrations.AddConstraint(
            model_name="certainty",
            constraint=models.UniqueConstraint(fields=("contact", "what"), name="certainty_once_a_fact"),
        ),
    ]
