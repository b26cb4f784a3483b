"""Figures as a telephone shows them (plotly): names of rows stand above them, and a finger scrolls the page.

`upright` makes such a figure of one that is made for a wide window. All numbers are pixels unless said.
The axis of rows counts pixels too, so that the name of a row may have as many lines as it needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape, unescape
from itertools import accumulate
from textwrap import wrap
from typing import Any, NamedTuple

import plotly.graph_objects as go

from audit.core import STATUSES
from audit.report.look import ROOMY, STATUS_COLOURS
from audit.report.names import SYMBOLS

WIDTH, LETTER = 320, 7
"""What a window of 360 leaves for a figure, and the width of a letter, rounded up."""

SIGN = 40
"""The width of a sign in a legend."""

LINE, ROW, GAP = 16, 18, 12
"""Heights of a line of a name, of what stands in a row, and of the space below it."""

LETTERS, ID_LETTERS = 44, 24
"""How many letters a line of a name has, and how many of a policy's id stand above its column."""

NAMED_COLUMNS = 2 * ROOMY
"""Above so many policies columns are too narrow for names, and signs in them are smaller."""

EDGE = 10
"""The height of what stands above all rows where it is nothing."""

LEGEND_LINE = 20
"""The height of a line of a legend."""

BESIDE = ("outside", "middle right")
ROOM_FOR_WORDS = 1.15
"""By how much an axis grows where words stand beside bars, which are shorter than in a wide window."""


class _Row(NamedTuple):
    """A row: the lines of its name, and how far from the top they begin."""

    lines: list[str]
    top: int

    @property
    def begin(self) -> int:
        """Where what stands in the row begins."""
        return self.top + LINE * len(self.lines)

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.begin + ROW


def upright(figure: go.Figure) -> go.Figure:
    """A copy of `figure` for a window 360 pixels wide."""
    small = go.Figure(figure)
    small.update_layout(dragmode=False, margin={"l": 4, "r": 4})
    small.update_xaxes(fixedrange=True)
    small.update_yaxes(fixedrange=True)
    _grow(small, EDGE - small.layout.margin.t)
    if small.layout.yaxis.ticktext:
        _names_above(small)
    if small.layout.xaxis.side == "top":
        _turn_columns(small)
    _legend_above(small)
    _wrap_title(small)
    if any(trace.textposition in BESIDE for trace in small.data if "textposition" in trace):
        small.update_xaxes(range=[0, small.layout.xaxis.range[1] * ROOM_FOR_WORDS])
    return small


def _names_above(figure: go.Figure) -> None:
    """Puts the names of rows above them, each in as many lines as it needs."""
    axis, margin = figure.layout.yaxis, figure.layout.margin
    rows = _rows(axis.ticktext)
    at = dict(zip(axis.tickvals, rows, strict=True))
    for trace in list(figure.data):
        if isinstance(trace, go.Heatmap):
            _move_cells(figure, trace, rows)
        else:
            _move(trace, at)
    height = rows[-1].end + GAP
    figure.update_layout(height=margin.t + height + margin.b)
    figure.update_yaxes(
        type="linear",
        categoryorder=None,
        categoryarray=None,
        tickvals=None,
        ticktext=None,
        autorange=False,
        range=[height, 0],
        showgrid=False,
        showticklabels=False,
    )
    for row in rows:
        figure.add_annotation(
            text="<br>".join(escape(line, quote=False) for line in row.lines),
            x=0,
            xref="paper",
            xanchor="left",
            y=row.begin,
            yanchor="bottom",
            align="left",
            borderpad=0,
            showarrow=False,
        )


def _rows(names: Sequence[str]) -> list[_Row]:
    lines = [wrap(unescape(name.replace("<br>", " ")), LETTERS) or [""] for name in names]
    tops = accumulate((LINE * len(each) + ROW + GAP for each in lines), initial=0)
    return [_Row(each, top) for each, top in zip(lines, tops, strict=False)]


def _move(trace: Any, at: Mapping[str, _Row]) -> None:
    """Puts bars or marks to where their rows are now."""
    trace.customdata = list(trace.y)
    if trace.hovertemplate:
        trace.hovertemplate = trace.hovertemplate.replace("%{y}", "%{customdata}")
    trace.y = [(at[name].begin + at[name].end) / 2 for name in trace.customdata]
    if isinstance(trace, go.Bar):
        trace.width = ROW
    elif trace.mode == "text":
        trace.text = [f"\u00a0{words}" for words in trace.text]


def _move_cells(figure: go.Figure, cells: go.Heatmap, rows: Sequence[_Row]) -> None:
    """Puts the cells of statuses below the names of their rows, each with its sign."""
    signs = [[SYMBOLS[STATUSES[z]] if z is not None else "" for z in row] for row in cells.z]
    empty = [None] * len(cells.x)

    def below(content: Sequence[Sequence[Any]]) -> list[Any]:
        return [line for row in content for line in (empty, list(row))]

    cells.update(
        y=[0, *(edge for row in rows for edge in (row.begin, row.end))],
        z=below(cells.z),
        text=[line for row in signs for line in ([""] * len(cells.x), row)],
        texttemplate="%{text}",
        textfont={"size": 12 if len(cells.x) <= NAMED_COLUMNS else 8},
        hoverongaps=False,
        showscale=False,
        ygap=0,
    )
    if cells.hovertext is None:
        cells.update(hoverinfo="skip", hovertemplate=None, texttemplate=None, text=None)
    else:
        cells.update(hovertext=below(cells.hovertext))
    figure.add_traces(
        [
            go.Scatter(
                x=[None],
                y=[None],
                mode="markers",
                name=name,
                marker={"symbol": "square", "size": 13, "color": STATUS_COLOURS[status]},
            )
            for status, name in zip(STATUSES, cells.colorbar.ticktext, strict=True)
        ]
    )


def _turn_columns(figure: go.Figure) -> None:
    """Turns the names above columns; too many are left out."""
    axis = figure.layout.xaxis
    named = axis.showticklabels is not False and len(axis.ticktext) <= NAMED_COLUMNS
    names = [_cut(name) for name in axis.ticktext] if named else []
    letters = max((len(unescape(name)) for name in names), default=0)
    room = EDGE + GAP + LETTER * letters
    figure.update_xaxes(
        ticktext=names,
        tickvals=axis.tickvals if named else [],
        tickangle=-90,
        ticklabelstandoff=GAP,
        automargin=False,
    )
    _grow(figure, room - figure.layout.margin.t)


def _cut(name: str) -> str:
    plain = unescape(name)
    return name if len(plain) <= ID_LETTERS else escape(plain[: ID_LETTERS - 1]) + "…"


def _legend_above(figure: go.Figure) -> None:
    """Puts the legend, where there is one, on top, in as many lines as it needs."""
    named = [trace.name for trace in figure.data if trace.name and trace.showlegend is not False]
    if len(named) < 2 or figure.layout.showlegend is False:
        return
    in_line = max(1, WIDTH // (LETTER * max(map(len, named)) + SIGN))
    lines = -(-len(named) // in_line)
    height = LEGEND_LINE * lines
    figure.update_layout(
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "maxheight": height + EDGE,
        }
    )
    _grow(figure, height)


def _wrap_title(figure: go.Figure) -> None:
    """Gives the title below as many lines as it needs."""
    lines = wrap(figure.layout.xaxis.title.text or "", LETTERS - 4)
    if len(lines) > 1:
        more = LINE * (len(lines) - 1)
        figure.update_xaxes(title={"text": "<br>".join(lines)})
        figure.update_layout(
            height=figure.layout.height + more, margin={"b": figure.layout.margin.b + more}
        )


def _grow(figure: go.Figure, more: int) -> None:
    """Makes `figure` taller above what it draws."""
    figure.update_layout(
        height=figure.layout.height + more, margin={"t": figure.layout.margin.t + more}
    )
