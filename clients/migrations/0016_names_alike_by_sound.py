"""A firm's name as it sounds, without the words that say its legal form.

`clients_name_key` cuts Devanagari at its silent signs, which does not matter where it is compared with itself, but
would where it is spoken; so this one leaves out the words of legal form before the name is written as it sounds.
"""

from importlib import import_module

from django.db import migrations

FORMS = import_module("clients.migrations.0011_likely_duplicates").FORMS
CREATE = f"""
CREATE FUNCTION public.clients_sounds(text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    plain text := ' ' || regexp_replace(public.plain_text($1), '[[:space:]!-/:-@\\[-`{{-~]+', '  ', 'g') || ' ';
    bare text := btrim(regexp_replace(plain, ' ({FORMS}) ', ' ', 'g'));
BEGIN
    RETURN public.name_words(coalesce(nullif(bare, ''), plain));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0015_signing_links_by_mail")]
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION public.clients_sounds(text)")]
