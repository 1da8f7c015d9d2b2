"""What makes two clients alike, as functions with an index each, and the pairs found.

`unaccent` may not stand in an index, since its rules could be changed; here they are the extension's own.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Words that say a firm's legal form and nothing of which firm it is.
FORMS = (
    "the|ltd|limited|pvt|private|llp|llc|inc|incorporated|corp|corporation|co|company|plc|gmbh|ag|kg|ohg|sa|sas|sarl"
    "|srl|spa|bv|nv|oy|ab|as|aps|प्राइवेट|लिमिटेड|प्रा|लि|कंपनी"
)
FUNCTIONS = f"""
CREATE FUNCTION clients_name_key(text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    bland text := lower(public.unaccent('public.unaccent', $1));
    plain text := ' ' || regexp_replace(bland, '[[:punct:][:space:]]+', ' ', 'g') || ' ';
    bare text := trim(regexp_replace(replace(plain, ' ', '  '), ' ({FORMS}) ', ' ', 'g'));
BEGIN
    RETURN regexp_replace(coalesce(nullif(bare, ''), trim(plain)), ' +', ' ', 'g');
END $$;
CREATE FUNCTION clients_numbers(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    $$ SELECT regexp_replace($1, '[^0-9]', '', 'g') $$;
CREATE FUNCTION clients_domain(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    $$ SELECT regexp_replace(lower($1), '^([a-z][a-z0-9+.-]*://)?(www\\.)?([^/:?#]*).*$', '\\3') $$;
CREATE FUNCTION clients_phone_key(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    $$ SELECT CASE WHEN length(n) < 7 THEN '' ELSE right(n, 9) END FROM regexp_replace($1, '[^0-9]', '', 'g') n $$;
CREATE INDEX client_name_key ON clients_client USING gin (clients_name_key(name) gin_trgm_ops);
CREATE INDEX client_domain ON clients_client (clients_domain(website)) WHERE website <> '';
CREATE INDEX contact_phone_key ON clients_contact (clients_phone_key(phone)) WHERE phone <> '';
"""
BACK = """
DROP FUNCTION clients_name_key CASCADE;
DROP FUNCTION clients_domain CASCADE;
DROP FUNCTION clients_phone_key CASCADE;
DROP FUNCTION clients_numbers;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0010_merging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, BACK),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("name", "similar names"),
                            ("website", "the same website"),
                            ("phone", "the same phone number"),
                        ],
                        max_length=10,
                        verbose_name="why",
                    ),
                ),
                ("found_at", models.DateTimeField(verbose_name="found")),
                ("apart_at", models.DateTimeField(null=True, verbose_name="said to be two")),
                (
                    "apart_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clients.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clients.client",
                        verbose_name="client",
                    ),
                ),
            ],
            options={
                "verbose_name": "likely duplicate",
                "verbose_name_plural": "likely duplicates",
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="likeness_once_a_pair"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="likeness_in_order"
                    ),
                ],
            },
        ),
    ]
