"""What has no date restates no closed month."""

import pytest

from clients.models import Client
from kpis.refresh import refresh_month
from tests import factories as make
from tests.kpis.books.closed import AFTER, OCTOBER, current, reported

pytestmark = pytest.mark.django_db


def test_a_person_who_becomes_a_key_contact_later_restates_nothing(books):
    make.contact(Client.objects.get(name="Banyan"), "Dara", decision_role="decides")
    refresh_month(OCTOBER, now=AFTER)
    assert current() == reported()
