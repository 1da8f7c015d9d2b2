"""The cast, and what every test may rely on."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import override_settings

from accounts.models import Level, Role
from tests import factories as make
from tests.processes import _celery, worker

__all__ = ["_celery", "worker"]


@pytest.fixture(autouse=True, scope="session")
def _empty_tables_past_the_triggers():
    """Between transactional tests all tables are emptied, also the append-only ones; what the migrations put into
    them comes back: the row of the books, the departments, and the stages of opportunities."""
    original = DatabaseOperations.execute_sql_flush
    departments = import_module("accounts.migrations.0002_database_promises").DEPARTMENTS
    names = ", ".join(f"('{code}', '{name}')" for code, name in departments)
    stages = import_module("plans.migrations.0001_opportunities_and_needs").STAGES
    places = ", ".join(f"('{name}', {probability}, {place})" for place, (name, probability) in enumerate(stages, 1))
    rows = [
        "INSERT INTO kpis_books (id, seal) VALUES (1, '')",
        f"INSERT INTO accounts_department (code, name) VALUES {names}",
        f"INSERT INTO plans_stage (name, probability, place) VALUES {places}",
    ]

    def flush(self, sql_list):
        past = ["SET session_replication_role = replica", *sql_list, *rows, "RESET session_replication_role"]
        return original(self, past)

    DatabaseOperations.execute_sql_flush = flush
    yield
    DatabaseOperations.execute_sql_flush = original


@pytest.fixture(autouse=True, scope="session")
def _static_files_without_collecting_them():
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


def the_cast() -> SimpleNamespace:
    """Vikram leads Asha; Meera leads Ravi. Nila serves regular clients, Leela is in logistics, Esha decides and
    Omar administers."""
    vikram = make.user("Vikram", level=Level.SENIOR)
    meera = make.user("Meera", level=Level.SENIOR)
    return SimpleNamespace(
        vikram=vikram,
        meera=meera,
        asha=make.user("Asha", supervisor=vikram),
        ravi=make.user("Ravi", supervisor=meera),
        nila=make.user("Nila", Role.ACCOUNT_MANAGER),
        leela=make.user("Leela", Role.DEPARTMENT_MEMBER),
        esha=make.user("Esha", Role.EXECUTIVE),
        omar=make.user("Omar", Role.ADMINISTRATOR),
    )


@pytest.fixture
def cast(db) -> SimpleNamespace:
    return the_cast()
