"""What can be told from the words alone: kind, length, mood, next step; and what remains."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field

from clients.quickline import days

LONGEST = 500  # characters looked at
MOST_MINUTES = 24 * 60
GAP = "\x1f"  # stands where something understood was taken out, so that names do not reach across it
DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
END = r"(?![\w\u0900-\u0963])"
START = r"(?<![\w\u0900-\u0963#@])"

KINDS = {
    "call": "call called calling phone phoned telephoned ring rang कॉल फोन फ़ोन",
    "meeting": "meeting met meet visit visited lunch मीटिंग मुलाकात मुलाक़ात बैठक भेंट मिले मिला मिली",
    "email": "email e-mail emailed mail mailed ईमेल ई-मेल मेल",
    "note": "note noted नोट",
}
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split()}
MOODS = {
    "good": "good great happy अच्छा अच्छी",
    "neutral": "neutral ठीक",
    "bad": "bad unhappy angry बुरा बुरी ख़राब खराब",
}
MOOD_OF = {word: mood for mood, words in MOODS.items() for word in words.split()}
PLANS = "plan planned planning योजना"
HOURS = r"(?:h|hr|hrs|hours?|घंटे|घंटा|घण्टे|घण्टा)"
MINUTES = r"(?:m|min|mins|minutes?|मिनट|मि)"

NEXT = re.compile(rf"#\s?(?:next|अगला|अगली|आगे){END}:?", re.I)
MOOD = re.compile(rf"#({'|'.join(MOOD_OF)}){END}", re.I)
KIND = re.compile(rf"{START}({'|'.join(map(re.escape, KIND_OF))}){END}", re.I)
PLAN = re.compile(rf"{START}(?:{PLANS.replace(' ', '|')}){END}", re.I)
LENGTHS = (
    (re.compile(rf"{START}(\d{{1,2}})\s?{HOURS}\s?(\d{{1,2}})\s?(?:{MINUTES})?{END}", re.I), lambda h, m: h * 60 + m),
    (re.compile(rf"{START}(\d{{1,2}}(?:[.,]\d)?)\s?{HOURS}{END}", re.I), lambda h: h * 60),
    (re.compile(rf"{START}(\d{{1,4}})\s?{MINUTES}{END}", re.I), lambda m: m),
    (re.compile(rf"{START}(?:half an hour|आधा घंटा|आधे घंटे){END}", re.I), lambda: 30),
    (re.compile(rf"{START}(?:an hour|one hour|एक घंटा|एक घंटे){END}", re.I), lambda: 60),
    (re.compile(rf"{START}(?:डेढ़ घंटा|डेढ़ घंटे|डेढ़ घंटे){END}"), lambda: 90),
)


@dataclass
class Said:
    """What a line says, names apart. None and "" where it says nothing."""

    kind: str = ""
    sentiment: str = ""
    minutes: int | None = None
    at: dt.datetime | None = None
    planned: bool = False
    next_step: str = ""
    next_step_on: dt.date | None = None
    rest: list[str] = field(default_factory=list)
    """The words that remain, with GAP where something was taken out."""


def read(line: str, now: dt.datetime) -> Said:
    """Take the line apart. `now` is aware, in the writer's zone; what has no day is today's."""
    text = clean(line)
    said = Said()
    next_at = NEXT.search(text)
    if next_at:
        text, step = text[: next_at.start()], text[next_at.end() :]
        said.next_step, said.next_step_on = read_step(step, now)
    text, mood = take(MOOD, text)
    text, kind = take(KIND, text)
    text, plan = take(PLAN, text)
    said.sentiment = MOOD_OF[mood[1].lower()] if mood else ""
    said.kind = KIND_OF[kind[1].lower()] if kind else ""
    text, said.minutes = read_length(text)
    text, said.at = days.read_instant(text, now, ahead=bool(plan))
    said.planned = bool(plan and not said.at) or bool(said.at and said.at > now)
    said.rest = re.sub(f"{GAP}", f" {GAP} ", text).split(" ")
    said.rest = [word for word in said.rest if word]
    return said


def clean(line: str) -> str:
    """One line of plain words: composed letters, Latin digits, no control characters."""
    text = unicodedata.normalize("NFC", line[:LONGEST]).translate(DIGITS)
    return " ".join(
        "".join(" " if unicodedata.category(c).startswith("C") and c not in "\u200c\u200d" else c for c in text).split()
    )


def take(pattern: re.Pattern, text: str) -> tuple[str, re.Match | None]:
    """The text without the first match, and the match."""
    found = pattern.search(text)
    return (f"{text[: found.start()]}{GAP}{text[found.end() :]}", found) if found else (text, None)


def read_length(text: str) -> tuple[str, int | None]:
    for pattern, minutes_of in LENGTHS:
        without, found = take(pattern, text)
        if found:
            minutes = round(minutes_of(*(float(part.replace(",", ".")) for part in found.groups() if part)))
            if 0 < minutes <= MOST_MINUTES:
                return without, minutes
    return text, None


def read_step(text: str, now: dt.datetime) -> tuple[str, dt.date | None]:
    """What is to be done, and by which day: a next step lies ahead."""
    without, day = days.read_day(text, now, ahead=True)
    step = " ".join(without.replace(GAP, " ").split())
    step = re.sub(r"\s(?:by|on|until|till|before|को|तक)$|^(?:को|तक)\s", "", step, flags=re.I)
    return step.strip(" ,;.-")[:300], day
