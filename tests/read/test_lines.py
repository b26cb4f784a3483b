import pytest

from audit.core import Span
from audit.read.lines import Line, lines_of

MARKERS = [
    ("## Your rights", "hash", "hash##", "", "Your rights"),
    ("- имя", "bullet", "bullet-", "", "имя"),
    ("•имя", "bullet", "bullet•", "", "имя"),
    ("📌 имя", "bullet", "bullet📌", "", "имя"),
    ("1. Цели", "number", "number0.", "1", "Цели"),
    ("2.1 Цели", "number", "number1.", "2.1", "Цели"),
    ("2.1.Цели", "number", "number1.", "2.1", "Цели"),
    ("(1) имя", "number", "number0)", "1", "имя"),
    ("Статья 5. Цели", "article", "article", "5", "Цели"),
    ("§ 3 Цели", "article", "article", "3", "Цели"),
    ("3-бап. Мақсаттар", "article", "article", "3", "Мақсаттар"),
    ("IV. Цели", "roman", "roman0.", "IV", "Цели"),
    ("а) имя", "letter", "letter0)", "а", "имя"),
    ("(b) name", "letter", "letter0)", "b", "name"),
    ("- 1) имя", "number", "number0)", "1", "имя"),
    ("  1. Цели ", "number", "number0.", "1", "Цели"),
]
NO_MARKERS = [
    "1.5",
    "5 лет",
    "2024. Год",
    "-имя",
    "веб-сайт",
    "«Саясат»",
    "№ 5",
    "1.",
    "---",
    "#тег",
]


def only_line(text: str) -> Line:
    (line,) = lines_of(text, Span(0, len(text)))
    return line


@pytest.mark.parametrize(("text", "kind", "style", "number", "words"), MARKERS)
def test_a_line_is_told_by_its_marker(
    text: str, kind: str, style: str, number: str, words: str
) -> None:
    line = only_line(text)
    assert (line.kind, line.style, line.number, line.text) == (kind, style, number, words)
    assert text[line.body : line.end].rstrip() == words


@pytest.mark.parametrize("text", NO_MARKERS)
def test_what_only_looks_like_a_marker_is_text(text: str) -> None:
    line = only_line(text)
    assert (line.kind, line.style, line.number, line.text) == ("", "", "", text)


def test_lines_stand_where_they_say_and_know_of_blank_lines_above() -> None:
    text = "начало\n\n 1.1. Цель\nконец\n"
    lines = list(lines_of(text, Span(7, len(text))))
    assert [text[line.start : line.end] for line in lines] == [" 1.1. Цель", "конец"]
    assert [line.blank_before for line in lines] == [True, False]
    assert [line.depth for line in lines] == [2, 0]
    assert [line.words for line in lines] == [1, 1]
