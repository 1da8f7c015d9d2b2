"""Notifications by e-mail: at once and once a day, in one mail a person, never twice."""

import datetime as dt
import socket

import pytest
from django.core import mail
from django.test import override_settings

from activity import jobs, mailing, telling
from activity.models import Job, Notification, Preference, record
from activity.telling import Channel
from tests import factories as make
from tests.factories import instant as at

NOW = make.instant("2026-11-24T09:00")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(telling, "_tellings", {name: [*kept] for name, kept in telling._tellings.items()})
    monkeypatch.setattr(telling, "kinds", dict(telling.kinds))
    for channel in (Channel.MAIL, Channel.DAILY, Channel.APP):
        telling.kind(f"test-{channel}", "Tests", channel)
        telling.tells(
            f"test.{channel}", kind=f"test-{channel}", say="%(actor)s said “%(text)s”", where=telling.page_of
        )(lambda event: event.data["to"])


@pytest.fixture
def acme(cast):
    return make.client("Acme", cast.asha)


def say(subject, by, to, text="hello", channel=Channel.MAIL, when=NOW):
    record(f"test.{channel}", subject, by=by, at=when, to=[to.pk], text=text)


def deliver(now=NOW) -> list[str]:
    """What one minute's job sends; the subjects of the mails, in the order of their receivers."""
    mail.outbox.clear()
    mailing.leave(now)
    for job in Job.objects.filter(task__in=[mailing.AT_ONCE, mailing.DIGEST], state="waiting", due_at__lte=now):
        jobs.run(job.pk, now)
    return [sent.subject for sent in mail.outbox]


def zone(user, name: str) -> None:
    user.prefer(time_zone=name, at=NOW)


def test_it_sends_at_once_and_never_again(cast, acme):
    say(acme, cast.vikram, cast.asha)
    assert deliver() == ["Vikram said “hello”"]
    assert mail.outbox[0].to == ["asha@example.com"]
    assert deliver(NOW + MINUTE) == []


def test_it_sends_nothing_of_ones_own(cast, acme):
    say(acme, cast.asha, cast.asha)
    assert deliver() == []


def test_it_sends_one_mail_a_person_with_one_line_a_record(cast, acme):
    for text in ("one", "two", "three"):
        say(acme, cast.vikram, cast.asha, text)
    say(make.client("Cobalt"), cast.vikram, cast.asha, "other")
    say(acme, cast.vikram, cast.nila)
    assert deliver() == ["2 notifications", "Vikram said “hello”"]
    text = mail.outbox[0].body
    assert "Vikram said “three” (2 more)" in text
    assert "Vikram said “one”" not in text


def test_its_links_lead_to_the_public_address(cast, acme, settings):
    settings.BASE_URL = "https://kam.example.com"
    say(acme, cast.vikram, cast.asha)
    deliver()
    link = f"https://kam.example.com/notifications/{Notification.objects.get().pk}/"
    text, (html, _kind) = mail.outbox[0].body, mail.outbox[0].alternatives[0]
    assert link in text
    assert f'href="{link}"' in html


def test_it_writes_what_people_typed_as_text(cast, acme):
    say(acme, cast.vikram, cast.asha, "<b>a\nb</b>")
    assert deliver() == ["Vikram said “<b>a b</b>”"]
    assert "&lt;b&gt;" in mail.outbox[0].alternatives[0][0]
    assert "<b>" in mail.outbox[0].body


def test_it_shows_times_in_the_readers_zone(cast, acme):
    zone(cast.asha, "Asia/Kolkata")
    say(acme, cast.vikram, cast.asha)
    deliver()
    assert "14:30" in mail.outbox[0].body
    assert "Times are in Asia/Kolkata." in mail.outbox[0].body


def test_it_speaks_the_readers_language(cast, acme):
    cast.asha.prefer(language="hi", at=NOW)
    say(acme, cast.vikram, cast.asha)
    deliver()
    assert '<html lang="hi">' in mail.outbox[0].alternatives[0][0]


def test_it_follows_what_each_person_chose(cast, acme):
    Preference.choose({"test-mail": "app"}, by=cast.asha, at=NOW)
    Preference.choose({"test-app": "mail"}, by=cast.nila, at=NOW)
    for user in (cast.asha, cast.nila):
        say(acme, cast.vikram, user, "mail")
        say(acme, cast.vikram, user, "app", Channel.APP)
    deliver()
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [(["nila@example.com"], "Vikram said “app”")]
    assert "(1 more)" in mail.outbox[0].body


def test_it_sends_nothing_to_who_left_meanwhile(cast, acme):
    say(acme, cast.vikram, cast.asha)
    cast.asha.deactivate(cast.omar, NOW)
    assert deliver() == []


def test_it_sends_nothing_that_was_read_meanwhile(cast, acme):
    say(acme, cast.vikram, cast.asha)
    Notification.objects.all().read(NOW)
    assert deliver() == []


def test_it_gives_a_second_copy_the_same_id(cast, acme):
    """As after a worker that died when the mail was sent and not yet marked."""
    say(acme, cast.vikram, cast.asha)
    deliver()
    first = mail.outbox[0].extra_headers["Message-ID"]
    Notification.objects.update(mailed_at=None)
    deliver(NOW + MINUTE)
    assert mail.outbox[0].extra_headers["Message-ID"] == first


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def test_it_tries_again_after_growing_pauses_while_the_server_is_down(cast, acme, closed_port):
    say(acme, cast.vikram, cast.asha, "first")
    smtp = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_TIMEOUT": 5}
    with override_settings(EMAIL_HOST="127.0.0.1", EMAIL_PORT=closed_port, **smtp):
        deliver()
        job = Job.objects.get(task=mailing.AT_ONCE)
        assert (job.state, job.due_at, "ConnectionRefusedError" in job.last_line) == ("waiting", NOW + MINUTE, True)
        deliver(NOW + MINUTE)
    job.refresh_from_db()
    assert (job.attempts, job.due_at) == (2, NOW + MINUTE + mailing.PAUSES[1])
    say(acme, cast.vikram, cast.asha, "second")
    assert deliver(NOW + 2 * MINUTE) == []
    assert deliver(job.due_at) == ["Vikram said “second”"]
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_it_holds_nobody_up_for_an_address_that_is_refused(cast, acme):
    Job.leave(mailing.AT_ONCE, due_at=NOW + 15 * MINUTE, person=cast.asha.pk)
    say(acme, cast.vikram, cast.asha)
    say(acme, cast.vikram, cast.nila)
    deliver()
    assert [sent.to for sent in mail.outbox] == [["nila@example.com"]]


def test_it_sends_the_daily_mail_at_seven_once(cast, acme):
    for text in ("one", "two"):
        say(make.client(text), cast.vikram, cast.asha, text, Channel.DAILY)
    assert deliver(at("2026-11-25T06:59")) == []
    assert deliver(at("2026-11-25T07:00")) == ["Your daily e-mail: 2 new"]
    assert deliver(at("2026-11-25T07:01")) == []


def test_it_keeps_what_happens_after_seven_for_the_next_day(cast, acme):
    say(acme, cast.vikram, cast.asha, channel=Channel.DAILY)
    assert deliver(NOW + MINUTE) == []
    assert len(deliver(at("2026-11-25T09:00"))) == 1


def test_it_sends_no_daily_mail_without_news(cast):
    assert deliver(at("2026-11-25T07:00")) == []


def test_it_sends_the_daily_mail_by_each_readers_clock(cast, acme):
    zone(cast.asha, "Asia/Kolkata")
    zone(cast.nila, "America/New_York")
    for user in (cast.asha, cast.nila):
        say(acme, cast.vikram, user, channel=Channel.DAILY, when=at("2026-11-24T13:00"))
    hours = {"Kolkata": "2026-11-25T01:30", "New York": "2026-11-25T12:00"}
    receivers = {}
    for city, hour in hours.items():
        assert deliver(at(hour) - MINUTE) == []
        deliver(at(hour))
        receivers[city] = [sent.to[0] for sent in mail.outbox]
    assert receivers == {"Kolkata": ["asha@example.com"], "New York": ["nila@example.com"]}


@pytest.mark.parametrize(
    ("day", "utc"), [("2026-10-24", "05:00"), ("2026-10-25", "06:00"), ("2027-03-27", "06:00"), ("2027-03-28", "05:00")]
)
def test_it_is_seven_on_the_days_when_clocks_change_too(cast, acme, day, utc):
    zone(cast.asha, "Europe/Berlin")
    say(acme, cast.vikram, cast.asha, channel=Channel.DAILY, when=at(f"{day}T00:30"))
    assert deliver(at(f"{day}T{utc}") - MINUTE) == []
    assert len(deliver(at(f"{day}T{utc}"))) == 1


def test_it_leaves_one_daily_mail_a_person_and_day(cast, acme):
    say(acme, cast.vikram, cast.asha, channel=Channel.DAILY)
    for minute in range(3):
        mailing.leave(at("2026-11-25T07:00") + minute * MINUTE)
    assert Job.objects.filter(task=mailing.DIGEST).count() == 1
