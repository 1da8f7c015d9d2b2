"""Days and times in words: “yesterday 15:00”, “Fri”, “3 days ago”, “कल 15 बजे”. `dateparser` knows most of them; it is
asked only about words that can be a day, for it takes almost anything for one."""

from __future__ import annotations

import datetime as dt
import re
import warnings

GAP = "\x1f"
EDGE, END = r"(?<![\w\u0900-\u0963#@/.:-])", r"(?![\w\u0900-\u0963])"
NAMES = (
    "mon monday सोमवार",
    "tue tues tuesday मंगलवार",
    "wed wednesday बुधवार",
    "thu thur thurs thursday गुरुवार बृहस्पतिवार",
    "fri friday शुक्रवार",
    "sat saturday शनिवार",
    "sun sunday रविवार इतवार",
)
NUMBER_OF = {name: day for day, names in enumerate(NAMES) for name in names.split()}
NEAR = {"today": 0, "tonight": 0, "आज": 0, "yesterday": -1, "tomorrow": 1}
EITHER = {"कल": 1, "परसों": 2, "परसो": 2}  # in Hindi the same word for so many days ago and ahead
MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|"
    "जनवरी|फरवरी|फ़रवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|सितम्बर|अक्टूबर|अक्तूबर|नवंबर|नवम्बर|दिसंबर|दिसम्बर"
)
UNITS = "days?|weeks?|months?|दिन|हफ्ते|हफ़्ते|सप्ताह|महीने"
BEFORE = r"(?:(?:on|by|until|till)\s+)?"

NEAR_DAY = re.compile(rf"{EDGE}{BEFORE}({'|'.join([*NEAR, *EITHER])})(?:\s+(?:को|तक))?{END}", re.I)
WEEKDAY = re.compile(
    rf"{EDGE}{BEFORE}(?:(last|next|this|पिछले|अगले|इस)\s+)?({'|'.join(NUMBER_OF)})(?:\s+(?:को|तक))?{END}", re.I
)
# These dateparser reads.
WRITTEN = re.compile(
    rf"{EDGE}{BEFORE}(\d{{4}}-\d{{1,2}}-\d{{1,2}}"
    rf"|\d{{1,2}}[./]\d{{1,2}}[./](?:\d{{4}}|\d{{2}})"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:{MONTHS})\.?(?:\s+\d{{4}})?"
    rf"|(?:{MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    rf"|\d{{1,3}}\s+(?:{UNITS})\s+(?:ago|पहले)|in\s+\d{{1,3}}\s+(?:{UNITS})|\d{{1,3}}\s+(?:{UNITS})\s+(?:बाद|में))"
    rf"(?:\s+(?:को|तक))?{END}",
    re.I,
)
CLOCK = re.compile(
    rf"{EDGE}(?:(?:at|@)\s*)?(?:(सुबह|दोपहर|शाम|रात)\s+)?(?:"
    rf"(\d{{1,2}})[:.](\d{{2}})(?:\s?([ap])\.?m\.?)?(?:\s+बजे)?|(\d{{1,2}})\s?([ap])\.?m\.?|(\d{{1,2}})\s+(?:बजे|o'clock)"
    rf"){END}",
    re.I,
)
AFTERNOON = {"दोपहर": 11, "शाम": 12, "रात": 12}  # an hour below this one, said with the word, is after noon


def read_day(text: str, now: dt.datetime, *, ahead: bool) -> tuple[str, dt.date | None]:
    """The text without the day it names, and that day. What may lie on both sides of today lies ahead or behind."""
    for pattern, day_of in ((WRITTEN, written), (NEAR_DAY, near), (WEEKDAY, weekday)):
        for found in pattern.finditer(text):
            if pattern is WEEKDAY and is_name(text, found):
                continue
            day = day_of(found, now, ahead)
            if day and 1900 <= day.year <= 2199:
                return f"{text[: found.start()]}{GAP}{text[found.end() :]}", day
    return text, None


def read_instant(text: str, now: dt.datetime, *, ahead: bool) -> tuple[str, dt.datetime | None]:
    """The text without the day and the time it names, and that instant, in the zone of `now`."""
    text, day = read_day(text, now, ahead=ahead)
    text, time = read_clock(text)
    if day is None and time is None:
        return text, None
    wall = dt.datetime.combine(day or now.date(), time or now.time().replace(second=0, microsecond=0))
    return text, wall.replace(tzinfo=now.tzinfo)


def read_clock(text: str) -> tuple[str, dt.time | None]:
    for found in CLOCK.finditer(text):
        part, hour, minute, half, hour_alone, half_alone, oclock = found.groups()
        number, half = int(hour or hour_alone or oclock), (half or half_alone or "").lower()
        afternoon = half == "p" or (number < 12 and number < AFTERNOON.get(part, 0))
        if half and not 1 <= number <= 12:
            continue
        if half == "a" and number == 12:
            number = 0
        elif afternoon and number < 12:
            number += 12
        if number < 24 and int(minute or 0) < 60:
            return f"{text[: found.start()]}{GAP}{text[found.end() :]}", dt.time(number, int(minute or 0))
    return text, None


def near(found: re.Match, now: dt.datetime, ahead: bool) -> dt.date:
    word = found[1].lower()
    away = NEAR[word] if word in NEAR else EITHER[word] * (1 if ahead else -1)
    return now.date() + dt.timedelta(days=away)


def weekday(found: re.Match, now: dt.datetime, ahead: bool) -> dt.date:
    """The nearest such day on that side of today; today itself only where it may be behind."""
    which, away = (found[1] or "").lower(), NUMBER_OF[found[2].lower()] - now.weekday()
    ahead = which in ("next", "अगले") or (ahead and which not in ("last", "पिछले"))
    behind = -(-away % 7) or (-7 if which in ("last", "पिछले") else 0)
    return now.date() + dt.timedelta(days=(away % 7 or 7) if ahead else behind)


def written(found: re.Match, now: dt.datetime, ahead: bool) -> dt.date | None:
    import dateparser  # it takes most of a second to wake, which only those who write such a day should wait for

    settings = {
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "PREFER_DATES_FROM": "future" if ahead else "past",
        "DATE_ORDER": "YMD" if found[1][:4].isdigit() else "DMY",
        "REQUIRE_PARTS": ["day", "month"],
    }
    if not re.search(MONTHS, found[1], re.I):
        settings.pop("REQUIRE_PARTS")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, about years left out
        try:
            parsed = dateparser.parse(found[1], languages=["en", "hi"], settings=settings)
        except (ValueError, OverflowError):
            return None
    return parsed.date() if parsed else None


def is_name(text: str, found: re.Match) -> bool:
    """“Sun Pharma”: a short English day right before a capital letter, itself in capitals, is part of a name."""
    return bool(re.fullmatch(r"(?:Sun|Sat|Wed|Mon)", found[2]) and re.match(r"\s+[A-Z][a-z]", text[found.end() :]))
