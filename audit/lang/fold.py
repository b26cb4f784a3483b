"""Text as rules see it: lower case, one spelling, one byte a character.

Matching runs on a folded copy of the text in which every code point became exactly one byte, so
offsets in the copy are offsets in the text, and RE2 works on plain bytes. They are those of KZ-1048
(the Kazakh code page), but that the letters of Kazakh stand beside the Russian ones. Folding makes
equal what only looks different: case, ё and е, kinds of spaces, dashes and quotation marks, and
letters of the other script hidden inside a word (Latin "i" for "і").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

UNKNOWN = 0x1A
"""Byte that stands for a character the code page lacks; matches no rule."""

_SPACES = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff\t\v\f\u00ad"
_DASHES = "\u2010-\u2015\u2212\u2043"
_QUOTES = "«»„“”‟‹›″\u2033"
_APOSTROPHES = "‘’‚‛`´ʼ\u2032"

LOOK_ALIKES = dict(zip("aceiopxyhkmtb", "асеіорхуһкмтв", strict=True))
"""Latin letters and the Cyrillic letters they are taken for."""

_TO_LATIN = {cyrillic: latin for latin, cyrillic in LOOK_ALIKES.items()}
_CYRILLIC = "а-яёәғқңөұүһі"
_CAPITALS = "А-ЯЁӘҒҚҢӨҰҮҺІ"
_MIXED = re.compile(
    f"[a-zA-Z](?:(?=[{_CYRILLIC}{_CAPITALS}])|(?<=[{_CYRILLIC}{_CAPITALS}][a-zA-Z]))"
)
_WORD = re.compile(f"[a-z{_CYRILLIC}]+", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)


def _ranges(spec: str) -> set[str]:
    pairs = re.findall("(.)-(.)|(.)", spec, re.DOTALL)
    return {chr(code) for a, b, c in pairs for code in range(ord(a or c), ord(b or c) + 1)}


@cache
def _spelling() -> dict[str, str]:
    table = dict.fromkeys(_ranges(_SPACES), " ")
    table |= dict.fromkeys(_ranges(_DASHES), "-")
    table |= dict.fromkeys(_QUOTES, '"') | dict.fromkeys(_APOSTROPHES, "'")
    return table | {"ё": "е", "•": "*", "·": "*"}


_KAZAKH = "әғқңөұүһі"
_FIRST = 0xE0 - len(_KAZAKH)
"""The Kazakh letters have the bytes before "а", where KZ-1048 has capitals, which folding leaves none of:
for RE2 one range of letters is a smaller program than ten."""

_TO_KZ1048 = bytes.maketrans(bytes(range(_FIRST, 0xE0)), _KAZAKH.encode("kz1048"))


class _Bytes(dict[int, int]):
    """Code point -> code point below 256, filled as characters are met."""

    def __missing__(self, point: int) -> int:
        char = chr(point).lower()
        char = _spelling().get(char[0] if char else " ", char)
        if len(char) == 1 and char in _KAZAKH:
            self[point] = _FIRST + _KAZAKH.index(char)
            return self[point]
        try:
            byte = char.encode("kz1048") if len(char) == 1 else b""
        except UnicodeEncodeError:
            byte = b""
        self[point] = byte[0] if len(byte) == 1 else UNKNOWN
        return self[point]


_BYTES = _Bytes()


def lowered(text: str) -> str:
    """`text` in lower case, each letter where it was; one letter alone would become two."""
    return text.replace("İ", "I").lower()


def mixed_words(text: str) -> list[tuple[int, int]]:
    """Spans of the words that mix Latin and Cyrillic letters."""
    if not _MIXED.search(text):
        return []
    return [match.span() for match in _WORD.finditer(text) if _is_mixed(match.group())]


def _is_mixed(word: str) -> bool:
    return 0 < len(_LATIN.findall(word)) < len(word)


def _one_script(match: re.Match[str]) -> str:
    """A mixed word in the script that most of its letters have."""
    word = match.group()
    latin = len(_LATIN.findall(word))
    if not 0 < latin < len(word):
        return word
    table = LOOK_ALIKES if 2 * latin <= len(word) else _TO_LATIN
    return "".join(table.get(char.lower(), char) for char in word)


def fold(text: str) -> bytes:
    """`text` as rules see it; `len(fold(text)) == len(text)`."""
    if _MIXED.search(text):
        text = _WORD.sub(_one_script, text)
    return text.translate(_BYTES).encode("latin-1")


def kz1048(folded: bytes) -> bytes:
    """Folded text in the Kazakh code page, in which trained weights and indexes know it."""
    return folded.translate(_TO_KZ1048)


LETTERS = frozenset(
    fold("abcdefghijklmnopqrstuvwxyz0123456789_абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі")
)
"""The folded letters and digits, as bytes."""


def _byte_ranges(codes: Iterable[int]) -> str:
    """`codes` as the body of a byte class, in ranges, which RE2 reads quicker than single bytes."""
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"\\x{first:02x}-\\x{last:02x}" for first, last in runs)


_WORDS_ONLY = bytes(byte if byte in LETTERS else 0x20 for byte in range(256))
WORD = _byte_ranges({*LETTERS, ord("`")})
"""The same as the body of a byte class; with the byte between "_" and "a", which folding leaves none of."""


def words(folded: bytes) -> list[bytes]:
    """The words and numbers of folded text, in order."""
    return folded.translate(_WORDS_ONLY).split()
