"""Texts made to stall or crash a reader: each is audited, and every quote stands where it says."""

import pytest

from audit.core import Document
from audit.pipeline import audit_document

SIZE = 20_000
HOSTILE = {
    "brackets": "(" * SIZE,
    "numbers": "1." * SIZE,
    "quotes": "«" * SIZE,
    "dots": "." * SIZE,
    "at signs": "a@" * SIZE,
    "addresses": "Алматы, " * (SIZE // 8) + "көшесі",
    "one endless sentence": "деректер келісім телефон " * (SIZE // 24),
    "labels": "a) b) " * (SIZE // 6),
    "controls": "\x00\x01\x0b\u2028\ufeff деректер" * (SIZE // 16),
    "markup": "<script>alert(1)</script>" * (SIZE // 25),
    "capitals": "ДЕРЕКТЕРДІ ЖИНАЙМЫЗ; " * (SIZE // 20),
    "combining": "а\u0301" * SIZE,
    "surrogate pairs": "\U0001f600 " * (SIZE // 2),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_audited(text: str) -> None:
    audit = audit_document(Document.of(text, language="kk"))
    assert "".join(text[slice(*clause.span)] for clause in audit.clauses) == (
        text if audit.clauses else ""
    )
    for fact in (*audit.facts, *audit.cues):
        for evidence in fact.evidence:
            assert text[evidence.start : evidence.end] == evidence.quote
