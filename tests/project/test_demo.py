"""The demo company: complete, the same everywhere, and nothing in it lies in the future that should not."""

import datetime as dt
import hashlib
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction

from accounts.models import Company, Department, Role, User
from activity.models import Event, Job
from clients.models import (
    Certainty,
    Client,
    Contract,
    ContractDocument,
    ContractTemplate,
    Departure,
    Interaction,
    Likeness,
    Merge,
    Responsibility,
    Sale,
    SigningLink,
    Spending,
    Survey,
)
from clients.relationship_map import map_of
from kam_crm import demo
from kam_crm.demo import people
from kam_crm.demo.world import World
from kpis.books import audit
from kpis.models import Standing
from kpis.refresh import refresh_month
from work.models import Case, Promise

NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="class")
def loaded(django_db_setup, django_db_blocker):
    """The demo company, loaded once for the class and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load(NOW)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        transaction.set_rollback(True)


def outcomes(month: str) -> dict[str, int]:
    first = dt.date.fromisoformat(month)
    refresh_month(first, now=NOW)
    found = Standing.objects.filter(month=first).values_list("outcome", flat=True)
    return {outcome: list(found).count(outcome) for outcome in set(found)}


@pytest.mark.django_db
@pytest.mark.usefixtures("loaded")
class TestDemo:
    def test_it_has_the_people_and_clients_of_a_whole_firm(self):
        assert User.objects.managers().count() == 40
        assert Client.objects.count() == 200
        assert User.objects.filter(level="senior").count() == 3
        assert Company.current().rules().currency == "INR"

    def test_it_lets_the_three_named_people_in(self):
        for _, email, password in demo.SIGN_INS:
            assert User.objects.get(email=email).check_password(password)
        assert User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists()

    def test_it_records_no_fact_of_the_future(self):
        assert not Sale.objects.filter(date__gt="2026-11-24").exists()
        assert not Departure.objects.filter(left_on__gt="2026-11-24").exists()
        assert not Interaction.objects.filter(started_at__gt=NOW).exclude(status="planned").exists()
        assert not Sale.objects.filter(recorded_at__gt=NOW).exists()
        for field in ("received_at", "first_answer_at", "solved_at", "confirmed_at"):
            assert not Case.objects.filter(**{f"{field}__gt": NOW}).exists()
        for field in ("made_on", "kept_on", "broken_on"):
            assert not Promise.objects.filter(**{f"{field}__gt": "2026-11-24"}).exists()
        assert not Survey.objects.filter(answered_on__gt="2026-11-24").exists()

    def test_it_tells_what_clients_come_with_say_and_may_spend(self):
        for state in ("open", "waiting", "solved", "confirmed"):
            assert getattr(Case.objects, state)().exists(), state
        assert not Case.objects.filter(answer_minutes=None).exists()
        assert Spending.objects.exists()
        today = dt.date(2026, 11, 24)
        for state in ("open", "overdue"):
            assert getattr(Promise.objects.filter(client__responsibilities__manager__name="Asha Kulkarni"), state)(
                today
            )
        october = refresh_month(dt.date(2026, 10, 1), now=NOW).figures.current().filter(scope="company")
        shown = dict(october.filter(value__isnull=False).values_list("measure", "value"))
        assert 0 < shown["gross_revenue_retention"] < shown["net_revenue_retention"]
        assert {
            "nps",
            "answered_in_time",
            "deadlines_met",
            "contact_coverage",
            "renewal_rate",
            "share_of_wallet",
        } <= shown.keys()

    def test_it_has_late_entries_joint_meetings_and_transfers(self):
        assert Sale.objects.filter(date__lt="2026-10-01", recorded_at__gte="2026-10-05T00:00Z").exists()
        assert Interaction.objects.filter(joint_managers__isnull=False).exists()
        assert Responsibility.objects.filter(until__gt="2026-10-01", until__lt="2026-11-01").exists()
        assert Contract.objects.filter(signed_on=None).exists()

    def test_it_makes_the_last_full_month_interesting(self):
        found = outcomes("2026-10-01")
        assert found["lost"] >= 6
        assert found["new"] >= 2
        assert found["returned"] >= 2
        assert found["early_loss"] == 1
        assert "pending" not in found

    def test_it_makes_the_running_month_interesting(self):
        found = outcomes("2026-11-01")
        assert min(found["lost"], found["new"], found["pending"]) >= 2
        assert found["returned"] >= 1

    def test_it_leaves_the_figures_to_a_worker_and_says_so_in_the_log(self):
        assert Job.objects.filter(task="kpis.refresh").exists()
        assert Event.objects.filter(verb="company.demo_loaded").count() == 1
        assert Event.objects.filter(verb="client.started").count() == 200

    def test_its_books_are_closed_for_eighteen_months_and_hold(self):
        found = list(audit.check())
        assert len(found) == 18
        assert [line for month in found for line in month.differences] == []

    def test_it_knows_who_stands_where_and_who_left(self):
        drawn = map_of(Client.objects.get(name="Sahyadri Motors"), Company.current().rules(), NOW)
        assert [person.left_for for person in drawn.gone] == ["Deccan Two-Wheelers"]
        assert "no_sponsor" in drawn.gaps
        sure = [said.confirmed for node in drawn.nodes for said in node.person.sure.values()]
        assert any(sure)
        assert any(node.depth and node.person.known_by for node in drawn.nodes)
        assert Certainty.objects.filter(confirmed=False).exists()
        assert set(Interaction.objects.values_list("sentiment", flat=True)) == {"", "good", "neutral", "bad"}

    def test_it_has_papers_to_sign_and_clients_to_merge(self):
        assert ContractTemplate.objects.count() == 2
        assert {paper.contract.client.name for paper in ContractDocument.objects.all()} == {
            "Sahyadri Motors",
            "Meghdoot Business Parks",
        }
        assert SigningLink.objects.open(NOW).count() == 1
        pair = Likeness.objects.visible_to(User.objects.get(name="Vikram Rao")).get()
        assert str(pair) == "Anvaya Systems – Anvaya Sys Pvt Ltd"
        assert Merge.objects.get().kind == Merge.Kind.CONTACT

    def test_it_refuses_a_database_that_somebody_uses(self):
        with pytest.raises(CommandError, match="empty database only"):
            demo.load(NOW)


def told() -> str:
    """The story's fingerprint, made without a database."""
    departments = [Department(pk=pk, code=code) for pk, code in enumerate(people.DEPARTMENTS.values(), 1)]
    world = World.at(NOW, departments)
    rows = [
        *world.contacts,
        *world.trade.contracts,
        *world.trade.sales,
        *world.trade.returns,
        *world.talks.interactions,
        *world.promises.promises,
    ]
    lines = (repr(sorted((name, str(value)) for name, value in vars(row).items() if name != "_state")) for row in rows)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def test_it_tells_the_same_story_on_every_machine():
    elsewhere = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup(); from tests.project.test_demo import told; print(told())",
        ],
        env={**os.environ, "PYTHONHASHSEED": "1", "DJANGO_SETTINGS_MODULE": "kam_crm.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert elsewhere.stdout.strip() == told()


@pytest.mark.parametrize("now", ["2028-02-29T20:00Z", "2027-01-01T00:30+05:30"])
def test_it_can_be_told_on_a_leap_day_and_on_the_first_of_a_month(db, now):
    World.at(dt.datetime.fromisoformat(now), Department.objects.all()).save()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert Sale.objects.count() > 5000
