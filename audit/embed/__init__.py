"""Sentence vectors: encoders behind one protocol, a cache, and search by meaning.

To add an encoder, write `audit/embed/<name>.py` with a class of the protocol and a line in
`ENCODERS`. Any sentence-transformers model can be named without that.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from audit.embed.cache import CachedEncoder
from audit.embed.crossing import Crossing, crossings
from audit.embed.e5 import E5SmallQ4
from audit.embed.protocol import Encoder, Vectors
from audit.embed.search import ClauseHit, ClauseIndex
from audit.embed.static import StaticEncoder

DEFAULT = "e5-small-q4"

ENCODERS: dict[str, Callable[[], Encoder]] = {
    DEFAULT: E5SmallQ4,
    StaticEncoder.name: StaticEncoder,
}
"""Encoder -> how to make it; these need no network."""


@lru_cache(maxsize=4)
def encoder(name: str = DEFAULT) -> Encoder:
    """The encoder called `name`: one of `ENCODERS`, else a sentence-transformers model or folder."""
    if name in ENCODERS:
        return ENCODERS[name]()
    from audit.embed.hub import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name)


__all__ = [
    "DEFAULT",
    "ENCODERS",
    "CachedEncoder",
    "ClauseHit",
    "ClauseIndex",
    "Crossing",
    "Encoder",
    "StaticEncoder",
    "Vectors",
    "crossings",
    "encoder",
]
