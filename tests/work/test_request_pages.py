"""The pages of requests to departments: what they keep, show, hide and refuse."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from work.models import DepartmentRequest

LIST, DELAYS = reverse("requests:list"), reverse("requests:delays")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha, since="2026-01-01", sector="Retail", city="Pune", website="acme.example")


@pytest.fixture
def lata(cast):
    return make.member("Lata")


@pytest.fixture
def asha(client, cast, acme, lata):
    client.force_login(cast.asha)
    return client


@pytest.fixture
def inbox(client, cast, acme, lata):
    client.force_login(lata)
    return client


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(make.instant("2026-11-24T10:00"), tick=False)


def fields(department, **more):
    known = {"client": "ACME", "department": department.pk, "subject": "Freight rates", "asked": "How much?"}
    return known | {"due_on": "2026-11-27", "priority": "normal"} | more


def answered(acme, cast, lata, due, at, **more):
    sent = make.request(acme, cast.asha, due, taken_by=lata, sent_at=make.instant("2026-08-01T09:00"), **more)
    return sent.answer("Yes", by=lata, at=make.instant(at))


def test_it_sends_what_was_ticked(asha, acme, lata):
    kiran = make.contact(acme, "Kiran", phone="+91 1")
    make.contact(acme, "Devi")
    sent = fields(lata.department, facts=["name", "sector"], contacts=[kiran.pk], note="Be quick")
    answer = asha.post(reverse("requests:create"), sent)
    made = DepartmentRequest.objects.get()
    assert answer.url == made.get_absolute_url()
    assert made.shared["facts"] == {"name": "Acme", "sector": "Retail"}
    assert [contact["name"] for contact in made.shared["contacts"]] == ["Kiran"]


def test_it_offers_to_share_what_the_client_has_and_keeps_what_was_typed(asha, acme):
    make.contact(acme, "Kiran", title="Buyer")
    make.contact(make.client("Other"), "Stray")
    form = asha.get(reverse("requests:create"), {"client": "ACME"}).text
    assert "Sector: Retail" in form
    assert "Kiran · Buyer" in asha.get(reverse("requests:share"), {"client": "ACME"}).text
    assert "Stray" not in form
    assert "Be quick" in asha.post(reverse("requests:create"), {"client": "ACME", "note": "Be quick"}).text


def test_it_knows_no_client_that_one_does_not_work_on(asha, cast, lata):
    make.contact(make.client("Secret", cast.ravi), "Kiran")
    assert "Kiran" not in asha.get(reverse("requests:share"), {"client": "SECRET"}).text
    page = asha.post(reverse("requests:create"), fields(lata.department, client="SECRET")).text
    assert "There is no “SECRET”" in page


def test_it_says_why_a_request_cannot_be_sent(asha, lata):
    late = asha.post(reverse("requests:create"), fields(lata.department, due_on="2026-11-20")).text
    assert "This lies in the past" in late
    assert "How much?" in late


def test_a_member_sees_the_request_with_what_was_shared_and_nothing_else(inbox, acme, cast):
    make.contact(acme, "Kiran", email="kiran@acme.example")
    case = make.case(acme, "2026-11-01T09:00", subject="Late again")
    summary = {"facts": {"place": "Pune"}, "contacts": [], "contracts": [], "note": "Be quick"}
    sent = make.request(acme, cast.asha, "2026-11-27", shared=summary, case=case)
    pages = [inbox.get(path).text for path in (sent.get_absolute_url(), LIST, "/")]
    assert "Be quick" in pages[0]
    for page in pages:
        assert "Freight rates" in page
        assert not re.search("acme|kiran|late again|retail|/clients/|/cases/", page, re.IGNORECASE)
    assert inbox.get(acme.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("query", ["?q=Acme", "?q=Retail", "?sort=client", "?client=ACME", "?since=2026-01-01"])
def test_a_member_learns_nothing_of_the_client_by_searching_and_sorting(inbox, cast, acme, query):
    nothing = {"facts": {}, "contacts": [], "contracts": [], "note": ""}
    make.request(acme, cast.asha, "2026-11-27", shared=nothing, subject="First")
    make.request(make.client("Aaa", cast.asha), cast.asha, "2026-11-28", shared=nothing, subject="Second")
    page = inbox.get(LIST + query).text
    assert "Acme" not in page.replace(query, "").replace('value="Acme"', "")
    found = [word for word in ("First", "Second") if word in page]
    assert found == ([] if "q=" in query else ["First", "Second"])
    assert page.find("First") <= page.find("Second")


def test_another_department_finds_nothing(client, cast, acme, lata):
    sent = make.request(acme, cast.asha, "2026-11-27")
    sent.attach(SimpleUploadedFile("rates.pdf", b"%PDF-1"), by=cast.asha, at=make.instant("2026-11-24T10:00"))
    client.force_login(make.member("Vivek", "legal"))
    for path in (sent.get_absolute_url(), reverse("requests:file", args=[sent.attachments.get().pk])):
        assert client.get(path).status_code == 404
    assert "Freight rates" not in client.get(LIST + "?state=all").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", "ABC"), ("?state=new", "A"), ("?state=mine", "B"), ("?state=others", "C"), ("?state=answered", "D")],
)
def test_the_inbox_has_its_boxes(inbox, cast, acme, lata, query, shown):
    mohan = make.member("Mohan")
    make.request(acme, cast.asha, "2026-11-27", subject="Order A")
    make.request(acme, cast.asha, "2026-11-27", subject="Order B", taken_by=lata)
    make.request(acme, cast.asha, "2026-11-27", subject="Order C", taken_by=mohan)
    answered(acme, cast, lata, "2026-11-20", "2026-11-20T09:00", subject="Order D")
    page = inbox.get(LIST + query).text
    assert [letter for letter in "ABCD" if f"Order {letter}" in page] == list(shown)


def test_the_inbox_has_what_is_overdue_first(inbox, cast, acme):
    make.request(acme, cast.asha, "2026-12-01", subject="Order A")
    make.request(acme, cast.asha, "2026-11-20", subject="Order B", due_time=None)
    for page in (inbox.get(LIST).text, inbox.get("/").text):
        assert page.index("Order B") < page.index("Order A")
        assert "overdue</span>" in page


def test_a_member_takes_delays_and_answers(inbox, cast, acme, lata):
    sent = make.request(acme, cast.asha, "2026-11-25")
    inbox.post(reverse("requests:take", args=[sent.pk]))
    inbox.post(reverse("requests:delay", args=[sent.pk]), {"until": "2026-11-30", "reason": "Strike"})
    page = inbox.get(sent.get_absolute_url()).text
    assert "promised for 30 Nov 2026" in page
    rates = SimpleUploadedFile("rates.pdf", b"%PDF-1")
    inbox.post(reverse("requests:answer", args=[sent.pk]), {"text": "10 a pallet", "file": rates})
    sent.refresh_from_db()
    assert (sent.state, sent.answer_text, sent.attachments.get().name) == ("answered", "10 a pallet", "rates.pdf")


def test_a_file_that_is_not_what_it_says_is_refused_and_the_answer_kept(inbox, cast, acme):
    sent = make.request(acme, cast.asha, "2026-11-25")
    lie = SimpleUploadedFile("rates.pdf", b"MZ")
    page = inbox.post(reverse("requests:answer", args=[sent.pk]), {"text": "10 a pallet", "file": lie}).text
    assert "This is no PDF file" in page
    assert "10 a pallet" in page
    assert DepartmentRequest.objects.get().state == "sent"


def test_who_comes_second_reads_who_has_it(inbox, cast, acme):
    sent = make.request(acme, cast.asha, "2026-11-25", taken_by=make.member("Mohan"))
    page = inbox.post(reverse("requests:take", args=[sent.pk]), follow=True).text
    assert "Mohan has taken this request." in page


def test_a_manager_sends_back_accepts_and_withdraws(asha, cast, acme, lata):
    sent = make.request(acme, cast.asha, "2026-11-25", taken_by=lata)
    sent.answer("Yes", by=lata, at=make.instant("2026-11-24T09:00"))
    asha.post(reverse("requests:send_back", args=[sent.pk]), {"reason": "Without a price"})
    assert "Without a price" in asha.get(sent.get_absolute_url()).text
    sent.answer("10", by=lata, at=make.instant("2026-11-24T09:00"))
    asha.post(reverse("requests:accept", args=[sent.pk]))
    other = make.request(acme, cast.asha, "2026-11-25")
    asha.post(reverse("requests:withdraw", args=[other.pk]))
    assert list(DepartmentRequest.objects.order_by("pk").values_list("state", flat=True)) == ["accepted", "withdrawn"]


def test_both_sides_talk_beside_it(asha, cast, acme, lata):
    sent = make.request(acme, cast.asha, "2026-11-25")
    asha.post(reverse("requests:comment", args=[sent.pk]), {"text": "By sea, too?"})
    asha.force_login(lata)
    assert "By sea, too?" in asha.get(sent.get_absolute_url()).text


def test_a_manager_lists_them_by_department_and_state(asha, cast, acme, lata):
    make.request(acme, cast.asha, "2026-11-20", subject="Order A")
    make.request(acme, cast.asha, "2026-11-27", "legal", subject="Order B")
    answered(acme, cast, lata, "2026-11-20", "2026-11-22T09:00", subject="Order C")
    make.request(make.client("Other", cast.ravi), cast.ravi, "2026-11-27", subject="Order D")
    for query, shown in (
        ("", "AB"),
        ("?department=legal", "B"),
        ("?state=overdue", "A"),
        ("?state=late", "C"),
        ("?state=on_time", ""),
        ("?state=all", "ABC"),
        ("?state=all&client=ACME&q=order c", "C"),
    ):
        page = asha.get(LIST + query).text
        assert [letter for letter in "ABCD" if f"Order {letter}" in page] == list(shown), query


def numbers(page: str) -> list[list[str]]:
    """The cells of the table, without what they say again on a phone."""
    page = re.sub(r'<(a|span) class="row-sub only-phone".*?</\1>', "", page)
    rows = re.findall(r"<tr.*?</tr>", page[page.index("<tbody") :], re.DOTALL)
    return [[re.sub("<.*?>|\\s+", " ", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]


def test_the_report_counts_delays_by_department_and_month(asha, cast, acme, lata):
    answered(acme, cast, lata, "2026-10-05", "2026-10-05T09:00")
    answered(acme, cast, lata, "2026-10-05", "2026-10-08T09:00")
    answered(acme, cast, lata, "2026-10-31", "2026-11-02T09:00")
    make.request(acme, cast.asha, "2026-11-20")
    other = make.client("Other", cast.ravi)
    answered(other, cast, lata, "2026-10-05", "2026-10-25T09:00")
    assert numbers(asha.get(DELAYS).text) == [
        ["Logistics", "3", "1 of 3", "2", "2.5 d", "3 d", "1"],
        ["November 2026", "1", "0 of 1", "1", "2.0 d", "2 d", ""],
        ["October 2026", "2", "1 of 2", "1", "3.0 d", "3 d", ""],
    ]
    asha.force_login(cast.esha)
    assert numbers(asha.get(DELAYS).text)[0] == ["Logistics", "4", "1 of 4", "3", "8.3 d", "20 d", "1"]


def test_each_number_of_the_report_opens_a_list_as_long(asha, cast, acme, lata, settings):
    settings.COMPANY_TIME_ZONE = "Asia/Kolkata"
    answered(acme, cast, lata, "2026-10-31", "2026-10-31T18:29")  # the last minute of October there
    answered(acme, cast, lata, "2026-10-31", "2026-10-31T18:30")
    make.request(acme, cast.asha, "2026-11-20")
    page = asha.get(DELAYS).text
    links = re.findall(r'<a href="(/requests/\?[^"]+)">(\d+)[^<]*</a>', page)
    assert len(links) == 8
    for link, count in links:
        listed = asha.get(link.replace("&amp;", "&")).text.count('class="row-link"')
        assert listed == int(count), link


def test_the_report_tells_the_reasons_given(asha, cast, acme, lata):
    sent = make.request(acme, cast.asha, "2026-11-25")
    sent.delay(make.day("2026-11-30"), "Strike at the port", by=lata, at=make.instant("2026-11-24T09:00"))
    assert "Strike at the port" in asha.get(DELAYS).text
    assert "Strike at the port" not in asha.get(DELAYS + "?from=2026-01").text
    assert asha.get(DELAYS + "?from=nonsense").status_code == 200


def test_the_client_s_page_tells_of_them(asha, cast, acme, lata):
    make.request(acme, cast.asha, "2026-11-27", subject="Order A")
    answered(acme, cast, lata, "2026-11-20", "2026-11-22T09:00", subject="Order B")
    page = asha.get(acme.get_absolute_url()).text
    for said in ("27 Nov 2026", "2 days late", "Asha asked Logistics, due 27 Nov 2026"):
        assert said in page
    assert page.count("Order A") == page.count("Order B") == 2


@pytest.mark.parametrize("path", [LIST, "/"])
def test_the_inbox_makes_as_many_queries_for_many_as_for_few(inbox, cast, acme, lata, path, django_assert_num_queries):
    def fill():
        make.request(acme, cast.asha, "2026-11-27")
        make.request(acme, cast.asha, "2026-11-27", taken_by=make.member(f"Mohan {DepartmentRequest.objects.count()}"))
        make.request(acme, cast.asha, "2026-11-27", taken_by=lata).delay(
            make.day("2026-11-30"), "Strike", by=lata, at=make.instant("2026-11-24T09:00")
        )
        answered(acme, cast, lata, "2026-11-20", "2026-11-22T09:00")

    fill()
    inbox.get(path)
    with CaptureQueriesContext(connection) as few:
        inbox.get(path)
    for _more in range(4):
        fill()
    with django_assert_num_queries(len(few)):
        inbox.get(path)


def test_who_belongs_to_no_department_reads_why_nothing_is_there(client, cast):
    client.force_login(cast.leela)
    assert "You belong to no department yet" in client.get("/").text
    assert client.get(LIST).status_code == 200
