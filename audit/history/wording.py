"""Changes in words, in the three languages of the product."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from audit.core import Document, Text3
from audit.history.compare import Cause, Change, Said
from audit.report.forms import decimals, measured
from audit.report.names import name_of, quoted
from audit.rulefile import RuleModel, Words, load_rules


class _WordsFile(RuleModel):
    became: Words
    added: Words
    removed: Words
    score: Words
    text: Words
    policy: Words
    came: Words
    went: Words
    not_graded: Words
    denied: Words
    not_asked: Words
    changes_of: Words
    causes: Mapping[Cause, Words]


@lru_cache(maxsize=1)
def words() -> _WordsFile:
    """The content of `words.yaml`."""
    return load_rules(files("audit.history") / "words.yaml", _WordsFile)


def sentence(change: Change, language: str, *, what: str = "") -> str:
    """The change in one line, without the quotes: "Retention: 3 years became without limit".

    `what` has changed; by default its `title`.
    """
    if change.kind == "policy":
        moved: Text3 = words().came if change.after else words().went
        return moved.in_language(language)
    before, after = (side(change, said, language) for said in (change.before, change.after))
    both: Text3 = words().became
    if not before:
        both = words().added
    elif not after:
        both = words().removed
    what = what or title(change, language)
    return both.in_language(language).format(what=what, before=before, after=after)


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


def side(change: Change, said: tuple[Said, ...], language: str) -> str:
    """What was said on one side of a change; empty where nothing was."""
    if change.kind == "verdict" and not said:
        return words().not_asked.in_language(language)
    names = [_named(change, one, language) for one in said]
    return ", ".join(dict.fromkeys(names))


def quotes(said: tuple[Said, ...], doc: Document, language: str) -> list[str]:
    """The words of one side, which stand in `doc`, each once and after the name of its part."""
    found = (quoted(doc, item, language) for one in said for item in one.evidence)
    return list(dict.fromkeys(found))


def _named(change: Change, said: Said, language: str) -> str:
    if change.kind == "fact":
        name = name_of("codes", said.code, language, field=change.what)
        name = measured(said.value, language) if said.value else _small(name)
        return words().denied.in_language(language).format(name=name) if said.denied else name
    if change.kind == "finding":
        return _small(name_of("codes", said.code, language, field="findings"))
    if change.kind == "verdict":
        return _small(name_of("statuses", said.code, language))
    if change.kind == "score" and not said.code:
        return words().not_graded.in_language(language)
    if change.kind == "score":
        return decimals(said.code, language)
    return f"“{said.code}”" if change.kind == "text" else said.code


def _small(name: str) -> str:
    """`name` for the middle of a sentence: its first letter small, unless an abbreviation begins it."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
