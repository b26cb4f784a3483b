"""A second opinion on what clauses say, by their meaning, where the rules found nothing.

Two stages, both trained by `audit train` on the labelled clauses (`data/labels`) and kept as plain
arrays. The first is one logistic regression a code on sentence vectors. The second, shared by all
codes, blends the first one's opinion with what the rules saw (a term without its context) into the
probability that a careful reader would agree. Only clauses in which the rules found nothing get a
vector, which keeps a batch quick.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audit.core import Clause, Document, RuleError
from audit.embed import Encoder, Vectors, encoder

Floats = NDArray[np.float32]

MODEL = "semantics.npz"
MIN_LETTERS = 15
"""Clauses with fewer letters mean too little on their own."""

SILENT_ROLES = ("definitions", "furniture")
STRENGTHS = (3, 2, 1)
"""Strengths of finds (`audit.facts.match.Hit.strength`), each a feature of its own."""

_CLIP = 6.0


@dataclass(frozen=True)
class Semantics:
    """The trained arrays: K codes, D dimensions of the encoder called `encoder`.

    `weights` (K, D) and `bias` (K,) give a code's opinion on a clause as a logit. `blend` weighs the
    columns of `features` where the rules did not find the code; `trust` gives the logit of a find
    by the rules, by strength. `threshold` is the probability from which a meaning counts as said.
    """

    encoder: str
    codes: tuple[str, ...]
    weights: Floats
    bias: Floats
    blend: Floats
    trust: Floats
    threshold: float
    fingerprint: str

    def opinions(self, vectors: Vectors) -> Floats:
        """Logits, shape (clauses, K), of what each clause says."""
        logits: Floats = np.clip(vectors @ self.weights.T + self.bias, -_CLIP, _CLIP)
        return logits

    def probabilities(self, opinions: Floats, mentions: NDArray[np.bool_]) -> Floats:
        """Probabilities, same shape, given where the codes' terms stand without their context."""
        columns = features(opinions, mentions)
        *weights, constant = self.blend
        logits = sum(weight * column for weight, column in zip(weights, columns, strict=True))
        return sigmoid(np.asarray(logits + constant, dtype=np.float32))

    def confidence(self, strength: int) -> float:
        """Probability that a find of the rules with this strength is right."""
        return round(float(sigmoid(self.trust[STRENGTHS.index(strength)])), 2)

    def save(self, path: Path) -> None:
        """Writes the arrays to `path`, without pickle."""
        np.savez_compressed(
            path,
            encoder=np.array(self.encoder),
            codes=np.array(self.codes),
            weights=self.weights.astype(np.float16),
            bias=self.bias,
            blend=self.blend,
            trust=self.trust,
            threshold=np.array(self.threshold),
        )


def features(opinions: Floats, mentions: NDArray[np.bool_]) -> list[Floats]:
    """Columns of the blend, each shaped like `opinions`: the opinion, a term of the code that stands
    in the clause without its context, and both together.
    """
    mentioned = mentions.astype(np.float32)
    return [opinions, mentioned, opinions * mentioned]


def sigmoid(logits: Floats) -> Floats:
    """Logits as probabilities."""
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


def load(source: Traversable | Path) -> Semantics:
    """The model in `source`; raises RuleError for a file that holds none."""
    try:
        with source.open("rb") as file:
            fingerprint = hashlib.sha256(file.read()).hexdigest()[:16]
            file.seek(0)
            with np.load(file, allow_pickle=False) as data:
                return Semantics(
                    encoder=str(data["encoder"]),
                    codes=tuple(map(str, data["codes"])),
                    weights=data["weights"].astype(np.float32),
                    bias=data["bias"],
                    blend=data["blend"],
                    trust=data["trust"],
                    threshold=float(data["threshold"]),
                    fingerprint=fingerprint,
                )
    except (OSError, ValueError, KeyError) as error:
        raise RuleError(
            f"no model there: {error}", where=str(source), remedy="run `audit train`"
        ) from error


@lru_cache(maxsize=1)
def load_semantics() -> Semantics:
    """The model shipped with the package."""
    return load(files("audit.facts") / MODEL)


def speaks(clause: Clause, doc: Document) -> bool:
    """True for a clause whose meaning counts: no heading, definition or page furniture."""
    return (
        clause.kind != "heading"
        and clause.section_role not in SILENT_ROLES
        and sum(map(str.isalpha, doc.text[slice(*clause.body)])) >= MIN_LETTERS
    )


def in_context(doc: Document, clauses: Sequence[Clause], number: int) -> str:
    """The clause behind the lead-in or heading that governs it, as one text for the encoder."""
    clause = clauses[number]
    own = doc.text[slice(*clause.body)]
    if clause.parent is None:
        return own
    return f"{doc.text[slice(*clauses[clause.parent].body)]} — {own}"


@dataclass(frozen=True)
class SecondOpinion:
    """An encoder and the model trained for it; raises RuleError when they do not belong together."""

    encoder: Encoder
    model: Semantics

    def __post_init__(self) -> None:
        if self.encoder.fingerprint != self.model.encoder:
            raise RuleError(
                f"the model was trained for {self.model.encoder}, not {self.encoder.fingerprint}",
                remedy="train one with `audit train --encoder ...` and give it with --model, or --encoder none",
            )


@lru_cache(maxsize=2)
def second_opinion(name: str, model: Path | None = None) -> SecondOpinion:
    """The second opinion of the encoder called `name`."""
    return SecondOpinion(encoder(name), load(model) if model else load_semantics())


def judge(
    doc: Document,
    clauses: Sequence[Clause],
    silent: Mapping[int, frozenset[str]],
    opinion: SecondOpinion,
) -> dict[int, dict[str, float]]:
    """Clause -> code -> probability, for the clauses that are keys of `silent`.

    `silent` names the codes whose terms stand in a clause without their context. Only codes from
    the model's threshold on are given.
    """
    model = opinion.model
    numbers = sorted(number for number in silent if speaks(clauses[number], doc))
    if not numbers:
        return {}
    vectors = opinion.encoder.encode([in_context(doc, clauses, number) for number in numbers])
    mentions = np.array([[code in silent[number] for code in model.codes] for number in numbers])
    likely = model.probabilities(model.opinions(vectors), mentions)
    return {
        number: {
            model.codes[at]: round(float(row[at]), 2)
            for at in np.flatnonzero(row >= model.threshold)
        }
        for number, row in zip(numbers, likely, strict=True)
    }
