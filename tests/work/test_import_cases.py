import pytest

from tests import factories as make
from tests.clients.importing import bring, reasons
from work.models import Case

HEAD = "reference,client_code,kind,priority,subject,received_at,first_answer_at,solved_at,manager_email\n"


@pytest.fixture(autouse=True)
def acme(cast):
    return make.client("Acme", cast.asha)


def test_it_takes_a_case(cast):
    text = HEAD + "K-1,ACME,need,,Faster,2026-10-01 09:00,2026-10-01T10:00:00Z,,asha@example.com"
    assert bring("cases", text).created == 1
    case = Case.objects.get()
    assert (case.kind, case.priority, case.manager, case.state) == ("need", "normal", cast.asha, "answered")
    assert bring("cases", text).unchanged == 1
    assert bring("cases", text.replace("10:00:00Z,", "10:00:00Z,2026-10-02 09:00")).updated == 1
    assert Case.objects.get().state == "solved"


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ("NONE,need,,,2026-10-01 09:00,,,", "client_code"),
        ("ACME,wish,,,2026-10-01 09:00,,,", "kind"),
        ("ACME,need,top,,2026-10-01 09:00,,,", "priority"),
        ("ACME,need,,,,,,", "received_at"),
        ("ACME,need,,,2026-10-01 09:00,2026-10-01 08:00,,", "first_answer_at"),
        ("ACME,need,,,2026-10-01 09:00,,2026-10-01 08:00,", "solved_at"),
        ("ACME,need,,,2026-10-01 09:00,,,esha@example.com", "manager_email"),
    ],
)
def test_it_refuses_a_case(cells, field):
    result = bring("cases", HEAD + f"K-1,{cells}")
    assert [error.field for error in result.errors] == [field]
    assert not Case.objects.exists()


def test_it_does_not_receive_a_case_after_its_answer(acme):
    make.case(acme, "2026-10-01T09:00", answered="2026-10-01T10:00", reference="K-1")
    result = bring("cases", "reference,client_code,kind,received_at\nK-1,ACME,need,2026-10-02 09:00")
    assert reasons(result) == [(2, "received_at", "It was answered or solved before that.")]
