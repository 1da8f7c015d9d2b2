"""`manage.py import` and `export`: what is printed, and when the exit code is not 0."""

import json

import pytest
from django.core.management import CommandError, call_command

from clients.models import Service


@pytest.fixture
def file(db, tmp_path):
    path = tmp_path / "services.csv"
    path.write_text("code,name,price,colour\na,Audit,1,red\nb,B,free,red\n")
    return path


def test_it_fails_when_a_row_is_refused(file, capsys):
    with pytest.raises(SystemExit) as exit:
        call_command("import", "services", str(file), errors=str(file.with_name("bad.csv")))
    assert exit.value.code == 1
    told = capsys.readouterr().out
    assert "created 0, updated 0, unchanged 0, failed 1" in told
    assert "line 3, price: This is not an amount" in told
    assert "Nothing was written." in told
    assert file.with_name("bad.csv").read_text().splitlines()[1].startswith("3,price,")
    assert not Service.objects.exists()


def test_it_prints_json(file, capsys):
    call_command("import", "services", str(file), partial=True, json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["kind"], told["created"], told["failed"], told["extra_columns"]) == ("services", 1, 1, ["colour"])
    assert told["errors"][0].keys() == {"line", "field", "value", "reason"}


@pytest.mark.parametrize("arguments", [["planets", "x.csv"], ["services", "/nowhere.csv"], ["services", "."]])
def test_it_fails_with_one_line(db, arguments):
    with pytest.raises(CommandError) as error:
        call_command("import", *arguments)
    assert "\n" not in str(error.value)


def test_it_exports_by_the_name_s_ending(file, tmp_path, capsys):
    call_command("import", "services", str(file), partial=True)
    call_command("export", "services", str(tmp_path / "out.json"))
    assert json.loads((tmp_path / "out.json").read_text())[0]["name"] == "Audit"
    with pytest.raises(CommandError, match=r"\.csv, \.xlsx or \.json"):
        call_command("export", "services", str(tmp_path / "out.pdf"))
    with pytest.raises(CommandError, match="no active user"):
        call_command("export", "services", str(tmp_path / "out.csv"), email="nobody@example.com")
