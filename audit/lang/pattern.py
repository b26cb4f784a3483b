"""The little language in which rules are written, compiled to RE2 (linear in the text, always).

A pattern is words. `персональн* данн*` finds the two stems with any ending, one after the other,
whatever space or punctuation stands between. Besides plain words there are

====================  ==========================================================================
`данн*` `*данн`       any ending, any beginning
`(a|b c)` `[a b]`     one of; may be left out
`<4>`                 up to four words in between
`{name}`              a macro of the language pack
`#`                   a number
`–` `:`               a dash, a colon (or the bar of a table) between words
`^` `$`               start, end of the clause
`К Қ П`               a final consonant that is voiced before a vowel: к/г, қ/ғ, п/б
`А Ы М Л Д Н`         harmony of vowels and consonants in Kazakh suffixes: а/е, ы/і, м/б/п, л/д/т,
                      д/т, н/д/т; so `берілМАй*` finds the negated forms of берілу
====================  ==========================================================================

The capitals are the archiphonemes of Turkic grammars. There is no look-around, by design: a rule
that must not hold somewhere says so with a frame (see `audit.facts.frames`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import zip_longest

import re2

from audit.core import RuleError
from audit.lang.fold import LETTERS, WORD, fold

_ARCHIPHONEMES = {
    "К": "кг",
    "Қ": "қғ",
    "П": "пб",
    "А": "ае",
    "Ы": "ыі",
    "М": "мбп",
    "Л": "лдт",
    "Д": "дт",
    "Н": "ндт",
}
_CHAR = f"[{WORD}]"
_SEPARATOR = f"[^{WORD};\\n]{{1,6}}"
_JOINT = f"[^{WORD};\\n]{{0,2}}"
_OPTIONS = re2.Options()
_OPTIONS.encoding = re2.Options.Encoding.LATIN1
_OPTIONS.log_errors = False

_WORDS_ONLY = bytes(byte if byte in LETTERS else 0x20 for byte in range(256))
_CACHED_WORDS = 200_000

Stems = frozenset[bytes]


@dataclass(frozen=True, slots=True)
class _Choice:
    """One of several sequences; `optional` when it may be left out."""

    options: tuple[_Sequence, ...]
    optional: bool = False

    def regex(self) -> str:
        options = [option.regex() for option in self.options]
        return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"

    def needs(self) -> Iterator[Stems]:
        if self.optional:
            return
        if len(self.options) == 1:
            yield from self.options[0].needs()
            return
        best = [max(option.needs(), key=_weight, default=None) for option in self.options]
        if None not in best:
            yield frozenset().union(*(stems for stems in best if stems))


@dataclass(frozen=True, slots=True)
class _Gap:
    """Up to `words` words of any kind."""

    words: int


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Start or end of the clause, a dash or a colon; `space` is what may part it from a next word."""

    regex: str
    space: str = ""


_ANCHORS = {
    "^": _Anchor(f"^[^{WORD}]*"),
    "$": _Anchor(f"[^{WORD}]*$"),
    ":": _Anchor(f"[^{WORD};\\n]{{0,2}}[:|\\t]", f"[^{WORD};\\n]{{0,3}}"),
    "–": _Anchor(f"[^{WORD};\\n]{{0,3}} -{{1,2}}", f" [^{WORD};\\n]{{0,3}}"),
}


@dataclass(frozen=True, slots=True)
class _Word:
    """Literal characters, wildcards and choices with no space between them."""

    atoms: tuple[str | _Choice, ...]

    def regex(self) -> str:
        return "".join(a if isinstance(a, str) else a.regex() for a in map(_atom, self.atoms))

    def needs(self) -> Iterator[Stems]:
        first = self.atoms[0]
        if isinstance(first, _Choice):
            yield from first.needs()
            return
        literal = ""
        for atom in self.atoms:
            if not isinstance(atom, str) or not atom.isalnum() or atom in _ARCHIPHONEMES:
                break
            literal += atom
        if literal:
            yield frozenset({fold(literal)})


@dataclass(frozen=True, slots=True)
class _Sequence:
    """Elements parted by space."""

    elements: tuple[_Word | _Choice | _Gap | _Anchor, ...]

    def regex(self) -> str:
        parts: list[str] = []
        due = False
        for element, following in zip_longest(self.elements, self.elements[1:]):
            match element:
                case _Anchor(regex, space):
                    parts.append(regex + (space if following else ""))
                    due = False
                case _Gap(words) if isinstance(following, _Anchor):
                    parts.append(f"(?:{_SEPARATOR}{_CHAR}+){{0,{words}}}?")
                case _Gap(words):
                    before = _SEPARATOR if due else ""
                    parts.append(f"{before}(?:{_CHAR}+{_SEPARATOR}){{0,{words}}}?")
                    due = False
                case _Choice(optional=True):
                    inner = element.regex()
                    parts.append(
                        f"(?:{_SEPARATOR}{inner})?" if due else f"(?:{inner}{_SEPARATOR})?"
                    )
                case _:
                    parts.append((_SEPARATOR if due else "") + element.regex())
                    due = True
        return "".join(parts)

    def needs(self) -> Iterator[Stems]:
        for element in self.elements:
            if isinstance(element, _Word | _Choice):
                yield from element.needs()


def _weight(stems: Stems) -> int:
    """How much a group of stems narrows the search: the length of its shortest stem."""
    return min(map(len, stems))


def _atom(atom: str | _Choice) -> str | _Choice:
    if not isinstance(atom, str):
        return atom
    if atom == "*":
        return f"{_CHAR}*"
    if atom == "#":
        return "[0-9]+"
    if not atom.isalnum() and atom != "_":
        return _JOINT
    codes = [f"\\x{byte:02x}" for byte in fold(_ARCHIPHONEMES.get(atom, atom))]
    return codes[0] if len(codes) == 1 else f"[{''.join(codes)}]"


class _Parser:
    """Recursive descent over one pattern."""

    def __init__(self, text: str, macros: Mapping[str, str]) -> None:
        self.text = text
        self.macros = macros
        self.at = 0

    def fail(self, why: str) -> RuleError:
        return RuleError(f"{why} in pattern {self.text!r}, character {self.at + 1}")

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def inside(self, close: str) -> str:
        """The characters after the current one up to `close`."""
        end = self.text.find(close, self.at)
        if end < 0:
            raise self.fail(f"no closing {close!r}")
        inner, self.at = self.text[self.at + 1 : end], end + 1
        return inner

    def choice(self, close: str, *, optional: bool = False) -> _Choice:
        options = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            options.append(self.sequence())
        if self.peek() != close:
            raise self.fail(f"expected {close!r}" if close else f"stray {self.peek()!r}")
        self.at += len(close)
        return _Choice(tuple(options), optional)

    def sequence(self) -> _Sequence:
        elements = tuple(self.elements())
        if not elements:
            raise self.fail("nothing to match")
        if isinstance(elements[-1], _Gap):
            raise self.fail("a gap must lead to something")
        return _Sequence(elements)

    def elements(self) -> Iterator[_Word | _Choice | _Gap | _Anchor]:
        while (char := self.peek()) and char not in "|)]":
            if char == " ":
                self.at += 1
            elif char == "[":
                self.at += 1
                yield self.choice("]", optional=True)
            elif char == "<":
                words = self.inside(">")
                if not words.isdigit():
                    raise self.fail(f"<{words}> is no number of words")
                yield _Gap(int(words))
            elif char in _ANCHORS:
                self.at += 1
                yield _ANCHORS[char]
            else:
                yield _Word(tuple(self.atoms()))

    def atoms(self) -> Iterator[str | _Choice]:
        while (char := self.peek()) and char not in " |)][<":
            if char == "(":
                self.at += 1
                yield self.choice(")")
            elif char == "{":
                name = self.inside("}")
                if name not in self.macros:
                    raise self.fail(f"unknown macro {{{name}}}")
                yield _Parser(self.macros[name], self.macros).choice("")
            else:
                self.at += 1
                yield char


class Pattern:
    """A pattern ready to search folded text (`audit.lang.fold`).

    `needs` is a prefilter: the pattern can only be found where each of its groups has a stem that
    begins some word. Raises RuleError, naming pattern and character, for one that makes no sense.
    """

    def __init__(self, source: str, macros: Mapping[str, str]) -> None:
        self.source = source
        self._tree = _Parser(source, macros).choice("")
        self.needs: tuple[Stems, ...] = tuple(self._tree.needs())

    @cached_property
    def _regex(self) -> re2._Regexp:
        return _compile(f"(?:^|[^{WORD}])({self._tree.regex()})(?:$|[^{WORD}])")

    def spans(self, folded: bytes) -> Iterator[tuple[int, int]]:
        """Where the pattern stands in `folded`, left to right, not overlapping."""
        return (match.span(1) for match in self._regex.finditer(folded))

    def found(self, folded: bytes) -> bool:
        """True when the pattern stands anywhere in `folded`."""
        return self._regex.search(folded) is not None


@cache
def _compile(regex: str) -> re2._Regexp:
    return re2.compile(regex.encode("latin-1"), _OPTIONS)


class PatternIndex:
    """Many patterns searched together; only those whose stems all occur are tried."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = tuple(patterns)
        self._always: list[int] = []
        self._by_stem: dict[bytes, list[int]] = {}
        self._stems: set[bytes] = set()
        self._cache: dict[bytes, tuple[bytes, ...]] = {}
        for number, pattern in enumerate(self.patterns):
            self._stems.update(*pattern.needs)
            if not pattern.needs:
                self._always.append(number)
            for stem in max(pattern.needs, key=_weight, default=()):
                self._by_stem.setdefault(stem, []).append(number)

    def _begun_by(self, word: bytes) -> tuple[bytes, ...]:
        """The known stems that `word` begins with."""
        known = self._cache.get(word)
        if known is None:
            heads = (word[:length] for length in range(1, len(word) + 1))
            known = tuple(head for head in heads if head in self._stems)
            if len(self._cache) < _CACHED_WORDS:
                self._cache[word] = known
        return known

    def candidates(self, folded: bytes) -> list[int]:
        """Numbers, ascending, of the patterns worth a search in `folded`."""
        present: set[bytes] = set()
        for word in set(folded.translate(_WORDS_ONLY).split()):
            present.update(self._begun_by(word))
        hopeful = {number for stem in present for number in self._by_stem.get(stem, ())}
        hopeful.update(self._always)
        return sorted(
            number
            for number in hopeful
            if all(not stems.isdisjoint(present) for stems in self.patterns[number].needs)
        )

    def finds(self, folded: bytes) -> dict[int, list[tuple[int, int]]]:
        """Pattern number -> its spans in `folded`, for the patterns that are found."""
        found = {
            number: list(self.patterns[number].spans(folded)) for number in self.candidates(folded)
        }
        return {number: spans for number, spans in found.items() if spans}
