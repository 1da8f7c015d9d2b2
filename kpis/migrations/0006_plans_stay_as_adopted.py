"""An adopted plan is only followed, never changed, and nothing of plans and pay terms moves in a closed month.

The verbs say it kindly first (kpis/models/payplan.py, payterms.py); this is for every other way.
"""

from django.db import migrations

CLOSED = """
CREATE FUNCTION kpis_refuse_if_closed(month date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM kpis_books WHERE closed_through >= month) THEN
        RAISE EXCEPTION '% is closed: what it is paid by is never changed.', to_char(month, 'FMMonth YYYY')
            USING ERRCODE = 'restrict_violation';
    END IF;
END $$;

-- Whether a row moved in nothing but its end, and this to an earlier month.
CREATE FUNCTION kpis_only_ends(before jsonb, now jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT before - 'until' = now - 'until'
        AND coalesce((now->>'until')::date, 'infinity') <= coalesce((before->>'until')::date, 'infinity') $$;
"""

PLAN = """
CREATE FUNCTION kpis_payplan_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'adopted' THEN
        IF TG_OP = 'DELETE' OR NOT kpis_only_ends(to_jsonb(OLD), to_jsonb(NEW)) THEN
            RAISE EXCEPTION 'Pay plan % is in force and is never changed: let a next version follow it.', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.until IS DISTINCT FROM OLD.until THEN PERFORM kpis_refuse_if_closed(NEW.until); END IF;
    ELSIF TG_OP = 'UPDATE' AND NEW.state = 'adopted' THEN
        PERFORM kpis_refuse_if_closed(NEW.since);
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER kpis_payplan_stays BEFORE UPDATE OR DELETE ON kpis_payplan
    FOR EACH ROW EXECUTE FUNCTION kpis_payplan_stays();

-- Locks the plan, so that nobody adopts it while a target of it is written.
CREATE FUNCTION kpis_target_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    FOR found IN
        SELECT state FROM kpis_payplan
        WHERE (TG_OP <> 'INSERT' AND id = OLD.plan_id) OR (TG_OP <> 'DELETE' AND id = NEW.plan_id)
        FOR SHARE
    LOOP
        IF found = 'adopted' THEN
            RAISE EXCEPTION 'The targets of a pay plan in force are never changed: let a next version follow it.'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER kpis_target_stays BEFORE INSERT OR UPDATE OR DELETE ON kpis_target
    FOR EACH ROW EXECUTE FUNCTION kpis_target_stays();
"""

TERMS = """
CREATE FUNCTION kpis_payterms_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        PERFORM kpis_refuse_if_closed(CASE TG_OP WHEN 'DELETE' THEN OLD.since ELSE NEW.since END);
    ELSIF NOT kpis_only_ends(to_jsonb(OLD), to_jsonb(NEW)) THEN
        RAISE EXCEPTION 'Pay terms are never changed: let new ones follow them.'
            USING ERRCODE = 'restrict_violation';
    ELSIF NEW.until IS DISTINCT FROM OLD.until THEN
        PERFORM kpis_refuse_if_closed(NEW.until);
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER kpis_payterms_stay BEFORE INSERT OR UPDATE OR DELETE ON kpis_payterms
    FOR EACH ROW EXECUTE FUNCTION kpis_payterms_stay();
"""

TRUNCATE = """
CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION kpis_never_emptied();
"""
TABLES = ["kpis_payplan", "kpis_target", "kpis_payterms"]

BACK = """
DROP FUNCTION kpis_payterms_stay, kpis_target_stays, kpis_payplan_stays, kpis_only_ends, kpis_refuse_if_closed CASCADE;
""" + "".join(f"DROP TRIGGER {table}_never_emptied ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("kpis", "0005_touches_of_more_facts")]
    operations = [
        migrations.RunSQL("\n".join([CLOSED, PLAN, TERMS, *(TRUNCATE.format(table=table) for table in TABLES)]), BACK)
    ]
