"""What holds for any text, tried on texts that hypothesis makes (more: benchmarks/fuzz.py)."""

from __future__ import annotations

import unicodedata
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.core import Audit, Document, InputError
from audit.core.codec import dump_line, from_record, parse_object, to_record
from audit.lang import LANGUAGES, Pattern, PatternIndex
from audit.lang.fold import fold
from audit.pipeline import audit_document
from audit.read import segment
from audit.read.decode import canonical, decode
from audit.read.load import languages_of

WORDS = (
    "дербес деректер", "келісім", "жинаймыз", "бермейміз", "үшінші тұлғаларға", "персональные данные", "не передаём",
    "телефон", "e-mail", "a@b.kz", "+7 701 123 45 67", "230440900088", "ТОО «Рога»", "г. Алматы, ул. Абая, 5", "We collect",
    "your name", "3 жыл", "2024-05-15", "1.", "2)", "a)", "—", ":", ";", ".", "«", "»", "\n", "\n\n", "- ", "# ", "\t", "•",
    "САЯСАТ", "осы Саясаттың 3.1-тармағы", "[...]", "____", "\u202e", "\u00ad", "\u200b", "\ufffd", "й", "1 (екі)",
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=12)), max_size=40).map("".join),
    st.text(max_size=300),
).map(canonical)
SETTINGS = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def document(text: str) -> Document:
    languages = languages_of(text)
    return Document.of(text, language=languages[0] if languages else "", languages=languages)


def audited(text: str) -> Audit:
    return audit_document(document(text))


@given(TEXTS)
@SETTINGS
def test_clauses_are_lossless_and_hang_on_earlier_ones(text: str) -> None:
    clauses = segment(document(text))
    assert "".join(text[slice(*clause.span)] for clause in clauses) == (text if clauses else "")
    assert bool(clauses) == bool(text.strip())
    for number, clause in enumerate(clauses):
        assert clause.span.start <= clause.body.start < clause.body.end <= clause.span.end
        assert clause.parent is None or 0 <= clause.parent < number


@given(TEXTS)
@SETTINGS
def test_every_quote_stands_where_it_says(text: str) -> None:
    audit = audited(text)
    evidence = [e for f in (*audit.facts, *audit.cues, *audit.findings) for e in f.evidence]
    evidence += [e for verdict in audit.verdicts for e in verdict.evidence]
    evidence += [contact.evidence for contact in audit.contacts]
    for start, end, quote in evidence:
        assert text[start:end] == quote == quote.strip() != ""


@given(TEXTS)
@SETTINGS
def test_a_record_gives_its_audit_back_and_comes_out_the_same_twice(text: str) -> None:
    audit = audited(text)
    line = dump_line(to_record(audit))
    back = from_record(parse_object(line, "line"), text)
    assert dump_line(to_record(back)) == line
    assert back.facts == audit.facts
    assert dump_line(to_record(audited(text))) == line


@given(st.text(max_size=200))
@SETTINGS
def test_folding_keeps_places_and_canonical_text_stays(text: str) -> None:
    clean = canonical(text)
    assert len(fold(clean)) == len(clean)
    assert canonical(clean) == clean == unicodedata.normalize("NFC", clean)
    assert clean.encode("utf-8").decode("utf-8") == clean


@given(
    st.one_of(
        st.binary(max_size=400), TEXTS.map(str.encode), TEXTS.map(lambda t: t.encode("utf-16"))
    )
)
@SETTINGS
def test_any_bytes_are_text_or_a_problem(data: bytes) -> None:
    with suppress(InputError):
        canonical(decode(data)).encode("utf-8")


SOURCES = (
    "(бер|беріл)МАй*",
    "{third} <3> бер*",
    "т.б",
    "(кез|келген) [дербес] дереК*",
    "*мейміз",
    "# жыл",
    "^ біз",
    "үшін $",
)


@given(TEXTS)
@SETTINGS
def test_the_index_finds_what_its_patterns_find(text: str) -> None:
    patterns = [Pattern(source, LANGUAGES["kk"].macros) for source in SOURCES]
    folded = fold(text)
    alone = {n: list(p.spans(folded)) for n, p in enumerate(patterns) if p.found(folded)}
    assert PatternIndex(patterns).finds(folded) == alone
