from pathlib import Path

import pytest
import yaml

from audit.core import Document
from audit.facts import extract
from audit.read import segment

PLAIN = yaml.safe_load(Path(__file__).with_name("plain.yaml").read_text(encoding="utf-8"))
CASES = [(language, entry) for language, entries in PLAIN.items() for entry in entries]


@pytest.mark.parametrize(("language", "entry"), CASES, ids=[e["text"][:40] for _, e in CASES])
def test_a_plain_sentence_is_understood(language: str, entry: dict) -> None:
    doc = Document.of(entry["text"], language=language, languages=(language,))
    found = {fact.key: fact for fact in extract(doc, segment(doc)) if fact.evidence}
    assert set(entry["says"]) <= found.keys()
    for key in entry["says"]:
        assert all(item.quote in entry["text"] for item in found[key].evidence)
