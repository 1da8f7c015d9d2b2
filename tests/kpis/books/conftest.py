import pytest

from tests.kpis.books.closed import AFTER, SEPTEMBER, close, pay_everybody, settle
from tests.kpis.test_small_case import small_case

__all__ = ["small_case"]


@pytest.fixture
def paid(small_case):
    """The small case, where Asha and Vikram are paid for what they reach."""
    pay_everybody(small_case)
    return small_case


@pytest.fixture
def books(paid):
    """September and October are closed."""
    close(paid, SEPTEMBER)
    close(paid, at=AFTER)
    settle()
    return paid
