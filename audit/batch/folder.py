"""The output folder of a run: locked, written whole, and with a journal by which a run resumes.

A run writes its records to a generation in `.parts/` and notes each policy in the journal beside it
when its record is on the disk. A run that was killed leaves its generation behind; the next one takes
from it, and from the records of the last whole run, every line whose input and way of auditing are
still the same. Only at the end do the records get their name. Lines are checked before they are
taken, so that a journal and records that do not belong together cost time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple

from filelock import FileLock, Timeout

from audit.core import InputError, Problem
from audit.core.codec import dump_line
from audit.core.files import write_whole, writing

RECORDS = "records.jsonl"
PROBLEMS = "problems.jsonl"
JOURNAL = "journal.jsonl"
TEXTS = "texts"
_PARTS = ".parts"
_LONGEST_NAME = 150


class Done(NamedTuple):
    """What became of one policy: the line of its record and its text, or a problem."""

    policy_id: str
    line: str = ""
    text: str = ""
    problem: Problem | None = None


class _Noted(NamedTuple):
    """An entry of a journal: where the line stands that was made from `input`."""

    input: str
    generation: int
    start: int
    size: int
    crc: int
    text: str
    problem: Mapping[str, str] | None


class _Generation(NamedTuple):
    """Records of one run, whole or not, and how they were made."""

    records: Path
    journal: Path
    how: Mapping[str, str]


def safe_name(policy_id: str) -> str:
    """`policy_id` as a file name that stays inside its folder; two ids never share one."""
    name = "".join(
        char if char.isalnum() or char in "-_.@ ()" else "_" for char in policy_id
    ).lstrip(".")
    if name == policy_id and len(name.encode()) <= _LONGEST_NAME:
        return name
    digest = hashlib.sha256(policy_id.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{name[: _LONGEST_NAME // 4] or '_'}~{digest}"


def text_file(folder: Path, policy_id: str) -> Path:
    """Where the canonical text of a policy stands in the folder of a run."""
    return folder / TEXTS / f"{safe_name(policy_id)}.txt"


class OutputFolder:
    """The folder of one run, held by it alone while the `with` block lasts.

    `how` names everything besides the input on which a record depends. With `fresh` nothing of
    earlier runs is taken. Raises InputError when another run is writing there or nothing can be written.
    """

    def __init__(self, path: Path, how: Mapping[str, str], *, fresh: bool = False) -> None:
        self.path = path
        self._how = dict(how)
        self._fresh = fresh
        self._parts = path / _PARTS
        self._lock = FileLock(path / ".lock", timeout=0)
        self._generations: list[_Generation] = []
        self._noted: dict[str, _Noted] = {}
        self._added: set[str] = set()
        self._open: dict[int, BinaryIO] = {}

    def __enter__(self) -> OutputFolder:
        with writing(self.path):
            self._parts.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire()
            except Timeout as error:
                raise InputError(
                    "another run is writing there",
                    where=str(self.path),
                    remedy="wait for it, or choose another --out",
                    code="busy",
                ) from error
            try:
                self._sweep()
                self._remember()
                self._begin()
            except BaseException:
                self._lock.release()
                raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in (self._records, self._journal, *self._open.values()):
            with suppress(OSError):  # of a full disk; it was said when the file was written
                file.close()
        self._lock.release()

    def _sweep(self) -> None:
        """Takes away the unfinished files that a killed run left."""
        for folder in (self.path, self.path / TEXTS):
            for file in folder.glob(".*.part"):
                file.unlink()

    def _remember(self) -> None:
        """Reads the journals of earlier runs, the newest last, so that it speaks last."""
        numbers = sorted(int(file.stem) for file in self._parts.glob("*.journal"))
        self._number = numbers[-1] + 1 if numbers else 1
        self._add_generation(self.path / RECORDS, self.path / JOURNAL)
        for number in numbers:
            records, journal = self._files(number)
            # A run killed between its last two renames left its journal without its records.
            self._add_generation(records if records.exists() else self.path / RECORDS, journal)

    def _files(self, number: int) -> tuple[Path, Path]:
        return self._parts / f"{number}.records", self._parts / f"{number}.journal"

    def _add_generation(self, records: Path, journal: Path) -> None:
        lines = _lines_of(journal)
        header = next(lines, {})
        how = {key: str(value) for key, value in header.get("how", {}).items()}
        number = len(self._generations)
        self._generations.append(_Generation(records, journal, how))
        for entry in lines:
            noted = _noted(entry, number)
            known = self._noted.get(entry["id"])
            if known is None or how == self._how or self._how_of(known) != self._how:
                self._noted[entry["id"]] = noted

    def _how_of(self, noted: _Noted) -> Mapping[str, str]:
        return self._generations[noted.generation].how

    def _begin(self) -> None:
        records, journal = self._files(self._number)
        self._records = records.open("wb")
        self._journal = journal.open("wb")
        self._write(self._journal, _line({"how": self._how}))

    def why(self, policy_id: str, input_hash: str) -> str:
        """Why a policy is audited anew: `new`, `text`, or what changed of how; empty when nothing did."""
        noted = self._noted.get(policy_id)
        if noted is None or self._fresh:
            return "new" if noted is None else "fresh"
        if noted.input != input_hash:
            return "text"
        before = self._how_of(noted)
        return next((key for key, value in self._how.items() if before.get(key) != value), "")

    def take(self, policy_id: str) -> Done | None:
        """What an earlier run made of a policy; None when it is not there as it was noted."""
        noted = self._noted[policy_id]
        if noted.problem is not None:
            return Done(policy_id, problem=Problem(**noted.problem))
        try:
            if noted.generation not in self._open:
                records = self._generations[noted.generation].records
                self._open[noted.generation] = records.open("rb")
            file = self._open[noted.generation]
            file.seek(noted.start)
            line = file.read(noted.size)
            text = text_file(self.path, policy_id).read_bytes()
        except OSError:
            return None
        if zlib.crc32(line) != noted.crc or hashlib.sha256(text).hexdigest() != noted.text:
            return None
        return Done(policy_id, line.decode("utf-8"), text.decode("utf-8"))

    def add(self, done: Sequence[tuple[str, Done]], taken: frozenset[str] = frozenset()) -> None:
        """Writes policies, each with the hash of its input (empty: never take it again).

        The texts of those in `taken` are there already.
        """
        entries = []
        with writing(self.path):
            for input_hash, policy in done:
                entry: dict[str, Any] = {"id": policy.policy_id, "in": input_hash}
                if policy.problem:
                    entries.append({**entry, "problem": policy.problem.as_dict()})
                    continue
                self._added.add(policy.policy_id)
                text = policy.text.encode("utf-8")
                if policy.policy_id not in taken:
                    write_whole(text_file(self.path, policy.policy_id), text)
                line = policy.line.encode("utf-8")
                place = {"at": self._records.tell(), "n": len(line), "crc": zlib.crc32(line)}
                entries.append({**entry, **place, "text": hashlib.sha256(text).hexdigest()})
                self._records.write(line)
            self._write(self._records)
            self._write(self._journal, b"".join(_line(entry) for entry in entries if entry["in"]))

    def _write(self, file: BinaryIO, data: bytes = b"") -> None:
        """Writes `data` and waits until all of the file is on the disk."""
        file.write(data)
        file.flush()
        os.fsync(file.fileno())

    def finish(self, problems: Sequence[Problem]) -> None:
        """Gives the records their name and takes away what earlier runs left, such as the texts of
        policies that are no longer among the inputs.
        """
        with writing(self.path):
            lines = b"".join(_line(problem.as_dict()) for problem in problems)
            write_whole(self.path / PROBLEMS, lines)
            self._records.close()
            self._journal.close()
            records, journal = self._files(self._number)
            os.replace(records, self.path / RECORDS)
            os.replace(journal, self.path / JOURNAL)
            for policy_id in self._noted.keys() - self._added:
                text_file(self.path, policy_id).unlink(missing_ok=True)
            for file in self._parts.iterdir():
                file.unlink()
            self._parts.rmdir()


def _line(entry: Mapping[str, Any]) -> bytes:
    return dump_line(entry).encode("utf-8")


def _noted(entry: Mapping[str, Any], generation: int) -> _Noted:
    return _Noted(
        entry["in"],
        generation,
        entry.get("at", 0),
        entry.get("n", 0),
        entry.get("crc", 0),
        entry.get("text", ""),
        entry.get("problem"),
    )


def _lines_of(journal: Path) -> Iterator[dict[str, Any]]:
    """The entries of a journal up to the first that was not written to its end."""
    if not journal.exists():
        return
    with journal.open("rb") as file:
        for line in file:
            try:
                entry = json.loads(line) if line.endswith(b"\n") else None
            except ValueError:
                return
            if not isinstance(entry, dict) or not ("how" in entry or {"id", "in"} <= entry.keys()):
                return
            yield entry
