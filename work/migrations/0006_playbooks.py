"""Playbooks: what is adopted is only followed by a next version, never changed.

The verbs say it kindly first (work/models/playbook.py); this is for every other way.
"""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import clients.models.fact

STAYS = """
CREATE FUNCTION work_playbook_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND (
        TG_OP = 'DELETE' OR to_jsonb(OLD) - 'state' <> to_jsonb(NEW) - 'state'
        OR NOT (OLD.state = NEW.state OR (OLD.state = 'adopted' AND NEW.state = 'retired'))
    ) THEN
        RAISE EXCEPTION 'Playbook % was put into force and is never changed: let a next version follow it.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER work_playbook_stays BEFORE UPDATE OR DELETE ON work_playbook
    FOR EACH ROW EXECUTE FUNCTION work_playbook_stays();

-- Locks the playbook, so that nobody adopts it while a part of it is written.
CREATE FUNCTION work_playbook_part_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    FOR found IN
        SELECT state FROM work_playbook
        WHERE (TG_OP <> 'INSERT' AND id = OLD.playbook_id) OR (TG_OP <> 'DELETE' AND id = NEW.playbook_id)
        FOR SHARE
    LOOP
        IF found <> 'draft' THEN
            RAISE EXCEPTION 'What a playbook in force says is never changed: let a next version follow it.'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER work_playbookstep_stays BEFORE INSERT OR UPDATE OR DELETE ON work_playbookstep
    FOR EACH ROW EXECUTE FUNCTION work_playbook_part_stays();
CREATE TRIGGER work_playbookquestion_stays BEFORE INSERT OR UPDATE OR DELETE ON work_playbookquestion
    FOR EACH ROW EXECUTE FUNCTION work_playbook_part_stays();
"""

BACK = "DROP FUNCTION work_playbook_part_stays, work_playbook_stays CASCADE;"


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0006_when_responsibilities_were_recorded"),
        ("work", "0005_case_clocks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Playbook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(allow_unicode=True, editable=False, max_length=120, verbose_name="key")),
                ("version", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("onboarding", "onboarding"),
                            ("renewal", "renewal"),
                            ("complaint", "complaint"),
                            ("handover", "hand-over"),
                            ("review", "quarterly review"),
                            ("script", "call script"),
                            ("other", "other"),
                        ],
                        max_length=12,
                        verbose_name="purpose",
                    ),
                ),
                (
                    "starts",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "by hand only"),
                            ("notice", "90 days before a contract's last day of notice"),
                            ("complaint", "when a complaint is received"),
                            ("transfer", "when a client gets another manager"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="starts",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("adopted", "in force"), ("retired", "no longer in force")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("made_at", models.DateTimeField(editable=False, verbose_name="made")),
                ("adopted_at", models.DateTimeField(editable=False, null=True, verbose_name="put into force")),
                (
                    "adopted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="put into force by",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
            ],
            options={
                "verbose_name": "playbook",
                "verbose_name_plural": "playbooks",
                "ordering": ["name", "-version"],
            },
        ),
        migrations.CreateModel(
            name="PlaybookQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="place")),
                ("text", models.CharField(max_length=300, verbose_name="question")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("words", "words"),
                            ("yes_no", "yes or no"),
                            ("number", "a number"),
                            ("choice", "one of several"),
                        ],
                        default="words",
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                (
                    "choices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="choices",
                    ),
                ),
                (
                    "playbook",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="work.playbook",
                        verbose_name="playbook",
                    ),
                ),
            ],
            options={
                "verbose_name": "question of a script",
                "verbose_name_plural": "questions of scripts",
                "ordering": ["place", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=5000, verbose_name="answer")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "interaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="clients.interaction",
                        verbose_name="talk",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="work.playbookquestion",
                        verbose_name="question",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer to a script",
                "verbose_name_plural": "answers to scripts",
                "ordering": ["question__place", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PlaybookRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("anchor", models.DateField(validators=[clients.models.fact.believable], verbose_name="counted from")),
                ("key", models.CharField(max_length=120, unique=True, verbose_name="key")),
                ("created_at", models.DateTimeField(verbose_name="started")),
                ("began_at", models.DateTimeField(null=True, verbose_name="tasks given")),
                (
                    "vacant",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12),
                        default=list,
                        size=None,
                        verbose_name="roles that nobody had",
                    ),
                ),
                ("cancelled_at", models.DateTimeField(null=True, verbose_name="called off")),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="called off by",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="playbook_runs",
                        to="work.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="playbook_runs",
                        to="clients.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="playbook_runs",
                        to="clients.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "playbook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="work.playbook",
                        verbose_name="playbook",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="started by",
                    ),
                ),
            ],
            options={
                "verbose_name": "running playbook",
                "verbose_name_plural": "running playbooks",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="task",
            name="playbook_run",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="work.playbookrun",
                verbose_name="playbook",
            ),
        ),
        migrations.CreateModel(
            name="PlaybookStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="place")),
                (
                    "offset_days",
                    models.SmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(-400),
                            django.core.validators.MaxValueValidator(400),
                        ],
                        verbose_name="days",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what is to be done")),
                ("details", models.TextField(blank=True, max_length=5000, verbose_name="details")),
                (
                    "checklist",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="checklist",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("responsible", "responsible manager"),
                            ("senior", "their senior"),
                            ("team", "team member"),
                        ],
                        default="responsible",
                        max_length=12,
                        verbose_name="by whom",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        choices=[("low", "low"), ("normal", "normal"), ("high", "high"), ("urgent", "urgent")],
                        default="normal",
                        max_length=10,
                        verbose_name="priority",
                    ),
                ),
                (
                    "playbook",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="work.playbook",
                        verbose_name="playbook",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a playbook",
                "verbose_name_plural": "steps of playbooks",
                "ordering": ["offset_days", "place", "pk"],
            },
        ),
        migrations.AddField(
            model_name="task",
            name="playbook_step",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="work.playbookstep",
                verbose_name="step",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(fields=("playbook_run", "playbook_step"), name="task_once_a_step"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("playbook_run", None), ("playbook_step", None)),
                    models.Q(("playbook_run__isnull", False), ("playbook_step__isnull", False)),
                    _connector="OR",
                ),
                name="task_of_a_run_and_a_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="playbook",
            constraint=models.UniqueConstraint(fields=("key", "version"), name="playbook_version_once"),
        ),
        migrations.AddConstraint(
            model_name="playbook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "adopted")), fields=("key",), name="playbook_one_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="playbook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")),
                fields=("key",),
                name="playbook_one_draft",
                violation_error_message="The next version is being written already; go on with that draft.",
            ),
        ),
        migrations.AddConstraint(
            model_name="playbook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "adopted"), models.Q(("starts", ""), _negated=True)),
                fields=("starts",),
                name="playbook_one_starts_by_itself",
                violation_error_message="Another playbook in force starts at that event; let it start by hand first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="playbook",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts", ""), models.Q(("purpose", "script"), _negated=True), _connector="OR"),
                name="playbook_script_starts_by_hand",
                violation_error_message="A call script is begun by who calls.",
            ),
        ),
        migrations.AddConstraint(
            model_name="playbook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("adopted_at", None), ("state", "draft")),
                    models.Q(models.Q(("state", "draft"), _negated=True), ("adopted_at__isnull", False)),
                    _connector="OR",
                ),
                name="playbook_adopted_at_an_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="playbookquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("choices__len__gte", 2), ("kind", "choice")),
                    models.Q(models.Q(("kind", "choice"), _negated=True), ("choices", [])),
                    _connector="OR",
                ),
                name="playbookquestion_has_its_choices",
                violation_error_message="Write at least two choices, one a line.",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("interaction", "question"), name="answer_once_a_call"),
        ),
        migrations.AddIndex(
            model_name="playbookrun",
            index=models.Index(fields=["client", "-created_at"], name="playbookrun_client"),
        ),
        migrations.AddConstraint(
            model_name="playbookrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("started_by__isnull", True), ("began_at__isnull", False), _connector="OR"),
                name="playbookrun_by_hand_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="playbookstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("offset_days__range", (-400, 400))), name="playbookstep_within_its_time"
            ),
        ),
        migrations.RunSQL(STAYS, BACK),
    ]
