"""What a clause says by its words alone, learnt from the labelled clauses: one logistic regression a
code on the beginnings of words, which stand for their stems in all three languages, and on pairs of
them. Quick enough for every clause, and the reason why only few need a sentence vector.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audit.lang.fold import fold, kz1048, words

Floats = NDArray[np.float32]

STEM = 5
"""Letters of a word that stand for its stem: beyond them Kazakh and Russian mostly inflect."""


def stems(text: str) -> frozenset[bytes]:
    """The beginnings of the words of `text`, and pairs of them, next to each other or one apart."""
    single = [kz1048(word[:STEM]) for word in words(fold(text))]
    near = [first + b" " + second for first, second in pairwise(single)]
    apart = [first + b"  " + second for first, second in zip(single, single[2:], strict=False)]
    return frozenset(single + near + apart)


def held(text_stems: Iterable[bytes], place: Mapping[bytes, int]) -> tuple[list[int], float]:
    """The places of the known stems of a text, ascending, and what each weighs: together length one."""
    at = sorted(place[stem] for stem in text_stems if stem in place)
    return at, max(1, len(at)) ** -0.5


@dataclass(frozen=True)
class Wording:
    """T stems, K codes: `weights` (T, K) and `bias` (K,) give a code's logit of what a text holds."""

    known: tuple[bytes, ...]
    weights: Floats
    bias: Floats

    @cached_property
    def _place(self) -> dict[bytes, int]:
        return {stem: at for at, stem in enumerate(self.known)}

    def logits(self, texts: Sequence[str]) -> Floats:
        """What each text says, shape (texts, K)."""
        rows = [self.bias + self._weighed(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, len(self.bias)), np.float32)

    def _weighed(self, text: str) -> Floats:
        at, weight = held(stems(text), self._place)
        total: Floats = self.weights[at].sum(axis=0) * np.float32(weight)
        return total
