"""Lines -> which of them are headings, told by marker, length, words and what stands around.

The numbers in this file were set by hand while the first policies were read, and not tuned. Beside
each stands what hangs on it: how many of 12,390 labelled clauses (data/labels) another number moves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.read.lines import Line
from audit.read.roles import is_furniture, role_of_heading

_HEADING_WORDS = 14
"""Most words of a heading that no `#` marks; a longer line is a sentence. 12 moves 73, 16 moves 15."""
_SHORT_HEADING_WORDS = 8
"""Most words of a heading without a number, where no blank line sets it apart. 7 moves 60, 9 moves 86."""
_CAPITALS = 7
"""Fewest characters of a heading in capitals: "ПРАВА СУБЪЕКТА", but not "ЖСН", "ТОО" and the like.
6 moves 2, 8 moves 22."""
_SHORT_SHARE = 0.6
"""Share of the lines numbered 1, 2, 3 ... that must read as titles for all to be taken for titles.
0.5 moves none, 0.7 moves 7."""
_APART_SHARE = 0.5
"""Share of the same that must have other lines below: in a list the numbers follow each other.
From 0.3 to 0.6 none moves, 0.7 moves 7."""
_FEWEST_OVER_LISTS = 3
"""Numbered titles over lists that begin at 1 again from which they are believed: two may be chance.
2 and 4 move none."""
_DETAIL = re.compile(r"@|\d{5}|\+\d|:\s*\S")
"""What makes of a short line a detail and no heading: "info@site.kz", "БИН 230440900088" (a year has
four digits), "+7 701 ...", "Адрес: Алматы"."""
_CELLS = re.compile(r"\S(?: *\| *|\t+| {3,})\S")
"""Two cells of a row: "Договоры | 5 лет", or set apart as in the text of a page."""
_OPENING_QUOTES = '«"“„'


def headings_of(lines: Sequence[Line]) -> set[int]:
    """The places in `lines` of those that are headings."""
    titles = _numbered_titles(lines)
    return {at for at in range(len(lines)) if _is_heading(lines, at, titles)}


def _is_heading(lines: Sequence[Line], at: int, titles: set[int]) -> bool:
    """True when the line at `at` is a heading; `titles` are the numbered titles. First rule that fits.

    What may be a heading at all is asked first, then what its marker says: "## Права" and
    "II. Құқықтар" are headings by their marker, "1. Права" by its place among the other numbers,
    "Права" by what stands around it. A full stop ends a sentence, unless the marker says otherwise.
    """
    line = lines[at]
    is_chapter = line.kind in ("roman", "article")
    if line.kind == "hash":
        return True
    if at + 1 == len(lines) or _is_lower_row(lines, at) or not _may_be_heading(line):
        return False
    if line.text.endswith(".") and not is_chapter and at not in titles:
        return False
    if is_chapter or _is_in_capitals(line.text):
        return True
    if line.depth == 1:
        return at in titles or _is_lone_title(lines, at)
    if line.depth > 1:
        return _is_subtitle(lines, at)
    return at == 0 or _is_set_apart(lines, at)


def _is_lower_row(lines: Sequence[Line], at: int) -> bool:
    """True for a row of a table that is not its first, which may name the columns."""
    return at > 0 and bool(_CELLS.search(lines[at].text) and _CELLS.search(lines[at - 1].text))


def _may_be_heading(line: Line) -> bool:
    """False for what reads as a list item, a detail or furniture, whatever stands around.

    "имя, телефон;", "• Имя", "а) имя", "1) имя", "Адрес: Алматы", "Время работы".
    """
    is_item = line.kind in ("bullet", "letter") or line.is_bracketed
    return (
        0 < line.words <= _HEADING_WORDS
        and not is_item
        and not line.text.endswith((";", ","))
        and not _DETAIL.search(line.text)
        and not is_furniture(line.text)
    )


def _is_in_capitals(text: str) -> bool:
    """True for "ПРАВА СУБЪЕКТА", False for "ТОО" and for the lead-in "МЫ СОБИРАЕМ:"."""
    return text.isupper() and len(text) >= _CAPITALS and not text.endswith(":")


# Titles with a number of one level: "1. Цели"


def _numbered_titles(lines: Sequence[Line]) -> set[int]:
    """The places of the lines numbered 1, 2, 3 ... that are section titles and no list."""
    in_runs = {at for run in _counted_runs(lines) if _is_run_of_titles(lines, run) for at in run}
    return in_runs | _titles_over_lists(lines)


def _counted_runs(lines: Sequence[Line]) -> list[list[int]]:
    """The places of "1.", "2.", "3." ...: a run for each time that they count up."""
    runs: list[list[int]] = []
    last = 0
    for at, line in enumerate(lines):
        if line.depth == 1 and not line.is_bracketed:
            if not runs or int(line.number) <= last:
                runs.append([])
            runs[-1].append(at)
            last = int(line.number)
    return runs


def _is_run_of_titles(lines: Sequence[Line], run: Sequence[int]) -> bool:
    """True when the lines of a run are mostly short and have text between them.

    True for "1. Цели / Мы доставляем заказы. / 2. Права / Вы вправе ...", False for
    "1. имя / 2. телефон / 3. адрес".
    """
    members = set(run)
    short = sum(_reads_as_title(lines[at]) for at in run)
    apart = sum(at + 1 not in members and at + 1 < len(lines) for at in run)
    return short >= _SHORT_SHARE * len(run) and apart >= _APART_SHARE * len(run)


def _titles_over_lists(lines: Sequence[Line]) -> set[int]:
    """The places of titles numbered 1, 2, 3 ... whose sections are lists that begin at 1 again.

    "1. Цели / 1. доставка / 2. реклама / 2. Права / 1. доступ / 3. Сроки / 1. год": as a run the
    numbers of titles and items are one heap.
    """
    titles: list[int] = []
    for at, line in enumerate(lines[:-1]):
        below = lines[at + 1]
        is_next = line.depth == 1 and int(line.number) == len(titles) + 1
        begins_again = below.depth == 1 and below.number == "1"
        if is_next and begins_again and _reads_as_title(line):
            titles.append(at)
    return set(titles) if len(titles) >= _FEWEST_OVER_LISTS else set()


def _reads_as_title(line: Line) -> bool:
    """True for "1. Цели обработки", False for "1. имя;" and for a sentence."""
    return line.words <= _HEADING_WORDS and not line.text.endswith((";", ",", "."))


def _is_lone_title(lines: Sequence[Line], at: int) -> bool:
    """True for "5. Права субъекта" whose words name a section, with no line of its style beside it.

    So it is no item of a list, though the numbers of the document are no run of titles.
    """
    beside = [*lines[max(at - 1, 0) : at], lines[at + 1]]
    return (
        not lines[at].text.endswith((":", "."))
        and all(line.style != lines[at].style for line in beside)
        and bool(role_of_heading(lines[at].text))
    )


# Titles with a longer number, or none


def _is_subtitle(lines: Sequence[Line], at: int) -> bool:
    """True for "2.1. Срок хранения" whose words name a section, over a line of another style.

    "2.1. Срок хранения / 2.2. Права" are clauses in short.
    """
    line, below = lines[at], lines[at + 1]
    return (
        not line.text.endswith(":")
        and below.style != line.style
        and bool(role_of_heading(line.text))
    )


def _is_set_apart(lines: Sequence[Line], at: int) -> bool:
    """True for a line without a number that stands over the text it is the title of.

    One whose words name a section ("Ваши права") need not be followed by longer text, and may be
    long between blank lines. Any other ("Что ещё важно") must be short, come after a blank line
    or the end of a sentence, and stand over a longer line.
    """
    line, above, below = lines[at], lines[at - 1], lines[at + 1]
    if not _begins_as_title(line.text) or line.text.endswith(":"):
        return False
    if above.text.endswith((":", ";", ",")):  # an item of the list above
        return False
    is_short = line.words <= _SHORT_HEADING_WORDS
    is_longer_below = below.words > line.words
    if role_of_heading(line.text):
        opens = is_longer_below or below.style != line.style or below.text.endswith(":")
        return opens and (is_short or line.blank_before or below.blank_before)
    follows_an_end = line.blank_before or above.text.endswith((".", "!", "?"))
    return is_short and follows_an_end and is_longer_below


def _begins_as_title(text: str) -> bool:
    """True for "Права", "2024 год" and "«Саясат»", False for "имя"."""
    first = text[0]
    return first.isupper() or first.isdigit() or first in _OPENING_QUOTES
