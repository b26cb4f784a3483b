"""Generated files are those that the program writes today, and other programs understand them."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
from frictionless import Package

ROOT = Path(__file__).parents[1]
SPEC = importlib.util.spec_from_file_location("generated", Path(__file__).with_name("generated.py"))
assert SPEC is not None
assert SPEC.loader is not None
module = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(module)
GENERATED: dict[Path, str] = module.generated()


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_it_is_as_written_today(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == GENERATED[path], "run python tests/generated.py"


def test_the_corpus_is_a_valid_data_package() -> None:
    report = Package(str(ROOT / "data" / "raw" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["message"])
    assert report.stats["tasks"] == 6


def test_croissant_describes_every_line_of_the_labelled_set() -> None:
    described = json.loads((ROOT / "data" / "labels" / "croissant.json").read_text())
    (records,) = described["recordSet"]
    columns = {field["source"]["extract"]["column"] for field in records["field"]}
    parts = {
        field["source"]["transform"]["jsonPath"].removeprefix("$[*].")
        for field in records["field"]
        if "transform" in field["source"]
    }
    keys = set()
    for text in (ROOT / "data" / "labels" / "clauses.jsonl").read_text("utf-8").splitlines():
        line = json.loads(text)
        keys.add((line["doc"], line["number"]))
        assert columns == set(line)
        assert all(parts <= set(label) for label in line["labels"])
    assert len(keys) == len((ROOT / "data" / "labels" / "clauses.jsonl").read_text().splitlines())
