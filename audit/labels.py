"""The labelled clauses (`data/labels`) as documents with codes, for training and for testing."""

from __future__ import annotations

import dataclasses
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.core import Clause, Document, InputError
from audit.core.codec import parse_object
from audit.facts.keys import CUES, DERIVED
from audit.facts.semantics import speaks
from audit.lang.detect import languages_of
from audit.read import segment


@dataclass(frozen=True)
class Labelled:
    """A labelled document: its text, its clauses, and clause -> codes (True when firm).

    `roles` are the section roles that the labels give the clauses.
    """

    doc: Document
    clauses: tuple[Clause, ...]
    labels: dict[int, dict[str, bool]]
    roles: tuple[str, ...]

    def is_said(self, code: str) -> bool | None:
        """True when the labels give `code` firmly somewhere, None when only as optional."""
        given = [codes[code] for codes in self.labels.values() if code in codes]
        return any(given) or (None if given else False)


def read_labels(path: Path) -> list[Labelled]:
    """The labelled documents of a `clauses.jsonl`, in the order of the file.

    Raises InputError for a missing file or a line that is no labelled clause.
    """
    if not path.exists():
        raise InputError("no labels there", where=str(path), remedy="see data/labels/README.md")
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            row = parse_object(line, f"{path}:{number}")
            rows[row["doc"]].append(row)
    return [_labelled(doc, clauses) for doc, clauses in rows.items()]


def _labelled(doc_id: str, rows: Sequence[dict[str, Any]]) -> Labelled:
    text = "\n".join(row["text"] for row in rows)
    languages = languages_of(text)
    doc = dataclasses.replace(
        Document.of(text, doc_id=doc_id, language=rows[0]["lang"]), languages=languages
    )
    clauses = segment(doc)
    labels: dict[int, dict[str, bool]] = defaultdict(dict)
    starts, offset = [], 0
    for row in rows:
        starts.append(offset)
        for label in row["labels"]:
            place = offset + max(0, row["text"].find(label["quote"]))
            number = next(i for i, c in enumerate(clauses) if place < c.span.end)
            code = f"{label['field']}.{label['code']}"
            firm = not label.get("optional", False)
            labels[number][code] = labels[number].get(code, False) or firm
        offset += len(row["text"]) + 1
    roles = [rows[bisect(starts, clause.body.start) - 1]["role"] for clause in clauses]
    return Labelled(doc, clauses, dict(labels), tuple(roles))


def is_trained(code: str) -> bool:
    """True for a code that a single clause can show by its meaning."""
    name, _, short = code.partition(".")
    return name not in (CUES, "law_references") and short not in DERIVED.get(name, ())


def labelled_clauses(documents: Iterable[Labelled]) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Text, language and firm codes of every labelled clause that a vector can stand for."""
    for entry in documents:
        for number, codes in sorted(entry.labels.items()):
            firm = frozenset(code for code in codes if codes[code] and is_trained(code))
            if firm and speaks(entry.clauses[number], entry.doc):
                text = entry.doc.text[slice(*entry.clauses[number].body)]
                yield text, entry.doc.language, firm
