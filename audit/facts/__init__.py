"""What a policy says: facts in the codebook's words, each with the exact words as evidence."""

from audit.facts.contacts import find_contacts
from audit.facts.extract import extract
from audit.facts.rules import Ruleset, load_ruleset
from audit.facts.semantics import SecondOpinion, second_opinion

__all__ = [
    "Ruleset",
    "SecondOpinion",
    "extract",
    "find_contacts",
    "load_ruleset",
    "second_opinion",
]
