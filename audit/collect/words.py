"""What the words of a link, a title or a text say about it; the words are in `words.yaml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal
from urllib.parse import unquote

from audit.collect.addresses import path_of
from audit.rulefile import RuleModel, load_rules

DocumentKind = Literal["policy", "consent", "cookies"]
LANGUAGES = ("kk", "ru", "en")

LEAST_TOPICS: Mapping[DocumentKind, int] = {"policy": 5, "consent": 4, "cookies": 2}
"""Topics that a text must speak of to be the document, of the nine in `words.yaml`; the policies of
`data/raw` speak of eight or nine."""
LEAST_LETTERS: Mapping[DocumentKind, int] = {"policy": 500, "consent": 200, "cookies": 200}

_WORD = re.compile(r"[^\W_]+")


class _Wording(RuleModel):
    says: tuple[str, ...]
    unless: tuple[str, ...]


class _Words(RuleModel):
    documents: Mapping[DocumentKind, _Wording]
    ways: tuple[str, ...]
    paths: tuple[str, ...]
    addresses: Mapping[DocumentKind, tuple[str, ...]]
    topics: Mapping[str, tuple[str, ...]]
    foreign: tuple[str, ...]
    languages: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def vocabulary() -> _Words:
    """The content of `words.yaml`."""
    return load_rules(files("audit.collect") / "words.yaml", _Words)


def flat(text: str) -> str:
    """`text` in small letters, ё as е, every run of other signs one space, a space at both ends."""
    text = unicodedata.normalize("NFC", text).lower().replace("ё", "е")
    return f" {' '.join(_WORD.findall(text))} "


def document_of(text: str) -> DocumentKind | None:
    """Which document `text` (a link or a title) names, if any."""
    line = flat(text)
    for kind, wording in vocabulary().documents.items():
        says = any(_all_begin(line, phrase) for phrase in wording.says)
        if says and not _any_begins(line, wording.unless):
            return kind
    return None


def document_of_address(url: str) -> DocumentKind | None:
    """Which document the path of `url` names, if any."""
    path = flat(unquote(path_of(url))).replace(" ", "-")
    for kind, names in vocabulary().addresses.items():
        if any(f"-{name}" in path for name in names):
            return kind
    return None


def is_way(text: str) -> bool:
    """True for a link behind which documents of the operator may be listed."""
    return _any_begins(flat(text), vocabulary().ways)


def is_foreign(title: str) -> bool:
    """True for the title of another text than the operator's own document."""
    return _any_begins(flat(title), vocabulary().foreign)


def language_named(label: str) -> str:
    """The language whose switcher is labelled so, or that an `hreflang` names; empty for none."""
    line = flat(label).strip()
    for language, labels in vocabulary().languages.items():
        if line and (line in labels or all(word in labels for word in line.split())):
            return language
    return ""


def reads_as(kind: DocumentKind, text: str) -> bool:
    """True when `text` talks as a document of that kind does."""
    line = flat(text)
    if len(line) < LEAST_LETTERS[kind]:
        return False
    if kind == "cookies":
        return line.count(" cookie") + line.count(" куки") >= 3
    topics = vocabulary().topics
    if sum(line.count(f" {begin}") for begin in topics["subject"]) < 2:
        return False
    spoken = [name for name, begins in topics.items() if _any_begins(line, begins)]
    return len(spoken) >= LEAST_TOPICS[kind] and (kind != "consent" or "consent" in spoken)


def _any_begins(line: str, phrases: tuple[str, ...]) -> bool:
    """True when one of the phrases stands in `line`, its last word perhaps only begun."""
    return any(f" {phrase}" in line for phrase in phrases)


def _all_begin(line: str, phrase: str) -> bool:
    """True when `line` has, in any order, words that begin as those of the phrase."""
    return all(f" {begin}" in line for begin in phrase.split())
