"""Contracts from the template to the signature: documents, approvals, signing links, proof of signatures.

What was written down as text and as proof stays so: the database refuses a change.
"""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import clients.models.fact

FORWARD = """
CREATE FUNCTION clients_paper_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a document and a signature stay as they are' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER contract_document_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON clients_contractdocument
    FOR EACH STATEMENT EXECUTE FUNCTION clients_paper_stays();
CREATE TRIGGER signature_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON clients_signature
    FOR EACH STATEMENT EXECUTE FUNCTION clients_paper_stays();
"""
BACK = """
DROP TRIGGER contract_document_stays ON clients_contractdocument;
DROP TRIGGER signature_stays ON clients_signature;
DROP FUNCTION clients_paper_stays;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0008_how_a_talk_went"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.DecimalField(decimal_places=6, max_digits=20, verbose_name="value")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waits for approval"), ("approved", "approved"), ("refused", "refused")],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
            ],
            options={
                "verbose_name": "approval",
                "verbose_name_plural": "approvals",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ContractDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("docx", models.FileField(max_length=200, upload_to="contracts/%Y/%m/", verbose_name="DOCX")),
                ("pdf", models.FileField(max_length=200, upload_to="contracts/%Y/%m/", verbose_name="PDF")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("text", models.TextField(verbose_name="text")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("made_at", models.DateTimeField(verbose_name="made")),
            ],
            options={
                "verbose_name": "contract document",
                "verbose_name_plural": "contract documents",
                "ordering": ["-version"],
            },
        ),
        migrations.CreateModel(
            name="ContractNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("text", models.TextField(max_length=5000, verbose_name="note")),
            ],
            options={
                "verbose_name": "negotiation note",
                "verbose_name_plural": "negotiation notes",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ContractTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("file", models.FileField(max_length=200, upload_to="contracts/templates/", verbose_name="file")),
                ("fields", models.JSONField(default=list, verbose_name="fields")),
                ("kept_at", models.DateTimeField(verbose_name="kept")),
                ("retired_at", models.DateTimeField(null=True, verbose_name="taken out of use")),
            ],
            options={
                "verbose_name": "contract template",
                "verbose_name_plural": "contract templates",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Indexation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(validators=[clients.models.fact.believable], verbose_name="from")),
                (
                    "percent",
                    models.DecimalField(
                        decimal_places=4,
                        max_digits=7,
                        validators=[
                            django.core.validators.MinValueValidator(-99),
                            django.core.validators.MaxValueValidator(999),
                        ],
                        verbose_name="percent",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
            ],
            options={
                "verbose_name": "price indexation",
                "verbose_name_plural": "price indexations",
                "ordering": ["from_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signers", models.CharField(max_length=300, verbose_name="signed by")),
                ("signed_on", models.DateField(verbose_name="signed on")),
                ("at", models.DateTimeField(verbose_name="recorded")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="address")),
                ("user_agent", models.CharField(blank=True, max_length=500, verbose_name="browser")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of what was signed")),
                (
                    "copy",
                    models.FileField(
                        blank=True, max_length=200, upload_to="contracts/%Y/%m/", verbose_name="signed copy"
                    ),
                ),
                ("copy_name", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "signature",
                "verbose_name_plural": "signatures",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SigningLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("expires_at", models.DateTimeField(verbose_name="ends")),
                ("used_at", models.DateTimeField(null=True, verbose_name="used")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
            ],
            options={
                "verbose_name": "signing link",
                "verbose_name_plural": "signing links",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="contract",
            name="amends",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="amended_by",
                to="clients.contract",
                verbose_name="amends",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="ended_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("competitor", "the client goes to a competitor"),
                    ("price", "price"),
                    ("service", "our service"),
                    ("no_need", "no longer needed"),
                    ("closed_down", "the client closes down"),
                    ("breach", "a breach of the contract"),
                    ("ours", "we end it"),
                    ("replaced", "another contract replaces it"),
                    ("other", "other"),
                ],
                db_default="",
                default="",
                editable=False,
                max_length=20,
                verbose_name="reason of the end",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="ended_note",
            field=models.TextField(blank=True, db_default="", default="", editable=False, verbose_name="about the end"),
        ),
        migrations.AddField(
            model_name="contract",
            name="renews",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewed_by",
                to="clients.contract",
                verbose_name="renews",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                condition=models.Q(("trashed_at", None)),
                fields=("renews",),
                name="contract_renewed_once",
                violation_error_message="This contract has a successor already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("renews", None), models.Q(("renews", models.F("id")), _negated=True), _connector="OR"
                ),
                name="contract_does_not_renew_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amends", None), models.Q(("amends", models.F("id")), _negated=True), _connector="OR"
                ),
                name="contract_does_not_amend_itself",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="asked by",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approvals",
                to="clients.contract",
                verbose_name="contract",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="contractdocument",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="clients.contract",
                verbose_name="contract",
            ),
        ),
        migrations.AddField(
            model_name="contractdocument",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="made by",
            ),
        ),
        migrations.AddField(
            model_name="contractnote",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="contractnote",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notes",
                to="clients.contract",
                verbose_name="contract",
            ),
        ),
        migrations.AddField(
            model_name="contracttemplate",
            name="kept_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="kept by",
            ),
        ),
        migrations.AddField(
            model_name="contractdocument",
            name="template",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="clients.contracttemplate",
                verbose_name="template",
            ),
        ),
        migrations.AddField(
            model_name="indexation",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="indexations",
                to="clients.contract",
                verbose_name="contract",
            ),
        ),
        migrations.AddField(
            model_name="indexation",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signatures",
                to="clients.contract",
                verbose_name="contract",
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="document",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signatures",
                to="clients.contractdocument",
                verbose_name="document",
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="recorded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="signinglink",
            name="contact",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="clients.contact",
                verbose_name="contact",
            ),
        ),
        migrations.AddField(
            model_name="signinglink",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="links",
                to="clients.contractdocument",
                verbose_name="document",
            ),
        ),
        migrations.AddField(
            model_name="signinglink",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="made by",
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="link",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signature",
                to="clients.signinglink",
                verbose_name="link",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("contract",),
                name="approval_one_waits",
                violation_error_message="Somebody has asked already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("state", "waiting")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ["approved", "refused"]),
                    ),
                    _connector="OR",
                ),
                name="approval_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractdocument",
            constraint=models.UniqueConstraint(
                fields=("contract", "version"),
                name="contract_document_version",
                violation_error_message="Somebody added a version at this moment. Look, then try again.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indexation",
            constraint=models.UniqueConstraint(
                fields=("contract", "from_on"),
                name="indexation_once_a_day",
                violation_error_message="The price is indexed from this day on already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indexation",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__range", (-99, 999))), name="indexation_percent_is_believable"
            ),
        ),
        migrations.AddConstraint(
            model_name="signinglink",
            constraint=models.CheckConstraint(
                condition=models.Q(("used_at", None), ("withdrawn_at", None), _connector="OR"),
                name="signing_link_used_or_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("copy", ""), ("link__isnull", False), ("recorded_by", None)),
                    models.Q(("link", None), ("recorded_by__isnull", False), models.Q(("copy", ""), _negated=True)),
                    _connector="OR",
                ),
                name="signature_by_link_or_copy",
            ),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
