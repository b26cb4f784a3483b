"""docs/api.md speaks of every public name, in the words of its docstring, and its examples run."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest

import audit

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)(?:\(([\w, ]*)\))?` \| (.+) \|$", PAGE, re.MULTILINE)


def test_every_public_name_is_there() -> None:
    assert [name for name, _, _ in ROWS] == list(audit.__all__)


@pytest.mark.parametrize(("name", "parameters", "gives"), ROWS, ids=[row[0] for row in ROWS])
def test_a_name_is_what_the_page_says(name: str, parameters: str, gives: str) -> None:
    thing = getattr(audit, name)
    assert gives == (inspect.getdoc(thing) or "").splitlines()[0]
    taken = [] if inspect.isclass(thing) else list(inspect.signature(thing).parameters)
    assert [word for word in parameters.split(", ") if word] == taken


def test_the_examples_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    examples = re.findall(r"```python\n(.+?)```", PAGE, re.DOTALL)
    assert len(examples) == 3
    for example in examples:
        exec(example, names)
    assert names["worst"]
    assert names["share"].sum() > 100
