"""Prints how long auditing takes, as medians and as ratios; writes nothing here.

    python benchmarks/speed.py [--repeats 5] [--policies 200]     # some minutes

Collected policies are those of `data/raw`; the corpora are made by `corpus.py`. Nothing is taken over
from one run to the next but where the table says so.
"""

from __future__ import annotations

import argparse
import runpy
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median

from audit import encoder, segment
from audit.embed import ENCODERS
from audit.evaluation import evaluate
from audit.facts.semantics import in_brief, speaks
from audit.read import load
from audit.run import Settings, run

ROOT = Path(__file__).parents[1]
RAW = ROOT / "data" / "raw"
GOLD = ROOT / "data" / "gold"
CORPUS = runpy.run_path(str(Path(__file__).with_name("corpus.py")))
ONE_POLICY = RAW / "cpm.kz.txt"
CLAUSES = 300
NEW_POLICIES, MANY_POLICIES = 20, 1_000
WAYS = ("none", "e5-small-q4")
PUBLISHED = {"PoliGraph-er on a GPU": "about 2.0 s", "PoliCond": "8.4 s"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--policies", type=int, default=200)
    options = parser.parse_args()
    print("| what | encoder | median | ratio |\n|---|---|---|---|")
    cold_start(options.repeats)
    with tempfile.TemporaryDirectory() as folder:
        rules_alone(Path(folder), options.policies, options.repeats)
        with_vectors(Path(folder), options.repeats)
        accuracy(Path(folder))
    texts = clauses()
    for name in ENCODERS:
        seconds = timed(lambda name=name: encoder(name).encode(texts), options.repeats)
        row("clauses encoded a second", name, f"{len(texts) / seconds:.0f}")
    for system, figure in PUBLISHED.items():
        row(f"published: {system}, one policy", "", figure)


def cold_start(repeats: int) -> None:
    """One policy from nothing, as a user waits for it."""
    seconds = {way: timed(lambda way=way: check(way), repeats) for way in WAYS}
    for way in WAYS:
        what = "cold start, `audit check`, one policy"
        row(what, way, f"{seconds[way]:.2f} s", seconds[way] / seconds["none"])


def rules_alone(folder: Path, policies: int, repeats: int) -> None:
    """A made corpus by rules alone, seen before; then a larger one from new processes, with their start."""
    characters = CORPUS["write"](policies, folder / "corpus")
    seconds = timed(lambda: audit_all(folder / "corpus", folder / "out", "none", 1), repeats)
    what = f"policies a second, {policies} of {characters / policies:,.0f} characters, seen before"
    row(what, "none", f"{policies / seconds:.0f}")
    taken = timed(
        lambda: run([folder / "corpus"], folder / "out", Settings(encoder="none")), repeats
    )
    row("policies a second, nothing changed since the last run", "none", f"{policies / taken:.0f}")
    CORPUS["write"](MANY_POLICIES, folder / "many", seed=3)
    each = {jobs: [from_nothing(folder, jobs) for _ in range(repeats)] for jobs in (1, 2)}
    for jobs in each:
        pace = MANY_POLICIES / median(each[jobs])
        what = f"policies a second, {MANY_POLICIES:,}, from new processes, --jobs {jobs}"
        row(what, "none", f"{pace:.0f}", median(each[1]) / median(each[jobs]))


def from_nothing(folder: Path, jobs: int) -> float:
    """Seconds of a run by rules alone in a process that has done nothing before."""
    program = (
        "import sys; from pathlib import Path; from audit.run import Settings, run\n"
        "corpus, out, jobs = sys.argv[1:]\n"
        "if __name__ == '__main__':\n"
        "    run([Path(corpus)], Path(out), Settings(encoder='none'), jobs=int(jobs), fresh=True)\n"
    )
    script = folder / "run.py"
    script.write_text(program, encoding="utf-8")
    command = [sys.executable, str(script), str(folder / "many"), str(folder / "out"), str(jobs)]
    start = time.perf_counter()
    subprocess.run(command, check=True, cwd=ROOT)
    return time.perf_counter() - start


def with_vectors(folder: Path, repeats: int) -> None:
    """A batch with a second opinion, a policy of 10,000 characters; the ratio is to rules alone.

    The collected policies were seen before, but for their vectors; made ones are new each time.
    """
    collected = sum(len(load(file).text) for file in RAW.glob("*.txt"))
    stores = (folder / f"vectors-{number}.sqlite" for number in count())
    kept = folder / "kept.sqlite"
    batches = {
        "collected": lambda way: audit_all(RAW, folder / "out", way, 1, vectors=next(stores)),
        "collected, vectors kept from another run": lambda way: audit_all(
            RAW, folder / "out", way, 1, vectors=kept
        ),
    }
    for what, work in batches.items():
        seconds = {way: timed(lambda way=way, work=work: work(way), repeats) for way in WAYS}
        for way in WAYS:
            figure = f"{seconds[way] / collected * 1e7:.0f} ms"
            row(f"10,000 characters, {what}", way, figure, seconds[way] / seconds["none"])
    seeds = count(2)
    each = {way: [new_policies(folder, next(seeds), way) for _ in range(repeats)] for way in WAYS}
    for way in WAYS:
        figure = f"{median(each[way]) * 1000:.0f} ms"
        row("10,000 characters, made, new", way, figure, median(each[way]) / median(each["none"]))


def new_policies(folder: Path, seed: int, way: str) -> float:
    """Seconds for 10,000 characters of made policies that no run has seen; patterns are ready."""
    characters = CORPUS["write"](NEW_POLICIES, folder / f"new-{seed}", seed=seed)
    start = time.perf_counter()
    audit_all(folder / f"new-{seed}", folder / "out", way, 1)
    return (time.perf_counter() - start) / characters * 10_000


def accuracy(folder: Path) -> None:
    """What speed costs: F1 on the collected policies either way."""
    for way in WAYS:
        audit_all(RAW, folder / "out", way, 1)
        row("F1 on the collected policies", way, f"{evaluate(GOLD, folder / 'out').tally().f1:.3f}")


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


def audit_all(inputs: Path, out: Path, way: str, jobs: int, *, vectors: Path | None = None) -> None:
    run([inputs], out, Settings(encoder=way, vectors=vectors), jobs=jobs, fresh=True)


def clauses() -> list[str]:
    """Clauses as the second opinion reads them."""
    texts = []
    for file in sorted(RAW.glob("*.txt")):
        doc = load(file)
        of_doc = segment(doc)
        texts += [
            in_brief(doc, of_doc, at) for at, clause in enumerate(of_doc) if speaks(clause, doc)
        ]
    return texts[:CLAUSES]


if __name__ == "__main__":
    main()
