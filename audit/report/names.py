"""Human names, in the three languages, of everything that records call by a code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from pydantic import RootModel

from audit.core import Document, Evidence, Part, Status, Text3
from audit.facts.codebook import home_of
from audit.rulefile import RuleModel, Words, load_rules

LANGUAGES = ("kk", "ru", "en")
"""Languages of everything that people see."""

SYMBOLS: dict[Status, str] = {
    "met": "✓",
    "partial": "◐",
    "violated": "✕",
    "missing": "○",
    "not_applicable": "–",
    "not_assessable": "?",
}
"""A shape for every status, so that colour is never alone."""


class PhrasesFile(RootModel[dict[str, Words]]):
    """`phrases.yaml`."""


class NamesFile(RuleModel):
    """`names.yaml`."""

    fields: Mapping[str, Words]
    codes: Mapping[str, Mapping[str, Words]]
    contacts: Mapping[str, Words]
    statuses: Mapping[str, Words]
    severities: Mapping[str, Words]
    duties: Mapping[str, Words]
    roles: Mapping[str, Words]
    languages: Mapping[str, Words]
    methods: Mapping[str, Words]
    documents: Mapping[str, Words]
    months: Mapping[str, Words]
    units: Mapping[str, Mapping[str, tuple[str, str, str]]]


@lru_cache(maxsize=1)
def names() -> NamesFile:
    """All names."""
    return load_rules(files("audit.report") / "names.yaml", NamesFile)


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, Text3]:
    return load_rules(files("audit.report") / "phrases.yaml", PhrasesFile).root


@lru_cache(maxsize=len(LANGUAGES))
def phrases(language: str) -> Mapping[str, str]:
    """Every phrase of the site in `language`, by its key."""
    return {key: text.in_language(language) for key, text in _phrases().items()}


def codes_of(field: str) -> Mapping[str, Text3]:
    """The names of the codes of a codebook field, which may share those of another field."""
    return names().codes[home_of(field)]


def name_of(kind: str, code: str, language: str, *, field: str = "") -> str:
    """The name of `code` among `kind` (a key of `names.yaml`) in `language`.

    Codes of a codebook field need its `field`. Raises KeyError for what has no name.
    """
    table: Mapping[str, Text3] = getattr(names(), kind)
    if kind == "codes":
        table = codes_of(field)
    return table[code].in_language(language)


def part_name(part: Part, language: str) -> str:
    """The name of a part of a unit in `language`; as it is where its kind of document has none."""
    known = names().documents.get(part.document)
    if known is None:
        return part.name
    return known.in_language(language) + part.name.removeprefix(part.document)


def part_at(doc: Document, offset: int, language: str) -> str:
    """The name of the part that holds the character at `offset`; empty where there is but one."""
    part = doc.part_at(offset) if len(doc.parts) > 1 else None
    return part_name(part, language) if part else ""


def quoted(doc: Document, item: Evidence, language: str) -> str:
    """The words of `item` in one line, after the name of the part they stand in."""
    part = part_at(doc, item.start, language)
    words = f"“{' '.join(item.quote.split())}”"
    return f"{part}: {words}" if part else words
