"""Changes in words, in the three languages of the product."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from audit.core import Text3
from audit.facts.extract import VALUES
from audit.history.compare import Cause, Change, Said
from audit.report.names import name_of
from audit.rulefile import RuleModel, Words, load_rules

Forms = tuple[str, str, str]


class _WordsFile(RuleModel):
    became: Words
    added: Words
    removed: Words
    score: Words
    text: Words
    policy: Words
    present: Words
    not_graded: Words
    denied: Words
    changes_of: Words
    causes: Mapping[Cause, Words]
    units: Mapping[str, Mapping[str, Forms]]


@lru_cache(maxsize=1)
def words() -> _WordsFile:
    """The content of `words.yaml`."""
    return load_rules(files("audit.history") / "words.yaml", _WordsFile)


def sentence(change: Change, language: str) -> str:
    """The change in one line, without the quotes: "Retention: 3 years became without limit"."""
    both: Text3 = words().became
    if not change.before:
        both = words().added
    elif not change.after:
        both = words().removed
    sides = {
        "before": _side(change, change.before, language),
        "after": _side(change, change.after, language),
    }
    return both.in_language(language).format(what=title(change, language), **sides)


def title(change: Change, language: str) -> str:
    """What has changed."""
    if change.kind == "fact":
        return name_of("fields", change.what, language)
    if change.kind == "finding":
        return name_of("fields", "findings", language)
    if change.kind == "contact":
        return name_of("contacts", change.what, language)
    if change.kind == "verdict":
        return change.what
    own: Text3 = {"score": words().score, "text": words().text}.get(change.kind, words().policy)
    return own.in_language(language)


def cause(change: Change, language: str) -> str:
    """Whose change it is."""
    return words().causes[change.cause].in_language(language)


def _side(change: Change, said: tuple[Said, ...], language: str) -> str:
    names = [_named(change, one, language) for one in said]
    return ", ".join(dict.fromkeys(names))


def _named(change: Change, said: Said, language: str) -> str:
    if change.kind == "fact":
        name = name_of("codes", said.code, language, field=change.what)
        name = measured(said.value, language) if said.value else _small(name)
        return words().denied.in_language(language).format(name=name) if said.denied else name
    if change.kind == "finding":
        return _small(name_of("codes", said.code, language, field="findings"))
    if change.kind == "verdict":
        return _small(name_of("statuses", said.code, language))
    if change.kind == "policy":
        return words().present.in_language(language)
    if change.kind == "score" and not said.code:
        return words().not_graded.in_language(language)
    return f"“{said.code}”" if change.kind == "text" else said.code


def measured(value: str, language: str) -> str:
    """The value of a fact in words: "P3Y, P10D working" as "3 years, 10 working days"."""
    return VALUES.join(_duration(part, language) for part in value.split(VALUES))


def _duration(value: str, language: str) -> str:
    """An ISO 8601 duration of one unit in words; anything else as it is."""
    found = re.fullmatch(r"PT?(\d+)([YMWDH])( working)?", value)
    if not found:
        return value
    number = int(found.group(1))
    unit = "working" if found.group(3) else found.group(2)
    one, few, many = words().units[unit][language]
    if language == "ru":
        form = one if number % 10 == 1 and number % 100 != 11 else many
        if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
            form = few
    else:
        form = one if number == 1 else many
    return f"{number} {form}"


def _small(name: str) -> str:
    """`name` for the middle of a sentence: its first letter small, unless an abbreviation begins it."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
