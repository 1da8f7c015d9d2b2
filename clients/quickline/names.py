"""Who is meant: clients, their people and colleagues, among those whom the writer works with and nobody else.

A name may be spelled otherwise, in the other script, or with a slip. Where two are meant as likely, both are offered.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, TextField, Value, When

from clients.models import Client, Contact
from clients.quickline.grammar import GAP, Said, read

MOST_WORDS = 16
MOST_ROWS = 200
MOST_OFFERED = 6
TIE = 0.1  # scores as near as this are the same
FIRM = {"pvt", "ltd", "limited", "private", "gmbh", "ag", "inc", "llc", "llp", "plc", "co", "company", "corp"}
FIRM |= {"corporation", "&", "and", "the", "प्राइवेट", "लिमिटेड", "कंपनी", "और"}
BEFORE_FIRM, BEFORE_PERSON = {"at", "from", "of", "@"}, {"with"}
AFTER_FIRM, AFTER_PERSON = {"में", "पर"}, {"से", "साथ"}
BETWEEN = {"and", "&", "और", "के", "को", "for", "to", "the"}
MARKS = BEFORE_FIRM | BEFORE_PERSON | AFTER_FIRM | AFTER_PERSON | BETWEEN


@dataclass
class Word:
    text: str
    part: int  # of the line: a name does not reach from one part into the next
    hint: str = ""  # "firm" or "person", by the little words beside it
    sound: str = ""

    @property
    def is_mark(self) -> bool:
        return self.text.casefold() in MARKS


@dataclass
class Match:
    """A name found in the line: how well, and in which of its words."""

    row: Any
    score: float
    places: frozenset[int]


@dataclass
class Understood:
    """What a line says and who is meant. `offered` are the clients among whom the writer has to choose."""

    said: Said
    client: Client | None = None
    offered: list[Client] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    unsure: list[Contact] = field(default_factory=list)
    colleagues: list = field(default_factory=list)
    subject: str = ""


def understand(
    line: str, *, by, now: dt.datetime, client: Client | None = None, settled: bool = False, colleagues=None
) -> Understood:
    """`client` is who is meant where the line does not say otherwise, or, when `settled`, whatever it says;
    `colleagues(client)` are those who may have been there."""
    said = read(line, now)
    words = split(said.rest)
    found = Understood(said)
    give_sounds(words)
    firms = best(words, candidates(Client.objects.workable_by(by), words), kind="firm")
    people = best(words, candidates(Contact.objects.workable_by(by).live(), words), kind="person")
    firm = choose(found, [m for m in firms if m.row == client] if settled else firms, people, client)
    used = set(firm.places) if firm else set()
    if found.client:
        used |= name_people(found, [m for m in people if m.row.client_id == found.client.pk and not m.places & used])
        near = colleagues(found.client) if colleagues else []
        used |= name_colleagues(found, words, near, used)
    elif found.offered:
        used |= {place for match in firms for place in match.places if match.row in found.offered}
    found.subject = remaining(words, used)
    return found


def split(rest: list[str]) -> list[Word]:
    """The words, each with the part it stands in and what the little words beside it make of it."""
    words: list[Word] = []
    part, hint = 0, ""
    for text in re.sub(r"@(?=\S)", "@ ", " ".join(rest)).split(" "):
        plain = text.casefold()
        if text == GAP or plain in MARKS:
            part += 1
            hint = "firm" if plain in BEFORE_FIRM else "person" if plain in BEFORE_PERSON else ""
            after = "firm" if plain in AFTER_FIRM else "person" if plain in AFTER_PERSON else ""
            for word in reversed(words if after else []):
                if word.part < part - (2 if plain == "साथ" else 1):  # “के साथ” is two marks
                    break
                word.hint = word.hint or after
        if text and text != GAP:
            words.append(Word(text, part, "" if plain in MARKS else hint))
    return words[: MOST_WORDS * 2]


def give_sounds(words: list[Word]) -> None:
    for word, sound in zip(words, sounds_of([word.text for word in words]), strict=True):
        word.sound = "" if word.is_mark else sound.lstrip("~")


def candidates(rows: QuerySet, words: list[Word]) -> list:
    """Those that may be meant, most likely first; each with its name as it sounds."""
    sounds = list(dict.fromkeys(w.sound for w in words if len(w.sound) >= 2))[:MOST_WORDS]
    if not sounds:
        return []
    near: Q = Q()
    likely: Any = Value(0)
    for sound in sounds:
        stands = Q(search_key__contains=f"~{sound}")
        near |= stands | (Q(search_key__trigram_word_similar=sound) if len(sound) >= 4 else Q())
        likely += Case(When(stands, then=1), default=0, output_field=IntegerField())
    sounding = Func(F("name"), function="name_words", output_field=TextField())
    return list(rows.filter(near).annotate(sounds=sounding, likely=likely).order_by("-likely", "pk")[:MOST_ROWS])


def best(words: list[Word], rows: Iterable, *, kind: str) -> list[Match]:
    """The best place of each row in the line, best first."""
    found = [match for row in rows if (match := place_of(words, row, kind))]
    return sorted(found, key=lambda match: -match.score)


def place_of(words: list[Word], row, kind: str) -> Match | None:
    """Where in the line the row's name stands, judged by how many of its words do, how exactly, and what is beside."""
    names = name_pairs(row)
    if not names:
        return None
    matches = [match for start in range(len(words)) if (match := run_from(words, start, names, row, kind))]
    code = getattr(row, "code", "").casefold()
    matches += [Match(row, 3, frozenset([n])) for n, w in enumerate(words) if code and w.text.casefold() == code]
    return max(matches, key=lambda match: match.score, default=None)


def name_pairs(row) -> list[tuple[str, str]]:
    """The words of the name that tell it from others: as written, and as they sound."""
    written = re.findall(r"[^\W_]+(?:[\u0900-\u0963\u200c\u200d]+[^\W_]*)*", row.name.casefold())
    sounds = row.sounds.replace("~", "").split()
    pairs = list(zip(written, sounds, strict=True)) if len(written) == len(sounds) else [(s, s) for s in sounds]
    return [pair for pair in pairs if pair[0] not in FIRM] or pairs


def run_from(words: list[Word], start: int, names: list[tuple[str, str]], row, kind: str) -> Match | None:
    """The name as it stands in the words from `start` on, one after the other."""
    left, score, places = list(names), 0.0, []
    for place in range(start, len(words)):
        word = words[place]
        if word.part != words[start].part or not left:
            break
        like, name = max(((alike(word, name), name) for name in left), key=lambda pair: pair[0])
        if not like:
            break
        left.remove(name)
        score += like
        places.append(place)
    if not places:
        return None
    hint = words[start].hint
    score += 0.3 * len(places) / len(names) + (0.5 if hint == kind else -0.2 if hint else 0)
    return Match(row, score, frozenset(places))


def alike(word: Word, name: tuple[str, str]) -> float:
    """0 where a word is not this name; 1 where it is, letter for letter."""
    written, sound = name
    if not word.sound:
        return 0
    if word.text.casefold().strip(".,;:!?") == written:
        return 1
    if word.sound == sound:
        return 0.9 if len(sound) > 2 or not word.text.isascii() or not written.isascii() else 0
    if len(word.sound) >= 3 and sound.startswith(word.sound):
        return 0.8
    if len(word.sound) >= 4 and word.sound[0] == sound[0]:
        ratio = difflib.SequenceMatcher(None, word.sound, sound).ratio()
        return 0.8 * ratio if ratio >= 0.75 else 0
    return 0


def choose(found: Understood, firms: list[Match], people: list[Match], given: Client | None) -> Match | None:
    """Set the client that is meant, or those among whom to choose. Returns where in the line it stands."""
    top = firms[0].score if firms else 0
    likely = {m.row.pk: m for m in firms if m.score >= top - TIE}
    persons = {m.row.client_id for m in people if not any(m.places & firm.places for firm in likely.values())}
    if given and given.pk in likely:
        likely = {given.pk: likely[given.pk]}
    elif len(likely) > 1 and len(likely.keys() & persons) == 1:
        likely = {pk: match for pk, match in likely.items() if pk in persons}
    better = [m for m in people if m.score >= max(top - TIE, people[0].score - TIE)]
    by_people = {m.row.client_id for m in better if not likely or any(m.places & f.places for f in likely.values())}
    if given and (not likely or given.pk in by_people):
        found.client = given
        return likely.get(given.pk)
    meant = [m.row for m in likely.values()] if not (by_people and top < 1 and not likely.keys() & by_people) else []
    asked = by_people - {client.pk for client in meant}
    meant += Client.objects.filter(pk__in=asked).order_by("name", "pk")[:MOST_OFFERED] if asked else []
    if len(meant) == 1:
        found.client = meant[0]
        return likely.get(meant[0].pk)
    found.offered = meant[:MOST_OFFERED]
    return None


def name_people(found: Understood, people: list[Match]) -> set[int]:
    """Who of the client's people stands in the line; two whom the same word fits are unsure."""
    used: set[int] = set()
    for match in people:
        if match.places & used:
            continue
        same = [m.row for m in people if m.places & match.places and m.score >= match.score - TIE]
        if len(same) == 1:
            found.contacts.append(match.row)
        else:
            found.unsure += same
        used |= match.places
    return used


def name_colleagues(found: Understood, words: list[Word], near: Iterable, used: set[int]) -> set[int]:
    """Colleagues are named after “with”, or by their whole name; otherwise a word is what the talk was about."""
    near = list(near)
    for user, sounds in zip(near, sounds_of([user.name for user in near]), strict=True):
        user.sounds = sounds
    taken: set[int] = set()
    for match in best(words, near, kind="person"):
        whole = len(match.places) == len(name_pairs(match.row)) > 1
        hinted = all(words[place].hint == "person" for place in match.places)
        if match.score >= 1 and (whole or hinted) and not match.places & (used | taken):
            found.colleagues.append(match.row)
            taken |= match.places
    return taken


def sounds_of(names: list[str]) -> list[str]:
    if not names:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_words(w) FROM unnest(%s::text[]) WITH ORDINALITY AS t(w, n) ORDER BY n", [names])
        return [sound for (sound,) in cursor.fetchall()]


def remaining(words: list[Word], used: set[int]) -> str:
    """What the talk was about: the words that name nobody, without the little ones beside a name."""
    kept: list[str] = []
    for place, word in enumerate(words):
        if place in used:
            continue
        beside = {place - 1, place + 1} & used or (word.text == "साथ" and place - 2 in used)
        if not (word.is_mark and (beside or not kept)):
            kept.append(word.text)
    while kept and kept[-1].casefold() in MARKS:
        kept.pop()
    return " ".join(kept).strip(" ,;:.-@")[:300]
