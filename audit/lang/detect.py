"""Which language a text or a clause is in, limited to Kazakh, Russian and English (lingua)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from audit.lang.memory import remembered

if TYPE_CHECKING:
    from lingua import LanguageDetector

_KAZAKH_LETTERS = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_NAME = re.compile(r"«[^»]{1,80}»|(?<![\w«])[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][a-zа-яёәғқңөұүһі]+")
"""What may stand in a clause of any language: names in quotes, and words written as names are."""
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z]")
_CYRILLIC_WORD = re.compile("[а-яёәғқңөұүһі]{3,}")
_SENTENCE = 2
"""Small Cyrillic words from which a clause is no English one, however many brand names it holds."""
_RUSSIAN = frozenset(
    (
        "и",
        "в",
        "на",
        "по",
        "для",
        "или",
        "при",
        "из",
        "от",
        "их",
        "о",
        "об",
        "с",
        "к",
        "со",
        "что",
        "мы",
        "вы",
        "это",
        "как",
    )
)
"""Words of Russian that are none of Kazakh. One of them in a Cyrillic clause without a Kazakh letter spares
lingua, which of some six thousand such lines of the labelled, made and development texts took one for Kazakh,
an address in Russian."""
_SHORT = 24
"""Letters below which a clause without a Kazakh letter keeps the language around it: lingua was
wrong mostly on abbreviations and names of that length in the five seed policies."""

REAL_SHARE = 0.15
"""Share of a document's letters from which a second language counts as one of its languages."""


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    from lingua import Language, LanguageDetectorBuilder

    languages = (Language.KAZAKH, Language.RUSSIAN, Language.ENGLISH)
    return LanguageDetectorBuilder.from_languages(*languages).build()


def _lingua(text: str) -> str:
    found = _detector().detect_language_of(text)
    return found.iso_code_639_1.name.lower() if found else ""


@remembered
def _letters_in(text: str) -> int:
    return sum(map(len, _LETTERS.findall(text)))


def _is_link(word: str) -> bool:
    return "@" in word or "/" in word or word.startswith("www.")


@remembered
def language_of(text: str, default: str = "") -> str:
    """`kk`, `ru` or `en`; `default` for text too short or strange to tell."""
    words = [word for word in text.split() if not _is_link(word)]
    native = [word for word in words if _CYRILLIC_WORD.search(word)]
    text = " ".join(native if len(native) >= _SENTENCE else words)
    letters = _letters_in(text)
    if not letters:
        return default
    kazakh = len(_KAZAKH_LETTERS.findall(text))
    if letters < _SHORT:
        return "kk" if kazakh else default or _lingua(text)
    if len(_KAZAKH_LETTERS.findall(_NAME.sub("", text))) * 50 >= letters:
        return "kk"
    if len(native) >= _SENTENCE and not kazakh and any(word in _RUSSIAN for word in words):
        return "ru"
    if len(_LATIN.findall(text)) == letters:
        return "en"
    return _lingua(text) or default


def languages_of(text: str) -> tuple[str, ...]:
    """The languages with a real share of the text, most used first; empty for no letters."""
    share: dict[str, int] = {}
    for line in text.split("\n"):
        letters = _letters_in(line)
        language = language_of(line) if letters >= _SHORT else ""
        if language:
            share[language] = share.get(language, 0) + letters
    if not share:
        whole = language_of(text)
        return (whole,) if whole else ()
    total = sum(share.values())
    ranked = sorted(share, key=lambda language: (-share[language], language))
    return tuple(lang for lang in ranked if share[lang] >= REAL_SHARE * total) or (ranked[0],)
