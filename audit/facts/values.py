"""Durations and dates in running text -> ISO 8601, in the three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from audit.lang import LANGUAGES

_NUMBER = re.compile(r"\d{1,4}")
_NUMERIC_DATE = re.compile(
    r"\b(\d{1,2})[./-](\d{1,2})[./-](20\d\d)\b|\b(20\d\d)[./-](\d{1,2})[./-](\d{1,2})\b"
)
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
            amount = _amount(words[back], words[back - 1] if back else "")
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
    match = _NUMERIC_DATE.search(text)
    if match:
        day, month, year, year2, month2, day2 = match.groups()
        return _iso(int(year or year2), int(month or month2), int(day or day2))
    words = re.findall(r"[^\W\d_]+|\d+", text.lower())
    for at, word in enumerate(words):
        month_number = _month(word)
        near = words[max(0, at - 4) : at + 4]
        years = [int(w) for w in near if re.fullmatch(r"20\d\d", w)]
        if month_number and years:
            days_near = [
                w
                for w in (*words[max(0, at - 2) : at], *words[at + 1 : at + 2])
                if w.isdigit() and len(w) <= 2
            ]
            return _iso(years[0], month_number, int(days_near[0]) if days_near else 0)
    return ""


def _month(word: str) -> int:
    months = _words()[2]
    return next((number for stem, number in months.items() if word.startswith(stem)), 0)


def _iso(year: int, month: int, day: int) -> str:
    if not (1 <= month <= 12 and 0 <= day <= 31):
        return ""
    return f"{year:04d}-{month:02d}-{day:02d}" if day else f"{year:04d}-{month:02d}"
