"""The list of operators (CSV) -> what is asked for; every wrong line is said, the others are done."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from audit.collect.words import LANGUAGES, Kind, words
from audit.core import InputError, Problem
from audit.read.decode import decode

COLUMNS = ("operator", "url", "language", "document")


@dataclass(frozen=True)
class Operator:
    """One line of the list: whose documents are looked for, and where.

    `key` begins the ids of its documents: the host, with the path where two lines share a host.
    """

    key: str
    name: str
    url: str
    language: str = ""
    document: Kind | None = None


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
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") else ",")
    columns = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
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
    for number, row in enumerate(rows, 2):
        cells = [(row.get(columns.get(name, "")) or "").strip() for name in COLUMNS]
        cause = _fault(cells)
        if cause:
            problems.append(
                Problem("bad_list", cause, f"{where}:{number}", "correct this line of the list")
            )
        elif any(cells):
            name, url, language, document = cells
            url = url if "//" in url else f"https://{url}"
            kind = next((kind for kind in words().documents if kind == document.lower()), None)
            lines.append(Operator("", name, url, language.lower(), kind))
    return _with_keys(lines), problems


def _fault(cells: list[str]) -> str:
    name, url, language, document = cells
    if not any(cells):
        return ""
    if not url:
        return f"no address for {name!r}"
    try:
        host = urlsplit(url if "//" in url else f"https://{url}").hostname
    except ValueError:
        host = None
    if not host:
        return f"{url!r} is no address"
    if language and language.lower() not in LANGUAGES:
        return f"language {language!r}; known: {', '.join(LANGUAGES)}"
    if document and document.lower() not in words().documents:
        return f"document {document!r}; known: {', '.join(sorted(words().documents))}"
    return ""


def _with_keys(lines: list[Operator]) -> list[Operator]:
    hosts = Counter(host for host in {(_host(line.url), line.url) for line in lines})
    shared = Counter(host for host, _ in hosts)
    keyed = [
        Operator(
            _key(line.url, whole=shared[_host(line.url)] > 1),
            line.name,
            line.url,
            line.language,
            line.document,
        )
        for line in lines
    ]
    return list(dict.fromkeys(keyed))


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _key(url: str, *, whole: bool) -> str:
    path = re.sub(r"[^\w.]+", "_", urlsplit(url).path).strip("_") if whole else ""
    return f"{_host(url)}_{path}" if path else _host(url)
