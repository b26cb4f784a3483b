"""Work spread over processes of this machine or of a cluster; results come in the order of the work.

Only a few parts a worker are under way at a time, so that memory is bounded by the part and not by
the corpus. A worker that dies takes down no more than the one item that kills it.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Protocol, TypeVar

from audit.core import InputError
from audit.core.process import look_for_waste_seldom

Item = TypeVar("Item")
Kept = TypeVar("Kept")
Result = TypeVar("Result")

_AHEAD = 3
"""Parts under way for each worker."""


class _Pool(Protocol):
    """What parts are given to; `lost` are the exceptions by which the death of a worker is told."""

    workers: int
    lost: tuple[type[Exception], ...]

    def submit(self, work: Callable[..., Any], part: Sequence[Any]) -> Any:
        """Something with a `result()`."""
        ...

    def apart(self, work: Callable[..., Any], part: Sequence[Any]) -> Any:
        """The result, from a worker that has nothing else to do."""
        ...


def spread(
    work: Callable[[Sequence[Item]], Sequence[Result]],
    parts: Iterable[tuple[Sequence[Item], Kept]],
    *,
    jobs: int = 1,
    cluster: str = "",
    lost: Callable[[Item], Result],
) -> Iterator[tuple[Kept, Sequence[Result]]]:
    """What was kept of each part, with what `work` made of its items, in order.

    A part is a few items to work at and anything that belongs to them and need not travel. They are
    worked at here, or on `jobs` processes of this machine, or on the dask `cluster` at
    `tcp://host:port`, or on one of N local processes (`local:N`). `lost` gives the result for an item
    whose worker died of it.
    """
    if cluster:
        with _cluster(cluster) as pool:
            yield from _windowed(pool, work, parts, lost)
    elif jobs > 1:
        with _processes(jobs) as pool:
            yield from _windowed(pool, work, parts, lost)
    else:
        for items, kept in parts:
            yield kept, work(items)


def _windowed(
    pool: _Pool,
    work: Callable[[Sequence[Item]], Sequence[Result]],
    parts: Iterable[tuple[Sequence[Item], Kept]],
    lost: Callable[[Item], Result],
) -> Iterator[tuple[Kept, Sequence[Result]]]:
    under_way: deque[tuple[Sequence[Item], Kept, Any]] = deque()

    def first() -> tuple[Kept, Sequence[Result]]:
        items, kept, future = under_way.popleft()
        try:
            return kept, future.result() if future else []
        except pool.lost:
            return kept, _again(pool, work, items, lost)

    for items, kept in parts:
        under_way.append((items, kept, pool.submit(work, items) if items else None))
        if len(under_way) >= _AHEAD * pool.workers:
            yield first()
    while under_way:
        yield first()


def _again(
    pool: _Pool,
    work: Callable[[Sequence[Item]], Sequence[Result]],
    items: Sequence[Item],
    lost: Callable[[Item], Result],
) -> Sequence[Result]:
    """The results of items whose worker died, perhaps of another part: halved until the item that
    kills is alone.
    """
    try:
        results: Sequence[Result] = pool.apart(work, items)
    except pool.lost:
        if len(items) == 1:
            return [lost(items[0])]
        half = len(items) // 2
        return [
            *_again(pool, work, items[:half], lost),
            *_again(pool, work, items[half:], lost),
        ]
    return results


def _settle(workers: int) -> None:
    """Gives this process its share of the cores: encoders that all use all of them wait for each other."""
    look_for_waste_seldom()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    cores = max(1, (os.cpu_count() or 1) // workers)
    os.environ.setdefault("OMP_NUM_THREADS", str(cores))


def _end_with_parent() -> None:
    """Waits for the end of the process that started this one, and ends too: a killed run leaves no workers."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class _Processes:
    """Processes of this machine; new ones take the place of a pool that broke."""

    lost: tuple[type[Exception], ...] = (BrokenProcessPool,)

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool = self._new(workers)

    def _new(self, processes: int) -> ProcessPoolExecutor:
        methods = multiprocessing.get_all_start_methods()
        way = "forkserver" if "forkserver" in methods else "spawn"
        return ProcessPoolExecutor(
            processes,
            multiprocessing.get_context(way),
            initializer=_settle,
            initargs=(self.workers,),
        )

    def submit(self, work: Callable[..., Any], part: Sequence[Any]) -> Any:
        try:
            return self._pool.submit(work, part)
        except BrokenProcessPool:
            self.close()
            self._pool = self._new(self.workers)
            return self._pool.submit(work, part)

    def apart(self, work: Callable[..., Any], part: Sequence[Any]) -> Any:
        with self._new(1) as pool:
            return pool.submit(work, part).result()

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _processes(workers: int) -> Iterator[_Processes]:
    pool = _Processes(workers)
    try:
        yield pool
    finally:
        pool.close()


class _Cluster:
    """The workers of a dask cluster."""

    def __init__(self, client: Any, lost: tuple[type[Exception], ...]) -> None:
        self.lost = lost
        self.workers = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
        self._client = client

    def submit(self, work: Callable[..., Any], part: Sequence[Any]) -> Any:
        return self._client.submit(work, part, pure=False)

    def apart(self, work: Callable[..., Any], part: Sequence[Any]) -> Any:
        return self.submit(work, part).result()  # the scheduler tries it on several workers


@contextmanager
def _cluster(address: str) -> Iterator[_Cluster]:
    try:
        dask: Any = import_module("distributed")
    except ImportError as error:
        raise InputError(
            "dask.distributed is not installed",
            where=address,
            remedy="install the package with [cluster]",
            code="no_cluster",
        ) from error
    kind, _, workers = address.partition(":")
    if kind == "local" and workers.isdigit() and int(workers):
        with (
            dask.LocalCluster(
                n_workers=int(workers),
                threads_per_worker=1,
                dashboard_address=None,
                host="127.0.0.1",
            ) as local,
            dask.Client(local) as client,
        ):
            yield _Cluster(client, (dask.KilledWorker,))
        return
    if kind not in ("tcp", "tls"):
        raise InputError(
            "no such cluster", where=address, remedy="tcp://host:port or local:N", code="no_cluster"
        )
    try:
        client = dask.Client(address, timeout=20)
    except OSError as error:
        raise InputError(
            f"the cluster does not answer: {error}",
            where=address,
            remedy="start its scheduler, or use --jobs",
            code="no_cluster",
        ) from error
    with client:
        client.wait_for_workers(1, timeout=60)
        yield _Cluster(client, (dask.KilledWorker,))
