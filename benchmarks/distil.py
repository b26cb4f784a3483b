"""Makes `audit/embed/static.npz`: a table of word features fitted to the bundled encoder's vectors.

    python benchmarks/distil.py [--out FILE]      # about four minutes on two cores

It learns from the labelled documents (without their labels) and the policies of `data/raw`. Every
third labelled document is left out, so that a test can be made on texts it never saw.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from audit import load, segment
from audit.core import Clause, Document
from audit.embed import encoder
from audit.embed.static import BUCKETS, DIMENSIONS, rows_of, words_of
from audit.facts.semantics import in_context
from audit.labels import read_labels
from audit.read import discover

ROOT = Path(__file__).parents[1]
SEED = 20261122
PIECES = 2
"""Pieces of three to eight words cut from each longer clause."""

WEIGHTS = {"clauses": 3.0, "pieces": 1.0, "words": 0.3}
RIDGE = 0.3
STEPS = 80
"""Weights of the texts, strength of the ridge and steps of the solver: best of a few tried by
retrieval across languages on documents left out."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "audit" / "embed" / "static.npz")
    out = parser.parse_args().out
    groups = texts_to_learn()
    vectors, weights, rows = [], [], []
    for name, texts in groups.items():
        found = encoder().encode(texts)
        vectors.append(found - found.mean(axis=0))
        weights += [WEIGHTS[name]] * len(texts)
        rows += [features(text) for text in texts]
        print(f"{name}: {len(texts)}", flush=True)
    target = np.vstack(vectors)
    directions = np.linalg.svd(vectors[0], full_matrices=False)[2][:DIMENSIONS]
    table = ridge(sparse.vstack(rows).tocsr(), target @ directions.T, np.array(weights))
    scale = (np.abs(table).max(axis=0) / 127).astype(np.float32)
    np.savez_compressed(out, table=np.round(table / scale).astype(np.int8), scale=scale)
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB")


def texts_to_learn() -> dict[str, list[str]]:
    """Clauses with and without their context, pieces of them, and their words."""
    documents: list[tuple[Document, Sequence[Clause]]] = [
        (entry.doc, entry.clauses)
        for number, entry in enumerate(read_labels(ROOT / "data" / "labels" / "clauses.jsonl"))
        if number % 3 != 2
    ]
    policies = [load(source) for source in discover([ROOT / "data" / "raw"])[0]]
    documents += [(doc, segment(doc)) for doc in policies]
    shown = [
        text
        for doc, clauses in documents
        for number, clause in enumerate(clauses)
        for text in (doc.text[slice(*clause.body)], in_context(doc, clauses, number))
        if words_of(text)
    ]
    chance = random.Random(SEED)
    pieces = [
        " ".join(words[start : start + size])
        for text in shown
        if len(words := text.split()) > 8
        for _ in range(PIECES)
        for size in [chance.randint(3, 8)]
        for start in [chance.randrange(len(words) - size)]
    ]
    words = sorted({word for text in shown for word in words_of(text) if word.isalpha()})
    return {"clauses": unique(shown), "pieces": unique(pieces), "words": words}


def unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if words_of(text)))


def features(text: str) -> Any:
    """The features of a text as one sparse row of unit length."""
    counts = np.zeros(BUCKETS, np.float32)
    for word in words_of(text):
        rows = rows_of(word)
        np.add.at(counts, rows, 1 / len(rows))
    return sparse.csr_matrix(counts / np.linalg.norm(counts))


def ridge(rows: Any, target: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Ridge regression of all columns at once, by conjugate gradients."""
    root = np.sqrt(weights).astype(np.float32)[:, None]
    rows, target = rows.multiply(root).tocsr(), target * root
    rest = rows.T @ target
    table, step = np.zeros_like(rest), rest.copy()
    size = (rest * rest).sum(axis=0)
    for _ in range(STEPS):
        ahead = rows.T @ (rows @ step) + RIDGE * step
        length = size / (step * ahead).sum(axis=0)
        table += length * step
        rest -= length * ahead
        before, size = size, (rest * rest).sum(axis=0)
        step = rest + size / before * step
    return table


if __name__ == "__main__":
    main()
