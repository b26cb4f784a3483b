"""How well vectors find what says the same in another language."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import permutations
from typing import NamedTuple

import numpy as np

from audit.embed.protocol import Vectors


class Crossing(NamedTuple):
    """Texts of one language that looked for texts with a common code in another.

    `reciprocal_rank` is the mean of 1 / rank of the first right one, `precision` the share of
    right ones among the `top` nearest, `chance` that share for texts picked blindly.
    """

    asked: str
    answered: str
    queries: int
    reciprocal_rank: float
    precision: float
    chance: float


def crossings(
    vectors: Vectors,
    languages: Sequence[str],
    codes: Sequence[AbstractSet[str]],
    *,
    top: int = 5,
) -> list[Crossing]:
    """One row for each two languages; texts whose codes the other language lacks are not asked."""
    spoken = np.array(languages)
    known = sorted(set().union(*codes))
    says = np.array([[code in own for code in known] for own in codes], np.float32)
    rows = []
    for asked, answered in permutations(sorted(set(languages)), 2):
        left, right = spoken == asked, spoken == answered
        fits = says[left] @ says[right].T > 0
        likeness = (vectors[left] @ vectors[right].T)[fits.any(axis=1)]
        fits = fits[fits.any(axis=1)]
        if not len(fits):
            continue
        ranked = np.take_along_axis(fits, np.argsort(-likeness, axis=1, kind="stable"), axis=1)
        rows.append(
            Crossing(
                asked,
                answered,
                len(fits),
                float((1 / (1 + ranked.argmax(axis=1))).mean()),
                float(ranked[:, :top].mean()),
                float(fits.mean()),
            )
        )
    return rows
