"""The list of operators (CSV) -> what is asked for; every wrong line is said, the others are done."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from audit.collect.addresses import host_of, path_of, place_of, with_scheme
from audit.collect.words import LANGUAGES, DocumentKind, vocabulary
from audit.core import InputError, Problem
from audit.read.decode import decode

COLUMNS = ("operator", "url", "language", "document")


@dataclass(frozen=True)
class Operator:
    """One line of the list: whose documents are looked for, and where.

    `key` begins the ids of its documents: the host, with the path where two lines share a host, and
    with a mark where the path does not tell them apart.
    """

    key: str
    name: str
    url: str
    language: str = ""
    document: DocumentKind | None = None


def read_operators(path: Path) -> tuple[list[Operator], list[Problem]]:
    """The operators listed in `path` and what is wrong with single lines.

    Raises InputError when the file cannot be read or lacks the columns `operator` and `url`.
    """
    where = str(path)
    try:
        text = decode(path.read_bytes(), where=where).removeprefix("\ufeff")
    except OSError as error:
        raise InputError(
            f"cannot be opened: {error.strerror}", where=where, remedy="check the path"
        ) from error
    rows = _rows(text, where)
    columns = [name.strip().lower() for name in next(rows, (0, []))[1]]
    lacking = [name for name in COLUMNS[:2] if name not in columns]
    if lacking:
        raise InputError(
            f"no column {', '.join(lacking)}",
            where=where,
            remedy=f"columns: {', '.join(COLUMNS)}; the last two may be left out",
            code="bad_list",
        )
    lines: list[Operator] = []
    problems: list[Problem] = []
    for number, row in rows:
        named = dict(zip(columns, row, strict=False))
        cells = [named.get(name, "").strip() for name in COLUMNS]
        cause = _fault(cells)
        if cause:
            problems.append(
                Problem("bad_list", cause, f"{where}:{number}", "correct this line of the list")
            )
        elif any(cells):
            name, url, language, document = cells
            kind = next((kind for kind in vocabulary().documents if kind == document.lower()), None)
            lines.append(Operator("", name, with_scheme(url), language.lower(), kind))
    return _with_keys(lines), problems


def _rows(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table with the number of their last line; raises InputError for what is none."""
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    try:
        for row in rows:
            if row:
                yield rows.line_num, row
    except csv.Error as error:
        raise InputError(
            f"is no table: {error}",
            where=f"{where}:{rows.line_num}",
            remedy="correct this line of the list",
            code="bad_list",
        ) from error


def _fault(cells: list[str]) -> str:
    """What is wrong with a line of the list; empty for nothing."""
    name, url, language, document = cells
    if not any(cells):
        return ""
    if not url:
        return f"no address for {name!r}"
    if not host_of(with_scheme(url)):
        return f"{url!r} is no address"
    if language and language.lower() not in LANGUAGES:
        return f"language {language!r}; known: {', '.join(LANGUAGES)}"
    if document and document.lower() not in vocabulary().documents:
        return f"document {document!r}; known: {', '.join(sorted(vocabulary().documents))}"
    return ""


def _with_keys(lines: list[Operator]) -> list[Operator]:
    """The lines with their keys, each once; pages that would have one id are marked.

    A line that names its language or document is not held against one that leaves it open.
    """
    shared = Counter(map(host_of, {line.url for line in lines}))
    keyed = [
        replace(line, key=_key(line.url, whole=shared[host_of(line.url)] > 1)) for line in lines
    ]
    alike = Counter(asked for asked, _ in {(_asked(line), place_of(line.url)) for line in keyed})
    marked = [
        replace(line, key=line.key + _mark(line.url)) if alike[_asked(line)] > 1 else line
        for line in keyed
    ]
    return list(dict.fromkeys(marked))


def _asked(line: Operator) -> tuple[str, str, str]:
    """What the id of the document will be made of."""
    return line.key, line.document or "policy", line.language


def _key(url: str, *, whole: bool) -> str:
    path = re.sub(r"[^\w.]+", "_", path_of(url)).strip("_") if whole else ""
    return f"{host_of(url)}_{path}" if path else host_of(url)


def _mark(url: str) -> str:
    """What tells a page from others whose keys would be the same; empty for the first page of a site."""
    place = place_of(url)
    return f"_{hashlib.sha256(place.encode()).hexdigest()[:6]}" if place else ""
