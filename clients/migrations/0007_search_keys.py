"""How names are folded for finding them: one answer, in the database, for every path that writes or asks.

`plain_text` takes accents, letter case and Devanagari digits away. `name_words` writes each word as it sounds, in few
letters, so that अदिति and Aditi, लक्ष्मी, Lakshmi and Laxmi, पूजा and Pooja are the same: Devanagari becomes
Latin, long vowels become short, aspirates lose their breath, a word's first “e” is the “a” that Devanagari writes so
(एक्मे, Acme), and every other “a” goes, written or not. Each word begins with “~”. `search_key` is what a row is found
by: both of these, and the digits of a telephone number.

They name their schema, because a dump is restored without a search path, and read nothing else, so that a stored
column can be made of them.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

LETTERS = "कखगघङचछजझञटठडढणतथदधनपफबभमयरलळवशषसह", "kkggnCCjjnttddnttddnpfbbmirllvsssH"  # H: never a breath
VOWELS = "अआइईउऊएऐओऔऑऍािीुूेैोौॉॅंँ", "aaiiuueiouoeaiiuueiouoenn"
LATIN = "cqzwy", "kkjvi"
SILENT = "्ः़\u200c\u200d"
FROM, TO = (LETTERS[place] + VOWELS[place] + LATIN[place] for place in (0, 1))

CREATE = f"""
CREATE FUNCTION public.plain_text(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(public.unaccent('public.unaccent'::regdictionary,
        translate(normalize($1, NFKC), '०१२३४५६७८९', '0123456789')))
$$;

CREATE FUNCTION public.name_words(text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE v text := public.plain_text($1);
BEGIN
    IF v ~ '[ऀ-ॿ]' THEN
        v := replace(replace(replace(v, 'ज्ञ', 'gy'), 'ऋ', 'ri'), 'ृ', '्ri');
        v := replace(regexp_replace(v, '([क-ह]़?)(?![ा-ौ्ॅॉ़])', '\\1अ', 'g'), 'ऐ', 'ai');
    END IF;
    v := translate(replace(replace(replace(v, 'ch', 'C'), 'ph', 'f'), 'x', 'ks'), '{FROM}{SILENT}', '{TO}');
    v := replace(replace(replace(v, 'oo', 'u'), 'ee', 'i'), 'ao', 'av');
    v := replace(replace(regexp_replace(v, '\\m(ai|e)', 'a', 'g'), 'ai', 'i'), 'au', 'u');
    v := replace(replace(regexp_replace(v, '([kgCjtdpbs])h', '\\1', 'g'), 'mb', 'nb'), 'mp', 'np');
    v := regexp_replace(v, '([[:alpha:]])\\1+', '\\1', 'g');
    v := regexp_replace(v, '(?<=[[:alpha:]])a', '', 'g');
    v := btrim(lower(regexp_replace(v, '[^[:alnum:]]+', ' ', 'g')));
    RETURN '~' || replace(v, ' ', ' ~');
END $$;

CREATE FUNCTION public.search_key(name text, other text, phone text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT public.plain_text(name || ' ' || other) || ' ' || public.name_words(name) || ' '
        || regexp_replace(public.plain_text(phone), '[^0-9]+', '', 'g')
$$;
"""
DROP = """
DROP FUNCTION public.search_key(text, text, text);
DROP FUNCTION public.name_words(text);
DROP FUNCTION public.plain_text(text);
"""


def stored(*parts):
    text = models.TextField()
    return models.GeneratedField(
        expression=models.Func(*parts, function="search_key", output_field=text), output_field=text, db_persist=True
    )


class Migration(migrations.Migration):
    dependencies = [("clients", "0006_when_responsibilities_were_recorded")]
    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.AddField("client", "search_key", stored(models.F("name"), models.F("code"), models.Value(""))),
        migrations.AddField("contact", "search_key", stored(models.F("name"), models.F("email"), models.F("phone"))),
        migrations.AddField("contract", "search_key", stored(models.F("title"), models.F("number"), models.Value(""))),
        migrations.AddIndex(
            "client",
            django.contrib.postgres.indexes.GinIndex(
                fields=["search_key"], name="client_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            "contact",
            django.contrib.postgres.indexes.GinIndex(
                fields=["search_key"], name="contact_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            "contract",
            django.contrib.postgres.indexes.GinIndex(
                fields=["search_key"], name="contract_search", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
