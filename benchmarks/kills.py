"""Kills runs at random moments and says whether anything was lost or left half-written.

    python benchmarks/kills.py 500 [--policies 150] [--seed 1]

Each run works in one output folder and is killed (SIGKILL); between two of them a few policies may
change and all earlier work may be thrown away. After every kill the folder is checked; at the end a
run that is let live must give the records of a run that was never disturbed, to the byte. Unix only.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import runpy
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path

import audit.run
from audit.core import InputError
from audit.run import Settings, read_audits, run

CORPUS = runpy.run_path(str(Path(__file__).with_name("corpus.py")))
RULES_ALONE = Settings(encoder="none")
PART = 4
"""Policies of a part here, so that kills fall between parts too."""

FRESH, CHANGED = 0.5, 0.5
"""Shares of the runs that take nothing over, and before which a policy changes."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kills", type=int)
    parser.add_argument("--policies", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    audit.run.PART = PART
    with tempfile.TemporaryDirectory() as folder:
        counted = kill(options.kills, Path(folder), policies=options.policies, seed=options.seed)
    for name, count in sorted(counted.items()):
        print(f"{name}: {count}")


def kill(kills: int, folder: Path, *, policies: int, seed: int = 1) -> Counter[str]:
    """What the kills met; AssertionError when one lost something or left it half-written."""
    rng = random.Random(seed)
    inputs, out = folder / "in", folder / "out"
    CORPUS["write"](policies, inputs, seed=seed)
    for _ in range(2):  # the first compiles what the processes of the others have from this one
        start = time.perf_counter()
        run([inputs], folder / "undisturbed", RULES_ALONE, fresh=True)
        whole = time.perf_counter() - start
    counted = Counter({"runs killed": 0})
    number = 0
    while counted["runs killed"] < kills:
        number += 1
        if rng.random() < CHANGED:
            file = inputs / f"p{rng.randrange(policies):07}.txt"
            file.write_text(
                file.read_text(encoding="utf-8") + f"Қосымша {number}.\n", encoding="utf-8"
            )
        fresh = rng.random() < FRESH
        counted[killed(inputs, out, rng.uniform(0, whole), fresh=fresh)] += 1
        counted[checked(out)] += 1
    result = run([inputs], out, RULES_ALONE)
    assert result.complete
    run([inputs], folder / "fresh", RULES_ALONE, fresh=True)
    for name in ("records.jsonl", "problems.jsonl"):
        assert (out / name).read_bytes() == (folder / "fresh" / name).read_bytes(), name
    for text in (folder / "fresh" / "texts").iterdir():
        assert (out / "texts" / text.name).read_bytes() == text.read_bytes(), text.name
    left = [file.name for file in out.rglob("*.part")] + [f.name for f in out.glob(".parts/*")]
    assert not left, left
    counted["taken over by the last run"] = result.reasons["same"]
    return counted


def killed(inputs: Path, out: Path, seconds: float, *, fresh: bool) -> str:
    """Runs in a process of its own and kills it after `seconds`, if it is not done by then."""
    child = os.fork()
    if not child:
        status = 1
        try:
            run([inputs], out, RULES_ALONE, fresh=fresh)
            status = 0
        finally:
            os._exit(status)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            assert not status, "a run failed by itself"
            return "runs that were done before their kill"
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "runs killed"


def checked(out: Path) -> str:
    """What a reader of the folder finds; AssertionError for anything half-written."""
    records = out / "records.jsonl"
    if not records.exists():
        return "folders without records yet"
    lines = records.read_bytes().split(b"\n")
    assert lines.pop() == b""
    names = [json.loads(line)["policy_id"] for line in lines]
    assert names == sorted(names)
    try:
        read_audits(out)
    except InputError as error:
        if error.code != "text_changed":
            raise
        return "folders whose newer texts were told from their older records"
    return "folders whole"


if __name__ == "__main__":
    main()
