"""Files, folders and manifests -> what is to be audited, with what was wrong on the way."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from audit.core import InputError, Problem
from audit.read.formats import READERS
from audit.read.load import Source, SourcePart, printable, read_bytes

MANIFEST = "manifest.jsonl"
FOUND = "found"
"""State of a document whose text is there, in a line of a snapshot."""
NOT_THERE = ("not_found", "wrong_language")
"""States of a document that the site was searched for and does not have: it is no part of anything."""
POLICY = "policy"
"""The document around which those of a snapshot in one language are one unit."""
SNAPSHOTS = "snapshot-*.jsonl"


def discover(paths: Iterable[Path]) -> tuple[list[Source], list[Problem]]:
    """The policies under `paths` (files and folders), by id, and what was wrong on the way.

    A folder may hold `manifest.jsonl`, one JSON object a policy with `policy_id`, `file` and
    optionally `operator`; files that it does not name are taken under the name of the file. In place of
    `file` a line may have `files`, objects with `file` and `document`: parts that are audited as one.
    The newest snapshot of `audit collect` in a folder is a manifest too, and so is one given by its own
    name; what a collection did not get is a problem with its state as the code, never a silent policy.
    """
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            found = list(_folder(path, problems) if path.is_dir() else _single(path, problems))
        except InputError as error:
            problems.append(error.as_problem())
            continue
        except OSError as error:
            problems.append(
                Problem(
                    "unreadable",
                    f"cannot be opened: {error.strerror}",
                    printable(str(error.filename or path)),
                    "check the permissions",
                )
            )
            continue
        for source in found:
            if source.policy_id in sources and sources[source.policy_id].path != source.path:
                problems.append(
                    Problem(
                        "duplicate_id",
                        f"two files would be policy {source.policy_id!r}; this one is left out",
                        str(source.path),
                        "rename it or name it in a manifest",
                    )
                )
                continue
            sources[source.policy_id] = source
    return sorted(sources.values(), key=lambda source: source.policy_id), problems


def _single(path: Path, problems: list[Problem]) -> Iterator[Source]:
    if not path.exists():
        raise InputError(
            "there is no such file or folder",
            where=str(path),
            remedy="check the path",
            code="missing",
        )
    if path.suffix.lower() == ".jsonl":
        yield from _manifest(path, problems).values()
    else:
        yield Source(printable(path.stem), path)


def _folder(folder: Path, problems: list[Problem]) -> Iterator[Source]:
    manifests = [folder / MANIFEST, *sorted(folder.glob(SNAPSHOTS))[-1:]]
    named = {id_: source for path in manifests for id_, source in _manifest(path, problems).items()}
    files = [
        file
        for file in sorted(folder.iterdir())
        if file.is_file() and file.suffix.lower() in READERS
    ]
    if not files and not named and not any(path.exists() for path in manifests):
        known = " ".join(sorted(READERS))
        raise InputError(
            "the folder holds no policies",
            where=str(folder),
            remedy=f"put {known} files there",
            code="no_policies",
        )
    yield from named.values()
    taken = {path for source in named.values() for path in source.paths}
    yield from (
        Source(printable(file.stem), file)
        for file in files
        if file not in taken and file.name.lower() != "readme.md"
    )


class _Line(NamedTuple):
    """A line of a manifest or snapshot, and where it stands."""

    entry: dict[str, Any]
    where: str
    policy_id: str

    @property
    def document(self) -> str:
        """The kind of document."""
        return self.word("document") or POLICY

    @property
    def key(self) -> str:
        """The operator whose documents a collection looked for; empty in a manifest by hand."""
        return self.word("key")

    @property
    def language(self) -> str:
        """The language of the document; empty where none was found."""
        return self.word("language")

    @property
    def state(self) -> str:
        """What became of the document."""
        return self.word("state") or FOUND

    def word(self, name: str) -> str:
        """What stands under `name`, as text that can be printed."""
        return printable(str(self.entry.get(name) or ""))


def _manifest(path: Path, problems: list[Problem]) -> dict[str, Source]:
    """Policy id -> source, for every line of a manifest or snapshot that tells of a policy."""
    if not path.exists():
        return {}
    lines = list(_lines(path, problems))
    beside: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        if line.document != POLICY and line.key:
            beside[line.key].append(line)
    sources: dict[str, Source] = {}
    for line in lines:
        if line.document != POLICY:
            continue
        if line.state != FOUND:
            problems.append(_not_collected(line))
            continue
        with _telling(line.where, problems):
            source = _source(line, path.parent, problems)
            others = () if source.parts else beside[line.key]
            if parts := tuple(_parts_beside(line, others, path.parent, problems)):
                source = replace(source, parts=(SourcePart(POLICY, source.path), *parts))
            sources[source.policy_id] = source
    return sources


def _lines(path: Path, problems: list[Problem]) -> Iterator[_Line]:
    for number, text in enumerate(path.read_bytes().splitlines(), 1):
        where = f"{path}:{number}"
        if text.strip():
            with _telling(where, problems):
                entry = json.loads(text)
                if not isinstance(entry, dict):
                    raise ValueError("no JSON object")
                yield _Line(entry, where, printable(str(entry["policy_id"])))


@contextmanager
def _telling(where: str, problems: list[Problem]) -> Iterator[None]:
    """What is wrong with a line of a manifest becomes a problem."""
    try:  # RuntimeError: of links that go round, and of depth
        yield
    except (ValueError, KeyError, TypeError, OSError, RuntimeError) as error:
        cause = f"no {error} in it" if isinstance(error, KeyError) else str(error)
        problems.append(
            Problem(
                "bad_manifest",
                f"this line of the manifest is wrong: {cause}",
                where,
                "one JSON object a line with policy_id, and file or files",
            )
        )


def _source(line: _Line, folder: Path, problems: list[Problem]) -> Source:
    """What a line tells to audit: its `file`, or its `files` as one unit."""
    operator = line.word("operator")
    if "files" not in line.entry:
        return Source(line.policy_id, _file(line.entry, folder, problems), operator)
    parts = tuple(_part(entry, folder, problems) for entry in line.entry["files"])
    if not parts or len({part.path for part in parts}) < len(parts):
        raise ValueError("files names no file, or one twice")
    return Source(line.policy_id, parts[0].path, operator, parts)


def _part(entry: dict[str, Any], folder: Path, problems: list[Problem]) -> SourcePart:
    path = _file(entry, folder, problems)
    return SourcePart(printable(str(entry.get("document") or path.stem)), path)


def _file(entry: dict[str, Any], folder: Path, problems: list[Problem]) -> Path:
    """The file that `entry` names; raises ValueError for one outside the folder."""
    path = inside(folder, str(entry["file"]))
    problems.extend(_changed(path, str(entry.get("sha256") or "")))
    return path


def inside(folder: Path, name: str) -> Path:
    """The file `name` of `folder`; raises ValueError for one outside the folder."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError("a file outside the folder")
    return path


def _parts_beside(
    policy: _Line, others: Iterable[_Line], folder: Path, problems: list[Problem]
) -> Iterator[SourcePart]:
    """The documents that a collection found beside a policy, of the same operator and language.

    One that is there and could not be got is a part too, in whatever language it may be. One that the
    site does not have is none; where it had it before, a problem says so.
    """
    for line in others:
        same = line.language == policy.language
        if line.state == FOUND and same:
            with _telling(line.where, problems):
                yield _part(line.entry, folder, problems)
        elif line.state in NOT_THERE and same:
            problems.append(_not_collected(line))
        elif line.state not in (FOUND, *NOT_THERE) and (same or not line.language):
            yield SourcePart(line.document, folder / line.policy_id, _not_collected(line))


def _not_collected(line: _Line) -> Problem:
    """A document that was looked for and not got: its state, and what to do."""
    entry = line.entry
    return Problem(
        line.state,
        f"{line.policy_id}: {line.state}: {entry.get('detail') or 'no text'}",
        str(entry.get("url") or line.where),
        str(entry.get("remedy") or "collect it again"),
    )


def _changed(path: Path, sha256: str) -> Iterator[Problem]:
    """A problem when the file is there and is not the one that the manifest speaks of."""
    if not sha256:
        return
    try:
        data = read_bytes(path)
    except InputError:
        return  # said when it is audited
    if hashlib.sha256(data).hexdigest() != sha256:
        yield Problem(
            "changed_file",
            "the file is not the one the manifest was written for; it was audited as it is now",
            printable(str(path)),
            "collect it again or correct sha256 in the manifest",
        )
