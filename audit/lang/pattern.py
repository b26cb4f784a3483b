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
that must not hold somewhere says so with a frame (see `audit/facts/frames.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import zip_longest
from typing import NamedTuple

import re2

from audit.core import RuleError
from audit.lang.fold import LETTERS, WORD, fold, words
from audit.lang.memory import remembered

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

_NAMED = re.compile(r"\{([^{}]*)\}")
_LETTERS_RUN = re.compile(rf"[^\W{''.join(_ARCHIPHONEMES)}]+")
_CACHED_WORDS = 200_000
_MAX_STEMS = 200
"""Beginnings of one word that are told apart; of a word with more the parts before are taken."""

Stems = frozenset[bytes]
"""Beginnings of a word; one that ends in a space is the whole word."""


class _Beginnings(NamedTuple):
    """How a part of a word may begin: `ahead` of anything, or `whole`, so that what follows joins on."""

    ahead: Stems
    whole: Stems


_NOTHING_KNOWN = _Beginnings(frozenset({b""}), frozenset())


@dataclass(frozen=True, eq=False)
class _Choice:
    """One of several sequences; `optional` when it may be left out."""

    options: tuple[_Sequence, ...]
    optional: bool = False

    @cached_property
    def regex(self) -> str:
        options = [option.regex for option in self.options]
        return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"

    @cached_property
    def needs(self) -> tuple[Stems, ...]:
        if self.optional:
            return ()
        if len(self.options) == 1:
            return self.options[0].needs
        best = [max(option.needs, key=_weight, default=None) for option in self.options]
        if None in best:
            return ()
        return (frozenset().union(*(stems for stems in best if stems)),)

    @cached_property
    def beginnings(self) -> _Beginnings:
        ahead: set[bytes] = set()
        whole: set[bytes] = set()
        for option in self.options:
            first, *further = option.elements
            if not isinstance(first, _Word):
                return _NOTHING_KNOWN
            ahead |= first.beginnings.ahead
            if further:
                ahead.update(stem + b" " for stem in first.beginnings.whole)
            else:
                whole |= first.beginnings.whole
        return _Beginnings(frozenset(ahead), frozenset(whole))

    def edged(self, end: int) -> bool:
        """True when it begins (`end` 0) or ends (-1) with a letter or digit, whatever it finds."""
        return all(option.edged(end) for option in self.options)


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

_AFTER_ANY_ANCHOR = f"[^{WORD};\\n]{{0,3}}"


@dataclass(frozen=True, eq=False)
class _Word:
    """Literal characters, wildcards and choices with no space between them."""

    atoms: tuple[str | _Choice, ...]

    @property
    def regex(self) -> str:
        return "".join(a.regex if isinstance(a, _Choice) else _atom(a) for a in self.atoms)

    @property
    def needs(self) -> tuple[Stems, ...]:
        first = self.atoms[0]
        if len(self.atoms) == 1 and isinstance(first, _Choice) and first.needs:
            return first.needs
        own = self.beginnings.ahead | {stem + b" " for stem in self.beginnings.whole}
        return () if b"" in own else (own,)

    @property
    def beginnings(self) -> _Beginnings:
        if len(self.atoms) == 1 and isinstance(self.atoms[0], str):
            return _begins(self.atoms[0])
        ahead: set[bytes] = set()
        heads: set[bytes] = {b""}
        for atom in self.atoms:
            tails = atom.beginnings if isinstance(atom, _Choice) else _begins(atom)
            if len(heads) * (len(tails.ahead) + len(tails.whole)) > _MAX_STEMS:
                return _Beginnings(frozenset(ahead | heads), frozenset())
            ahead.update(head + tail for head in heads for tail in tails.ahead)
            heads = {head + tail for head in heads for tail in tails.whole}
            if not heads:
                break
        return _Beginnings(frozenset(ahead), frozenset(heads))

    def edged(self, end: int) -> bool:
        """As for a choice."""
        atoms = [atom for atom in self.atoms if atom != "*"]
        if not atoms:
            return False
        edge = atoms[end]
        if isinstance(edge, _Choice):
            return edge.edged(end)
        return edge == "#" or fold(edge)[end] in LETTERS


@dataclass(frozen=True, eq=False)
class _Sequence:
    """Elements parted by space."""

    elements: tuple[_Word | _Choice | _Gap | _Anchor, ...]

    @property
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
                    inner = element.regex
                    parts.append(
                        f"(?:{_SEPARATOR}{inner})?" if due else f"(?:{inner}{_SEPARATOR})?"
                    )
                case _:
                    parts.append((_SEPARATOR if due else "") + element.regex)
                    due = True
        return "".join(parts)

    @property
    def needs(self) -> tuple[Stems, ...]:
        elements = (e for e in self.elements if isinstance(e, _Word | _Choice))
        return tuple(stems for element in elements for stems in element.needs)

    def edged(self, end: int) -> bool:
        """As for a choice; only plain words at the edges are looked at."""
        edge = self.elements[end]
        return isinstance(edge, _Word) and edge.edged(end)


def _one_anchor(word: _Word) -> _Anchor | None:
    """The anchor that stands for a choice of nothing but anchors, such as `(:|–)`."""
    first, *further = word.atoms
    if further or not isinstance(first, _Choice) or first.optional:
        return None
    regexes = []
    for option in first.options:
        match option.elements:
            case (_Anchor(regex),):
                regexes.append(regex)
            case _:
                return None
    return _Anchor(f"(?:{'|'.join(regexes)})", _AFTER_ANY_ANCHOR)


def _weight(stems: Stems) -> int:
    """How much a group of stems narrows the search: the length of its shortest stem."""
    return min(map(len, stems))


@cache
def _begins(atom: str) -> _Beginnings:
    if not _is_letters(atom):
        return _NOTHING_KNOWN
    if atom in _ARCHIPHONEMES:
        return _Beginnings(frozenset(), frozenset(fold(letter) for letter in _ARCHIPHONEMES[atom]))
    return _Beginnings(frozenset(), frozenset({fold(atom)}))


@cache
def _atom(atom: str) -> str:
    if atom == "*":
        return f"{_CHAR}*"
    if atom == "#":
        return "[0-9]+"
    if not _is_letters(atom):
        return _JOINT
    codes = [f"\\x{byte:02x}" for byte in fold(_ARCHIPHONEMES.get(atom, atom))]
    return f"[{''.join(codes)}]" if atom in _ARCHIPHONEMES else "".join(codes)


def _is_letters(atom: str) -> bool:
    """True for an atom that stands for itself, or for one of a few letters."""
    return atom[0].isalnum() or atom[0] == "_"


@cache
def _macro(source: str) -> _Choice:
    """The choice that a macro without further macros stands for; parsed once, for it is used often."""
    return _Parser(source, {}).choice("")


def _expanded(source: str, macros: Mapping[str, str]) -> str:
    """`source` with the macros that it uses written out."""
    if "{" not in source:
        return source
    return _NAMED.sub(
        lambda name: f"({_expanded(macros[name[1]], macros)})" if name[1] in macros else name[0],
        source,
    )


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
                word = _Word(tuple(self.atoms()))
                yield _one_anchor(word) or word

    def atoms(self) -> Iterator[str | _Choice]:
        while (char := self.peek()) and char not in " |)][<":
            if char == "(":
                self.at += 1
                yield self.choice(")")
            elif char == "{":
                name = self.inside("}")
                if name not in self.macros:
                    raise self.fail(f"unknown macro {{{name}}}")
                yield _macro(_expanded(self.macros[name], self.macros))
            else:
                run = _LETTERS_RUN.match(self.text, self.at)
                atom = run.group() if run else char
                self.at += len(atom)
                yield atom


class Pattern:
    """A pattern ready to search folded text (`audit.lang.fold`).

    `needs` is a prefilter: the pattern can only be found where each of its groups has a stem that
    begins some word. Raises RuleError, naming pattern and character, for one that makes no sense.
    """

    def __init__(self, source: str, macros: Mapping[str, str]) -> None:
        self.source = source
        self._tree = _Parser(source, macros).choice("")

    @cached_property
    def needs(self) -> tuple[Stems, ...]:
        """Groups of stems."""
        return tuple(dict.fromkeys(self._tree.needs))

    @cached_property
    def _edged(self) -> bool:
        return self._tree.edged(0) and self._tree.edged(-1)

    @cached_property
    def _regex(self) -> re2._Regexp:
        group = "?:" if self._edged else ""
        return _compile(f"(?:^|[^{WORD}])({group}{self._tree.regex})(?:$|[^{WORD}])")

    def spans(self, folded: bytes) -> Iterator[tuple[int, int]]:
        """Where the pattern stands in `folded`, left to right, not overlapping.

        A pattern that begins and ends with letters needs no group, which RE2 searches quicker: what
        the match takes in beside them is told from them.
        """
        if not self._edged:
            return (match.span(1) for match in self._regex.finditer(folded))
        return (
            (start + (folded[start] not in LETTERS), end - (folded[end - 1] not in LETTERS))
            for start, end in (match.span() for match in self._regex.finditer(folded))
        )

    def found(self, folded: bytes) -> bool:
        """True when the pattern stands anywhere in `folded`."""
        return self._regex.search(folded) is not None


@cache
def _compile(regex: str) -> re2._Regexp:
    return re2.compile(regex.encode("latin-1"), _OPTIONS)


Finds = Mapping[int, Sequence[tuple[int, int]]]


class PatternIndex:
    """Many patterns searched together; only those whose stems all occur are tried.

    `groups` names a group for each pattern, by which a search can be narrowed. A group is made ready
    when it is first searched, so that one Kazakh policy waits for no Russian rules.
    """

    def __init__(self, patterns: Sequence[Pattern], groups: Sequence[str] = ()) -> None:
        self.patterns = tuple(patterns)
        self._members: dict[str, list[int]] = {}
        for number, name in enumerate(groups or [""] * len(self.patterns)):
            self._members.setdefault(name, []).append(number)
        self._by_stem: dict[str, dict[bytes, list[int]]] = {}
        self._others: dict[int, tuple[Stems, ...]] = {}
        self._stems: set[bytes] = set()
        self._cache: dict[bytes, tuple[bytes, ...]] = {}
        self._remembered = remembered(self.search)

    def _group(self, name: str) -> dict[bytes, list[int]]:
        """Stem -> numbers of the patterns of a group that hang on it."""
        if name not in self._by_stem:
            group = self._by_stem[name] = {}
            for number in self._members.get(name, ()):
                needs = self.patterns[number].needs
                self._stems.update(*needs)
                key = max(needs, key=_weight, default=frozenset({b""}))
                self._others[number] = tuple(stems for stems in needs if stems is not key)
                for stem in key:
                    group.setdefault(stem, []).append(number)
            self._cache.clear()
        return self._by_stem[name]

    def _begun_by(self, word: bytes) -> tuple[bytes, ...]:
        """The known stems that `word` begins with, or is."""
        known = self._cache.get(word)
        if known is None:
            closed = word + b" "
            heads = (closed[:length] for length in range(1, len(closed) + 1))
            known = tuple(head for head in heads if head in self._stems)
            if len(self._cache) < _CACHED_WORDS:
                self._cache[word] = known
        return known

    def candidates(self, folded: bytes, groups: Collection[str] = ("",)) -> list[int]:
        """Numbers, ascending, of the patterns of `groups` worth a search in `folded`."""
        chosen = [self._group(name) for name in sorted(groups)]
        present: set[bytes] = {b""}
        for word in set(words(folded)):
            present.update(self._begun_by(word))
        hopeful: set[int] = set()
        for by_stem in chosen:
            for stem in present & by_stem.keys():
                hopeful.update(by_stem[stem])
        others = self._others
        worth = []
        for number in hopeful:
            for stems in others[number]:
                if stems.isdisjoint(present):
                    break
            else:
                worth.append(number)
        return sorted(worth)

    def finds(self, folded: bytes, groups: Collection[str] = ("",)) -> Finds:
        """As `search`, and remembered."""
        return self._remembered(folded, frozenset(groups))

    def search(self, folded: bytes, groups: Collection[str] = ("",)) -> Finds:
        """Pattern number -> its spans in `folded`, for the patterns of `groups` that are found."""
        patterns = self.patterns
        found = {n: list(patterns[n].spans(folded)) for n in self.candidates(folded, groups)}
        return {number: spans for number, spans in found.items() if spans}
