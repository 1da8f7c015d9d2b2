"""`manage.py kpis --explain`: the records behind a figure, and those left out."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def explain(measure: str, **options) -> str:
    out = StringIO()
    call_command("kpis", month="2026-10", explain=measure, stdout=out, **options)
    return out.getvalue()


def test_it_says_why_clients_were_lost(october):
    told = explain("lost", manager=october.asha.email)
    assert "Cobalt" in told
    assert "silent since" in told
    assert "left on" in told


def test_it_lists_what_was_left_out_and_why(october):
    rows = json.loads(explain("upsells", format="json", manager=october.vikram.email))["rows"]
    assert [line["service"] for line in rows[0]["counted"]] == ["Training", "Training"]
    assert {line["why"] for line in rows[0]["left_out"]} == {
        "The client has bought this service before",
        "Bought on the client's first purchase day: no additional service",
    }


def test_it_names_the_measures_where_it_knows_none_so_called(october):
    with pytest.raises(CommandError, match="There is no measure “luck”"):
        explain("luck")
