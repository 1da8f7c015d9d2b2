"""Is this the same client, or the same person? What is alike is asked of the database, by functions that it has an
index for (migration 0010): a name without accents, case, punctuation and legal form; a website's domain; the last
digits of a phone number."""

from __future__ import annotations

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.lookups import Exact

from clients.models.client import Client
from clients.models.contact import Contact

ALIKE = 0.5
"""Share of the trigrams that two names have in common. “Muller” and “Mueller” have half."""
SHOWN = 5


class NameKey(Func):
    function, output_field = "clients_name_key", TextField()


class Numbers(Func):
    """The digits of a name: “Store 12” and “Store 21” are two."""

    function, output_field = "clients_numbers", TextField()


class Domain(Func):
    function, output_field = "clients_domain", TextField()


class PhoneKey(Func):
    function, output_field = "clients_phone_key", TextField()


def likely_same(name: str, website: str = "", phone: str = "", *, among: QuerySet[Client]) -> QuerySet[Client]:
    """Those of `among` that may be the client described, the likeliest first."""
    described = _named(name) | _at(website) | _called(phone)
    found = among.annotate(key=NameKey("name"), alike=_likeness(name)).filter(described)
    return found.order_by(F("alike").desc(), "pk")


def surely_same(name: str, website: str = "", *, among: QuerySet[Client]) -> bool:
    """Whether one of `among` has the very name, legal form aside, or the very website."""
    key = Q(key=NameKey(Value(name))) if len(name.strip()) > 3 else Q(pk=None)
    return among.annotate(key=NameKey("name")).filter(key | _at(website)).exists()


def likely_contacts(
    client: Client, name: str, email: str = "", phone: str = "", *, among: QuerySet[Contact]
) -> QuerySet[Contact]:
    """Those of `among` who may be this person: at `client` by name, e-mail or phone, elsewhere not by name alone."""
    here = Q(client=client) & _named(name)
    reached = (Q(email__iexact=email) if email else Q(pk=None)) | _with_phone(phone)
    alike = {"key": NameKey("name"), "alike": _likeness(name)}
    found = among.annotate(**alike).filter(here | reached)
    return found.select_related("client").order_by(F("alike").desc(), "pk")


def _likeness(name: str) -> TrigramSimilarity:
    return TrigramSimilarity(NameKey("name"), NameKey(Value(name)))  # type: ignore[arg-type]


def _named(name: str) -> Q:
    if not name.strip():
        return Q(pk=None)
    written = NameKey(Value(name))
    return Q(key__trigram_similar=written, alike__gte=ALIKE) & Q(Exact(Numbers("name"), Numbers(Value(name))))


def _at(website: str) -> Q:
    if "." not in website:
        return Q(pk=None)
    return ~Q(website="") & Q(Exact(Domain("website"), Domain(Value(website))))


def _called(phone: str) -> Q:
    return Q(pk__in=Contact.objects.live().filter(_with_phone(phone)).values("client"))


def _with_phone(phone: str) -> Q:
    if sum(sign.isdigit() for sign in phone) < 7:
        return Q(pk=None)
    return ~Q(phone="") & Q(Exact(PhoneKey("phone"), PhoneKey(Value(phone))))
