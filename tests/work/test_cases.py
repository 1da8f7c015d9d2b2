import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.access import Denied
from activity.models import Event
from tests import factories as make
from work.models import Case

NOW = make.instant("2026-11-24T10:00")
RECEIVED = make.instant("2026-11-23T09:00")


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


def receive(acme, by, **fields):
    about = {"reference": "K-1", "kind": "complaint", "received_at": RECEIVED}
    return Case.receive(acme, by=by, at=NOW, **about | fields)


def test_it_is_recorded_by_who_works_on_the_client(cast, acme):
    assert (receive(acme, cast.vikram).state, Case.objects.open().count()) == ("open", 1)
    for stranger in (cast.ravi, cast.nila, cast.leela, cast.esha, cast.omar):
        with pytest.raises(Denied):
            receive(acme, stranger, reference="K-2")


def test_it_is_answered_once_and_solved_once(cast, acme):
    case = receive(acme, cast.asha).answer(by=cast.asha, at=NOW)
    assert (case.first_answer_at, case.state) == (NOW, "answered")
    with pytest.raises(ValidationError, match="first answer already"):
        case.answer(by=cast.asha, at=NOW)
    assert case.solve(by=cast.vikram, at=NOW, learnt="Ask").state == "solved"
    with pytest.raises(ValidationError, match="solved already"):
        case.solve(by=cast.asha, at=NOW, learnt="Ask")
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "case.recorded",
        "case.answered",
        "case.solved",
    ]


def test_a_solution_without_an_answer_is_the_first_answer(cast, acme):
    solved = receive(acme, cast.asha).solve(
        by=cast.asha, at=NOW, learnt="Ask", solved_at=make.instant("2026-11-23T12:00")
    )
    assert solved.first_answer_at == solved.solved_at == make.instant("2026-11-23T12:00")


@pytest.mark.parametrize("field", ["first_answer_at", "solved_at"])
def test_nothing_comes_before_the_case_or_lies_ahead(cast, acme, field):
    case = receive(acme, cast.asha)
    for wrong in (make.instant("2026-11-23T08:59"), make.instant("2026-11-24T10:01")):
        with pytest.raises(ValidationError, match="lies"):
            case.change(by=cast.asha, at=NOW, **{field: wrong})
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(**{field: make.instant("2026-11-23T08:59")})


def test_its_manager_is_a_manager(cast, acme):
    with pytest.raises(ValidationError, match="Esha is not an active manager"):
        receive(acme, cast.asha, manager=cast.esha)


def test_its_reference_is_its_own_also_in_the_trash(cast, acme):
    receive(acme, cast.asha).trash(by=cast.asha, at=NOW)
    with pytest.raises(ValidationError, match="in the trash"):
        receive(acme, cast.asha)
