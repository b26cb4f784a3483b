"""Any sentence-transformers model, by name or folder; it must be on this machine, for nothing is fetched."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from audit.core import InputError
from audit.embed.protocol import Vectors


class SentenceTransformerEncoder:
    """A sentence-transformers model behind the protocol."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(name, device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise InputError(
                f"no such sentence encoder: {str(error).splitlines()[0]}",
                where=name,
                remedy="name a model that is on this machine, or use the bundled one",
                code="no_encoder",
            ) from error
        self.name = name
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        probe = self.encode(["Қ", "privacy"])
        self.fingerprint = f"{name}/{hashlib.sha256(probe.tobytes()).hexdigest()[:16]}"

    def encode(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        """Vectors of `texts`, normalised; models with a prompt called "query" get it for queries."""
        prompt = "query" if queries and "query" in self._model.prompts else None
        vectors = self._model.encode(
            list(texts), prompt_name=prompt, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)
