"""What the database itself promises about people, whatever writes to it."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Company, Posting, Role, User
from tests import factories as make


def update(user: User, **fields) -> None:
    User.objects.filter(pk=user.pk).update(**fields)


def update_now(user: User, **fields) -> None:
    """With what the database would only ask at commit."""
    update(user, **fields)
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_it_refuses_a_circle_of_any_length(cast):
    update(cast.vikram, supervisor=cast.meera)
    with pytest.raises(IntegrityError, match="circle"), transaction.atomic():
        update_now(cast.meera, supervisor=cast.asha)


def test_it_refuses_who_reports_to_themselves(cast):
    with pytest.raises(IntegrityError, match="circle"), transaction.atomic():
        update_now(cast.meera, supervisor=cast.meera)


@pytest.mark.django_db(transaction=True)
def test_it_refuses_a_circle_that_two_at_once_would_close():
    vikram, meera = make.user("Vikram", level="senior"), make.user("Meera", level="senior")
    both_changed, outcomes = threading.Barrier(2, timeout=10), []

    def report(below: User, above: User) -> None:
        try:
            with transaction.atomic():
                update(below, supervisor=above)
                both_changed.wait()
            outcomes.append("kept")
        except IntegrityError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=report, args=pair) for pair in [(vikram, meera), (meera, vikram)]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", "refused"]


def test_it_keeps_who_was_what_when_by_any_path(cast):
    update(cast.asha, level="senior", supervisor=None)
    update(cast.asha, name="Asha Rao")
    then, now = Posting.objects.filter(user=cast.asha).order_by("during")
    assert (then.level, then.supervisor, now.level, now.supervisor) == ("junior", cast.vikram, "senior", None)
    assert then.during.upper == now.during.lower
    assert now.during.upper is None


def test_it_knows_an_email_in_one_case_only(cast):
    with pytest.raises(IntegrityError, match="user_email_is_lower_case"), transaction.atomic():
        update(cast.asha, email="Asha@example.com")
    with pytest.raises(IntegrityError, match="accounts_user_email"), transaction.atomic():
        make.user("Other", email="asha@example.com")


@pytest.mark.parametrize(
    ("role", "level"),
    [("key_manager", ""), ("key_manager", "boss"), ("executive", "senior"), ("account_manager", "junior")],
)
def test_it_gives_a_level_to_key_managers_alone(cast, role, level):
    with pytest.raises(IntegrityError, match="user_level_only_for_key_managers"), transaction.atomic():
        update(cast.asha, role=role, level=level)


def test_it_refuses_an_unknown_role(cast):
    with pytest.raises(IntegrityError, match="user_role_is_known"), transaction.atomic():
        update(cast.omar, role="king")


def test_it_has_one_row_of_company_settings(db):
    with pytest.raises(IntegrityError, match="company_is_one_row"), transaction.atomic():
        Company.objects.create(pk=2)


@pytest.mark.django_db(transaction=True)
def test_it_keeps_one_administrator_when_two_put_each_other_out():
    at = make.instant("2026-11-24T09:00")
    omar, olga = make.user("Omar", Role.ADMINISTRATOR), make.user("Olga", Role.ADMINISTRATOR)
    start = threading.Barrier(2, timeout=10)

    def put_out(other: User, by: User) -> None:
        start.wait()
        try:
            other.deactivate(by, at)
        except Exception as refusal:  # the second one is refused, in whichever words
            refused.append(refusal)
        finally:
            connection.close()

    refused: list[Exception] = []
    threads = [threading.Thread(target=put_out, args=pair) for pair in [(omar, olga), (olga, omar)]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.administrators().count() == 1
    assert "last administrator" in str(refused[0])
