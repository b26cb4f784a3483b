"""Human names, in the three languages, of everything that records call by a code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from audit.core import Text3
from audit.rulefile import RuleModel, Words, load_rules


class NamesFile(RuleModel):
    """`names.yaml`."""

    fields: Mapping[str, Words]
    codes: Mapping[str, Mapping[str, Words]]
    contacts: Mapping[str, Words]
    statuses: Mapping[str, Words]
    severities: Mapping[str, Words]
    duties: Mapping[str, Words]
    roles: Mapping[str, Words]
    languages: Mapping[str, Words]
    methods: Mapping[str, Words]


@lru_cache(maxsize=1)
def names() -> NamesFile:
    """All names."""
    return load_rules(files("audit.report") / "names.yaml", NamesFile)


def name_of(kind: str, code: str, language: str, *, field: str = "") -> str:
    """The name of `code` among `kind` (a key of `names.yaml`) in `language`.

    Codes of a codebook field need its `field`. Raises KeyError for what has no name.
    """
    table: Mapping[str, Text3] = getattr(names(), kind)
    if kind == "codes":
        table = names().codes["data_categories" if field == "data_not_collected" else field]
    return table[code].in_language(language)
