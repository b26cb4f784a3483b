"""Files and folders -> documents; trouble with one file is a problem, not the end."""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.core import Document, InputError, Problem
from audit.lang.detect import languages_of
from audit.read.decode import canonical
from audit.read.formats import READERS

MAX_BYTES = 20_000_000
"""Largest file that is read; the longest policies known are below 1 MB."""

MAX_CHARACTERS = 1_000_000
"""Longest text that is audited; the longest policies known have a tenth of that."""

MANIFEST = "manifest.jsonl"
FOUND = "found"
"""State of a document whose text is there, in a line of a snapshot."""
POLICY = "policy"
"""The document that is audited; consent forms and cookie notices of a snapshot are no policies."""
SNAPSHOTS = "snapshot-*.jsonl"


@dataclass(frozen=True, slots=True)
class Source:
    """Where one policy is to be read from, and what is known of it beforehand."""

    policy_id: str
    path: Path
    operator: str = ""


def load(source: Source | Path | str) -> Document:
    """The document at `source`; raises InputError naming the file, the cause and the remedy."""
    if not isinstance(source, Source):
        source = Source(printable(Path(source).stem), Path(source))
    return parse(source, read_bytes(source.path))


def parse(source: Source, data: bytes) -> Document:
    """The document in `data`, the content of the file of `source`; raises InputError as `load` does."""
    path, where = source.path, printable(str(source.path))
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = " ".join(sorted(READERS))
        raise InputError(
            f"files ending in {path.suffix or 'nothing'!r} are not read",
            where=where,
            remedy=f"known endings: {known}",
            code="unsupported",
        )
    text = canonical(reader(data, where))
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"the text has {len(text):,} characters, more than {MAX_CHARACTERS:,}",
            where=where,
            remedy="it is no policy; cut out the part that is one",
            code="too_large",
        )
    if not any(char.isalpha() for char in text):
        raise InputError(
            "there are no words in it", where=where, remedy="collect it again", code="empty"
        )
    languages = languages_of(text)
    return Document.of(
        text,
        doc_id=source.policy_id,
        operator=source.operator,
        language=languages[0] if languages else "",
        languages=languages,
        source=printable(path.name),
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


def discover(paths: Iterable[Path]) -> tuple[list[Source], list[Problem]]:
    """The policies under `paths` (files and folders), by id, and what was wrong on the way.

    A folder may hold `manifest.jsonl`, one JSON object a policy with `policy_id`, `file` and
    optionally `operator`; files that it does not name are taken under the name of the file. The newest
    snapshot of `audit collect` in a folder is a manifest too, and so is one given by its own name;
    what a collection did not get is a problem with its state as the code, never a silent policy.
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
    taken = {source.path for source in named.values()}
    yield from (
        Source(printable(file.stem), file)
        for file in files
        if file not in taken and file.name.lower() != "readme.md"
    )


def _manifest(path: Path, problems: list[Problem]) -> dict[str, Source]:
    if not path.exists():
        return {}
    sources: dict[str, Source] = {}
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if not line.strip():
            continue
        try:  # RuntimeError: of links that go round, and of depth
            entry = json.loads(line)
            if not isinstance(entry, dict):
                raise ValueError("no JSON object")
            if entry.get("document", POLICY) != POLICY:
                continue
            if entry.get("state", FOUND) != FOUND:
                problems.append(_not_collected(entry, f"{path}:{number}"))
                continue
            file = path.parent / str(entry["file"])
            if not file.resolve().is_relative_to(path.parent.resolve()):
                raise ValueError("a file outside the folder")
            source = Source(
                printable(str(entry["policy_id"])),
                file,
                printable(str(entry.get("operator") or "")),
            )
        except (ValueError, KeyError, TypeError, OSError, RuntimeError) as error:
            cause = f"no {error} in it" if isinstance(error, KeyError) else str(error)
            problems.append(
                Problem(
                    "bad_manifest",
                    f"this line of the manifest is wrong: {cause}",
                    f"{path}:{number}",
                    "one JSON object a line with policy_id and file",
                )
            )
            continue
        sources[source.policy_id] = source
        problems.extend(_changed(source, str(entry.get("sha256") or "")))
    return sources


def _not_collected(entry: dict[str, Any], where: str) -> Problem:
    """A document that was looked for and not got: its state, and what to do."""
    return Problem(
        str(entry["state"]),
        f"{entry['policy_id']}: {entry['state']}: {entry.get('detail') or 'no text'}",
        str(entry.get("url") or where),
        str(entry.get("remedy") or "collect it again"),
    )


def _changed(source: Source, sha256: str) -> Iterator[Problem]:
    """A problem when the file is there and is not the one that the manifest speaks of."""
    if not sha256:
        return
    try:
        data = read_bytes(source.path)
    except InputError:
        return  # said when it is audited
    if hashlib.sha256(data).hexdigest() != sha256:
        yield Problem(
            "changed_file",
            "the file is not the one the manifest was written for; it was audited as it is now",
            printable(str(source.path)),
            "collect it again or correct sha256 in the manifest",
        )
