"""The codebook: what each field and code means, and its concept in the W3C Data Privacy Vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from pydantic import Field

from audit.rulefile import RuleModel, load_rules


class Code(RuleModel):
    """One code: what counts, what does not, and its concept (`dpv:...` or `pd:...`), if there is one."""

    means: str = Field(alias="is")
    excludes: str = Field(default="", alias="not")
    dpv: str = ""


class CodebookField(RuleModel):
    """One field with its codes; `codes_of` names the field whose codes it shares."""

    about: str
    codes: Mapping[str, Code] = {}
    codes_of: str = ""
    keys: Mapping[str, str] = {}


class Codebook(RuleModel):
    """`codebook.yaml`."""

    version: int
    rules: tuple[str, ...]
    fields: Mapping[str, CodebookField]


@lru_cache(maxsize=1)
def codebook() -> Codebook:
    """The codebook of the package."""
    return load_rules(files("audit.facts") / "codebook.yaml", Codebook)


def home_of(field: str) -> str:
    """The field whose codes `field` has: itself, or the one that it shares codes with."""
    return codebook().fields[field].codes_of or field


def concept(field: str, code: str) -> str:
    """The concept of the Data Privacy Vocabulary nearest to a code; empty where none is near."""
    return codebook().fields[home_of(field)].codes[code].dpv
