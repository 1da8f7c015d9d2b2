"""Finding people and firms by name however it is written: accents, Devanagari, slips of the keyboard, spaces in
telephone numbers. How text is folded is the database's to say (migration 0007)."""

from __future__ import annotations

import re
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, TextField, Value

MOST_WORDS = 8  # of what somebody typed; the rest is not looked at
SHORT = 3  # letters below which only the beginnings of words are looked at: the index knows nothing shorter
PHONE = re.compile(r"[\d\s()+./-]{4,}")


def name_words(text: str) -> Func:
    """`text` as it sounds: “~” before each word."""
    return Func(Value(text), function="name_words", output_field=TextField())


def plain_text(text: str) -> Func:
    """`text` in small letters without accents."""
    return Func(Value(text), function="plain_text", output_field=TextField())


def search_key(*parts: str) -> models.GeneratedField:
    """A column made of name, other words and telephone number, always true to them."""
    made = [F(part) if part else Value("") for part in parts]
    return models.GeneratedField(
        expression=Func(*made, function="search_key", output_field=TextField()),
        output_field=TextField(),
        db_persist=True,
    )


def search_index(name: str) -> GinIndex:
    return GinIndex(fields=["search_key"], name=name, opclasses=["gin_trgm_ops"])


class SearchQuerySet(models.QuerySet):
    """Of a model with a `search_key`."""

    def search(self, typed: str) -> Self:
        """Those in which every word typed stands, at least by its sound; where there are none, those much alike.

        A telephone number is its digits, with or without the country's. Looks once whether any are exact.
        """
        exact, typed = self.exactly(typed), plain(typed)
        return exact if not typed or PHONE.fullmatch(typed) or exact.exists() else self.alike(typed)

    def exactly(self, typed: str) -> Self:
        """Those in which every word typed stands; all where none is."""
        typed = plain(typed)
        if not any(letter.isalnum() for letter in typed):
            return self.none() if typed else self
        return self.filter(holding(typed))

    def alike(self, typed: str) -> Self:
        """Those with a word much like what was typed."""
        if not any(letter.isalnum() for letter in typed):
            return self.none()
        sounds = Q(search_key__trigram_word_similar=name_words(typed))
        return self.filter(Q(search_key__trigram_word_similar=plain_text(typed)) | sounds)

    def best_first(self, typed: str, by: str = "name") -> Self:
        """Those that begin with what was typed, then the others, each in the order of their names."""
        begins = Q(search_key__startswith=plain_text(plain(typed)))
        return self.order_by(models.Case(models.When(begins, then=0), default=1), by, "pk")


def plain(typed: str) -> str:
    return re.sub(r"[\x00-\x1f]", " ", typed).strip()[:200]


def holding(typed: str) -> Q:
    """Every word of what was typed stands in the key."""
    if PHONE.fullmatch(typed):
        digits = re.sub(r"\D", "", typed).lstrip("0")
        if len(digits) >= SHORT:
            return Q(search_key__contains=plain_text(digits[-10:]))
    found = Q()
    for word in [w for w in typed.split() if any(map(str.isalnum, w))][:MOST_WORDS]:
        found &= standing(word)
    return found


def standing(word: str) -> Q:
    """The word stands in the key, as it is written or as it sounds. A short one begins a word there."""
    if len(word) >= SHORT:
        return Q(search_key__contains=plain_text(word)) | Q(search_key__contains=name_words(word))
    if not word.isascii():
        return Q(search_key__contains=name_words(word))
    return Q(search_key__startswith=plain_text(word)) | Q(search_key__contains=plain_text(f" {word}"))
