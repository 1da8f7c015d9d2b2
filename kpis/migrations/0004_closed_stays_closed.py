"""What is closed stays closed: the database itself refuses to change or delete what a closing froze.

And the gate: every statement that writes a fact holds the one row of the books FOR SHARE until its transaction ends,
so that closing, which takes it FOR UPDATE, sees all of a change or nothing of it (kpis/books/gate.py).
"""

from django.db import migrations

GATE = """
INSERT INTO kpis_books (id, seal) VALUES (1, '') ON CONFLICT DO NOTHING;

CREATE OR REPLACE FUNCTION kpis_touch_leaves_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM new_rows) THEN
        PERFORM 1 FROM kpis_books FOR SHARE;
        INSERT INTO activity_job (task, args) VALUES ('kpis.refresh', '{}');
    END IF;
    RETURN NULL;
END $$;
"""

# A month by name, for the sentences.
WORDS = """
CREATE FUNCTION kpis_is_closed(month date) RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT EXISTS (SELECT 1 FROM kpis_month WHERE first = month AND state = 'closed') $$;

CREATE FUNCTION kpis_refuse(month date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is closed: what it reported is never changed.', to_char(month, 'FMMonth YYYY')
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION kpis_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never emptied: it holds what closed months reported.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION kpis_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% takes new rows only: what stands there is never changed.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""

# Rows that closing copies: nothing of them moves once their month is closed.
REPORTED = """
CREATE FUNCTION kpis_reported_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.edition = 'reported' AND kpis_is_closed(OLD.month_id) THEN
        PERFORM kpis_refuse(OLD.month_id);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.edition = 'reported' AND kpis_is_closed(NEW.month_id) THEN
        PERFORM kpis_refuse(NEW.month_id);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
"""
REPORTED_ON = """
CREATE TRIGGER {table}_reported_insert BEFORE INSERT ON {table}
    FOR EACH ROW WHEN (NEW.edition = 'reported') EXECUTE FUNCTION kpis_reported_stays();
CREATE TRIGGER {table}_reported_update BEFORE UPDATE ON {table}
    FOR EACH ROW WHEN (OLD.edition = 'reported' OR NEW.edition = 'reported') EXECUTE FUNCTION kpis_reported_stays();
CREATE TRIGGER {table}_reported_delete BEFORE DELETE ON {table}
    FOR EACH ROW WHEN (OLD.edition = 'reported') EXECUTE FUNCTION kpis_reported_stays();
"""

# Closing writes these, and the state of the month last.
FROZEN = """
CREATE FUNCTION kpis_statement_of_open_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF kpis_is_closed(NEW.month_id) THEN PERFORM kpis_refuse(NEW.month_id); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kpis_statement_insert BEFORE INSERT ON kpis_statement
    FOR EACH ROW EXECUTE FUNCTION kpis_statement_of_open_month();
CREATE TRIGGER kpis_closing_insert BEFORE INSERT ON kpis_closing
    FOR EACH ROW EXECUTE FUNCTION kpis_statement_of_open_month();

CREATE FUNCTION kpis_line_of_open_month() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE month date;
BEGIN
    SELECT month_id INTO month FROM kpis_statement WHERE id = NEW.statement_id;
    IF kpis_is_closed(month) THEN PERFORM kpis_refuse(month); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kpis_statementline_insert BEFORE INSERT ON kpis_statementline
    FOR EACH ROW EXECUTE FUNCTION kpis_line_of_open_month();
"""
APPEND_ONLY = """
CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION kpis_never_changed();
"""

# The month itself. How fresh its restated figures are may move on; nothing else, and there is no way back.
MONTH = """
CREATE FUNCTION kpis_closed_month_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.first, NEW.state, NEW.over, NEW.rules, NEW.basis)
            IS NOT DISTINCT FROM (OLD.first, OLD.state, OLD.over, OLD.rules, OLD.basis) THEN
            RETURN NEW;
        END IF;
    END IF;
    PERFORM kpis_refuse(OLD.first);
    RETURN NULL;
END $$;
CREATE TRIGGER kpis_month_stays BEFORE UPDATE OR DELETE ON kpis_month
    FOR EACH ROW WHEN (OLD.state = 'closed') EXECUTE FUNCTION kpis_closed_month_stays();

CREATE FUNCTION kpis_closed_by_a_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM kpis_closing WHERE month_id = NEW.first) THEN
        RAISE EXCEPTION '% cannot be closed without a closing.', to_char(NEW.first, 'FMMonth YYYY')
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER kpis_month_closed AFTER INSERT OR UPDATE ON kpis_month
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.state = 'closed') EXECUTE FUNCTION kpis_closed_by_a_closing();

CREATE FUNCTION kpis_closing_closes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT kpis_is_closed(NEW.month_id)
        OR NOT EXISTS (SELECT 1 FROM kpis_books WHERE closed_through >= NEW.month_id) THEN
        RAISE EXCEPTION 'A closing of % that closes nothing.', to_char(NEW.month_id, 'FMMonth YYYY')
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER kpis_closing_closes AFTER INSERT ON kpis_closing
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kpis_closing_closes();
"""

BOOKS = """
CREATE FUNCTION kpis_books_go_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.closed_through > coalesce(OLD.closed_through, '-infinity')
        AND EXISTS (SELECT 1 FROM kpis_closing WHERE month_id = NEW.closed_through AND seal = NEW.seal) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The books only go forward, from one closing to the next.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER kpis_books_go_forward BEFORE UPDATE OR DELETE ON kpis_books
    FOR EACH ROW EXECUTE FUNCTION kpis_books_go_forward();
"""

ADJUSTMENT = """
CREATE FUNCTION kpis_adjustment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state <> 'waiting' THEN
        RAISE EXCEPTION 'This adjustment was decided on %: a decision is never changed.',
            to_char(OLD.decided_at, 'YYYY-MM-DD') USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.state = 'accepted' AND kpis_is_closed(NEW.paid_in_id) THEN
        PERFORM kpis_refuse(NEW.paid_in_id);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kpis_adjustment_stays BEFORE INSERT OR UPDATE OR DELETE ON kpis_adjustment
    FOR EACH ROW EXECUTE FUNCTION kpis_adjustment_stays();
"""
TRUNCATE = """
CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION kpis_never_emptied();
"""

COPIED = ["kpis_figure", "kpis_standing"]
ADDED_TO = ["kpis_statement", "kpis_statementline", "kpis_closing", "kpis_remark"]
KEPT = [*COPIED, *ADDED_TO, "kpis_month", "kpis_books", "kpis_adjustment"]

FORWARD = [
    GATE,
    WORDS,
    REPORTED,
    *(REPORTED_ON.format(table=table) for table in COPIED),
    FROZEN,
    *(APPEND_ONLY.format(table=table) for table in ADDED_TO),
    MONTH,
    BOOKS,
    ADJUSTMENT,
    *(TRUNCATE.format(table=table) for table in KEPT),
]
BACK = """
DROP FUNCTION kpis_adjustment_stays, kpis_books_go_forward, kpis_closing_closes, kpis_closed_by_a_closing,
    kpis_closed_month_stays, kpis_line_of_open_month, kpis_statement_of_open_month, kpis_reported_stays,
    kpis_never_changed, kpis_never_emptied, kpis_refuse, kpis_is_closed CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("kpis", "0003_editions_pay_and_closing")]
    operations = [
        migrations.RunSQL("\n".join(FORWARD), BACK),
        migrations.AlterModelOptions(
            "closing", {"ordering": ["-month_id"], "verbose_name": "closing", "verbose_name_plural": "closings"}
        ),
    ]
