"""A corpus described for other tools: the Frictionless Data Package of a folder of collected texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audit.collect.store import objects_in, snapshots
from audit.core import InputError
from audit.core.codec import parse_object
from audit.core.files import resource, write_whole
from audit.read.sources import MANIFEST, inside

FILE = "datapackage.json"
NAME = "collected-policies"

_COLUMNS = {
    "policy_id": "Id of the document: host, kind and language.",
    "key": "What the ids of one operator's documents begin with.",
    "operator": "The operator, as the list names it.",
    "site": "The address that the list gives.",
    "document": "policy, consent or cookies.",
    "language": "Language of most of the text.",
    "state": "found, or why there is no text.",
    "change": "Against the snapshot before: new, changed, same, gone, or kept when it was not asked for.",
    "detail": "The cause in words, when there is no text.",
    "remedy": "What can be done then.",
    "url": "The address that answered.",
    "hops": "The addresses that led there.",
    "status": "Status of HTTP; 0 when there was none.",
    "headers": "Headers of the answer, without cookies.",
    "collected_at": "When it was asked for.",
    "collected_as": "Name of the file before it came into this folder.",
    "collected_on": "Day of collection; null when it is not known.",
    "file": "The file with the bytes.",
    "files": "The files that are audited as one, each with the kind of its document.",
    "sha256": "SHA-256 of the file.",
    "text_sha256": "SHA-256 of its canonical text.",
    "fetched_sha256": "SHA-256 of the bytes of this time; the same text is not stored twice.",
    "size": "Bytes of the file.",
}
_OF_OTHER_TYPE = {
    "hops": "array",
    "files": "array",
    "headers": "object",
    "status": "integer",
    "size": "integer",
}


def describe(folder: Path) -> dict[str, Any]:
    """The descriptor of the corpus in `folder`: its lists and every file that they name."""
    lists = [path for path in (folder / MANIFEST, *snapshots(folder)) if path.exists()]
    if not lists:
        raise InputError(
            "no manifest and no snapshot there",
            where=str(folder),
            remedy="run `audit collect` first",
        )
    lines = {path: [entry for _, entry in objects_in(path)] for path in lists}
    named = sorted({name for of in lines.values() for entry in of for name in _named(entry)})
    return {
        "name": NAME,
        "title": "Privacy policies as collected; they belong to their operators and are kept for research",
        "profile": "data-package",
        "resources": [
            *(_list(path, lines[path]) for path in lists),
            *(_text(folder, name) for name in named if _is_there(folder, name)),
        ],
    }


def write_package(folder: Path) -> None:
    """`datapackage.json` in `folder`; one that somebody else wrote is left as it is."""
    path = folder / FILE
    if path.exists() and not _is_ours(path):
        return
    text = json.dumps(describe(folder), ensure_ascii=False, indent=1)
    write_whole(path, (text + "\n").encode("utf-8"))


def _named(entry: dict[str, Any]) -> list[str]:
    """The files that a line names."""
    files = entry.get("files")
    told = [entry, *(files if isinstance(files, list) else ())]
    return [str(part["file"]) for part in told if isinstance(part, dict) and part.get("file")]


def _is_there(folder: Path, name: str) -> bool:
    """True for a file of the folder; what a manifest names outside it belongs to somebody else."""
    try:
        return inside(folder, name).is_file()
    except (ValueError, OSError, RuntimeError):  # as for whoever reads the manifest
        return False


def _is_ours(path: Path) -> bool:
    try:
        return parse_object(path.read_bytes(), str(path)).get("name") == NAME
    except InputError:
        return False


def _list(path: Path, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": _name(path.stem),
        "type": "table",
        "encoding": "utf-8",
        **resource(path),
        "schema": {"fields": list(_fields(lines))},
    }


def _fields(lines: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """The columns in the order of the file, which is that of its first line."""
    for name in dict.fromkeys(name for line in lines for name in line):
        kind = _OF_OTHER_TYPE.get(name, "string")
        yield {"name": name, "type": kind, "description": _COLUMNS.get(name, name)}


def _text(folder: Path, name: str) -> dict[str, Any]:
    return {"name": f"text-{_name(name)}", "type": "file", **resource(folder / name, name)}


def _name(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower())
