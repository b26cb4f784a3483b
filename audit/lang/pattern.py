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

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import zip_longest
from typing import Literal, NamedTuple

import re2

from audit.lang.fold import LETTERS, WORD, fold, words
from audit.lang.memory import remembered
from audit.lang.syntax import ARCHIPHONEMES, Anchor, Choice, Gap, Maybe, Phrase, Word, parsed

_CHAR = f"[{WORD}]"
_SEPARATOR = f"[^{WORD};\\n]{{1,6}}"
"""What may stand between two words of a phrase: a space, quotation marks, a bracket, a comma and the
like, but nothing that parts list items. Six signs hold `"), (" ` and little more; set by hand."""
_JOINT = f"[^{WORD};\\n]{{0,2}}"
"""What a sign inside a word finds: `e-mail` finds "e-mail", "e mail" and "email"."""
_OPTIONS = re2.Options()
_OPTIONS.encoding = re2.Options.Encoding.LATIN1
_OPTIONS.log_errors = False

_CACHED_WORDS = 200_000
_MAX_STEMS = 200
"""Beginnings of one word that are told apart; of a word with more the parts before are taken. The most
that a rule has are 114: the bound is there for patterns that multiply choices."""


# What RE2 searches: the tree as a regular expression over folded text


@cache
def _choice_regex(choice: Choice) -> str:
    """What finds any of the options."""
    options = [_phrase_regex(option) for option in choice.options]
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"


def _phrase_regex(phrase: Phrase) -> str:
    """What finds the elements one after the other, with a separator between each two words.

    Each separator is written once. `due` says that a word was written whose separator was not, so
    that what comes next has to bring it. With S for a separator and w for any word:

    ====================  =======================  ==============================================
    `данн* хран*`         данн* S хран*            the second word brings it
    `данн* [не] хран*`    данн* (S не)? S хран*    what may be left out brings one of its own
    `[не] хран*`          (не S)? хран*            where none is due, it brings the one after it
    `данн* <2> хран*`     данн* S (w S){0,2} хран* so does each word of a gap
    `данн* <2> :`         данн* (S w){0,2} :       but not before an anchor, which has its own space
    ====================  =======================  ==============================================

    As the gap of the last hangs on a word before it, `^ <2> :` finds no colon after words that open a text.
    """
    parts: list[str] = []
    due = False
    for element, following in zip_longest(phrase.elements, phrase.elements[1:]):
        before = _SEPARATOR if due else ""
        match element:
            case Anchor(regex, space):
                parts.append(regex + (space if following else ""))
                due = False
            case Gap(most) if isinstance(following, Anchor):
                parts.append(f"(?:{_SEPARATOR}{_CHAR}+){{0,{most}}}?")
            case Gap(most):
                parts.append(f"{before}(?:{_CHAR}+{_SEPARATOR}){{0,{most}}}?")
                due = False
            case Maybe(choice):
                after = "" if due else _SEPARATOR
                parts.append(f"(?:{before}{_choice_regex(choice)}{after})?")
            case Word():
                parts.append(before + _word_regex(element))
                due = True
    return "".join(parts)


def _word_regex(word: Word) -> str:
    """What finds the atoms side by side."""
    return "".join(
        _choice_regex(atom) if isinstance(atom, Choice) else _atom_regex(atom)
        for atom in word.atoms
    )


@cache
def _atom_regex(atom: str) -> str:
    """What finds one atom: `*`, `#`, letters, an archiphoneme, or another sign, which may be missing."""
    if atom == "*":
        return f"{_CHAR}*"
    if atom == "#":
        return "[0-9]+"
    if not _is_letters(atom):
        return _JOINT
    codes = [f"\\x{byte:02x}" for byte in fold(ARCHIPHONEMES.get(atom, atom))]
    return f"[{''.join(codes)}]" if atom in ARCHIPHONEMES else "".join(codes)


def _is_letters(atom: str) -> bool:
    """True for an atom that stands for itself, or for one of a few letters."""
    return atom[0].isalnum() or atom[0] == "_"


# What a text needs to be worth a search: beginnings of words


Stems = frozenset[bytes]
"""Beginnings of a word; one that ends in a space is the whole word."""


def _weight(stems: Stems) -> int:
    """How much a group of stems narrows the search: the length of its shortest stem."""
    return min(map(len, stems))


@cache
def _choice_needs(choice: Choice) -> tuple[Stems, ...]:
    """Groups of stems: the choice is found only where a word begins with a stem of each group.

    ========================  ====================  ======================================
    `персональн* данн*`       {персональн} {данн}   both words
    `имя [и] фамили*`         {имя␣} {фамили}       nothing that may be left out
    `(имя|фамили*)`           {имя␣, фамили}        one of the two words
    `(номер телефон*|почт*)`  {телефон, почт}       of each option the group that weighs most
    `(почт*|#)`               none                  one option needs nothing, so neither does all
    ========================  ====================  ======================================
    """
    needs = [_phrase_needs(option) for option in choice.options]
    if len(needs) == 1:
        return needs[0]
    if not all(needs):
        return ()
    return (frozenset().union(*(max(groups, key=_weight) for groups in needs)),)


def _phrase_needs(phrase: Phrase) -> tuple[Stems, ...]:
    """The groups of all its words."""
    own = (element for element in phrase.elements if isinstance(element, Word))
    return tuple(stems for word in own for stems in _word_needs(word))


def _word_needs(word: Word) -> tuple[Stems, ...]:
    """The groups of a choice that stands alone, else one group: all beginnings of the word.

    `дереК*` -> {дерек, дерег}; `*данн` -> none, for it may begin with anything.
    """
    first = word.atoms[0]
    if len(word.atoms) == 1 and isinstance(first, Choice) and (needs := _choice_needs(first)):
        return needs
    begins = _word_beginnings(word)
    stems = begins.ahead | {stem + b" " for stem in begins.whole}
    return () if b"" in stems else (stems,)


class _Beginnings(NamedTuple):
    """How a part of a word may begin.

    `ahead`: with this, and then anything. `whole`: it is this and no more, so that what follows in
    the word joins on. `данн*` is `данн` ahead, `имя` is `имя` whole.
    """

    ahead: Stems
    whole: Stems


_NOTHING_KNOWN = _Beginnings(frozenset({b""}), frozenset())


def _word_beginnings(word: Word) -> _Beginnings:
    """How a word may begin: its atoms joined on to each other as long as they are whole.

    `дереК` is дерек and дерег whole, `берілМА*` is берілма, берілме, берілба, берілбе, берілпа and
    берілпе ahead.
    """
    ahead: set[bytes] = set()
    heads: set[bytes] = {b""}
    for atom in word.atoms:
        tails = _choice_beginnings(atom) if isinstance(atom, Choice) else _atom_beginnings(atom)
        if len(heads) * (len(tails.ahead) + len(tails.whole)) > _MAX_STEMS:
            return _Beginnings(frozenset(ahead | heads), frozenset())
        ahead.update(head + tail for head in heads for tail in tails.ahead)
        heads = {head + tail for head in heads for tail in tails.whole}
        if not heads:
            break
    return _Beginnings(frozenset(ahead), frozenset(heads))


@cache
def _choice_beginnings(choice: Choice) -> _Beginnings:
    """How the first words of the options may begin.

    `(имя|фамили*)` is `фамили` ahead, `имя` whole. Of `(имя клиента|номер)` `имя␣` is ahead: the word
    ends there, and nothing joins on to it. Nothing is known of `([все] данн*)`.
    """
    ahead: set[bytes] = set()
    whole: set[bytes] = set()
    for option in choice.options:
        first, *further = option.elements
        if not isinstance(first, Word):
            return _NOTHING_KNOWN
        begins = _word_beginnings(first)
        ahead |= begins.ahead
        if further:
            ahead.update(stem + b" " for stem in begins.whole)
        else:
            whole |= begins.whole
    return _Beginnings(frozenset(ahead), frozenset(whole))


@cache
def _atom_beginnings(atom: str) -> _Beginnings:
    """How an atom may begin: letters are whole, one by one for an archiphoneme; of others nothing is known."""
    if not _is_letters(atom):
        return _NOTHING_KNOWN
    spellings = ARCHIPHONEMES.get(atom, (atom,))
    return _Beginnings(frozenset(), frozenset(fold(spelling) for spelling in spellings))


# Whether what is found has a letter at its edges


_Edge = Literal[0, -1]
"""The beginning or the end, as a place in a sequence."""


def _has_letter_at(edge: _Edge, choice: Choice) -> bool:
    """True when whatever the choice finds has a letter or digit at that edge.

    `данн* # дн*` has at both; `[все] данн*` and `данн* :` may not at one of them.
    """
    ends = (option.elements[edge] for option in choice.options)
    return all(isinstance(end, Word) and _word_has_letter_at(edge, end) for end in ends)


def _word_has_letter_at(edge: _Edge, word: Word) -> bool:
    """The same of a word. A `*` finds letters or nothing, so what stands beside it decides."""
    atoms = [atom for atom in word.atoms if atom != "*"]
    if not atoms:
        return False
    atom = atoms[edge]
    if isinstance(atom, Choice):
        return _has_letter_at(edge, atom)
    return atom == "#" or fold(atom)[edge] in LETTERS


class Pattern:
    """A pattern ready to search folded text (`audit.lang.fold`).

    `needs` is a prefilter: the pattern can only be found where each of its groups has a stem that
    begins some word. Raises RuleError, naming pattern and character, for one that makes no sense.
    """

    def __init__(self, source: str, macros: Mapping[str, str]) -> None:
        self.source = source
        self._tree = parsed(source, macros)

    @cached_property
    def needs(self) -> tuple[Stems, ...]:
        """Groups of stems, none twice."""
        return tuple(dict.fromkeys(_choice_needs(self._tree)))

    @cached_property
    def _edged(self) -> bool:
        """True when whatever is found begins and ends with a letter or digit."""
        return _has_letter_at(0, self._tree) and _has_letter_at(-1, self._tree)

    @cached_property
    def _regex(self) -> re2._Regexp:
        """The tree between two edges of words, in a group if its own edges are not told otherwise."""
        group = "?:" if self._edged else ""
        return _compile(f"(?:^|[^{WORD}])({group}{_choice_regex(self._tree)})(?:$|[^{WORD}])")

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
