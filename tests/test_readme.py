"""The commands of the README are ones that the program has."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from audit.cli import app

ROOT = Path(__file__).parents[1]
MADE = ("data/processed", "reports/")


def _commands() -> Iterator[list[str]]:
    for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines():
        if line.startswith(".venv/bin/audit "):
            yield shlex.split(line, comments=True)[1:]


COMMANDS = list(_commands())


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_of_the_readme_is_understood(words: list[str]) -> None:
    group: Any = typer.main.get_command(app)
    name, command, rest = group.resolve_command(group.make_context("audit", [*words]), words)
    command.make_context(name, rest)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_files_of_the_repository_that_it_names_are_there(words: list[str]) -> None:
    for word in words:
        if re.match(r"(data|docs|notebooks)/", word) and not word.startswith(MADE):
            assert (ROOT / word).exists(), word
