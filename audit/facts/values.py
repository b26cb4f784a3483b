"""Durations and dates in running text -> ISO 8601, in the three languages."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from audit.lang import LANGUAGES

_NUMBER = re.compile(r"\d{1,4}")
_NUMERIC_DATE = re.compile(
    r"\b(\d{1,2})[./-](\d{1,2})[./-](20\d\d)\b|\b(20\d\d)[./-](\d{1,2})[./-](\d{1,2})\b"
)
_MONTH_AND_YEAR = re.compile(r"(?<![\d./-])(\d{1,2})[./-](20\d\d)(?![./-]?\d)")
_YEAR = re.compile(r"20\d\d")
_OF = frozenset({"of", "месяца", "айы", "айының"})
"""Words between a month and its year."""

_ONE = frozenset({"течение", "следующего", "келесі", "next", "a", "an"})
"""Words that make one of a unit without a number: "within a month", "в течение рабочего дня"."""

_WORKING = re.compile(r"рабоч|жұмыс|working|business", re.IGNORECASE)


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, int], dict[str, str], dict[str, int]]:
    numbers: dict[str, int] = {}
    units: dict[str, str] = {}
    months: dict[str, int] = {}
    for pack in LANGUAGES.values():
        numbers |= pack.numbers
        units |= pack.units
        months |= pack.months
    return numbers, units, months


def _unit(word: str) -> str:
    units = _words()[1]
    stem = max((stem for stem in units if word.startswith(stem)), key=len, default="")
    return units.get(stem, "")


def durations_in(text: str) -> list[str]:
    """The durations in `text` as ISO 8601 ("P3Y", "P30D", "PT72H"), each once, in their order.

    Working days are days here; `terms_in` tells them apart.
    """
    return list(dict.fromkeys(duration for duration, _ in _durations(text)))


def terms_in(text: str) -> list[str]:
    """The time limits in `text`: durations, with " working" when working days are meant."""
    terms = (f"{found} working" if working else found for found, working in _durations(text))
    return list(dict.fromkeys(terms))


def _durations(text: str) -> Iterator[tuple[str, bool]]:
    """Every duration in `text`, and whether it counts working days."""
    words = re.findall(r"\w+", text.lower().replace("ё", "е"))
    numbers = _words()[0]
    for at, word in enumerate(words):
        unit = _unit(word)
        if not unit or word in numbers:
            continue
        for back in range(at - 1, max(-1, at - 5), -1):
            before = words[back - 1] if back else ""
            amount = 1 if words[back] in _ONE else _amount(words[back], before)
            if amount:
                working = any(_WORKING.search(between) for between in words[back + 1 : at])
                yield f"PT{amount}H" if unit == "H" else f"P{amount}{unit}", working
                break


def _amount(word: str, before: str) -> int:
    """The number that `word` says, together with the word before it ("он бес"); 0 for none."""
    if _NUMBER.fullmatch(word):
        return int(word)
    numbers = _words()[0]
    pair = numbers.get(f"{before} {word}", 0)
    stem = max(
        (stem for stem in numbers if len(stem) > 2 and word.startswith(stem)), key=len, default=""
    )
    return pair or numbers.get(word, 0) or numbers.get(stem, 0)


def number_in_words(text: str) -> int:
    """The number that one or two words say in any of the languages; 0 for none."""
    words = text.lower().replace("ё", "е").split()
    numbers = _words()[0]
    whole = numbers.get(" ".join(words), 0) or numbers.get("-".join(words), 0)
    return whole or (_amount(words[-1], "") if len(words) == 1 else 0)


def days_of_term(term: str) -> float:
    """Length of a time limit in calendar days: five working days are a week, a month counts 30.

    Raises ValueError for what `terms_in` cannot have made.
    """
    match = re.fullmatch(r"P(?:T?)(\d+)([HDWMY])( working)?", term)
    if not match:
        raise ValueError(f"not a time limit: {term!r}")
    length = int(match.group(1)) * {"H": 1 / 24, "D": 1, "W": 7, "M": 30, "Y": 365}[match.group(2)]
    return length * 7 / 5 if match.group(3) else length


def date_in(text: str) -> str:
    """The first date in `text` as ISO 8601: "2026-05-15", or "2026-05" where no day is given."""
    for match in _NUMERIC_DATE.finditer(text):
        day, month, year, year2, month2, day2 = match.groups()
        if date := _iso(int(year or year2), int(month or month2), int(day or day2)):
            return date
    words = re.findall(r"[^\W\d_]+|\d+", text.lower())
    for at, word in enumerate(words):
        month = _month(word)
        if month and (year := _year_near(words, at)):
            near = (*words[max(0, at - 2) : at], *words[at + 1 : at + 2])
            days = [int(w) for w in near if w.isdigit() and len(w) <= 2]
            if date := _iso(year, month, days[0] if days else 0):
                return date
    for match in _MONTH_AND_YEAR.finditer(text):
        if date := _iso(int(match[2]), int(match[1]), 0):
            return date
    return ""


def _month(word: str) -> int:
    """The number of the month that `word` names, inflected or not; English words stand whole."""
    months = _words()[2]
    for stem, number in months.items():
        if word == stem or (not stem.isascii() and word.startswith(stem)):
            return number
    return 0


def _year_near(words: Sequence[str], month: int) -> int:
    """The year of the month at `words[month]`: "15 May 2026", "May 15th, 2026", "2026 жылғы 15 мамыр".

    0 for none, as in "may apply from 2026".
    """
    after = words[month + 1 : month + 4] if _begins_with_number(words[month + 1 :]) else ()
    before = words[max(0, month - 4) : month] if not words[month].isascii() else ()
    years = (int(word) for word in (*before, *after) if _YEAR.fullmatch(word))
    return next(years, 0)


def _begins_with_number(words: Sequence[str]) -> bool:
    return bool(words) and (words[0].isdigit() or words[0] in _OF)


def _iso(year: int, month: int, day: int) -> str:
    """The date as ISO 8601, without the day when that is 0; empty for a day that no calendar has."""
    try:
        date = datetime.date(year, month, day or 1).isoformat()
    except ValueError:
        return ""
    return date if day else date[:7]
