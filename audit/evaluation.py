"""Gold against records: precision, recall and F1 by field, code and language, with intervals.

Gold policies carry codes with a quote; an `optional` code is neither rewarded nor punished
(annotation rules of the codebook). Scores are micro-averaged over codes of whole policies;
intervals come from resampling policies, not clauses.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from audit.batch import text_file
from audit.core import CONTACT_KINDS, Audit, InputError
from audit.core.codec import parse_object, to_record
from audit.facts.places import normal_form
from audit.run import read_records

FUZZY_KINDS = ("operator_names", "postal_addresses")
ALIKE = 0.5
"""Share of common words from which two names or addresses count as the same."""

RESAMPLES = 1000
BINS = 10
"""Bins of equal width into which confidences from 0 to 1 are put."""


@dataclass
class Tally:
    """Counts of right, false and missed things."""

    right: int = 0
    false: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.false + other.false, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Right among those given; 1.0 when nothing was given."""
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        """Right among those wanted; 1.0 when nothing was wanted."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class Bin(NamedTuple):
    """Things given with about the same confidence: its mean, the share that is right, how many."""

    confidence: float
    right: float
    size: int


def bins(judged: Iterable[tuple[float, bool]]) -> list[Bin]:
    """Pairs of confidence and whether it was right, in bins of a tenth; empty ones are left out."""
    inside: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in judged:
        inside[min(int(confidence * BINS + 1e-6), BINS - 1)].append((confidence, bool(right)))
    return [
        Bin(
            round(sum(confidence for confidence, _ in pairs) / len(pairs), 3),
            round(sum(right for _, right in pairs) / len(pairs), 3),
            len(pairs),
        )
        for _, pairs in sorted(inside.items())
    ]


def calibration_error(found: Sequence[Bin]) -> float:
    """Expected calibration error: |confidence - share right|, averaged over things; 0.0 for none."""
    total = sum(entry.size for entry in found)
    off = sum(entry.size * abs(entry.confidence - entry.right) for entry in found)
    return off / total if total else 0.0


@dataclass(frozen=True)
class Miss:
    """One code on which a record and its gold differ."""

    policy_id: str
    kind: str
    field: str
    code: str
    quote: str
    rule_id: str = ""


@dataclass
class Comparison:
    """What one record got right and wrong."""

    policy_id: str
    language: str
    codes: dict[tuple[str, str], Tally] = field(default_factory=dict)
    contacts: dict[str, Tally] = field(default_factory=dict)
    evidence_right: int = 0
    evidence_checked: int = 0
    verdicts_right: dict[str, bool] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    def total(self, only: str = "") -> Tally:
        """The codes of one field, or of all."""
        return _sum(tally for (name, _), tally in self.codes.items() if not only or name == only)


@dataclass
class Evaluation:
    """All comparisons of one gold folder, with the figures that are usually asked for."""

    comparisons: list[Comparison]
    absent: list[str]

    def tally(self, *, field: str = "", language: str = "") -> Tally:
        """Codes of a field and a language, or of all."""
        return _sum(c.total(field) for c in self._of(language))

    def by_code(self) -> dict[tuple[str, str], Tally]:
        """Tallies by (field, code)."""
        found: dict[tuple[str, str], Tally] = defaultdict(Tally)
        for comparison in self.comparisons:
            for key, tally in comparison.codes.items():
                found[key] = found[key] + tally
        return dict(sorted(found.items()))

    def contacts(self, *, kind: str = "", language: str = "") -> Tally:
        """Contacts of one kind, or of all."""
        return _sum(
            tally
            for comparison in self._of(language)
            for name, tally in comparison.contacts.items()
            if not kind or name == kind
        )

    def evidence(self) -> float:
        """Share of the right facts whose evidence overlaps the gold quote."""
        checked = sum(c.evidence_checked for c in self.comparisons)
        return sum(c.evidence_right for c in self.comparisons) / checked if checked else 1.0

    def verdicts(self) -> dict[str, tuple[int, int]]:
        """Criterion -> how many agree, of how many."""
        found: dict[str, tuple[int, int]] = {}
        for comparison in self.comparisons:
            for criterion, right in comparison.verdicts_right.items():
                agree, of = found.get(criterion, (0, 0))
                found[criterion] = (agree + right, of + 1)
        return dict(sorted(found.items()))

    def interval(self, *, language: str = "") -> tuple[float, float]:
        """95 % interval of micro-F1 over resampled policies (bootstrap with a fixed seed)."""
        tallies = [comparison.total() for comparison in self._of(language)]
        if not tallies:
            return 0.0, 0.0
        chance = random.Random(20261122)  # noqa: S311
        figures = sorted(_sum(chance.choices(tallies, k=len(tallies))).f1 for _ in range(RESAMPLES))
        return figures[int(0.025 * RESAMPLES)], figures[int(0.975 * RESAMPLES)]

    @property
    def fields(self) -> list[str]:
        """The fields compared."""
        return sorted({name for c in self.comparisons for name, _ in c.codes})

    @property
    def languages(self) -> list[str]:
        """The languages of the gold."""
        return sorted({comparison.language for comparison in self.comparisons})

    def _of(self, language: str) -> list[Comparison]:
        return [c for c in self.comparisons if not language or c.language == language]


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total = total + tally
    return total


def evaluate(gold: Path, records: Path) -> Evaluation:
    """Every gold policy under `gold` against its record in `records` (`records.jsonl` or its folder).

    Raises InputError when either cannot be read; policies without a record are in `absent`.
    """
    known = {record["policy_id"]: record for record in read_records(records)}
    folder = records if records.is_dir() else records.parent
    comparisons, absent = [], []
    for entry in read_gold(gold):
        record = known.get(entry["policy_id"])
        if record is None:
            absent.append(entry["policy_id"])
            continue
        file = text_file(folder, entry["policy_id"])
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        comparisons.append(compare_with_gold(entry, record, text))
    return Evaluation(comparisons, absent)


def evaluate_audits(gold: Path, audits: Iterable[Audit]) -> Evaluation:
    """Every gold policy under `gold` against its audit, without a file between."""
    known = {audit.document.doc_id: audit for audit in audits}
    entries = read_gold(gold)
    found = [(entry, known[entry["policy_id"]]) for entry in entries if entry["policy_id"] in known]
    return Evaluation(
        [compare_with_gold(entry, to_record(audit), audit.document.text) for entry, audit in found],
        [entry["policy_id"] for entry in entries if entry["policy_id"] not in known],
    )


def read_gold(folder: Path) -> list[dict[str, Any]]:
    """The gold policies in `folder`, by file name."""
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not files:
        raise InputError(
            "no gold policies there", where=str(folder), remedy="give a folder of .json files"
        )
    return [parse_object(file.read_text(encoding="utf-8"), str(file)) for file in files]


def compare_with_gold(gold: Mapping[str, Any], record: Mapping[str, Any], text: str) -> Comparison:
    """One record against the gold of its policy."""
    result = Comparison(gold["policy_id"], gold["language"])
    got = _codes_of(record)
    for name, entries in gold["annotations"].items():
        wanted: dict[str, list[str]] = defaultdict(list)
        optional = {entry["code"] for entry in entries if entry.get("optional")}
        for entry in entries:
            if not entry.get("optional"):
                wanted[entry["code"]].append(entry.get("quote") or "")
        _compare_field(result, name, wanted, optional - wanted.keys(), got.get(name, {}), text)
    for kind in CONTACT_KINDS:
        values = [entry["value"] for entry in record["contacts"].get(kind, ())]
        result.contacts[kind] = tally_of_contacts(kind, gold["contacts"].get(kind, ()), values)
    statuses = {verdict["criterion"]: verdict["status"] for verdict in record["verdicts"]}
    for criterion, status in gold.get("verdicts", {}).items():
        given = statuses.get(criterion, "")
        if given not in ("", "not_assessable"):
            result.verdicts_right[criterion] = given == status
    return result


def _codes_of(record: Mapping[str, Any]) -> dict[str, dict[str, Mapping[str, Any]]]:
    found: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for fact in record["facts"]:
        found[fact["field"]][fact["code"]] = fact
    for finding in record["findings"]:
        found["findings"][finding["code"]] = finding
    return found


def _compare_field(
    result: Comparison,
    name: str,
    wanted: Mapping[str, list[str]],
    optional: set[str],
    got: Mapping[str, Mapping[str, Any]],
    text: str,
) -> None:
    for code in sorted({*wanted, *got}):
        tally = result.codes.setdefault((name, code), Tally())
        if code in wanted and code in got:
            tally.right += 1
            quotes = [quote for quote in wanted[code] if quote]
            if quotes and text:
                result.evidence_checked += 1
                result.evidence_right += _evidence_fits(got[code]["evidence"], quotes, text)
        elif code in got and code not in optional:
            tally.false += 1
            evidence = got[code]["evidence"]
            quote = evidence[0]["quote"] if evidence else ""
            result.misses.append(
                Miss(result.policy_id, "false", name, code, quote, got[code].get("rule_id", ""))
            )
        elif code in wanted:
            tally.missed += 1
            result.misses.append(Miss(result.policy_id, "missed", name, code, wanted[code][0]))


def _evidence_fits(evidence: Sequence[Mapping[str, Any]], quotes: Sequence[str], text: str) -> bool:
    """True when some evidence overlaps a place where a gold quote stands, whatever its line breaks."""
    for quote in quotes:
        words = map(re.escape, unicodedata.normalize("NFC", quote).split())
        for match in re.finditer(r"\s+".join(words), text):
            if any(
                item["start"] < match.end() and match.start() < item["end"] for item in evidence
            ):
                return True
    return False


def tally_of_contacts(kind: str, wanted: Iterable[str], got: Iterable[str]) -> Tally:
    """Contacts of one kind: equal in normal form, names and addresses by their common words."""
    left = sorted({normal_form(kind, value) for value in wanted})
    right = sorted({normal_form(kind, value) for value in got})
    tally = Tally()
    for value in left:
        twin = next((other for other in right if _same(kind, value, other)), None)
        if twin is None:
            tally.missed += 1
        else:
            right.remove(twin)
            tally.right += 1
    tally.false += len(right)
    return tally


def _same(kind: str, value: str, other: str) -> bool:
    if kind not in FUZZY_KINDS or value == other:
        return value == other
    one, two = set(value.split()), set(other.split())
    return len(one & two) >= ALIKE * len(one | two)
