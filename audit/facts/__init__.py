"""What a policy says: facts in the codebook's words, each with the exact words as evidence.

The second opinion is imported when it is first asked for: rules alone need no numpy.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.facts.contacts import find_contacts
from audit.facts.extract import extract
from audit.facts.rules import Ruleset, load_ruleset

if TYPE_CHECKING:
    from audit.facts.semantics import SecondOpinion

NO_ENCODER = "none"
"""Name of the encoder that stands for rules alone."""


def second_opinion(name: str = "", model: Path | None = None) -> SecondOpinion | None:
    """The second opinion of the encoder called `name`; None for the name `none`.

    An empty name is that of the bundled encoder.
    """
    if name == NO_ENCODER:
        return None
    from audit.embed import DEFAULT
    from audit.facts import semantics

    return semantics.second_opinion(name or DEFAULT, model)


def __getattr__(name: str) -> Any:
    if name != "SecondOpinion":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from audit.facts import semantics

    return semantics.SecondOpinion


__all__ = [
    "NO_ENCODER",
    "Ruleset",
    "SecondOpinion",
    "extract",
    "find_contacts",
    "load_ruleset",
    "second_opinion",
]
