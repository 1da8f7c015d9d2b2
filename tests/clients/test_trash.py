import pytest
from django.urls import reverse

from clients.models import Contact, Sale
from tests import factories as make

NOW = make.instant("2026-11-24T10:00")


@pytest.fixture
def sale(cast):
    return make.sale(make.client("Acme", cast.asha), "audit", "2026-11-02", "100")


def test_it_holds_what_was_put_away_until_it_is_taken_out(client, cast, sale):
    client.force_login(cast.asha)
    client.post(reverse("trash:put", args=["sale", sale.pk]))
    assert not Sale.objects.live().exists()
    assert str(sale) in client.get(reverse("trash:list")).text
    client.post(reverse("trash:restore", args=["sale", sale.pk]))
    assert Sale.objects.live().get() == sale


def test_it_says_why_a_fact_must_stay(client, cast, sale):
    make.sale_return(sale, "2026-11-03")
    client.force_login(cast.asha)
    answer = client.post(reverse("trash:put", args=["sale", sale.pk]))
    assert Sale.objects.live().count() == 2
    assert "Put the return into the trash first" in client.get(reverse("trash:list")).text
    assert answer.url == sale.client.get_absolute_url()


@pytest.mark.parametrize(
    ("page", "leads_to"),
    [("http://testserver/sales/?q=a", "http://testserver/sales/?q=a"), ("http://evil.example/", "/clients/ACME/")],
)
def test_it_leads_back_to_the_list_and_nowhere_else(client, cast, sale, page, leads_to):
    client.force_login(cast.asha)
    assert client.post(reverse("trash:put", args=["sale", sale.pk]), headers={"referer": page}).url == leads_to


def test_it_is_no_strangers(client, cast, sale):
    sale.trash(by=cast.asha, at=NOW)
    client.force_login(cast.ravi)
    assert str(sale) not in client.get(reverse("trash:list")).text
    assert client.post(reverse("trash:restore", args=["sale", sale.pk])).status_code == 404
    assert client.post(reverse("trash:put", args=["user", cast.asha.pk])).status_code == 404


def test_it_shows_a_talk_to_whose_it_is(client, cast, sale):
    talk = make.interaction(sale.client, cast.vikram, "2026-11-03T10:00", subject="Budget", trashed_at=NOW)
    for who, shown in ((cast.asha, False), (cast.vikram, True)):
        client.force_login(who)
        assert (talk.subject in client.get(reverse("trash:list")).text) is shown


def test_it_turns_over_after_fifty(client, cast, sale):
    for number in range(60):
        make.contact(sale.client, f"Person {number:02}", trashed_at=NOW.replace(minute=number))
    client.force_login(cast.asha)
    first = client.get(reverse("trash:list"))
    second = client.get(reverse("trash:list"), {"before": first.context["more"]})
    assert ["Person 10" in first.text, "Person 09" in first.text, "Person 09" in second.text] == [True, False, True]


def test_it_is_named_where_the_same_is_entered_again(client, cast, sale):
    make.contact(sale.client, "Anna", trashed_at=NOW)
    client.force_login(cast.asha)
    answer = client.post(reverse("contacts:create", args=[sale.client.code]), {"name": "Anna"})
    assert "is in the trash" in answer.text
    assert Contact.objects.count() == 1
