"""The steps of the GitHub Action, run as the runner would: a drop fails, anything else does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"] if "name" in step}
GOOD = (ROOT / "data" / "raw" / "emaluplus-vko.kz.txt").read_text(encoding="utf-8")
WORSE = GOOD[: len(GOOD) // 2]


def shell(command: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    environment["PATH"] = f"{folder.parent / 'bin'}:{environment['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", command],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def perform(name: str, folder: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """One step of the action with its inputs, or their defaults, as the environment."""
    inputs = {key: str(about.get("default", "")) for key, about in ACTION["inputs"].items()} | given
    variables = {
        key: inputs[value.removeprefix("${{ inputs.").removesuffix(" }}")]
        for key, value in STEPS[name]["env"].items()
    }
    return shell(STEPS[name]["run"], folder, **variables)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one policy, and the command `audit` on the path."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "audit"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m audit "$@"\n')
    command.chmod(0o755)
    folder = tmp_path / "repository"
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "privacy.txt").write_text(GOOD, encoding="utf-8")
    who = "-c user.name=a -c user.email=a@example.org"
    done = shell(f"git init -q . && git add -A && git {who} commit -qm first", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize(("text", "fails"), [(GOOD + "\n", False), (WORSE, True)])
def test_a_drop_fails(repository: Path, text: str, fails: bool) -> None:
    (repository / "docs" / "privacy.txt").write_text(text, encoding="utf-8")
    policies = "docs/privacy.txt"
    done = perform("Audit", repository, policies=policies)
    assert done.returncode == 0, done.stderr
    assert (repository / "audit-out" / "site" / "index.html").exists()
    done = perform("Compare", repository, policies=policies, baseline="HEAD")
    assert done.returncode == (1 if fails else 0), done.stderr + done.stdout
    assert ("Score" in done.stderr) is fails


def test_a_new_policy_is_compared_with_nothing_and_a_wrong_commit_is_an_error(
    repository: Path,
) -> None:
    (repository / "new.txt").write_text(GOOD, encoding="utf-8")
    assert perform("Audit", repository, policies="new.txt").returncode == 0
    done = perform("Compare", repository, policies="new.txt", baseline="HEAD")
    assert done.returncode == 0
    assert "no earlier version" in done.stdout
    wrong = perform("Compare", repository, policies="new.txt", baseline="no-such-branch")
    assert wrong.returncode != 0


def test_a_policy_that_cannot_be_read_fails(repository: Path) -> None:
    (repository / "docs" / "privacy.txt").write_bytes(b"")
    assert perform("Audit", repository, policies="docs").returncode == 3


def test_every_input_is_used_and_nothing_is_pasted_into_a_script() -> None:
    steps = yaml.safe_dump(ACTION["runs"]["steps"])
    assert all(f"inputs.{name}" in steps for name in ACTION["inputs"])
    assert all("${{" not in step["run"] for step in STEPS.values())
