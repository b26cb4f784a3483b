"""A run resumes, says why it does what again, and leaves nothing half-written."""

from __future__ import annotations

import errno
import importlib
import json
import os
import runpy
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from filelock import FileLock

from audit.batch import folder as folder_module
from audit.batch import safe_name, spread
from audit.core import InputError, Problem
from audit.embed.e5 import E5SmallQ4
from audit.report import WRITERS, tables
from audit.run import Settings, _opinion, read_audits, run, stream_audits

ROOT = Path(__file__).parents[1]
RAW = ROOT / "data" / "raw"
RULES_ALONE = Settings(encoder="none")
TEXT = "Біз аты-жөніңізді және телефон нөміріңізді жинаймыз.\n"


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / f"{name}.txt").write_text(TEXT + f"{name} қызметі.\n", encoding="utf-8")
    return folder


def records(out: Path) -> bytes:
    return (out / "records.jsonl").read_bytes()


def test_a_second_run_takes_everything_over(inputs: Path, tmp_path: Path) -> None:
    first = run([inputs], tmp_path / "out", RULES_ALONE)
    before = records(tmp_path / "out")
    second = run([inputs], tmp_path / "out", RULES_ALONE)
    assert first.reasons == {"new": 3}
    assert second.reasons == {"same": 3}
    assert records(tmp_path / "out") == before


def test_only_what_changed_is_done_again_and_the_run_says_why(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([inputs], out, RULES_ALONE)
    (inputs / "b.txt").write_text(TEXT * 2, encoding="utf-8")
    (inputs / "d.txt").write_text(TEXT, encoding="utf-8")
    assert run([inputs], out, RULES_ALONE).reasons == {"same": 2, "text": 1, "new": 1}
    assert run([inputs], out, Settings(encoder="none", edition="2022-03-02")).reasons == {
        "edition": 4
    }
    assert run([inputs], out, RULES_ALONE).reasons == {"edition": 4}
    assert run([inputs], out, RULES_ALONE, fresh=True).reasons == {"fresh": 4}
    (inputs / "d.txt").unlink()
    run([inputs], out, RULES_ALONE)
    run([inputs], tmp_path / "anew", RULES_ALONE)
    assert records(out) == records(tmp_path / "anew")
    texts = [
        sorted(file.name for file in (folder / "texts").iterdir())
        for folder in (out, tmp_path / "anew")
    ]
    assert texts[0] == texts[1]


def test_changed_rules_are_named(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run([inputs], tmp_path / "out", RULES_ALONE)
    monkeypatch.setattr("audit.run._digest", lambda ending, *rooms: f"{ending} of {rooms[0]}")
    assert run([inputs], tmp_path / "out", RULES_ALONE).reasons == {"rules": 3}


def test_a_damaged_text_or_record_is_made_anew(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([inputs], out, RULES_ALONE)
    before = records(out)
    (out / "texts" / "a.txt").write_text("else", encoding="utf-8")
    head, word, tail = before.rpartition("телефон".encode())
    (out / "records.jsonl").write_bytes(head + b"x" * len(word) + tail)
    assert run([inputs], out, RULES_ALONE).reasons == {"damaged": 2, "same": 1}
    assert records(out) == before
    assert [audit.document.doc_id for audit in read_audits(out)] == ["a", "b", "c"]


def test_a_run_that_failed_half_way_is_resumed(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    monkeypatch.setattr("audit.run.PART", 1)

    class StopError(Exception):
        pass

    def stop(policy_id: str) -> None:
        if policy_id == "b":
            raise StopError

    with pytest.raises(StopError):
        run([inputs], out, RULES_ALONE, on_done=stop)
    assert not (out / "records.jsonl").exists()
    with next((out / ".parts").glob("*.journal")).open("ab") as journal:
        journal.write(b'{"id":"c","in":"half')
    assert run([inputs], out, RULES_ALONE).reasons == {"same": 2, "new": 1}
    assert not (out / ".parts").exists()
    run([inputs], tmp_path / "anew", RULES_ALONE)
    assert records(out) == records(tmp_path / "anew")


def test_two_runs_in_one_folder_are_refused(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with FileLock(out / ".lock"), pytest.raises(InputError, match="another run") as caught:
        run([inputs], out, RULES_ALONE)
    assert caught.value.code == "busy"
    assert run([inputs], out, RULES_ALONE).complete


def test_a_full_disk_is_said_and_what_was_done_is_kept(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    monkeypatch.setattr("audit.run.PART", 1)
    synced, left = os.fsync, iter([True] * 5)

    def full(handle: int) -> None:
        if not next(left, False):
            raise OSError(errno.ENOSPC, "No space left on device")
        synced(handle)

    monkeypatch.setattr(folder_module.os, "fsync", full)
    with pytest.raises(InputError, match="No space left") as caught:
        run([inputs], out, RULES_ALONE)
    assert caught.value.code == "disk_full"
    assert not (out / "records.jsonl").exists()
    monkeypatch.setattr(folder_module.os, "fsync", synced)
    assert run([inputs], out, RULES_ALONE).reasons["same"] >= 1


def test_a_folder_that_cannot_be_written_is_said(inputs: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be written"):
        run([inputs], tmp_path / "file", RULES_ALONE)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_kills_at_random_moments_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kills = runpy.run_path(str(ROOT / "benchmarks" / "kills.py"))
    monkeypatch.setattr("audit.run.PART", kills["PART"])
    assert kills["kill"](5, tmp_path, policies=16, seed=7)["runs killed"] == 5


def test_processes_and_a_cluster_write_the_same_bytes(inputs: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    run([RAW, inputs], tmp_path / "one", RULES_ALONE)
    run([RAW, inputs], tmp_path / "two", RULES_ALONE, jobs=2)
    run([RAW, inputs], tmp_path / "three", RULES_ALONE, cluster="local:1")
    assert records(tmp_path / "one") == records(tmp_path / "two") == records(tmp_path / "three")


@pytest.mark.parametrize("address", ["nonsense", "local:0", "tcp://127.0.0.1:1"])
def test_a_cluster_that_is_not_there_is_said(
    inputs: Path, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed")

    def nobody(*arguments: object, **named: object) -> None:
        raise OSError("nobody there")

    monkeypatch.setattr(distributed, "Client", nobody)
    with pytest.raises(InputError) as caught:
        run([inputs], tmp_path / "out", RULES_ALONE, cluster=address)
    assert caught.value.code == "no_cluster"


DEADLY = """
import os

def work(items):
    if 3 in items:
        os._exit(1)
    return [item * 10 for item in items]
"""


def lost(item: int) -> int:
    return -item


def test_an_item_that_kills_its_process_is_lost_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deadly.py").write_text(DEADLY, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    work = importlib.import_module("deadly").work
    parts = [([1, 2], "x"), ([3, 4], "y"), ([5], "z"), ([], "nothing")]
    done = list(spread(work, parts, jobs=2, lost=lost))
    assert done == [("x", [10, 20]), ("y", [-3, 40]), ("z", [50]), ("nothing", [])]


SLOW_BESIDE_DEADLY = """
import os, time

def work(items):
    if 70 in items:
        time.sleep(0.3)
        os._exit(1)
    if 2 in items:
        time.sleep(1)
    return list(items)
"""


def test_what_is_under_way_beside_a_death_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "beside.py").write_text(SLOW_BESIDE_DEADLY, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    work = importlib.import_module("beside").work
    parts = [([1], ""), ([2, 3], ""), ([70], ""), ([4, 5, 70, 6], "")]
    done = [items for _, items in spread(work, parts, jobs=2, lost=lost)]
    assert done == [[1], [2, 3], [-70], [4, 5, -70, 6]]


ORPHANS = """
import os, signal, sys, time
sys.path.insert(0, sys.argv[1])
from audit.batch import spread

def work(items):
    os.write(1, b"%d\\n" % os.getpid())  # one write: the lines of two workers never mix
    time.sleep(60)

if __name__ == "__main__":
    list(spread(work, [([1], ""), ([2], "")], jobs=2, lost=int))
"""


def lives(process: int) -> bool:
    """False for a process that has ended, whether or not anybody took note of it."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at /proc")
def test_a_killed_run_leaves_no_workers(tmp_path: Path) -> None:
    script = tmp_path / "orphans.py"
    script.write_text(ORPHANS, encoding="utf-8")
    with subprocess.Popen([sys.executable, script, ROOT], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        workers = [int(run.stdout.readline()) for _ in range(2)]
        run.kill()
    end = time.monotonic() + 30
    while any(map(lives, workers)):
        assert time.monotonic() < end, "workers outlive their run"
        time.sleep(0.05)


def test_a_document_that_takes_too_long_is_said_and_tried_again(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = "audit.run.audit_document"
    monkeypatch.setattr("audit.run.SECONDS", 0.2)
    monkeypatch.setattr(slow, lambda *arguments, **named: time.sleep(30))
    result = run([inputs], tmp_path / "out", RULES_ALONE)
    assert [problem.code for problem in result.problems] == ["too_slow"] * 3
    monkeypatch.undo()
    assert run([inputs], tmp_path / "out", RULES_ALONE).complete


def test_trouble_is_taken_over_too(inputs: Path, tmp_path: Path) -> None:
    (inputs / "e.txt").write_bytes(b"")
    first = run([inputs], tmp_path / "out", RULES_ALONE)
    second = run([inputs], tmp_path / "out", RULES_ALONE)
    assert first.problems == second.problems
    assert second.reasons == {"same": 4}
    (line,) = (tmp_path / "out" / "problems.jsonl").read_text().splitlines()
    assert Problem(**json.loads(line)) == first.problems[0]


def test_vectors_are_kept_in_a_file_that_runs_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(RAW / "centrium.kz.txt", tmp_path / "in")
    store = tmp_path / "vectors.sqlite"
    plain = run([tmp_path / "in"], tmp_path / "plain")
    kept = run([tmp_path / "in"], tmp_path / "kept", Settings(vectors=store))
    monkeypatch.setattr(E5SmallQ4, "encode", lambda *_, **__: pytest.fail("computed anew"))
    _opinion.cache_clear()
    again = run([tmp_path / "in"], tmp_path / "again", Settings(vectors=store))
    assert all(result.complete for result in (plain, kept, again))
    assert records(tmp_path / "plain") == records(tmp_path / "kept") == records(tmp_path / "again")


def test_a_file_that_holds_no_vectors_is_said(tmp_path: Path) -> None:
    store = tmp_path / "vectors.sqlite"
    store.write_bytes(b"no database " * 1000)
    with pytest.raises(InputError) as caught:
        run([RAW], tmp_path / "out", Settings(vectors=store))
    assert caught.value.code == "bad_cache"


def test_ids_never_share_a_file() -> None:
    ids = ["a/b", "a_b", "../a", "..", "", "a" * 400, "a" * 401, "ә" * 300, "a\0", "CON", ".a"]
    names = [safe_name(policy_id) for policy_id in ids]
    assert len(set(names)) == len(ids)
    assert not any("/" in name or name.startswith(".") for name in names)
    assert all(len(name.encode()) < 200 for name in names)
    assert safe_name("cpm.kz") == "cpm.kz"


def test_tables_are_the_same_in_groups(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    run([inputs], out, RULES_ALONE)
    for name in ("parquet", "csv"):
        WRITERS[name](stream_audits(out), tmp_path / "whole")
    monkeypatch.setattr(tables, "GROUP", 1)
    for name in ("parquet", "csv"):
        WRITERS[name](stream_audits(out), tmp_path / "groups")
    for name in tables.COLUMNS:
        whole, groups = (tmp_path / side / name for side in ("whole", "groups"))
        assert whole.with_suffix(".csv").read_bytes() == groups.with_suffix(".csv").read_bytes()
        assert parquet.read_table(whole.with_suffix(".parquet")).equals(
            parquet.read_table(groups.with_suffix(".parquet"))
        )
