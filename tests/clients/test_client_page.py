"""The list of clients and a client's own page."""

from django.urls import reverse

from tests import factories as make


def test_it_shows_who_the_client_is_and_who_cares_for_it(client, cast):
    acme = make.client("Acme", cast.asha, city="Pune", kind="key")
    make.contact(acme, "Devi", title="Buyer")
    make.team_member(acme, cast.vikram)
    client.force_login(cast.asha)
    shown = client.get(acme.get_absolute_url())
    assert [shown.context[name] for name in ("manager", "may_work", "may_transfer")] == [cast.asha, True, False]
    for words in ("Pune", "Devi", "Buyer", "Vikram"):
        assert words in shown.text


def test_it_lets_a_senior_transfer_a_juniors_client(client, cast):
    acme = make.client("Acme", cast.asha)
    client.force_login(cast.vikram)
    assert client.get(acme.get_absolute_url()).context["may_transfer"]


def test_it_lets_an_executive_look_and_record_nothing(client, cast):
    acme = make.client("Acme", cast.asha)
    client.force_login(cast.esha)
    shown = client.get(acme.get_absolute_url())
    assert not shown.context["may_work"]
    assert reverse("sales:create", args=[acme.code]) not in shown.text


def test_it_shows_the_step_agreed_last(client, cast):
    acme = make.client("Acme", cast.asha)
    make.interaction(acme, cast.asha, "2026-10-01T10:00", next_step="Send the offer")
    client.force_login(cast.asha)
    assert "Send the offer" in client.get(acme.get_absolute_url()).text


def test_it_gives_the_timeline_alone_to_the_page_that_asks_for_more(client, cast):
    acme = make.client("Acme", cast.asha)
    make.interaction(acme, cast.asha, "2026-10-01T10:00", subject="Price")
    client.force_login(cast.asha)
    answer = client.get(reverse("clients:timeline", args=[acme.code]), {"show": "talks"})
    assert "Price" in answer.text
    assert "<html" not in answer.text


def test_it_keeps_the_timelines_filters_in_the_address(client, cast):
    acme = make.client("Acme", cast.asha)
    make.interaction(acme, cast.asha, "2026-10-01T10:00", subject="Price")
    make.sale(acme, "audit", "2026-10-01", sold_by=cast.asha)
    wanted = {"show": "sales", "who": cast.asha.pk}
    client.force_login(cast.asha)
    answer = client.get(reverse("clients:timeline", args=[acme.code]), wanted)
    address = answer["HX-Replace-Url"]
    assert address == f"{acme.get_absolute_url()}?show=sales&who={cast.asha.pk}"
    assert [type(entry.record).__name__ for entry in client.get(address).context["entries"]] == ["Sale"]


def test_it_leaves_out_filters_that_the_timeline_does_not_have(client, cast):
    acme = make.client("Acme", cast.asha)
    client.force_login(cast.asha)
    shown = client.get(acme.get_absolute_url(), {"show": "nonsense", "who": "x"})
    assert shown.context["narrowed"] == ""


def test_it_finds_a_client_without_its_accents(client, cast):
    make.client("Müller & Söhne", cast.asha, code="MS")
    make.client("Acme", cast.asha)
    client.force_login(cast.asha)
    found = client.get(reverse("clients:list"), {"q": "muller"})
    assert [row.code for row in found.context["rows"]] == ["MS"]


def test_it_offers_only_ones_own_clients_while_one_types(client, cast):
    make.client("Acme One", cast.asha)
    make.client("Acme Two", cast.ravi)
    client.force_login(cast.asha)
    answer = client.get(reverse("clients:options"), {"q": "acme"}).text
    assert "Acme One" in answer
    assert "Acme Two" not in answer
