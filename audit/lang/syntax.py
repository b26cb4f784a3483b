"""The source of a pattern -> its syntax tree. The language is explained in `audit/lang/pattern.py`.

`[мы] хран* <3> (данн*|имя)` is a choice of one phrase of four elements: something that may be left
out, the word `хран*` of two atoms, a gap of three words, and a word whose only atom is a choice of
two phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from audit.core import RuleError
from audit.lang.fold import WORD

ARCHIPHONEMES = {
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
"""Capitals of patterns and the letters that each stands for."""

_NAMED = re.compile(r"\{([^{}]*)\}")
_LETTERS_RUN = re.compile(rf"[^\W{''.join(ARCHIPHONEMES)}]+")
"""Letters that stand for themselves: one atom, however many."""

_PLAIN = re.compile(rf" *({_LETTERS_RUN.pattern})(\*?)(?=[ |)\]]|$)")
"""A word of nothing but such letters, with any ending or none: most words of the rules."""


@dataclass(frozen=True, eq=False)
class Choice:
    """One of several phrases: `(a|b c)`, a macro, or a whole pattern."""

    options: tuple[Phrase, ...]


@dataclass(frozen=True, eq=False)
class Phrase:
    """Elements parted by space."""

    elements: tuple[Word | Maybe | Gap | Anchor, ...]


@dataclass(frozen=True, eq=False)
class Word:
    """Atoms with no space between them: letters, `*`, `#`, other characters and choices.

    `e-mail*` has the atoms `e`, `-`, `mail` and `*`; `дереК*` has `дере`, `К` and `*`.
    """

    atoms: tuple[str | Choice, ...]


@dataclass(frozen=True, eq=False)
class Maybe:
    """What may be left out: `[a b]`."""

    choice: Choice


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `words` words of any kind: `<4>`."""

    words: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """Start or end of the clause, a dash or a colon, or a choice of these: `^`, `(:|–)`.

    `regex` finds it, with the space before it; `space` finds what may part it from a next element.
    """

    regex: str
    space: str = ""


_NEAR = f"[^{WORD};\\n]{{0,3}}"
"""Up to three signs and spaces: a bracket or quotation mark may stand beside a dash or colon."""
_ANCHORS = {
    "^": Anchor(f"^[^{WORD}]*"),
    "$": Anchor(f"[^{WORD}]*$"),
    ":": Anchor(f"[^{WORD};\\n]{{0,2}}[:|\\t]", _NEAR),
    "–": Anchor(f"{_NEAR} -{{1,2}}", f" {_NEAR}"),
}
"""In folded text every dash is "-"; one inside a word ("e-mail") has no space around it."""


def parsed(source: str, macros: Mapping[str, str]) -> Choice:
    """The syntax tree of a pattern. Raises RuleError, naming pattern and character, for bad syntax."""
    return _Parser(source, macros).choice("")


@cache
def _plain_word(letters: str, star: str) -> Word:
    """The word of two atoms, or of one; made once, for the rules use the same words again and again."""
    return Word((letters, star) if star else (letters,))


@cache
def _macro(source: str) -> Choice:
    """The choice that a macro without further macros stands for; parsed once, for it is used often."""
    return parsed(source, {})


def _expanded(source: str, macros: Mapping[str, str]) -> str:
    """`source` with the macros that it uses written out."""
    if "{" not in source:
        return source
    return _NAMED.sub(
        lambda name: f"({_expanded(macros[name[1]], macros)})" if name[1] in macros else name[0],
        source,
    )


class _Parser:
    """Recursive descent over one pattern: a method for each kind of node, which begins `at` it.

    Every method leaves `at` behind what it read.
    """

    def __init__(self, text: str, macros: Mapping[str, str]) -> None:
        self.text = text
        self.macros = macros
        self.at = 0

    def fail(self, why: str) -> RuleError:
        """The error to raise for what stands here."""
        return RuleError(f"{why} in pattern {self.text!r}, character {self.at + 1}")

    def peek(self) -> str:
        """The next character; empty at the end."""
        return self.text[self.at : self.at + 1]

    def inside(self, close: str) -> str:
        """The characters after the current one up to `close`."""
        end = self.text.find(close, self.at)
        if end < 0:
            raise self.fail(f"no closing {close!r}")
        inner, self.at = self.text[self.at + 1 : end], end + 1
        return inner

    def choice(self, close: str) -> Choice:
        """Phrases parted by `|` up to `close`; up to the end of the pattern for none."""
        options = [self.phrase()]
        while self.peek() == "|":
            self.at += 1
            options.append(self.phrase())
        if self.peek() != close:
            raise self.fail(f"expected {close!r}" if close else f"stray {self.peek()!r}")
        self.at += len(close)
        return Choice(tuple(options))

    def phrase(self) -> Phrase:
        """Elements up to the end of an option."""
        elements = tuple(self.elements())
        if not elements:
            raise self.fail("nothing to match")
        if isinstance(elements[-1], Gap):
            raise self.fail("a gap must lead to something")
        return Phrase(elements)

    def elements(self) -> Iterator[Word | Maybe | Gap | Anchor]:
        """The elements of a phrase. A dash or colon is an anchor only where an element begins."""
        while True:
            if plain := _PLAIN.match(self.text, self.at):
                self.at = plain.end()
                yield _plain_word(*plain.groups())
                continue
            char = self.peek()
            if not char or char in "|)]":
                return
            if char == " ":
                self.at += 1
            elif char == "[":
                self.at += 1
                yield Maybe(self.choice("]"))
            elif char == "<":
                yield self.gap()
            elif char in _ANCHORS:
                self.at += 1
                yield _ANCHORS[char]
            else:
                word = Word(tuple(self.atoms()))
                yield _one_anchor(word) or word

    def gap(self) -> Gap:
        """A number in angle brackets."""
        words = self.inside(">")
        if not words.isdigit():
            raise self.fail(f"<{words}> is no number of words")
        return Gap(int(words))

    def atoms(self) -> Iterator[str | Choice]:
        """The atoms of a word."""
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


def _one_anchor(word: Word) -> Anchor | None:
    """The anchor that stands for a choice of nothing but anchors, such as `(:|–)`; None for words."""
    first, *further = word.atoms
    if further or not isinstance(first, Choice):
        return None
    regexes = []
    for option in first.options:
        match option.elements:
            case (Anchor(regex),):
                regexes.append(regex)
            case _:
                return None
    return Anchor(f"(?:{'|'.join(regexes)})", _NEAR)
