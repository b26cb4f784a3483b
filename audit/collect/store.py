"""Dated snapshots of a corpus in one folder: files are added, never written over.

`snapshot-<time>.jsonl` has a line for every document that is known or was looked for: a snapshot is
the whole picture of that moment, lines of operators not asked this time taken over from the one
before. `files/` holds the bytes as they came, under the hash of their text: a text that has not
changed is not stored again, in whatever page it came.
"""

from __future__ import annotations

import datetime
import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from audit.collect.find import Found, Missed, SearchResult
from audit.collect.states import REMEDIES
from audit.core import InputError, Problem
from audit.core.codec import dump_line, parse_object
from audit.core.files import write_new, writing

FILES = "files"
SNAPSHOT = "snapshot-{:%Y-%m-%dT%H%M%SZ}.jsonl"
_PRIVATE = ("set-cookie", "set-cookie2")
"""Headers that are not kept: they are about the visitor."""

EntryChange = Literal["new", "changed", "same", "gone", "kept", ""]


@dataclass(frozen=True)
class Collected:
    """What came of one search or import, and the operator it belongs to."""

    key: str
    operator: str
    site: str
    result: SearchResult


@dataclass(frozen=True)
class Entry:
    """A line of a snapshot. What was not found has a `state` other than `found` and no `file`.

    `change` compares with the last time the document was found: `new`, `changed`, `same`; `gone` when
    it was found before and is not now; `kept` when it was not asked for this time. `sha256` is that
    of `file`, `text_sha256` that of its canonical text; `fetched_sha256` that of the bytes of this
    time, which may differ from those stored when only the page around the text changed.
    """

    policy_id: str
    key: str
    operator: str
    site: str
    document: str
    language: str
    state: str
    change: EntryChange = ""
    detail: str = ""
    remedy: str = ""
    url: str = ""
    hops: tuple[str, ...] = ()
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    collected_at: str = ""
    file: str | None = None
    sha256: str = ""
    text_sha256: str = ""
    fetched_sha256: str = ""
    size: int = 0

    @property
    def found(self) -> bool:
        """True when there is a text."""
        return self.state == "found"

    def as_problem(self) -> Problem:
        """The line as a problem, for what was not got."""
        message = f"{self.policy_id}: {self.state}: {self.detail}"
        return Problem(self.state, message, self.url, self.remedy)


def snapshots(folder: Path) -> list[Path]:
    """The snapshots in `folder`, oldest first."""
    return sorted(folder.glob("snapshot-*.jsonl"))


def objects_in(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a snapshot or manifest, each with the place where it stands.

    A line ends at a line feed only: what else ends lines may stand in what a site says. Raises
    InputError naming the line that is no object.
    """
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if line.strip():
            yield f"{path}:{number}", parse_object(line, f"{path}:{number}")


def read_snapshot(path: Path) -> list[Entry]:
    """The lines of one snapshot; raises InputError naming the line that is wrong."""
    entries = []
    for where, values in objects_in(path):
        try:
            entries.append(Entry(**{**values, "hops": tuple(values.get("hops", ()))}))
        except TypeError as error:
            raise InputError(
                f"not a line of a snapshot: {error}",
                where=where,
                remedy="take this file away, or restore it",
            ) from error
    return entries


class Store:
    """The folder of a corpus, opened for one more snapshot at `now`."""

    def __init__(self, folder: Path, now: datetime.datetime) -> None:
        self.folder = folder
        self._now = now.isoformat(timespec="seconds")
        self.path = folder / SNAPSHOT.format(now.astimezone(datetime.UTC))
        if self.path.exists():
            raise InputError(
                "there is a snapshot of this second", where=str(self.path), remedy="try again"
            )
        earlier = [read_snapshot(path) for path in snapshots(folder)]
        self._before = {entry.policy_id: entry for entry in (earlier[-1] if earlier else [])}
        self._texts = {
            entry.policy_id: entry for entries in earlier for entry in entries if entry.found
        }
        self._entries: dict[str, Entry] = {}
        self._asked: set[tuple[str, str]] = set()

    def prepare(self) -> None:
        """Makes the folder; raises InputError when nothing can be written there."""
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                pass

    def add(self, collected: Iterable[Collected], *, asked: Iterable[tuple[str, str]] = ()) -> None:
        """Takes up what was collected; its texts are stored at once.

        `asked` are the pairs of key and document that were looked for in every language: what was
        known of them before and is not among `collected` is gone.
        """
        self._asked.update(asked)
        for item in collected:
            result = item.result
            if isinstance(result, Found):
                entry = self._found(item, result)
            else:
                entry = _missed(item, result, self._now)
            self._entries.setdefault(entry.policy_id, entry)

    def close(self) -> list[Entry]:
        """All lines of the snapshot, by id, now written."""
        new = list(self._entries.values())
        for policy_id, old in self._before.items():
            if policy_id not in self._entries and not _superseded(old, new):
                asked = (old.key, old.document) in self._asked
                self._entries[policy_id] = (
                    _gone(old, new, self._now) if asked else replace(old, change="kept")
                )
        gone = {(e.key, e.document) for e in self._entries.values() if e.language and not e.found}
        entries = [
            self._entries[policy_id]
            for policy_id in sorted(self._entries)
            if not _said_by_versions(self._entries[policy_id], gone)
        ]
        lines = "".join(dump_line(asdict(entry)) for entry in entries)
        write_new(self.path, lines.encode("utf-8"))
        return entries

    def _found(self, item: Collected, found: Found) -> Entry:
        policy_id = _id_of(item.key, found)
        text_sha256 = hashlib.sha256(found.reading.text.encode("utf-8")).hexdigest()
        old = self._texts.get(policy_id)
        same = old is not None and old.text_sha256 == text_sha256
        page = found.page
        if old is not None and same and old.file and (self.folder / old.file).exists():
            file = old.file
        else:
            file = f"{FILES}/{text_sha256[:24]}{found.reading.suffix}"
            if not (self.folder / file).exists():
                write_new(self.folder / file, page.body)
        stored = (self.folder / file).read_bytes()
        return Entry(
            policy_id=policy_id,
            key=item.key,
            operator=item.operator,
            site=item.site,
            document=found.document,
            language=found.language,
            state="found",
            change="new" if old is None else "same" if same else "changed",
            url=page.url,
            hops=page.hops,
            status=page.status,
            headers={k: v for k, v in sorted(page.headers.items()) if k not in _PRIVATE},
            collected_at=page.collected_at,
            file=file,
            sha256=hashlib.sha256(stored).hexdigest(),
            text_sha256=text_sha256,
            fetched_sha256=hashlib.sha256(page.body).hexdigest(),
            size=len(stored),
        )


def _id_of(key: str, result: SearchResult) -> str:
    """The id of a document: key and kind, and the language where one was meant or found."""
    return "-".join(filter(None, (key, result.document, result.language)))


def _said_by_versions(entry: Entry, gone: set[tuple[str, str]]) -> bool:
    """True for a miss of no language when each version known before says the same."""
    return not entry.found and not entry.language and (entry.key, entry.document) in gone


def _superseded(old: Entry, new: Sequence[Entry]) -> bool:
    """True for an old miss of no language whose document is known now."""
    same = [e for e in new if (e.key, e.document) == (old.key, old.document)]
    return not old.found and not old.language and bool(same)


def _gone(old: Entry, new: Sequence[Entry], now: str) -> Entry:
    """The line of a document that was known and is not found now, with the cause if one is known."""
    of_key = [e for e in new if e.key == old.key]
    causes = [e for e in of_key if e.document == old.document and not e.found]
    if not any(e.found for e in of_key):  # nothing of the site was got: one cause for all
        causes += of_key
    cause = causes[0] if causes else None
    return Entry(
        policy_id=old.policy_id,
        key=old.key,
        operator=old.operator,
        site=old.site,
        document=old.document,
        language=old.language,
        state=cause.state if cause else "not_found",
        change="gone" if old.found else "",
        detail=cause.detail if cause else "it was found before and is not now",
        remedy=cause.remedy if cause else REMEDIES["not_found"],
        url=old.url,
        status=cause.status if cause else 0,
        collected_at=now,
    )


def _missed(item: Collected, missed: Missed, now: str) -> Entry:
    return Entry(
        policy_id=_id_of(item.key, missed),
        key=item.key,
        operator=item.operator,
        site=item.site,
        document=missed.document,
        language=missed.language,
        state=missed.state,
        detail=missed.detail,
        remedy=REMEDIES[missed.state],
        url=missed.url,
        hops=missed.hops,
        status=missed.status,
        collected_at=now,
    )
