"""A short run of the fuzzer; `make fuzz` is the long one."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(not importlib.util.find_spec("atheris"), reason="atheris is for Linux")
@pytest.mark.parametrize(("target", "runs"), [("read", 1_000), ("facts", 80)])
def test_made_inputs_crash_nothing(target: str, runs: int, tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "fuzz.py"), target]
    done = subprocess.run(
        [*command, f"-runs={runs}", "-seed=1"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"Done {runs} runs" in done.stderr
