"""Who stands below whom."""

from accounts.models import Level
from tests import factories as make


def test_it_knows_who_reports_to_whom(cast):
    assert cast.vikram.line_ids == sorted([cast.vikram.pk, cast.asha.pk])


def test_it_reaches_down_to_any_depth(cast):
    top = make.user("Top", level=Level.SENIOR)
    cast.vikram.supervisor = top
    cast.vikram.save()
    assert cast.asha.pk in top.line_ids


def test_it_gives_a_junior_nobody_below(cast):
    assert cast.asha.line_ids == [cast.asha.pk]
