"""The scorecard site: static pages in three languages that need no server, script or network."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
from pydantic import RootModel

from audit.core import Audit, Evidence, Text3, Verdict
from audit.law import checklist_for, examples, library
from audit.law.checklist import Criterion
from audit.report.names import name_of
from audit.rulefile import Words, load_rules

LANGUAGES = ("kk", "ru", "en")

SYMBOLS = {
    "met": "✓",
    "partial": "◐",
    "violated": "✕",
    "missing": "○",
    "not_applicable": "–",
    "not_assessable": "?",
}
"""A shape for every status, so that colour is never alone."""


SOURCE_MARKS = {
    "[1]": "source_primary",
    "[2]": "source_secondary",
    "[i]": "source_ours",
    "[?]": "source_unverified",
}
"""Marks of the checklist's sources -> the phrase that says them."""


class PhrasesFile(RootModel[dict[str, Words]]):
    """`phrases.yaml`."""


@lru_cache(maxsize=1)
def _phrases() -> dict[str, Text3]:
    return load_rules(files("audit.report") / "phrases.yaml", PhrasesFile).root


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("audit.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals.update(
        name_of=name_of, symbols=SYMBOLS, languages=LANGUAGES, source_marks=SOURCE_MARKS
    )
    return environment


def write(audits: Sequence[Audit], out: Path) -> None:
    """An index and a page for every policy in each language, under `out`; same audits, same bytes."""
    _save(
        out / "style.css",
        (files("audit.report") / "templates" / "style.css").read_text(encoding="utf-8"),
    )
    _save(out / "index.html", _render("chooser.html", "en"))
    pages = [_Page.of(audit) for audit in audits]
    ranked = sorted(
        pages, key=lambda page: (-(page.audit.score.value or -1.0), page.audit.document.doc_id)
    )
    for language in LANGUAGES:
        _save(
            out / language / "index.html",
            _render("index.html", language, pages=ranked, here="index.html"),
        )
        _write_criteria(out / language, language)
        for page in pages:
            _save(
                out / language / page.file,
                _render("policy.html", language, page=page, here=page.file),
            )


def _write_criteria(folder: Path, language: str) -> None:
    """A page for every criterion and one that lists them."""
    groups: dict[str, list[Criterion]] = {}
    for criterion in library().criteria.values():
        groups.setdefault(criterion.group, []).append(criterion)
        file = f"{criterion.id}.html"
        shown = examples().get(criterion.id, ())
        _save(
            folder / file,
            _render("criterion.html", language, criterion=criterion, examples=shown, here=file),
        )
    titled = [(library().groups[name], criteria) for name, criteria in sorted(groups.items())]
    _save(
        folder / "criteria.html",
        _render("criteria.html", language, groups=titled, here="criteria.html"),
    )


def _save(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _render(template: str, language: str, **values: Any) -> str:
    words = {key: text.in_language(language) for key, text in _phrases().items()}
    return _environment().get_template(template).render(lang=language, t=words, **values)


class Piece(NamedTuple):
    """A stretch of the text with the anchors that begin in it and the references it is evidence for."""

    text: str
    anchors: tuple[int, ...]
    references: tuple[str, ...]


class Asked(NamedTuple):
    """A verdict beside the criterion it answers."""

    verdict: Verdict
    criterion: Criterion


@dataclass(frozen=True)
class _Page:
    """What the page of one policy shows, apart from the language."""

    audit: Audit
    file: str
    groups: list[tuple[Text3, list[Asked]]]
    counts: dict[str, int]
    pieces: list[Piece]
    references: dict[tuple[int, int], list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, audit: Audit) -> _Page:
        day = datetime.date.fromisoformat(audit.as_of)
        criteria = {c.id: c for c in checklist_for(day, edition_id=audit.edition).criteria}
        groups: dict[str, list[Asked]] = {}
        for verdict in audit.verdicts:
            criterion = criteria[verdict.criterion_id]
            groups.setdefault(criterion.group, []).append(Asked(verdict, criterion))
        statuses = [verdict.status for verdict in audit.verdicts]
        counts = {status: statuses.count(status) for status in SYMBOLS}  # type: ignore[arg-type]
        marks = list(_marks(audit))
        return cls(
            audit=audit,
            file=file_name(audit.document.doc_id),
            groups=[(library().groups[name], rows) for name, rows in sorted(groups.items())],
            counts=counts,
            pieces=lit(audit.document.text, marks),
        )

    @property
    def edition_is_secondary(self) -> bool:
        day = datetime.date.fromisoformat(self.audit.as_of)
        return checklist_for(day, edition_id=self.audit.edition).edition.secondary

    @property
    def asked(self) -> int:
        return sum(self.counts[status] for status in ("met", "partial", "violated", "missing"))


def file_name(policy_id: str) -> str:
    """The page's file for a policy: its id, with what a URL or a disk would trip over replaced."""
    kept = "".join(char if char.isalnum() or char in "-_." else "_" for char in policy_id)
    taken = {"index", "criteria", *library().criteria}
    return f"{kept}_.html" if kept in taken else f"{kept.strip('.') or '_'}.html"


def _marks(audit: Audit) -> Iterable[tuple[Evidence, str]]:
    """Evidence and the id of what it is evidence for, as printed in the margin of the text."""
    for verdict in audit.verdicts:
        for item in verdict.evidence:
            yield item, verdict.criterion_id
    for fact in audit.facts:
        for item in fact.evidence:
            yield item, f"{fact.field}.{fact.code}"
    for finding in audit.findings:
        for item in finding.evidence:
            yield item, f"findings.{finding.code}"
    for contact in audit.contacts:
        yield contact.evidence, "contacts"


def lit(text: str, marks: Sequence[tuple[Evidence, str]]) -> list[Piece]:
    """`text` cut where evidence begins or ends; joining the pieces gives it back."""
    cuts = sorted({0, len(text), *(edge for item, _ in marks for edge in (item.start, item.end))})
    starts: dict[int, set[str]] = {}
    for item, reference in marks:
        starts.setdefault(item.start, set()).add(reference)
    pieces = []
    open_until: list[int] = []
    by_start = sorted(marks, key=lambda mark: mark[0].start)
    at = 0
    for left, right in pairwise(cuts):
        while at < len(by_start) and by_start[at][0].start <= left:
            open_until.append(by_start[at][0].end)
            at += 1
        open_until = [end for end in open_until if end > left]
        anchors = (left,) if left in starts else ()
        references = tuple(sorted(starts.get(left, ())))
        pieces.append(Piece(text[left:right], anchors, references if open_until else ()))
        if open_until and not references:
            pieces[-1] = Piece(text[left:right], (), ("",))
    return pieces
