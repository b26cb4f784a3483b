"""Prints how long auditing takes, as medians and as ratios to rules alone; writes nothing here.

    python benchmarks/speed.py [--repeats 5]      # a few minutes

Policies are those of `data/raw` and every fourth labelled document, put in a temporary folder.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from audit import encoder, segment
from audit.embed import ENCODERS
from audit.facts.semantics import in_context, speaks
from audit.read import load
from audit.run import run
from audit.training import read_labels

ROOT = Path(__file__).parents[1]
RAW, LABELS = ROOT / "data" / "raw", ROOT / "data" / "labels" / "clauses.jsonl"
ONE_POLICY = RAW / "cpm.kz.txt"
CLAUSES = 300
WAYS = ("none", "e5-small-q4")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    print("| what | encoder | median | against rules only |\n|---|---|---|---|")
    cold = {way: timed(lambda way=way: check(way), repeats) for way in WAYS}
    for way, seconds in cold.items():
        row(
            "cold start, `audit check`, one policy", way, f"{seconds:.2f} s", seconds / cold["none"]
        )
    with tempfile.TemporaryDirectory() as folder:
        policies = collect(Path(folder) / "in")
        for jobs in (1, 2):
            batch = {
                way: timed(lambda way=way, jobs=jobs: audit_all(Path(folder), way, jobs), repeats)
                / policies
                for way in WAYS
            }
            for way, seconds in batch.items():
                what = f"one policy in a batch of {policies}, --jobs {jobs}"
                row(what, way, f"{seconds * 1000:.0f} ms", seconds / batch["none"])
    texts = clauses()
    for name in ENCODERS:
        seconds = timed(lambda name=name: encoder(name).encode(texts), repeats)
        row("clauses encoded a second", name, f"{len(texts) / seconds:.0f}")


def row(what: str, way: str, figure: str, ratio: float | None = None) -> None:
    print(f"| {what} | {way} | {figure} | {'' if ratio is None else f'{ratio:.1f}'} |", flush=True)


def timed(work: Callable[[], object], repeats: int) -> float:
    """Median seconds of `work`, after one run that is not counted."""
    work()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return median(seconds)


def check(way: str) -> None:
    command = [sys.executable, "-m", "audit", "check", str(ONE_POLICY), "--encoder", way]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)


def collect(folder: Path) -> int:
    """Puts the policies of the batch into `folder` and counts them."""
    shutil.copytree(RAW, folder, ignore=shutil.ignore_patterns("manifest.jsonl"))
    for entry in read_labels(LABELS)[::4]:
        (folder / f"{entry.doc.doc_id}.txt").write_text(entry.doc.text, encoding="utf-8")
    return len(list(folder.glob("*.txt")))


def audit_all(folder: Path, way: str, jobs: int) -> None:
    run([folder / "in"], folder / "out", encoder=way, jobs=jobs)


def clauses() -> list[str]:
    """Clauses as the second opinion reads them."""
    texts = []
    for file in sorted(RAW.glob("*.txt")):
        doc = load(file)
        leaves = segment(doc)
        texts += [
            in_context(doc, leaves, at) for at, leaf in enumerate(leaves) if speaks(leaf, doc)
        ]
    return texts[:CLAUSES]


if __name__ == "__main__":
    main()
