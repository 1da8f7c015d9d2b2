"""The small case's October, computed; and how tests read the pages that show it."""

import datetime as dt

import pytest
import time_machine

from kpis.models import Figure
from kpis.refresh import refresh_month
from tests.kpis.test_small_case import AFTER, OCTOBER, small_case

__all__ = ["AFTER", "OCTOBER", "october", "small_case"]


@pytest.fixture
def october(small_case):
    """The cast, on 5 November, with the figures of October."""
    refresh_month(OCTOBER, now=AFTER)
    with time_machine.travel(AFTER, tick=False):
        yield small_case


def figure(measure: str, manager=None, scope: str | None = None, first: dt.date = OCTOBER) -> Figure:
    scope = scope or ("manager" if manager else "company")
    return Figure.objects.get(month=first, scope=scope, manager=manager, measure=measure)
