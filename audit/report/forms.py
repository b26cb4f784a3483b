"""Numbers, dates and spans of time as each of the three languages writes them."""

from __future__ import annotations

import re

from audit.core import Score
from audit.facts.extract import VALUES
from audit.report.names import name_of, names, phrases

SEPARATORS = {"kk": ",\u00a0", "ru": ",\u00a0", "en": ".,"}
"""The decimal mark and the mark between thousands, as plotly takes them."""


def number(value: float, language: str, digits: int | None = None) -> str:
    """`value` with the decimal mark of `language`; with `digits` after it, or as few as it needs."""
    return decimals(str(value) if digits is None else f"{value:.{digits}f}", language)


def decimals(text: str, language: str) -> str:
    """`text` with the decimal mark of `language` in every number that has a point."""
    return re.sub(r"(?<=\d)\.(?=\d)", SEPARATORS[language][0], text)


def percent(share: float) -> str:
    """A share between 0 and 1 as whole percent."""
    return f"{100 * share:.0f}\u00a0%"


def grade(score: Score, language: str) -> str:
    """A sentence with the score and its interval, or that there is no grade."""
    t = phrases(language)
    if score.value is None or score.low is None or score.high is None:
        return t["not_graded"]
    value, low, high = (number(points, language) for points in (score.value, score.low, score.high))
    return t["sentence_score"].format(value=value, low=low, high=high)


def date(iso: str, language: str) -> str:
    """A day (2026-11-22) or month (2026-11) in words: 22 November 2026."""
    year, month, day = (*iso.split("-"), "")[:3]
    name = name_of("months", month, language)
    if language == "kk":
        return " ".join(filter(None, (f"{year} жылғы", day.lstrip("0"), name)))
    ending = "\u00a0г." if language == "ru" else ""
    return " ".join(filter(None, (day.lstrip("0"), name, year))) + ending


def short_date(iso: str, language: str) -> str:
    """A day in the digits usual in Kazakhstan (22.11.2026); in English with the month's name."""
    year, month, day = iso.split("-")
    if language == "en":
        return f"{day.lstrip('0')} {name_of('months', month, language)[:3]} {year}"
    return f"{day}.{month}.{year}"


def measured(value: str, language: str) -> str:
    """The value of a fact in words: "P3Y, P10D working" as "3 years, 10 working days"."""
    return VALUES.join(_duration(part, language) for part in value.split(VALUES))


def _duration(value: str, language: str) -> str:
    """An ISO 8601 duration of one unit in words; anything else as it is."""
    found = re.fullmatch(r"PT?(\d+)([YMWDH])( working)?", value)
    if not found:
        return value
    count = int(found.group(1))
    unit = "working" if found.group(3) else found.group(2)
    one, few, many = names().units[unit][language]
    if language == "ru":
        form = one if count % 10 == 1 and count % 100 != 11 else many
        if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14):
            form = few
    else:
        form = one if count == 1 else many
    return f"{count} {form}"
