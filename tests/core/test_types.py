import pytest

from audit.core import Document, Span


def test_evidence_is_the_words_at_its_offsets() -> None:
    doc = Document.of("Деректер  жойылады. ")
    evidence = doc.cite(8, 20)
    assert evidence.quote == doc.text[evidence.start : evidence.end] == "жойылады."


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (5, 99), (8, 10)])
def test_no_evidence_without_words(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="text"):
        Document.of("Деректер   жоқ").cite(*span)


def test_spans_that_touch_do_not_overlap() -> None:
    assert not Span(0, 3).overlaps(Span(3, 5))
    assert Span(0, 4).overlaps(Span(3, 5))
