"""Files that appear under their name only when they are whole, and trouble of writing as an InputError."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from audit.core.errors import InputError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_whole(path: Path, data: bytes) -> None:
    """Writes `data` whole or not at all, in place of a file of the same name."""
    with whole_file(path) as file:
        file.write(data)


def write_new(path: Path, data: bytes) -> None:
    """Writes `data` whole or not at all, under a name that must be free."""
    with whole_file(path, _link) as file:
        file.write(data)


@contextmanager
def whole_file(path: Path, put: Callable[[str, Path], None] = os.replace) -> Iterator[IO[bytes]]:
    """A file to write to, which `put` gives its name when it was written to the end."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name[:80]}.", suffix=".part"
        )
        try:
            with open(handle, "wb") as file:
                yield file
            os.chmod(name, 0o644)
            put(name, path)
        finally:
            Path(name).unlink(missing_ok=True)


def _link(name: str, path: Path) -> None:
    try:
        os.link(name, path)
    except FileExistsError as error:
        raise InputError(
            "is there already and is not written over", where=str(path), remedy="try again"
        ) from error


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Trouble of the operating system while something at `path` is written, as an InputError."""
    try:
        yield
    except OSError as error:
        full = error.errno in _FULL
        raise InputError(
            f"cannot be written: {error.strerror}",
            where=str(error.filename or path),
            remedy="make room and run again: what is done is kept"
            if full
            else "choose another --out",
            code="disk_full" if full else "unwritable",
        ) from error


def resource(path: Path, name: str = "") -> dict[str, Any]:
    """The entry of a file in a Frictionless data package; `name` is its path there, if it has folders."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "path": name or path.name,
        "format": path.suffix.removeprefix("."),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
    }
