"""What an encoder is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (texts, dimensions), float32, rows of unit length."""


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their likeness in meaning.

    The same text gives the same vector on every call. `fingerprint` changes whenever the vectors
    could.
    """

    name: str
    fingerprint: str
    dimensions: int

    def encode(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        """Vectors of `texts`; `queries` when they are questions put to other texts."""
        ...
