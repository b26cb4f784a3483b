"""Trains the second opinion (`audit.facts.semantics`) on the labelled clauses and tests it by document.

Cross-validation leaves out whole documents, never clauses: texts of one operator are never on both
sides. The figures say what rules, words and vectors find alone and all together.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from audit.core import InputError
from audit.embed import Encoder
from audit.evaluation import Bin, Tally, bins
from audit.facts.match import Matcher
from audit.facts.rules import load_ruleset
from audit.facts.semantics import (
    POSSIBLE,
    Floats,
    Semantics,
    Signs,
    in_brief,
    in_context,
    speaks,
)
from audit.facts.wording import Wording, held, stems
from audit.labels import Labelled, is_trained

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FOLDS = 5
MIN_POSITIVES = 8
"""Labelled clauses from which a code is worth training."""

STRENGTH_OF_FIT = 20.0
POSITIVE_WEIGHT = 4.0
"""Regularisation (C) and weight of the rare positives of the logistic regressions, chosen by
cross-validation on the labelled clauses of November 2026."""

MIN_CLAUSES = 3
"""Clauses that must hold a stem before it is learnt."""

STEMS_A_CODE = 1000
"""Stems whose weights are kept for a code, strongest first."""

HIDDEN = 0.18
"""Share of pairs of document and code whose finds by the rules are hidden from the blend: what rules
miss in policies that they have never seen (docs/accuracy.md). The labelled documents were read when
the rules were written, so that the blend would else learn that rules miss little.
"""


@dataclass
class Report:
    """What cross-validation found: micro-averaged tallies by way of deciding, of all documents and
    of those in each language, what the second opinion added, and the calibration of that.
    """

    documents: int
    clauses: int
    codes: int
    tallies: dict[str, Tally]
    languages: dict[str, dict[str, Tally]]
    added: Tally
    calibration: list[Bin] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The report as lines of text."""
        yield f"{self.documents} documents, {self.clauses} clauses, {self.codes} codes"
        for name, tally in self.tallies.items():
            yield f"{name:14} P {tally.precision:.3f}  R {tally.recall:.3f}  F1 {tally.f1:.3f}"
        yield f"added by meaning: {self.added.right} right, {self.added.false} false"


@dataclass(frozen=True)
class _Table:
    """One row a clause of all documents, in order, one column a code.

    `groups` are the numbers of the documents. A row that is not `eligible` has no meaning of its own,
    and zeros for its vector. `truth` is 1 for a firm label and -1 for an optional one, `strength` that
    of the best find by the rules, 0 for none; `mentioned` are terms without their context.
    """

    documents: tuple[Labelled, ...]
    groups: NDArray[np.int64]
    texts: tuple[str, ...]
    vectors: Floats
    eligible: NDArray[np.bool_]
    truth: NDArray[np.int8]
    strength: NDArray[np.int8]
    mentioned: NDArray[np.bool_]
    codes: tuple[str, ...]

    @cached_property
    def stems(self) -> list[frozenset[bytes]]:
        """The stems of each row."""
        return [stems(text) for text in self.texts]

    @cached_property
    def said(self) -> NDArray[np.bool_]:
        """For each row the codes that the rules found anywhere in its document."""
        said = np.zeros(self.truth.shape, bool)
        for number in range(len(self.documents)):
            rows = self.groups == number
            said[rows] = (self.strength[rows] > 0).any(axis=0)
        return said

    def with_hidden(self, share: float) -> _Table:
        """The table as rules would leave it that do not know `share` of the pairs of document and
        code, always the same ones.
        """
        rng = np.random.default_rng(0)
        hidden = rng.random((len(self.documents), len(self.codes))) < share
        seen = ~hidden[self.groups]
        return dataclasses.replace(
            self, strength=self.strength * seen, mentioned=self.mentioned & seen
        )


class _Rows(NamedTuple):
    """The rows of one document, with the names that they have in the table of all."""

    texts: list[str]
    vectors: Floats
    eligible: NDArray[np.bool_]
    truth: NDArray[np.int8]
    strength: NDArray[np.int8]
    mentioned: NDArray[np.bool_]


def _table(documents: Sequence[Labelled], encoder: Encoder, tick: Callable[[], None]) -> _Table:
    """The rows of all documents, with a column for every code that is worth training."""
    codes = _codes_worth_training(documents)
    rows = []
    for entry in documents:
        rows.append(_rows_of(entry, codes, encoder))
        tick()
    return _Table(
        documents=tuple(documents),
        groups=np.repeat(np.arange(len(rows)), [len(each.texts) for each in rows]),
        texts=tuple(text for each in rows for text in each.texts),
        vectors=np.vstack([each.vectors for each in rows]),
        eligible=np.concatenate([each.eligible for each in rows]),
        truth=np.vstack([each.truth for each in rows]),
        strength=np.vstack([each.strength for each in rows]),
        mentioned=np.vstack([each.mentioned for each in rows]),
        codes=codes,
    )


def _codes_worth_training(documents: Iterable[Labelled]) -> tuple[str, ...]:
    counts = Counter(
        code
        for entry in documents
        for labels in entry.labels.values()
        for code, firm in labels.items()
        if firm
    )
    return tuple(sorted(c for c, n in counts.items() if n >= MIN_POSITIVES and is_trained(c)))


def _rows_of(entry: Labelled, codes: Sequence[str], encoder: Encoder) -> _Rows:
    """One row a clause: what rules, labels and encoder say of it."""
    column = {code: at for at, code in enumerate(codes)}
    size = (len(entry.clauses), len(codes))
    matcher = Matcher(entry.doc, entry.clauses, load_ruleset())
    strength, truth = np.zeros(size, np.int8), np.zeros(size, np.int8)
    for hit in matcher.hits():
        at = column.get(hit.rule.key)
        if at is not None:
            strength[hit.clause, at] = max(strength[hit.clause, at], hit.strength)
    mentioned = np.zeros(size, bool)
    for clause, terms in matcher.mentions().items():
        mentioned[clause, [column[code] for code in terms & column.keys()]] = True
    for clause, labels in entry.labels.items():
        for code in labels.keys() & column.keys():
            truth[clause, column[code]] = 1 if labels[code] else -1
    texts = [in_context(entry.doc, entry.clauses, at) for at in range(len(entry.clauses))]
    eligible = np.array([speaks(clause, entry.doc) for clause in entry.clauses], bool)
    vectors = np.zeros((len(texts), encoder.dimensions), np.float32)
    brief = [in_brief(entry.doc, entry.clauses, at) for at, heard in enumerate(eligible) if heard]
    vectors[eligible] = encoder.encode(brief)
    return _Rows(texts, vectors, eligible, truth, strength, mentioned)


def _fit(table: _Table, rows: NDArray[np.bool_], jobs: int) -> tuple[Wording, Floats, Floats]:
    """What words and vectors say, from the rows given: the wording, and weights and bias of one
    logistic regression a code on vectors.
    """
    known, stems_of = _known_stems(table.stems, rows)
    stem_weights, stem_bias = _regressions(stems_of, table.truth, rows, jobs)
    for weights in stem_weights:
        weakest_kept = np.sort(np.abs(weights))[-STEMS_A_CODE:].min()
        weights[np.abs(weights) < weakest_kept] = 0
    weights, bias = _regressions(table.vectors, table.truth, rows, jobs)
    return Wording(known, stem_weights.T, stem_bias), weights, bias


def _known_stems(
    stems_of: Sequence[frozenset[bytes]], rows: NDArray[np.bool_]
) -> tuple[tuple[bytes, ...], csr_matrix]:
    """The stems learnt from the rows given, and which each text holds, as `Wording` weighs them."""
    from scipy.sparse import csr_matrix

    counts = Counter(stem for each, row in zip(stems_of, rows, strict=True) if row for stem in each)
    known = tuple(sorted(stem for stem, count in counts.items() if count >= MIN_CLAUSES))
    place = {stem: at for at, stem in enumerate(known)}
    kept = [held(each, place) for each in stems_of]
    ends = np.cumsum([0, *(len(at) for at, _ in kept)])
    weights = np.concatenate([np.full(len(at), weight) for at, weight in kept])
    flat = np.array([one for at, _ in kept for one in at], np.int32)
    return known, csr_matrix((weights, flat, ends), (len(kept), len(known)), dtype=np.float32)


def _regressions(
    inputs: Floats | csr_matrix, truth: NDArray[np.int8], rows: NDArray[np.bool_], jobs: int
) -> tuple[Floats, Floats]:
    """Weights and bias of one logistic regression a code, from the rows given."""
    from joblib import Parallel, delayed

    fits = Parallel(n_jobs=jobs)(
        delayed(_fit_one)(inputs[keep], truth[keep, at] == 1)
        for at in range(truth.shape[1])
        for keep in [np.flatnonzero(rows & (truth[:, at] >= 0))]
    )
    return np.stack([w for w, _ in fits]), np.array([b for _, b in fits], np.float32)


def _fit_one(inputs: Floats | csr_matrix, truth: NDArray[np.bool_]) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression

    if truth.sum() < 2:
        return np.zeros(inputs.shape[1], np.float32), -6.0
    model = LogisticRegression(
        C=STRENGTH_OF_FIT, class_weight={False: 1.0, True: POSITIVE_WEIGHT}, solver="liblinear"
    )
    model.fit(inputs, truth)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


@dataclass(frozen=True)
class _Opinions:
    """Logits by words and by meaning, one row a clause, of models that had not seen its document."""

    worded: Floats
    meant: Floats

    def asked(self, table: _Table) -> NDArray[np.bool_]:
        """Rows and codes about which `judge` asks the blend."""
        open_codes = ~table.said
        worth = ((self.worded >= POSSIBLE) & open_codes).any(axis=1) & table.eligible
        asked: NDArray[np.bool_] = worth[:, None] & open_codes
        return asked

    def signs(self, table: _Table) -> Signs:
        """What the blend weighs."""
        silent = (table.strength == 0).all(axis=1, keepdims=True)
        return Signs(self.worded, self.meant, table.mentioned, silent)


def _cross_validated(table: _Table, jobs: int) -> _Opinions:
    from sklearn.model_selection import GroupKFold

    worded, meant = (np.zeros(table.truth.shape, np.float32) for _ in range(2))
    for learn, test in GroupKFold(FOLDS).split(table.vectors, groups=table.groups):
        rows = np.zeros(len(table.texts), bool)
        rows[learn] = True
        wording, weights, bias = _fit(table, rows & table.eligible, jobs)
        worded[test] = wording.logits([table.texts[at] for at in test])
        meant[test] = table.vectors[test] @ weights.T + bias
    return _Opinions(worded, meant)


def _blend(table: _Table, opinions: _Opinions) -> Floats:
    """Weights of the columns of `Signs`, and the constant, in the logit that a clause says a code."""
    from sklearn.linear_model import LogisticRegression

    doubt = opinions.asked(table) & (table.truth >= 0)
    columns = [column[doubt] for column in opinions.signs(table).columns()]
    model = LogisticRegression(C=1.0).fit(np.column_stack(columns), table.truth[doubt] == 1)
    return np.array([*model.coef_[0], model.intercept_[0]], np.float32)


def train(
    documents: Sequence[Labelled],
    encoder: Encoder,
    *,
    threshold: float = 0.7,
    jobs: int = 2,
    tick: Callable[[], None] = lambda: None,
) -> tuple[Semantics, Report]:
    """The model trained on all `documents`, and what it does on those left out of training.

    Raises InputError when there are fewer documents than folds. `tick` is called once a document.
    """
    if len(documents) < FOLDS:
        raise InputError(f"{len(documents)} documents are too few", remedy=f"give at least {FOLDS}")
    table = _table(documents, encoder, tick)
    opinions = _cross_validated(table, jobs)
    as_if_new = table.with_hidden(HIDDEN)
    blend = _blend(as_if_new, opinions)
    wording, weights, bias = _fit(table, table.eligible, jobs)
    model = Semantics(
        encoder=encoder.fingerprint,
        codes=table.codes,
        wording=wording,
        weights=weights,
        bias=bias,
        blend=blend,
        threshold=threshold,
        fingerprint="",
    )
    return model, _report(as_if_new, opinions, model)


def _report(table: _Table, opinions: _Opinions, model: Semantics) -> Report:
    likely = model.probabilities(opinions.signs(table))
    meant = (likely >= model.threshold) & opinions.asked(table)
    ruled = table.strength > 0
    ways = {
        "rules only": ruled,
        "words only": _alone(table, opinions.worded),
        "vectors only": _alone(table, opinions.meant),
        "both": ruled | meant,
    }
    return Report(
        documents=len(table.documents),
        clauses=len(table.texts),
        codes=len(table.codes),
        tallies={name: _tally(table, said) for name, said in ways.items()},
        languages={
            language: {name: _tally(table, said, language) for name, said in ways.items()}
            for language in sorted({entry.doc.language for entry in table.documents})
        },
        added=Tally(
            right=int((meant & (table.truth == 1)).sum()),
            false=int((meant & (table.truth == 0)).sum()),
        ),
        calibration=bins(zip(likely[meant].tolist(), table.truth[meant] == 1, strict=True)),
    )


def _alone(table: _Table, opinions: Floats) -> NDArray[np.bool_]:
    """What one kind of opinion says alone, at the logit, the same for all codes, of the best F1.

    Chosen on the figures that it then gives: a little too good, which is fair to it.
    """
    tried: list[float] = np.arange(-4, 2, 0.25).tolist()
    speaking = table.eligible[:, None]
    said = [(opinions >= cut) & speaking for cut in tried]
    return max(said, key=lambda each: _tally(table, each).f1)


def _tally(table: _Table, said: NDArray[np.bool_], language: str = "") -> Tally:
    """Codes of whole documents, micro-averaged; optional ones count neither way."""
    tally = Tally()
    for number, entry in enumerate(table.documents):
        if language not in ("", entry.doc.language):
            continue
        rows = table.groups == number
        gold = (table.truth[rows] == 1).any(axis=0)
        disputed = (table.truth[rows] == -1).any(axis=0)
        mine = said[rows].any(axis=0)
        tally += Tally(
            int((mine & gold).sum()),
            int((mine & ~gold & ~disputed).sum()),
            int((~mine & gold).sum()),
        )
    return tally
