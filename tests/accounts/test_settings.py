"""The company's settings, and one's own."""

import pytest

from accounts.models import Company, User
from activity.models import Event

EMPTY = dict.fromkeys(
    ["name", "time_zone", "currency", "regular_purchase_months", "handover_grace_days", "profit_comparison"], ""
)


@pytest.fixture
def omar(client, cast):
    client.force_login(cast.omar)
    return client


def test_it_changes_the_settings_and_writes_down_what_changed(omar):
    omar.post("/settings/", EMPTY | {"currency": "INR", "time_zone": "Asia/Kolkata"})
    rules = Company.current().rules()
    assert (rules.currency, rules.time_zone, rules.regular_purchase_months) == ("INR", "Asia/Kolkata", 3)
    assert Event.objects.get().data["changes"]["currency"] == ["", "INR"]


def test_it_falls_back_to_the_default_that_it_shows(omar, settings):
    settings.REGULAR_PURCHASE_MONTHS = 7
    Company.objects.create(pk=1, regular_purchase_months=2)
    omar.post("/settings/", EMPTY)
    assert Company.current().rules().regular_purchase_months == 7
    assert 'placeholder="Default: 7"' in omar.get("/settings/").text


def test_it_takes_zero_days_of_grace_for_zero_and_not_for_empty(omar, settings):
    settings.HANDOVER_GRACE_DAYS = 30
    omar.post("/settings/", EMPTY | {"handover_grace_days": "0"})
    assert Company.current().rules().handover_grace_days == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("currency", "ABX"),
        ("currency", "rupees"),
        ("time_zone", "Asia/Atlantis"),
        ("regular_purchase_months", "0"),
        ("regular_purchase_months", "61"),
        ("handover_grace_days", "-1"),
        ("profit_comparison", "never"),
    ],
)
def test_it_says_at_the_field_what_is_wrong(omar, field, value):
    response = omar.post("/settings/", EMPTY | {field: value})
    assert list(response.context["form"].errors) == [field]
    assert not Company.objects.exists()


def test_it_lets_an_executive_read_and_not_change(client, cast):
    client.force_login(cast.esha)
    assert "disabled" in client.get("/settings/").text
    assert client.post("/settings/", EMPTY | {"currency": "INR"}).status_code == 404
    assert not Company.objects.exists()


def test_it_lets_everyone_set_their_language_and_zone_but_no_more(client, cast):
    client.force_login(cast.asha)
    client.post(
        "/profile/",
        {"name": "Asha Rao", "language": "hi", "time_zone": "Asia/Kolkata", "role": "executive", "level": ""},
    )
    asha = User.objects.get(pk=cast.asha.pk)
    assert (asha.name, asha.language, asha.time_zone, asha.role) == ("Asha Rao", "hi", "Asia/Kolkata", "key_manager")
