"""A static encoder: a vector a word, added up; no network, no neural net, about 1 MB.

Each word has the mean vector of its features (itself and the character 3- and 4-grams in it),
hashed into the rows of one table, so that unknown words and Kazakh endings still get a vector.
`benchmarks/distil.py` fits the table by ridge regression to the vectors that the bundled encoder
gives to clauses, to pieces of clauses and to single words. It is far quicker than its teacher and
worse across languages: notebooks/06_search has the figures.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from audit.core import RuleError
from audit.embed.protocol import Vectors

MODEL = "static.npz"
BUCKETS, DIMENSIONS = 8192, 128
GRAMS = (3, 4)
"""Lengths of the character n-grams; 5-grams in twice as many rows gained one point of MRR."""

_WORD = re.compile(r"[^\W_]+")
_WORDS_KEPT = 50_000


class StaticEncoder:
    """Word vectors distilled from the bundled encoder; same protocol, same use."""

    name = "static"
    dimensions = DIMENSIONS

    def __init__(self, source: Traversable | Path | None = None) -> None:
        """The encoder in `source`, or the shipped one; raises RuleError for a file that holds none."""
        source = source or files("audit.embed") / MODEL
        try:
            with source.open("rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()[:16]
                file.seek(0)
                with np.load(file, allow_pickle=False) as data:
                    self._table = data["table"].astype(np.float32) * data["scale"]
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
            raise RuleError(
                f"no static encoder there: {error}",
                where=str(source),
                remedy="run benchmarks/distil.py",
            ) from error
        self.fingerprint = f"{self.name}/{digest}"
        self._vector = lru_cache(_WORDS_KEPT)(self._vector_of)

    def encode(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        """Vectors of `texts`; all texts without a letter or digit get the same one."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for word in words_of(text):
                vectors[row] += self._vector(word)
        vectors[~vectors.any(axis=1), 0] = 1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def _vector_of(self, word: str) -> NDArray[np.float32]:
        mean: NDArray[np.float32] = self._table[rows_of(word)].mean(axis=0)
        return mean


def words_of(text: str) -> list[str]:
    """The words and numbers of `text`, case folded."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def rows_of(word: str) -> list[int]:
    """The rows of the table that make up a word: those of the word and of its n-grams."""
    framed = f"<{word}>"
    grams = [framed[at : at + size] for size in GRAMS for at in range(len(framed) - size + 1)]
    return [zlib.crc32(feature.encode()) % BUCKETS for feature in (word, *grams)]
