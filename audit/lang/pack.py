"""What a language pack holds; one module per language fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything the rooms need to know of one language, as patterns and word lists.

    `macros` are named patterns for rules (`{pd}`: personal data, `{operator}`, `{subject}` ...).
    `headings` maps a section role to patterns of its headings; the first role that fits wins.
    `definition` are forms of a sentence that defines a term, `provision` of one that rules something
    even among definitions, `furniture` of a line that belongs to
    the page and not to the policy. `numbers`, `months` and `units` map stems to values; units are
    ISO 8601 letters; stems in Latin letters are whole words.
    """

    code: str
    name: str
    macros: Mapping[str, str]
    headings: Mapping[str, tuple[str, ...]]
    definition: tuple[str, ...]
    provision: tuple[str, ...]
    furniture: tuple[str, ...]
    abbreviations: frozenset[str]
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    units: Mapping[str, str]
