"""What several tests need: the five policies of the repository, audited once; a bookshop's unit."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from bookshop import CONSENT, COOKIES, OPERATOR, POLICY, POLICY_KK
from hypothesis import settings

from audit.core import Audit, Document
from audit.lang.detect import languages_of
from audit.pipeline import audit_document
from audit.read import discover, load
from audit.read.decode import canonical

os.environ.setdefault("HF_HUB_OFFLINE", "1")

# The same examples every time, however slow the machine; benchmarks/fuzz.py looks for new ones.
settings.register_profile("project", deadline=None, derandomize=True, database=None)
settings.load_profile("project")

ROOT = Path(__file__).parents[1]
RAW = ROOT / "data" / "raw"
GOLD = ROOT / "data" / "gold"
SHOP = {"policy.txt": POLICY, "consent.txt": CONSENT, "cookies.txt": COOKIES, "kk.txt": POLICY_KK}


@pytest.fixture(scope="session")
def audits() -> dict[str, Audit]:
    sources, problems = discover([RAW])
    assert not problems
    return {source.policy_id: audit_document(load(source)) for source in sources}


@pytest.fixture
def document() -> Callable[..., Document]:
    def make(text: str, *, language: str = "") -> Document:
        text = canonical(text)
        found = languages_of(text)
        first = language or (found[0] if found else "")
        return Document.of(text, language=first, languages=found or ((first,) if first else ()))

    return make


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with the bookshop's unit in Russian (`tumar-ru`) and its policy in Kazakh (`tumar-kk`)."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in SHOP.items():
        (folder / name).write_text(text, encoding="utf-8")
    parts = [{"file": f"{kind}.txt", "document": kind} for kind in ("policy", "consent", "cookies")]
    lines = [
        {"policy_id": "tumar-ru", "operator": OPERATOR, "files": parts},
        {"policy_id": "tumar-kk", "operator": OPERATOR, "file": "kk.txt"},
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "manifest.jsonl").write_text(text, encoding="utf-8")
    return folder
