"""Values as HTML for notebooks: everything is escaped, no style sheet or script is needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_TEXT = "white-space:pre-wrap;unicode-bidi:isolate;text-align:left;"
_BOX = f"{_TEXT}max-height:24em;overflow:auto;border:1px solid #8a8a8a;padding:0.6em"
_CELL = "text-align:left;vertical-align:top"


def plain(text: str) -> str:
    """`text` as HTML that shows it, in its own direction."""
    return f'<bdi dir="auto">{escape(text)}</bdi>'


def lit(text: str, spans: Iterable[tuple[int, int]], *, start: int = 0) -> str:
    """`text` as HTML with `spans` marked; offsets count from `start`, what lies outside is ignored.

    Spans that overlap or touch become one mark.
    """
    pieces, at = [], 0
    for left, right in _merged(spans, start, start + len(text)):
        pieces += [escape(text[at : left - start]), "<mark>"]
        pieces += [escape(text[left - start : right - start]), "</mark>"]
        at = right - start
    return "".join([*pieces, escape(text[at:])])


def _merged(spans: Iterable[tuple[int, int]], first: int, last: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for left, right in sorted((max(a, first), min(b, last)) for a, b in spans):
        if left >= right:
            continue
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged


def text_box(text: str, spans: Iterable[tuple[int, int]] = (), *, start: int = 0) -> str:
    """A scrolling box with a text that begins at `start`, `spans` of it marked."""
    return f'<div dir="auto" style="{_BOX}">{lit(text, spans, start=start)}</div>'


def text_boxes(
    text: str,
    titled: Sequence[tuple[str, tuple[int, int]]],
    spans: Iterable[tuple[int, int]] = (),
) -> str:
    """A box with a whole text, or one for each of its `titled` stretches when there are several.

    An empty stretch has its title only.
    """
    if len(titled) < 2:
        return text_box(text, spans)
    marked = list(spans)
    return "".join(
        f"<p><strong>{plain(title)}</strong></p>"
        + (text_box(text[start:end], marked, start=start) if start < end else "")
        for title, (start, end) in titled
    )


def passage(text: str, spans: Iterable[tuple[int, int]], *, start: int) -> str:
    """A part of a text that begins at `start`, with `spans` marked."""
    return f'<div dir="auto" style="{_TEXT}">{lit(text, spans, start=start)}</div>'


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of plain texts; line feeds in a cell begin a new line.

    Long words of the last column break where there is no room; what is wider still scrolls.
    """
    head = "".join(f'<th scope="col" style="{_CELL}">{escape(text)}</th>' for text in headers)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    shown = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div style="overflow-x:auto">{shown}</div>'


def _cells(row: Sequence[str]) -> str:
    styles = [_CELL] * (len(row) - 1) + [f"{_CELL};overflow-wrap:anywhere"]
    return "".join(
        f'<td style="{style}">{"<br>".join(map(plain, cell.splitlines()))}</td>'
        for style, cell in zip(styles, row, strict=True)
    )


def details(summary: str, inner: str) -> str:
    """`inner` (HTML) that opens on a click on `summary` (plain text)."""
    return f"<details><summary>{escape(summary)}</summary>{inner}</details>"
