"""The event log takes new rows only, and a new job wakes the relay."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION activity_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the event log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON activity_event
    FOR EACH STATEMENT EXECUTE FUNCTION activity_event_is_append_only();

CREATE FUNCTION activity_job_wakes_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY activity_job;
    RETURN NULL;
END $$;
CREATE TRIGGER job_wakes_relay AFTER INSERT ON activity_job
    FOR EACH STATEMENT EXECUTE FUNCTION activity_job_wakes_relay();
"""
BACK = """
DROP TRIGGER job_wakes_relay ON activity_job;
DROP FUNCTION activity_job_wakes_relay;
DROP TRIGGER event_append_only ON activity_event;
DROP FUNCTION activity_event_is_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("activity", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
