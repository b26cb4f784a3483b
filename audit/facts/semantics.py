"""A second opinion on what clauses say, by their words and their meaning, where the rules found nothing.

Three stages, all trained by `audit train` on the labelled clauses (`data/labels`) and kept as plain
arrays. The first knows the words of each code (`audit.facts.wording`). The second is one logistic
regression a code on sentence vectors, asked only about clauses whose words leave a code possible
that the rules have not found, which keeps a batch quick. The last, shared by all codes, blends both
opinions with what the rules saw into the probability that a careful reader would agree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from audit.core import Clause, Document, RuleError
from audit.embed import Encoder, Vectors, encoder
from audit.facts.wording import Wording

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

MODEL = "semantics.npz"
MIN_LETTERS = 15
"""Clauses with fewer letters mean too little on their own."""

SILENT_ROLES = ("definitions", "furniture")
POSSIBLE = -0.75
"""Logit by words alone from which a clause is worth a sentence vector. From -2 more than twice as many get one,
and F1 on the unread texts of docs/accuracy.md rises by 0.001 on average; -0.5 takes 0.002 from it."""

BRIEF = 200
"""Characters that get a vector: half of them at most the end of what governs the clause. The words of all
count; vectors of whole texts took a fifth longer and told no more."""

BESIDE = 0.8
"""Probability asked for where the rules found another code of the same field in the clause: what
they know so well they seldom overlook."""

_CLIP = 6.0


@dataclass(frozen=True)
class Semantics:
    """The trained arrays: K codes, D dimensions of the encoder called `encoder`.

    `wording` gives a code's logit by the words of a clause, `weights` (K, D) and `bias` (K,) by its
    vector. `blend` weighs the columns of `Signs`. `threshold` is the probability from which a code
    counts as said.
    """

    encoder: str
    codes: tuple[str, ...]
    wording: Wording
    weights: Floats
    bias: Floats
    blend: Floats
    threshold: float
    fingerprint: str

    def meanings(self, vectors: Vectors) -> Floats:
        """Logits, shape (clauses, K), of what each clause means."""
        return vectors @ self.weights.T + self.bias

    def probabilities(self, signs: Signs) -> Floats:
        """Probabilities, shape (clauses, K), that a careful reader would find the codes there."""
        columns = signs.columns()
        *weights, constant = self.blend
        logits = sum(weight * column for weight, column in zip(weights, columns, strict=True))
        return sigmoid(np.asarray(logits + constant, dtype=np.float32))

    def save(self, path: Path) -> None:
        """Writes the arrays to `path`, without pickle."""
        np.savez_compressed(
            path,
            encoder=np.array(self.encoder),
            codes=np.array(self.codes),
            stems=np.array(self.wording.known),
            stem_weights=self.wording.weights.astype(np.float16),
            stem_bias=self.wording.bias,
            weights=self.weights.astype(np.float16),
            bias=self.bias,
            blend=self.blend,
            threshold=np.array(self.threshold),
        )


@dataclass(frozen=True)
class Signs:
    """What is known of N clauses and K codes, each array shaped (N, K) unless said.

    Logits by words (`worded`) and by meaning (`meant`); and from the rules, terms of the code that
    stand in the clause without their context (`mentioned`) and clauses in which nothing was found
    (`silent`, shape (N, 1)).
    """

    worded: Floats
    meant: Floats
    mentioned: Bools
    silent: Bools

    def columns(self) -> list[Floats]:
        """The columns that the blend weighs."""
        worded, meant = (np.clip(logits, -_CLIP, _CLIP) for logits in (self.worded, self.meant))
        terms = self.mentioned.astype(np.float32)
        nothing = self.silent.astype(np.float32) * np.ones_like(worded)
        return [worded, meant, terms, terms * (worded + meant), nothing]


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
                    wording=Wording(
                        tuple(data["stems"].tolist()),
                        data["stem_weights"].astype(np.float32),
                        data["stem_bias"],
                    ),
                    weights=data["weights"].astype(np.float32),
                    bias=data["bias"],
                    blend=data["blend"],
                    threshold=float(data["threshold"]),
                    fingerprint=fingerprint,
                )
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
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
    """The clause behind the lead-in or heading that governs it, as one text."""
    return _behind(*_governed(doc, clauses, number))


def in_brief(doc: Document, clauses: Sequence[Clause], number: int) -> str:
    """As `in_context`, cut to what the encoder reads."""
    lead, own = _governed(doc, clauses, number)
    return _behind(lead[-BRIEF // 2 :], own)[:BRIEF]


def _governed(doc: Document, clauses: Sequence[Clause], number: int) -> tuple[str, str]:
    """The text of what governs a clause, empty for nothing, and that of the clause."""
    clause = clauses[number]
    lead = "" if clause.parent is None else doc.text[slice(*clauses[clause.parent].body)]
    return lead, doc.text[slice(*clause.body)]


def _behind(lead: str, own: str) -> str:
    return f"{lead} — {own}" if lead else own


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
    mentions: Mapping[int, Collection[str]],
    found: Mapping[int, Collection[str]],
    opinion: SecondOpinion,
) -> dict[int, dict[str, float]]:
    """Clause -> code -> probability, for codes that the rules found nowhere in `doc`.

    `mentions` names the codes whose terms stand in a clause without their context, `found` those
    that the rules found in it. Only codes from the model's threshold on are given.
    """
    model = opinion.model
    known = frozenset().union(*found.values())
    open_codes = np.array([code not in known for code in model.codes])
    numbers = [number for number, clause in enumerate(clauses) if speaks(clause, doc)]
    worded = model.wording.logits([in_context(doc, clauses, number) for number in numbers])
    worth = np.flatnonzero((worded[:, open_codes] >= POSSIBLE).any(axis=1))
    if not worth.size:
        return {}
    numbers = [numbers[at] for at in worth]
    texts = [in_brief(doc, clauses, number) for number in numbers]
    meant = model.meanings(opinion.encoder.encode(texts))
    mentioned = np.array(
        [[code in mentions.get(number, ()) for code in model.codes] for number in numbers]
    )
    silent = np.array([[not found.get(number)] for number in numbers])
    likely = model.probabilities(Signs(worded[worth], meant, mentioned, silent))
    fields = [code.partition(".")[0] for code in model.codes]
    heard = [{code.partition(".")[0] for code in found.get(number, ())} for number in numbers]
    beside = np.array([[name in here for name in fields] for here in heard])
    said = (likely >= np.where(beside, max(BESIDE, model.threshold), model.threshold)) & open_codes
    return {
        number: {model.codes[at]: round(float(row[at]), 2) for at in np.flatnonzero(says)}
        for number, row, says in zip(numbers, likely, said, strict=True)
    }
