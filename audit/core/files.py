"""Files that appear under their name only when they are whole, and trouble of writing as an InputError."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.core.errors import InputError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_whole(path: Path, data: bytes) -> None:
    """Writes `data` whole or not at all, in place of a file of the same name."""
    _write(path, data, os.replace)


def write_new(path: Path, data: bytes) -> None:
    """Writes `data` whole or not at all, under a name that must be free."""
    _write(path, data, _link)


def _write(path: Path, data: bytes, put: Callable[[str, Path], None]) -> None:
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name[:80]}.", suffix=".part"
        )
        try:
            with open(handle, "wb") as file:
                file.write(data)
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
