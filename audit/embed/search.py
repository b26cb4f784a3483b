"""Clauses found by meaning, across policies and languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from audit.core import Audit, Span
from audit.embed.protocol import Encoder, Vectors

MIN_LETTERS = 12
"""Clauses with fewer letters say too little to be found by meaning."""


class ClauseHit(NamedTuple):
    """A clause and its likeness to the query (cosine, 1.0 is the same)."""

    score: float
    policy_id: str
    clause: int
    span: Span
    text: str


@dataclass(frozen=True)
class ClauseIndex:
    """Clauses of many policies with their vectors."""

    encoder: Encoder
    places: tuple[tuple[str, int, Span, str], ...]
    vectors: Vectors

    @classmethod
    def of(cls, audits: Iterable[Audit], encoder: Encoder) -> ClauseIndex:
        """An index of every clause that says something; page furniture is left out."""
        places = tuple(
            (audit.document.doc_id, number, clause.body, audit.document.text[slice(*clause.body)])
            for audit in audits
            for number, clause in enumerate(audit.clauses)
            if clause.section_role != "furniture"
            and sum(map(str.isalpha, audit.document.text[slice(*clause.body)])) >= MIN_LETTERS
        )
        texts = [text for *_, text in places]
        unique = list(dict.fromkeys(texts))
        rows = encoder.encode(unique)
        position = {text: row for row, text in enumerate(unique)}
        return cls(encoder, places, rows[[position[text] for text in texts]] if texts else rows)

    def search(self, query: str, *, top: int = 10) -> list[ClauseHit]:
        """The `top` clauses nearest in meaning to `query`, best first; equal ones in text order."""
        if not self.places:
            return []
        likeness = self.vectors @ self.encoder.encode([query], queries=True)[0]
        best: Sequence[int] = np.argsort(-likeness, kind="stable")[:top].tolist()
        return [ClauseHit(round(float(likeness[at]), 4), *self.places[at]) for at in best]
