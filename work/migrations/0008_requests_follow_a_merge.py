"""What was asked stands as it was sent; only its client may become another row, when the two are merged into one, and
the former again, when that is undone."""

from django.db import migrations

STANDS = """
CREATE OR REPLACE FUNCTION work_request_stands_as_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.department_id, OLD.subject, OLD.asked, OLD.shared, OLD.sent_by_id, OLD.sent_at)
        IS NOT DISTINCT FROM
       (NEW.department_id, NEW.subject, NEW.asked, NEW.shared, NEW.sent_by_id, NEW.sent_at)
        AND EXISTS (SELECT 1 FROM clients_client
            WHERE (id, merged_into_id) IN ((OLD.client_id, NEW.client_id), (NEW.client_id, OLD.client_id))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a request stands as it was sent' USING ERRCODE = 'restrict_violation';
END $$;
"""
BACK = """
CREATE OR REPLACE FUNCTION work_request_stands_as_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a request stands as it was sent' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0010_merging"),
        ("work", "0007_by_when_it_happened"),
    ]

    operations = [migrations.RunSQL(STANDS, BACK)]
