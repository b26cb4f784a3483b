"""Vectors kept by text and encoder: the last ones in memory, all of them in a file if one is named."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from audit.core import InputError
from audit.embed.protocol import Encoder, Vectors

_KEPT = 16_384
"""Vectors held in memory: 25 MB of those of 384 numbers."""

_Key = bytes


class CachedEncoder:
    """An encoder that keeps what it computed; threads may share it, and runs the file `path`."""

    def __init__(self, inner: Encoder, path: Path | None = None) -> None:
        self._inner = inner
        self.name, self.fingerprint, self.dimensions = (
            inner.name,
            inner.fingerprint,
            inner.dimensions,
        )
        self._file = None if path is None else _VectorFile(path, inner.dimensions)
        self._recent: dict[_Key, Vectors] = {}
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        """Vectors of `texts`, those that are known as they were."""
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        keys = [self._key(text, queries) for text in texts]
        with self._lock:
            known = {key: vector for key in set(keys) if (vector := self._known(key)) is not None}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            vectors = self._inner.encode(list(missing.values()), queries=queries)
            fresh = dict(zip(missing, vectors, strict=True))
            known |= fresh
            with self._lock:
                self._keep(fresh)
        return np.stack([known[key] for key in keys])

    def _key(self, text: str, queries: bool) -> _Key:
        return hashlib.sha256(f"{self.fingerprint}\0{queries}\0{text}".encode()).digest()

    def _known(self, key: _Key) -> Vectors | None:
        """The vector, which is the last that memory would lose now."""
        vector = self._recent.pop(key, None)
        if vector is None and self._file:
            vector = self._file.read(key)
        if vector is not None:
            self._remember(key, vector)
        return vector

    def _keep(self, fresh: dict[_Key, Vectors]) -> None:
        if self._file:
            self._file.write(fresh.items())
        for key, vector in fresh.items():
            self._remember(key, vector.copy())

    def _remember(self, key: _Key, vector: Vectors) -> None:
        self._recent[key] = vector
        if len(self._recent) > _KEPT:
            del self._recent[next(iter(self._recent))]

    def close(self) -> None:
        """Lets go of the file."""
        if self._file:
            self._file.close()


class _VectorFile:
    """An SQLite file of vectors that survives a crash; one thread at a time."""

    def __init__(self, path: Path, dimensions: int) -> None:
        self._bytes = 4 * dimensions
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._store = sqlite3.connect(path, timeout=60, check_same_thread=False)
            self._store.execute("PRAGMA journal_mode=WAL")
            self._store.execute("PRAGMA synchronous=NORMAL")
            self._store.execute(
                "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID"
            )
        except sqlite3.Error as error:
            raise InputError(
                f"this is no file of vectors, or it cannot be written: {error}",
                where=str(path),
                remedy="name another file, or delete this one: it only saves time",
                code="bad_cache",
            ) from error

    def read(self, key: _Key) -> Vectors | None:
        """The vector kept under `key`; None for none, or what cannot be read."""
        try:
            row = self._store.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            return None
        whole = row is not None and len(row[0]) == self._bytes
        return np.frombuffer(row[0], dtype=np.float32) if whole else None

    def write(self, vectors: Iterable[tuple[_Key, Vectors]]) -> None:
        """Keeps `vectors`; a full disk costs the next run time, and this one nothing."""
        rows = [(key, vector.tobytes()) for key, vector in vectors]
        with suppress(sqlite3.Error), self._store:
            self._store.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)

    def close(self) -> None:
        """Lets go of the file."""
        self._store.close()
