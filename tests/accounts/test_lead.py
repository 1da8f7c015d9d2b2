"""Who leads whom, when somebody in between is gone."""

import pytest

from accounts.line import leads_of
from accounts.models import Level, Role
from tests import factories as make


@pytest.fixture
def line(cast):
    """Esha leads Vikram, who leads Asha."""
    cast.vikram.supervisor = cast.esha
    cast.vikram.save()
    return cast


def test_the_nearest_senior_leads(line):
    assert leads_of(line.asha.pk) == [line.vikram.pk]
    assert line.vikram.led_ids == [line.asha.pk]
    assert line.asha.led_ids == []


def test_it_goes_up_the_line_when_a_senior_leaves(line):
    line.vikram.is_active = False
    line.vikram.save()
    assert leads_of(line.asha.pk) == [line.esha.pk]
    assert line.asha.pk in line.esha.led_ids


def test_a_senior_passes_over_another_who_is_gone(line):
    middle = make.user("Mira", level=Level.SENIOR, supervisor=line.vikram)
    junior = make.user("Jaya", supervisor=middle)
    assert junior.pk not in line.vikram.led_ids
    middle.is_active = False
    middle.save()
    vikram = type(line.vikram).objects.get(pk=line.vikram.pk)
    assert junior.pk in vikram.led_ids
    assert leads_of(junior.pk) == [vikram.pk]


def test_without_anybody_above_all_executives_are_asked(cast):
    other = make.user("Elena", Role.EXECUTIVE)
    assert leads_of(cast.nila.pk) == [cast.esha.pk, other.pk]
    assert cast.nila.pk in other.led_ids
    assert cast.asha.pk not in other.led_ids
