"""What several tests need: the five policies of the repository, audited once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
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
