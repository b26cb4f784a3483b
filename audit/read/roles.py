"""What the words of a line tell of its role: the section a heading opens, definitions, furniture."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from audit.lang import LANGUAGES, Pattern, PatternIndex
from audit.lang.fold import fold
from audit.lang.memory import remembered

ROLES = [
    "general",
    "definitions",
    "data",
    "purposes",
    "legal_basis",
    "consent",
    "processing",
    "transfer",
    "cross_border",
    "storage",
    "security",
    "rights",
    "cookies",
    "children",
    "changes",
    "liability",
    "disputes",
    "contacts",
    "furniture",
    "other",
]
"""What a section is about; `furniture` is the page around the policy (menus, hours, footers)."""

_WORD = re.compile(r"\w+")
_FURNITURE_WORDS = 18
"""Most words of a line of furniture: a longer one that speaks of the like is part of the policy.
Set by hand, not tuned: of 12,390 labelled clauses (data/labels) 12 moves 2, 15 to 25 move none."""


@cache
def _heading_patterns() -> tuple[PatternIndex, tuple[str, ...]]:
    """The patterns of headings in all languages, and the role that each of them announces.

    They stand role by role, in the order of the Russian pack: where several fit, the first wins.
    """
    entries = [
        (role, Pattern(source, pack.macros))
        for role in LANGUAGES["ru"].headings
        for pack in LANGUAGES.values()
        for source in pack.headings.get(role, ())
    ]
    return PatternIndex([pattern for _, pattern in entries]), tuple(role for role, _ in entries)


@remembered
def role_of_heading(text: str) -> str:
    """The section role that the words of a heading announce; empty when none does.

    "Права субъекта" -> "rights", "Біз туралы" -> "".
    """
    index, roles = _heading_patterns()
    found = index.finds(fold(text))
    return roles[min(found)] if found else ""


def role_of_clause(text: str, section_role: str) -> str:
    """The role of a sentence or list item: its section's, unless its form tells another.

    "Персональные данные – любая информация о лице" defines wherever it stands; "Настоящая Политика
    действует для сайта" rules something even among definitions.
    """
    if is_furniture(text.strip()):
        return "furniture"
    if is_definition(text):
        return "definitions"
    if section_role == "definitions" and _has_form("provision", text):
        return "general"
    return section_role


@remembered
def is_definition(text: str) -> bool:
    """True for a sentence whose form is that of a definition ("X is any ...")."""
    return _has_form("definition", text)


@remembered
def is_furniture(text: str) -> bool:
    """True for a line that belongs to the page around the policy: "Время работы", "09:00 - 19:00"."""
    if not any(char.isalpha() for char in text):
        return True
    return len(_WORD.findall(text)) <= _FURNITURE_WORDS and _has_form("furniture", text)


_Form = Literal["definition", "provision", "furniture"]


def _has_form(form: _Form, text: str) -> bool:
    """True when a pattern of that form, in any language, finds something in `text`."""
    return bool(_form_patterns(form).finds(fold(text)))


@cache
def _form_patterns(form: _Form) -> PatternIndex:
    """The patterns of a form in all languages."""
    return PatternIndex(
        [
            Pattern(source, pack.macros)
            for pack in LANGUAGES.values()
            for source in getattr(pack, form)
        ]
    )
