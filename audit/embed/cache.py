"""Vectors kept on disk by text and encoder, in one SQLite file that survives a crash."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from audit.core import InputError
from audit.embed.protocol import Encoder, Vectors


class CachedEncoder:
    """An encoder that computes each text once; runs may share the file `path`, threads the encoder."""

    def __init__(self, inner: Encoder, path: Path) -> None:
        self._inner = inner
        self.name, self.fingerprint, self.dimensions = (
            inner.name,
            inner.fingerprint,
            inner.dimensions,
        )
        self._lock = threading.Lock()
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

    def encode(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        """Vectors of `texts`, from the file where they are known."""
        keys = [self._key(text, queries) for text in texts]
        known = {key: vector for key in set(keys) if (vector := self._read(key)) is not None}
        missing = list(
            {key: text for key, text in zip(keys, texts, strict=True) if key not in known}.items()
        )
        if missing:
            fresh = self._inner.encode([text for _, text in missing], queries=queries)
            rows = [(key, row.tobytes()) for (key, _), row in zip(missing, fresh, strict=True)]
            # A full disk costs the next run time, and this one nothing.
            with suppress(sqlite3.OperationalError), self._lock, self._store:
                self._store.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
            known |= {key: row for (key, _), row in zip(missing, fresh, strict=True)}
        return (
            np.stack([known[key] for key in keys])
            if keys
            else np.empty((0, self.dimensions), np.float32)
        )

    def _key(self, text: str, queries: bool) -> bytes:
        return hashlib.sha256(f"{self.fingerprint}\0{queries}\0{text}".encode()).digest()

    def _read(self, key: bytes) -> Vectors | None:
        with self._lock:
            row = self._store.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
        whole = row is not None and len(row[0]) == 4 * self.dimensions
        return np.frombuffer(row[0], dtype=np.float32) if whole else None

    def close(self) -> None:
        """Lets go of the file."""
        self._store.close()
