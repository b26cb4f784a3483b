from __future__ import annotations

from pathlib import Path

import pytest

from audit.core import InputError
from audit.core.files import write_new, write_whole


def test_a_file_is_written_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "below" / "a.txt"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert [file.name for file in path.parent.iterdir()] == ["a.txt"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_new_file_is_not_written_over_another(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_new(path, b"one")
    with pytest.raises(InputError, match="not written over"):
        write_new(path, b"two")
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("write", [write_new, write_whole])
def test_what_cannot_be_written_is_said(tmp_path: Path, write: object) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError, match="cannot be written") as caught:
        write(tmp_path / "file" / "a.txt", b"x")  # type: ignore[operator]
    assert caught.value.code == "unwritable"
