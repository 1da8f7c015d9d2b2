"""What the database keeps for us: the departments, no cycle in the reporting lines, and who was what when."""

from django.db import migrations

DEPARTMENTS = [
    ("marketing", "Marketing"),
    ("customer-service", "Customer service"),
    ("design", "Design"),
    ("advertising", "Advertising"),
    ("sales", "Sales"),
    ("logistics", "Logistics"),
    ("finance", "Finance"),
    ("legal", "Legal"),
]

# Deferred, so that an import may change a whole tree in one transaction; the lock makes two changes at once,
# each harmless alone, see each other.
NO_CYCLES = """
CREATE FUNCTION accounts_no_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE above bigint := NEW.supervisor_id;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('accounts.reporting_lines'));
    FOR step IN 1..1000 LOOP
        SELECT supervisor_id INTO above FROM accounts_user WHERE id = CASE step WHEN 1 THEN NEW.id ELSE above END;
        EXIT WHEN above IS NULL;
        IF above = NEW.id THEN
            RAISE EXCEPTION 'reporting lines must not form a circle (%)', NEW.email
                USING ERRCODE = 'check_violation', CONSTRAINT = 'user_no_cycle';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER user_no_cycle AFTER INSERT OR UPDATE OF supervisor_id ON accounts_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.supervisor_id IS NOT NULL)
    EXECUTE FUNCTION accounts_no_cycle();
"""

POSTINGS = """
ALTER TABLE accounts_posting ADD CONSTRAINT posting_one_at_a_time
    EXCLUDE USING gist (user_id WITH =, during WITH &&);
CREATE FUNCTION accounts_keep_posting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE at timestamptz := clock_timestamp();
BEGIN
    UPDATE accounts_posting SET during = tstzrange(lower(during), at)
        WHERE user_id = NEW.id AND upper_inf(during);
    INSERT INTO accounts_posting (user_id, role, level, supervisor_id, during)
        VALUES (NEW.id, NEW.role, NEW.level, NEW.supervisor_id, tstzrange(at, NULL));
    RETURN NULL;
END $$;
CREATE TRIGGER user_keep_posting_new AFTER INSERT ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_posting();
CREATE TRIGGER user_keep_posting AFTER UPDATE OF role, level, supervisor_id ON accounts_user
    FOR EACH ROW
    WHEN ((OLD.role, OLD.level, OLD.supervisor_id) IS DISTINCT FROM (NEW.role, NEW.level, NEW.supervisor_id))
    EXECUTE FUNCTION accounts_keep_posting();
"""

BACK = """
DROP TRIGGER user_keep_posting ON accounts_user;
DROP TRIGGER user_keep_posting_new ON accounts_user;
DROP FUNCTION accounts_keep_posting;
ALTER TABLE accounts_posting DROP CONSTRAINT posting_one_at_a_time;
DROP TRIGGER user_no_cycle ON accounts_user;
DROP FUNCTION accounts_no_cycle;
"""


def add_departments(apps, schema_editor):
    department = apps.get_model("accounts", "Department")
    department.objects.bulk_create(department(code=code, name=name) for code, name in DEPARTMENTS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.RunSQL(NO_CYCLES + POSTINGS, BACK),
        migrations.RunPython(add_departments, migrations.RunPython.noop),
    ]
