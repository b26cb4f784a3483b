"""Files -> documents: one file, or the parts of a unit joined into one canonical text."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from audit.core import Document, InputError, Part, Problem, Recognised, Span
from audit.lang.detect import languages_of
from audit.read.decode import canonical
from audit.read.formats import NO_TEXT_LAYER, READERS
from audit.read.ocr import recognise, recogniser

MAX_BYTES = 20_000_000
"""Largest file that is read; the longest policies known are below 1 MB."""

MAX_CHARACTERS = 1_000_000
"""Longest text that is audited; the longest policies known have a tenth of that."""

BETWEEN = "\n\n---\n\n"
"""What stands between the texts of two parts of a unit; it belongs to neither."""

Content = bytes | Problem
"""What a file holds, or why it could not be read."""


@dataclass(frozen=True, slots=True)
class SourcePart:
    """One file of a unit and what kind of document it is (policy, consent, cookies ...).

    With a `problem` there is nothing to read: it was looked for and not got.
    """

    document: str
    path: Path
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where one policy is to be read from, and what is known of it beforehand.

    Several documents that are audited as one unit are its `parts`, of which `path` is the first.
    """

    policy_id: str
    path: Path
    operator: str = ""
    parts: tuple[SourcePart, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files to be read."""
        return tuple(part.path for part in self.parts) or (self.path,)


class _Reading(NamedTuple):
    """The canonical text of a file, what recognised it on pictures, and why there is none."""

    text: str
    recognised_by: str = ""
    problem: Problem | None = None


def load(source: Source | Path | str | Sequence[Path | str], *, ocr: bool = False) -> Document:
    """The document at `source`, or of several files; raises InputError with file, cause and remedy.

    Several files are parts of one unit, each called by the name of its file. With `ocr` the text of
    a PDF that has only pictures of pages is recognised (`audit.read.ocr`).
    """
    known = source if isinstance(source, Source) else _source_of(source)
    return parse(known, contents(known), ocr=ocr)


def _source_of(files: Path | str | Sequence[Path | str]) -> Source:
    paths = [Path(files)] if isinstance(files, Path | str) else [Path(file) for file in files]
    name = printable(paths[0].stem)
    if len(paths) == 1:
        return Source(name, paths[0])
    return Source(
        name, paths[0], parts=tuple(SourcePart(printable(path.stem), path) for path in paths)
    )


def contents(source: Source) -> tuple[Content, ...]:
    """What each file of `source` holds; raises InputError when a lone file cannot be read."""
    if not source.parts:
        return (read_bytes(source.path),)
    return tuple(part.problem or _content(part.path) for part in source.parts)


def _content(path: Path) -> Content:
    try:
        return read_bytes(path)
    except InputError as error:
        return error.as_problem()


def parse(source: Source, held: Sequence[Content], *, ocr: bool = False) -> Document:
    """The document that the contents of the files of `source` make; raises InputError as `load` does.

    A part that cannot be read is a problem of the document; when none can, that is an error.
    """
    if source.parts:
        readings = [
            _reading_or_problem(source.policy_id, part.path, content, ocr)
            for part, content in zip(source.parts, held, strict=True)
        ]
        text, parts = _joined(source, readings)
    else:
        readings, parts = [_reading(source.path, held[0], ocr)], ()
        text = readings[0].text
    languages = languages_of(text)
    return Document.of(
        text,
        doc_id=source.policy_id,
        operator=source.operator,
        language=languages[0] if languages else "",
        languages=languages,
        source=printable(source.path.name),
        parts=parts,
        recognised=tuple(
            Recognised(printable(path.name), reading.recognised_by)
            for path, reading in zip(source.paths, readings, strict=True)
            if reading.recognised_by
        ),
    )


def _joined(source: Source, readings: Sequence[_Reading]) -> tuple[str, tuple[Part, ...]]:
    """The text of a unit and its parts; raises InputError when no part can be read."""
    text, parts = "", []
    names = _names(source.parts)
    for part, name, (own, _, problem) in zip(source.parts, names, readings, strict=True):
        start = len(text) + len(BETWEEN) if text and own else len(text)
        text += (BETWEEN if text and own else "") + own
        digest = Document.of(own).sha256 if own else ""
        span = Span(start, len(text))
        parts.append(Part(name, part.document, printable(part.path.name), digest, span, problem))
    if not text:
        first = next(part.problem for part in parts if part.problem)
        raise InputError(
            f"none of the {len(parts)} parts can be read; the first: {first.message}",
            where=first.where,
            remedy=first.remedy,
            code=first.code,
        )
    if len(text) > MAX_CHARACTERS:
        raise _too_long(text, source.policy_id)
    return text, tuple(parts)


def _names(parts: Sequence[SourcePart]) -> Iterator[str]:
    """What each part is called: its kind of document, numbered from the second of that kind."""
    taken: set[str] = set()
    for part in parts:
        name = part.document
        number = 1
        while name in taken:
            number += 1
            name = f"{part.document} {number}"
        taken.add(name)
        yield name


def _reading_or_problem(policy_id: str, path: Path, content: Content, ocr: bool) -> _Reading:
    """The text of a part, or why there is none; records know no folders, so none is named."""
    try:
        return _reading(path, content, ocr)
    except InputError as error:
        where = f"{policy_id}: {printable(path.name)}"
        return _Reading("", problem=replace(error.as_problem(), where=where))


def _reading(path: Path, content: Content, ocr: bool) -> _Reading:
    """The canonical text of a file, recognised if that is asked for and nothing else helps."""
    where = printable(str(path))
    if isinstance(content, Problem):
        raise InputError(
            content.message, where=content.where, remedy=content.remedy, code=content.code
        )
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = " ".join(sorted(READERS))
        raise InputError(
            f"files ending in {path.suffix or 'nothing'!r} are not read",
            where=where,
            remedy=f"known endings: {known}",
            code="unsupported",
        )
    text, recognised_by = "", ""
    try:
        text = canonical(reader(content, where))
    except InputError as error:
        if not ocr or error.code != NO_TEXT_LAYER:
            raise
        recognised_by = recogniser()
        text = canonical(recognise(content, where))
    if len(text) > MAX_CHARACTERS:
        raise _too_long(text, where)
    if not any(char.isalpha() for char in text):
        raise InputError(
            "there are no words in it", where=where, remedy="collect it again", code="empty"
        )
    return _Reading(text, recognised_by)


def _too_long(text: str, where: str) -> InputError:
    return InputError(
        f"the text has {len(text):,} characters, more than {MAX_CHARACTERS:,}",
        where=where,
        remedy="it is no policy; cut out the part that is one",
        code="too_large",
    )


def printable(name: str) -> str:
    """`name` with bytes that are no UTF-8 written out, so that it can be printed and kept as JSON."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def read_bytes(path: Path) -> bytes:
    """The content of a file; raises InputError when it cannot be read or is too large to be a policy."""
    where = printable(str(path))
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise InputError(
                "this is no file", where=where, remedy="give a file or a folder", code="no_file"
            )
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise InputError(
            "there is no such file", where=where, remedy="check the path", code="missing"
        ) from error
    except OSError as error:
        raise InputError(
            f"cannot be opened: {error.strerror}", where=where, remedy="check the permissions"
        ) from error
    except ValueError as error:  # a name that no file can have
        raise InputError(
            f"cannot be opened: {error}", where=where, remedy="check the path", code="missing"
        ) from error
    if len(data) > MAX_BYTES:
        raise InputError(
            f"the file has {max(state.st_size, len(data)):,} bytes, more than {MAX_BYTES:,}",
            where=where,
            remedy="it is no policy",
            code="too_large",
        )
    return data
