"""Is this the same client, or the same person? What is alike is asked of the database, by functions and columns that
it has an index for (migration 0011): a name without accents, case, punctuation and legal form; the same name as it
sounds, in the search key; a website's domain; the last digits of a phone number."""

from __future__ import annotations

import re

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Greatest
from django.db.models.lookups import Exact

from clients.models.client import Client
from clients.models.contact import Contact

ALIKE = 0.5
"""Share of the trigrams that two names have in common. “Muller” and “Mueller” have half."""
SOUNDING = 0.6
"""The same of their sounds. “Sahyadri Motors” and “सह्याद्रि मोटर्स” have two thirds."""
SHORT = 6
"""A name of fewer letters sounds like too many others; it is taken by its sound in the other script only."""
DEVANAGARI = "[\u0900-\u097f]"
SHOWN = 5


class NameKey(Func):
    function, output_field = "clients_name_key", TextField()


class Sounds(Func):
    """A name as it sounds in either script, legal form aside (docs/decisions/0021)."""

    function, output_field = "clients_sounds", TextField()


class Numbers(Func):
    """The digits of a name, of either script: “Store 12” and “Store 21” are two."""

    template, output_field = "clients_numbers(plain_text(%(expressions)s))", TextField()


class Domain(Func):
    function, output_field = "clients_domain", TextField()


class PhoneKey(Func):
    function, output_field = "clients_phone_key", TextField()


def likely_same(name: str, website: str = "", phone: str = "", *, among: QuerySet[Client]) -> QuerySet[Client]:
    """Those of `among` that may be the client described, the likeliest first."""
    return _found(among, name, _named(name), _at(website), _called(phone))


def surely_same(name: str, website: str = "", *, among: QuerySet[Client]) -> bool:
    """Whether one of `among` has the very name, legal form aside, or the very website."""
    key = Q(key=NameKey(Value(name))) if len(name.strip()) > 3 else Q(pk=None)
    return among.annotate(key=NameKey("name")).filter(key | _at(website)).exists()


def likely_contacts(
    client: Client, name: str, email: str = "", phone: str = "", *, among: QuerySet[Contact]
) -> QuerySet[Contact]:
    """Those of `among` who may be this person: at `client` by name, e-mail or phone, elsewhere not by name alone."""
    here = Q(client=client) & _named(name)
    addressed = Q(email__iexact=email) if email else Q(pk=None)
    return _found(among, name, here, addressed, _with_phone(phone)).select_related("client")


def _found(among: QuerySet, name: str, *ways: Q) -> QuerySet:
    """Those of `among` that are found in one of these ways, the likeliest first. Each way is a query of its own, so
    that each has its index."""
    every = _likeliest(among.model._base_manager.all(), name)
    first, *others = (every.filter(way).order_by().values("pk") for way in ways)
    found = _likeliest(among, name).filter(pk__in=first.union(*others))
    return found.order_by(F("likely").desc(), "pk")


def _likeliest(among: QuerySet, name: str) -> QuerySet:
    """`among`, each with how much its name is like `name` by its letters, its sound, and the better of both."""
    alike = {
        "alike": TrigramSimilarity(NameKey("name"), NameKey(Value(name))),  # type: ignore[arg-type]
        "sounding": TrigramSimilarity(Sounds("name"), Sounds(Value(name))),  # type: ignore[arg-type]
    }
    return among.annotate(key=NameKey("name"), **alike).annotate(likely=Greatest(*alike))


def _named(name: str) -> Q:
    if not name.strip():
        return Q(pk=None)
    letters = Q(key__trigram_similar=NameKey(Value(name)), alike__gte=ALIKE)
    sound = Q(search_key__trigram_word_similar=Sounds(Value(name)), sounding__gte=SOUNDING)
    if len(name.strip()) < SHORT:
        other = Q(name__regex=DEVANAGARI)
        sound &= ~other if re.search(DEVANAGARI, name) else other
    return (letters | sound) & Q(Exact(Numbers("name"), Numbers(Value(name))))


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
