"""The look that all figures share (plotly): colours, sizes, axes and legends.

Text from policies is escaped, because plotly would otherwise read tags in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from audit.core import Audit, Score, Status

STATUS_COLOURS: dict[Status, str] = {
    "met": "#0072B2",
    "partial": "#9CCBE8",
    "violated": "#C44601",
    "missing": "#F6C98F",
    "not_applicable": "#F0F0F0",
    "not_assessable": "#BFBFBF",
}
"""Blue is good, orange is not, dark is definite: told apart in every common colour blindness."""

HATCHING: dict[Status, str] = {"violated": "x", "missing": "", "partial": "/"}
"""Of bars, so that colour is not the only sign."""

ROOMY = 8
"""Up to so many policies a cell holds the status in words; above, its symbol and a legend."""

MANY = 40
"""Above so many policies figures count them instead of naming each."""

INK, GREY, BLUE, ORANGE, GREEN = "#222222", "#8A8A8A", "#0072B2", "#C44601", "#009E73"
SERIES = (BLUE, ORANGE, GREY, GREEN, "#CC79A7", "#B58900", "#56B4E9", "#7A5195")
DASHES = ("solid", "dash", "dot", "dashdot")
SIGNS = ("circle", "square", "diamond", "cross", "triangle-up", "star", "x", "pentagon")

ROW, TALL_ROW, TOP, BOTTOM = 24, 34, 60, 20
"""Heights in pixels: of a row, of a row with two lines, of what stands above and below all rows."""

ON_GRID = {"showgrid": True, "gridcolor": "#E5E5E5"}
"""An axis whose values have lines across the figure."""

LEGEND_ABOVE = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"}
LEGEND_BELOW = {"orientation": "h", "x": 0, "y": 0, "yanchor": "top"}


def plain(figure: go.Figure, rows: int, *, row: int = TALL_ROW, bottom: int = TOP) -> None:
    """Gives `figure` the look that all share, and a height for so many rows."""
    figure.update_layout(
        template="none",
        height=TOP + rows * row + bottom,
        margin={"l": 10, "r": 10, "t": TOP, "b": bottom},
        font={"family": "Noto Sans, DejaVu Sans, Arial, sans-serif", "size": 12, "color": INK},
        hoverlabel={"align": "left"},
    )
    figure.update_xaxes(automargin=True, showgrid=False, zeroline=False, ticks="")
    figure.update_yaxes(
        automargin=True, showgrid=False, zeroline=False, ticks="", ticklabelstandoff=6
    )


def named_rows(
    figure: go.Figure, ids: Sequence[str], labels: Sequence[str] = (), **more: Any
) -> None:
    """Names the rows of `figure`, the first at the top, by their labels or else by their ids."""
    figure.update_yaxes(
        type="category",
        autorange="reversed",
        tickvals=list(ids),
        ticktext=list(labels) or [escape(name) for name in ids],
        **more,
    )


def matrix(
    figure: go.Figure,
    audits: Sequence[Audit],
    rows: Sequence[str],
    labels: Sequence[str],
    *,
    row: int = ROW,
    bottom: int = BOTTOM,
) -> go.Figure:
    """`figure` with policies named on top and `labels` beside the rows, first row at the top."""
    ids = [audit.document.doc_id for audit in audits]
    plain(figure, len(rows), row=row, bottom=bottom)
    figure.update_xaxes(
        type="category",
        side="top",
        tickvals=ids,
        ticktext=[escape(name) for name in ids],
        categoryorder="array",
        categoryarray=ids,
    )
    named_rows(figure, rows, labels, categoryorder="array", categoryarray=list(rows))
    return figure


def whiskers(above: Sequence[float], below: Sequence[float], **more: Any) -> dict[str, Any]:
    """Error bars that reach so far above and below each value."""
    return {
        "type": "data",
        "symmetric": False,
        "array": list(above),
        "arrayminus": list(below),
        **more,
    }


def intervals(scores: Iterable[Score | None], **more: Any) -> dict[str, Any]:
    """Error bars that reach over the interval of each score; of one without a grade nowhere."""
    known = [(s.low or 0.0, s.value or 0.0, s.high or 0.0) if s else (0.0,) * 3 for s in scores]
    above = [high - value for _, value, high in known]
    return whiskers(above, [value - low for low, value, _ in known], **more)


def band(x: Sequence[Any], high: Sequence[Any], low: Sequence[Any], **more: Any) -> go.Scatter:
    """A filled band between two lines over `x`."""
    return go.Scatter(
        x=[*x, *reversed(x)],
        y=[*high, *reversed(low)],
        fill="toself",
        mode="none",
        **more,
    )


def scale_of(colours: Sequence[str]) -> list[list[float | str]]:
    """A colour scale of equal bands, one a colour."""
    step = 1 / len(colours)
    return [
        [edge, colour] for at, colour in enumerate(colours) for edge in (at * step, (at + 1) * step)
    ]
