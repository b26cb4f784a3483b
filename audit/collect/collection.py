"""A list of operators, or saved files -> one more snapshot of the corpus, and what changed in it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from audit.collect.fetch import Fetcher, Manners
from audit.collect.find import find
from audit.collect.imports import import_from
from audit.collect.net import Wire
from audit.collect.operators import Operator, read_operators
from audit.collect.package import write_package
from audit.collect.store import Collected, Entry, Store
from audit.collect.words import vocabulary
from audit.core import InputError, Problem


@dataclass
class Collection:
    """A snapshot that was written: its lines, its file, and what was wrong with the inputs."""

    path: Path
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def changed(self) -> list[Entry]:
        """The lines that are not as they were in the snapshot before."""
        return [entry for entry in self.entries if entry.change in ("new", "changed", "gone")]

    def missed(self) -> list[Entry]:
        """The lines of what was looked for this time and not got."""
        return [e for e in self.entries if not e.found and e.change != "kept"]


def utc_now() -> datetime.datetime:
    """The time of day; the only clock of the package, for when a page was fetched is a fact."""
    return datetime.datetime.now(datetime.UTC)


def collect(
    sources: Sequence[Path | str],
    out: Path | str,
    *,
    manners: Manners | None = None,
    allow_private: bool = False,
    jobs: int = 4,
    wire: Wire | None = None,
    now: Callable[[], datetime.datetime] = utc_now,
    on_start: Callable[[int], None] = lambda total: None,
    on_done: Callable[[str], None] = lambda key: None,
) -> Collection:
    """The new snapshot in `out` of everything in `sources`: lists of operators (.csv) and saved files.

    `jobs` hosts are asked at a time, each with one request at a time. Interrupted, it still writes
    what it has. Raises InputError when a source or `out` cannot be used at all.
    """
    store = Store(Path(out), now())
    collection = Collection(store.path)
    operators: list[Operator] = []
    saved: list[Path] = []
    for source in map(Path, sources):
        if source.suffix.lower() == ".csv":
            listed, problems = read_operators(source)
            operators += listed
            collection.problems += problems
        else:
            saved.append(source)
    store.prepare()
    fetcher = Fetcher(wire or Wire(allow_private=allow_private), manners or Manners(), now=now)
    on_start(len(operators))
    try:
        for source in saved:
            _import(source, store, collection.problems)
        for operator, collected in _fetched(fetcher, operators, jobs):
            kinds = [operator.document] if operator.document else list(vocabulary().documents)
            asked = [] if operator.language else [(operator.key, kind) for kind in kinds]
            store.add(collected, asked=asked)
            on_done(operator.key)
    finally:
        collection.entries = store.close()
        write_package(store.folder)
    return collection


def _import(source: Path, store: Store, problems: list[Problem]) -> None:
    try:
        for collected in import_from(source):
            store.add([collected])
    except InputError as error:
        problems.append(error.as_problem())


def _fetched(
    fetcher: Fetcher, operators: Iterable[Operator], jobs: int
) -> Iterator[tuple[Operator, list[Collected]]]:
    listed = list(operators)
    pool = ThreadPoolExecutor(max_workers=jobs)
    try:
        yield from zip(
            listed, pool.map(lambda one: _of_operator(fetcher, one), listed), strict=True
        )
    finally:
        fetcher.close()
        pool.shutdown(cancel_futures=True)


def _of_operator(fetcher: Fetcher, operator: Operator) -> list[Collected]:
    results = find(
        fetcher,
        operator.url,
        operator=operator.name,
        document=operator.document,
        language=operator.language,
    )
    return [Collected(operator.key, operator.name, operator.url, result) for result in results]
