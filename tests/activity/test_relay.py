"""The relay hands jobs over; while the broker is down it keeps them."""

import datetime as dt

import pytest
from kombu.exceptions import OperationalError

from activity.models import Job
from activity.relay import AHEAD, LEASE, Relay
from tests.factories import instant

NOW = instant("2026-10-05T12:00")
State = Job.State


@pytest.fixture
def sent() -> list[Job]:
    return []


@pytest.fixture
def relay(db, sent) -> Relay:
    return Relay(sent.append)


def leave(task="test.note", **args) -> None:
    Job.leave(task, due_at=args.pop("due_at", NOW), **args)


def test_it_hands_over_what_is_due_in_its_order(relay, sent):
    leave(n=2)
    leave(n=1, due_at=NOW - dt.timedelta(minutes=1))
    leave(n=3, due_at=NOW + dt.timedelta(minutes=1))
    assert relay.turn(NOW) == 2
    assert [job.args["n"] for job in sent] == [1, 2]
    assert relay.turn(NOW) == 0


def test_it_merges_jobs_alike(relay, sent):
    leave(month="2026-10", manager=1)
    leave(manager=1, month="2026-10")
    leave(month="2026-10", manager=2)
    relay.turn(NOW)
    assert [job.args["manager"] for job in sent] == [1, 2]
    assert sorted(Job.objects.values_list("state", flat=True)) == [State.MERGED, State.SENT, State.SENT]


def test_it_keeps_the_jobs_when_the_broker_is_down(relay, sent):
    leave(n=1)
    leave(n=1)

    def fails(job):
        raise OperationalError("Connection refused")

    relay.send = fails
    with pytest.raises(OperationalError):
        relay.turn(NOW)
    assert set(Job.objects.values_list("state", flat=True)) == {State.WAITING}
    relay.send = sent.append
    assert relay.turn(NOW) == 1


def test_it_does_not_flood_the_broker(relay, sent):
    for n in range(AHEAD + 3):
        leave(n=n)
    relay.turn(NOW)
    assert len(sent) == AHEAD
    Job.objects.filter(pk=sent[0].pk).update(state=State.DONE)
    relay.turn(NOW)
    assert len(sent) == AHEAD + 1


def test_it_sends_again_what_no_worker_took(relay, sent):
    leave()
    relay.turn(NOW)
    relay.turn(NOW + LEASE)
    assert len(sent) == 1
    relay.turn(NOW + LEASE + dt.timedelta(seconds=15))
    assert len(sent) == 2


def test_it_trusts_nothing_that_an_earlier_relay_left_with_the_broker(relay, sent):
    leave()
    relay.turn(NOW)
    assert Relay(sent.append).turn(NOW + dt.timedelta(seconds=1)) == 1


def test_it_says_a_trouble_once(relay, log):
    for _ in range(3):
        relay._in_trouble(OperationalError("Connection refused"))
    relay._fine()
    assert [entry["event"] for entry in log.entries] == ["relay_waits", "relay_works_again"]


@pytest.fixture
def log():
    import structlog
    from structlog.testing import LogCapture

    capture, before = LogCapture(), structlog.get_config()
    structlog.configure(processors=[capture], cache_logger_on_first_use=False)
    yield capture
    structlog.configure(**before)
