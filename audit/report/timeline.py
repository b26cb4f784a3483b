"""Scores over several runs of one corpus (plotly): a change by the operator looks unlike a rescore."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import plotly.graph_objects as go

from audit.core import Audit, Text3
from audit.report.look import DASHES, MANY, ON_GRID, SERIES, intervals, plain
from audit.report.ranking import comparable

Run = tuple[str, Sequence[Audit]]
"""A label, such as the day of the snapshot, and the audits of that run."""

_WORDS = {
    "score": Text3("Score out of 100", "Балл (100 балдық шкаламен)", "Балл из 100"),
    "changed": Text3("text changed", "мәтіні өзгерген", "текст изменился"),
    "same": Text3(
        "same text, judged anew",
        "мәтіні сол қалпында, қайта бағаланған",
        "тот же текст, новая оценка",
    ),
    "first": Text3("first seen", "алғаш рет", "впервые"),
}
_SYMBOLS = {"changed": "circle", "same": "circle-open", "first": "diamond"}


def timeline(runs: Sequence[Run], *, language: str = "en") -> go.Figure:
    """A line a policy: its score and interval in each run, in the order given.

    A filled mark is a text that changed since the run before, an open one the same text judged anew:
    what moves there moved by the law or by our rules. A score that may not be compared leaves a gap.
    Of more than `MANY` policies those are shown that moved most.
    """
    by_run = [{audit.document.doc_id: audit for audit in audits} for _, audits in runs]
    labels = [escape(label) for label, _ in runs]
    ids = sorted(moves(runs)[:MANY], key=lambda move: move[0])
    figure = go.Figure(
        [_line(policy_id, at, labels, by_run, language) for at, (policy_id, _) in enumerate(ids)]
    )
    plain(figure, 12)
    figure.update_xaxes(
        type="category", categoryarray=labels, categoryorder="array", tickvals=labels
    )
    figure.update_yaxes(title=_WORDS["score"].in_language(language), range=[0, 100], **ON_GRID)
    return figure.update_layout(hovermode="closest", margin={"t": 20})


def moves(runs: Sequence[Run]) -> list[tuple[str, float]]:
    """Every policy and by how many points its score moved between the first and the last to be compared.

    The greatest move comes first.
    """
    grades: dict[str, list[float]] = {}
    for _, audits in runs:
        for audit in audits:
            known = grades.setdefault(audit.document.doc_id, [])
            points = comparable(audit.score)
            known += [] if points is None else [points]
    found = [
        (name, round(known[-1] - known[0], 1) if known else 0.0) for name, known in grades.items()
    ]
    return sorted(found, key=lambda move: (-abs(move[1]), move[0]))


def _line(
    policy_id: str,
    at: int,
    labels: Sequence[str],
    runs: Sequence[Mapping[str, Audit]],
    language: str,
) -> go.Scatter:
    audits = [run.get(policy_id) for run in runs]
    scores = [audit.score if audit else None for audit in audits]
    kinds = [_kind(audits[:place], audit) for place, audit in enumerate(audits)]
    return go.Scatter(
        name=escape(policy_id),
        x=list(labels),
        y=[comparable(score) if score else None for score in scores],
        mode="lines+markers",
        line={
            "color": SERIES[at % len(SERIES)],
            "dash": DASHES[(at + at // len(SERIES)) % len(DASHES)],
        },
        marker={"symbol": [_SYMBOLS[kind] for kind in kinds], "size": 10},
        error_y=intervals(scores, thickness=1, width=3),
        hovertext=[_WORDS[kind].in_language(language) for kind in kinds],
        hovertemplate="%{x}: %{y}<br>%{hovertext}<extra>%{fullData.name}</extra>",
    )


def _kind(earlier: Sequence[Audit | None], audit: Audit | None) -> str:
    """`first`, `changed` or `same`, against the last run that had the policy."""
    before = [entry for entry in earlier if entry]
    if not before or audit is None:
        return "first"
    return "same" if before[-1].document.sha256 == audit.document.sha256 else "changed"
