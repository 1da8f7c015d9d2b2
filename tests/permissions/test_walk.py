"""Every route × method × role × relation, against the table in policies.py."""

import re
from dataclasses import dataclass
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.conftest import the_cast
from tests.permissions import world as worlds
from tests.permissions.policies import POLICIES, Policy
from tests.permissions.routes import Route, all_routes
from tests.permissions.write_docs import DOCUMENT, document

ROUTES = {route.name: route for route in all_routes()}
pytestmark = pytest.mark.django_db
NOT_COMPARED = ("django_session", "django_migrations")
ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class Call:
    """One person asks for one record's page."""

    who: str
    path: str
    label: str
    may: bool

    def __str__(self) -> str:
        return f"{self.who} on {self.path} ({self.label})"


class Browsers:
    """One signed-in browser a person; each visit begins with the session of the sign-in."""

    def __init__(self, people):
        self.clients = {name: Client() for name in people}
        for name, client in self.clients.items():
            client.force_login(people[name])
        self.cookies = {name: client.cookies.copy() for name, client in self.clients.items()}
        self.clients[ANONYMOUS], self.cookies[ANONYMOUS] = Client(), SimpleCookie()
        self.gone: dict[tuple[str, str], tuple[int, str]] = {}

    def send(self, who: str, method: str, path: str, data=None):
        """The answer, in a savepoint of its own, so that a page that dies does not take the rest with it."""
        client = self.clients[who]
        client.cookies = self.cookies[who].copy()
        with transaction.atomic():
            response = getattr(client, method)(path, data or {})
            if response.streaming:
                list(response.streaming_content)  # to the end, which closes the file
            return response

    def of_absent(self, who: str, path: str) -> tuple[int, str]:
        """The answer for a record that is not there: the same at any time, and so asked for once."""
        if (who, path) not in self.gone:
            response = self.send(who, "get", path)
            self.gone[who, path] = response.status_code, body(response, path)
        return self.gone[who, path]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The world is built once, for its month of figures takes a while; every test is rolled back to it."""
    with django_db_blocker.unblock(), time_machine.travel(worlds.NOW), transaction.atomic():
        world = worlds.build(the_cast())
        yield world, Browsers(world.people), checksums()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _fresh_rate_limits(built):
    cache.clear()


@pytest.fixture
def world(built) -> worlds.World:
    return built[0]


@pytest.fixture
def browsers(built) -> Browsers:
    return built[1]


@pytest.fixture
def untouched(built) -> dict[str, tuple]:
    """What all tables hold before anybody has asked for anything."""
    return built[2]


def path_of(route: Route, params: dict) -> str:
    return reverse(route.name, kwargs={name: params[name] for name in route.params})


def calls(route: Route, policy: Policy, audience, world: worlds.World) -> list[Call]:
    """Each kind of person asks once for a record in each relation, and for one that is nobody's; first those who are
    turned away, since a page may note that it was read."""
    records = world.records[policy.of] if policy.of else [worlds.Record("", {}, None)]
    found: dict[tuple, Call] = {}
    for record in records:
        for name, person in world.people.items():
            relation = record.relation_of(person)
            kind = worlds.KIND_OF_PERSON[name]
            may = relation in (audience or {}).get(kind, ())
            call = Call(name, path_of(route, record.params), record.label, may)
            found.setdefault((kind, relation, record.owner is None), call)
    return sorted(found.values(), key=lambda call: call.may)


def test_it_has_a_policy_for_every_route_and_no_other():
    missing, left_over = sorted(ROUTES.keys() - POLICIES.keys()), sorted(POLICIES.keys() - ROUTES.keys())
    assert not missing, f"Say in tests/permissions/policies.py who may use: {', '.join(missing)}"
    assert not left_over, f"No route is called so any more; take it out of tests/permissions/policies.py: {left_over}"


def test_it_finds_each_name_once():
    names = [route.name for route in all_routes()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", sorted(ROUTES.keys() & POLICIES.keys()))
def test_it_lets_in_whom_the_policy_names_and_nobody_else(name, world, browsers):
    """And who is not let in gets the answer for an absent record, word for word."""
    route, policy = ROUTES[name], POLICIES[name]
    for call in calls(route, policy, policy.get, world):
        response = browsers.send(call.who, "get", call.path)
        if policy.get is None:
            assert response.status_code in (404, 405), f"{call}: GET is not offered, got {response.status_code}"
        elif call.may:
            assert response.status_code in (200, 302), f"{call} may look, got {response.status_code}"
            assert policy.anonymous == "open" or not is_sign_in(response), f"{call} may look, was sent to sign in"
        else:
            assert response.status_code == 404, f"{call} may not look, got {response.status_code}"
        if policy.of and not call.may:
            absent = path_of(route, world.absent[policy.of])
            gone = browsers.of_absent(call.who, absent)
            assert (response.status_code, body(response, call.path)) == gone, str(call)


@pytest.mark.parametrize("name", sorted(ROUTES.keys() & POLICIES.keys()))
def test_it_changes_nothing_for_whom_the_policy_does_not_name(name, world, browsers, untouched):
    route, policy = ROUTES[name], POLICIES[name]
    for call in calls(route, policy, policy.post, world):
        if call.may:
            continue
        response = browsers.send(call.who, "post", call.path, policy.example(world))
        offered = (404,) if policy.post else (404, 405)
        assert response.status_code in offered, f"{call} may not send this, got {response.status_code}"
    assert checksums() == untouched, f"{name}: a denied POST changed something"


@pytest.mark.parametrize("name", sorted(name for name in ROUTES.keys() & POLICIES.keys() if POLICIES[name].post))
def test_it_takes_what_the_policy_allows_to_send(name, world, browsers):
    route, policy = ROUTES[name], POLICIES[name]
    for call in calls(route, policy, policy.post, world):
        if not call.may:
            continue
        with transaction.atomic():
            response = browsers.send(call.who, "post", call.path, policy.example(world))
            transaction.set_rollback(True)
        assert response.status_code in (200, 204, 302, 422, 429), f"{call} may send this, got {response.status_code}"


@pytest.mark.parametrize("name", sorted(ROUTES.keys() & POLICIES.keys()))
def test_it_sends_who_is_not_signed_in_to_the_sign_in_page(name, world, browsers, untouched):
    route, policy = ROUTES[name], POLICIES[name]
    path = path_of(route, world.records[policy.of][0].params if policy.of else {})
    for method in ("get", "post"):
        response = browsers.send(ANONYMOUS, method, path)
        if policy.anonymous == "open":
            assert response.status_code in (200, 302, 405), f"{method} {path}: {response.status_code}"
        else:
            assert is_sign_in(response), f"{method} {path}: {response.status_code}"
    assert checksums() == untouched


@pytest.mark.parametrize("name", sorted(ROUTES.keys() & POLICIES.keys()))
def test_it_offers_no_other_method(name, world, browsers, untouched):
    route, policy = ROUTES[name], POLICIES[name]
    for call in let_in(route, policy, world):
        for method in ("put", "delete"):
            status = browsers.send(call.who, method, call.path).status_code
            assert status in (404, 405), f"{method}: {call}: {status}"
    assert checksums() == untouched


def let_in(route: Route, policy: Policy, world: worlds.World) -> list[Call]:
    """One who may look and one who may send."""
    both = [calls(route, policy, audience, world) for audience in (policy.get, policy.post)]
    return [call for found in both for call in [call for call in found if call.may][:1]]


def is_sign_in(response) -> bool:
    return response.status_code == 302 and response.headers["Location"].startswith(reverse("account_login"))


def body(response, path: str) -> str:
    """What a reader gets, without what differs from one answer to the next."""
    text = response.text.replace(path, "PATH")
    return re.sub(r'(name="csrfmiddlewaretoken" value|nonce|X-CSRFToken"?:?)\W+[\w-]+', "TOKEN", text)


def checksums() -> dict[str, tuple]:
    """How many rows each table has and what they hold; sessions apart, which every visit writes."""
    tables = [t for t in connection.introspection.table_names() if t not in NOT_COMPARED]
    queries = [f"SELECT '{t}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM \"{t}\" t" for t in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries))
        return {name: (rows, checksum) for name, rows, checksum in cursor.fetchall()}


def test_it_is_written_down_as_it_is():
    assert DOCUMENT.read_text() == document(), "Run: python -m tests.permissions.write_docs"
