"""Sign-in by e-mail, and who is out."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import Resolver404, resolve, reverse

from accounts.models import User
from tests import factories as make

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.fixture
def asha(cast):
    cast.asha.set_password(make.PASSWORD)
    cast.asha.save()
    return cast.asha


def sign_in(client, email="asha@example.com", password=make.PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def test_it_signs_in_by_email_in_any_case(client, asha):
    assert sign_in(client, " ASHA@Example.com").status_code == 302
    assert client.session["_auth_user_id"] == str(asha.pk)


def test_it_refuses_a_wrong_password_and_an_unknown_email_alike(client, asha):
    wrong = sign_in(client, password="something else")
    unknown = sign_in(client, "nobody@example.com")
    assert wrong.context["form"].errors == unknown.context["form"].errors != {}
    assert "_auth_user_id" not in client.session


def test_it_goes_to_the_page_that_was_asked_for(client, asha):
    assert sign_in(client, next="/profile/").url == "/profile/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example/x", "http://localhost/x", "javascript:x"]
)
def test_it_never_sends_on_to_another_host(client, asha, elsewhere):
    assert "evil" not in sign_in(client, next=elsewhere).url
    assert sign_in(client, next=elsewhere).url.startswith("/")


def test_it_slows_down_who_guesses(client, asha):
    codes = [sign_in(client, password="guess").status_code for _ in range(6)]
    assert sign_in(client).status_code != 302
    assert codes[0] == 200


@pytest.mark.parametrize("path", ["signup/", "email/", "confirm-email/", "social/login/", "2fa/webauthn/", "3rdparty/"])
def test_it_has_no_route_for_what_is_not_used(path):
    with pytest.raises(Resolver404):
        resolve(f"/accounts/{path}")


def test_it_puts_a_deactivated_person_out_at_the_next_click(client, asha, cast):
    client.force_login(asha)
    assert client.get("/profile/").status_code == 200
    asha.deactivate(cast.omar, make.instant("2026-11-24T09:00"))
    assert client.get("/profile/").url == "/accounts/login/?next=/profile/"


def test_it_ends_other_sessions_when_the_password_changes(client, asha, django_user_model):
    from django.test import Client

    here, there = client, Client()
    sign_in(here), sign_in(there)
    new = "another good sentence"
    here.post(reverse("account_change_password"), {"oldpassword": make.PASSWORD, "password1": new, "password2": new})
    assert here.get("/profile/").status_code == 200
    assert there.get("/profile/").status_code == 302


def test_it_mails_a_link_of_our_own_address_whatever_the_host_header(client, asha, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(reverse("account_reset_password"), {"email": "asha@example.com"}, headers={"host": "evil.example"})
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert re.search(r"http://127\.0\.0\.1:8000/accounts/password/reset/key/\S+/", text)
    assert "evil" not in text


def test_it_mails_nothing_to_an_unknown_address_and_says_the_same(client, asha):
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})
    known = client.post(reverse("account_reset_password"), {"email": "asha@example.com"})
    assert unknown.url == known.url
    assert [m.to for m in mail.outbox] == [["asha@example.com"]]


def test_it_asks_for_the_second_step_where_one_is_set(client, asha):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(asha, generate_totp_secret())
    assert sign_in(client).url == reverse("mfa_authenticate")
    assert client.get("/profile/").status_code == 302
    assert not User.objects.get(pk=asha.pk).last_login


def test_it_shows_the_reader_their_language_and_zone(client, asha):
    User.objects.filter(pk=asha.pk).update(language="hi", time_zone="Asia/Kolkata")
    client.force_login(asha)
    response = client.get("/profile/")
    assert '<html lang="hi">' in response.text
    assert response.headers["Content-Language"] == "hi"
