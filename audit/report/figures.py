"""Figures of audits (plotly): same input, same bytes; colour is never the only sign.

Policies are named by their id, everything else in the chosen language (`kk`, `ru` or `en`).
Text from policies is escaped, because plotly would otherwise read tags in it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from textwrap import shorten, wrap
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from audit.core import STATUSES, Audit, Fact, Finding, Score, Status, Text3, Verdict
from audit.law import library
from audit.report.forms import percent, short_date
from audit.report.names import SYMBOLS, name_of, names, quoted

if TYPE_CHECKING:
    from audit.conflict.templates import Cluster

STATUS_COLOURS = {
    "met": "#0072B2",
    "partial": "#9CCBE8",
    "violated": "#C44601",
    "missing": "#F6C98F",
    "not_applicable": "#F0F0F0",
    "not_assessable": "#BFBFBF",
}
"""Blue is good, orange is not, dark is definite: told apart in every common colour blindness."""

ROOMY = 8
"""Up to so many policies a cell holds the status in words; above, its symbol and a legend."""

MANY = 40
"""Above so many policies figures count them instead of naming each."""

GAPS: tuple[Status, ...] = ("violated", "missing", "partial")
"""What counts as a gap, gravest first."""

_INK, _GREY, _BLUE, GRID = "#222222", "#8A8A8A", "#0072B2", "#E5E5E5"
_ROW, _TALL_ROW, _TOP, _BOTTOM = 24, 34, 60, 20
"""Heights in pixels: of a row, of a row with two lines, of what stands above and below all rows."""

_WORDS = {
    "score": Text3(
        "Score out of 100, with its 90 % interval",
        "Балл, 100-ден; 90 % аралығымен",
        "Балл из 100 и его интервал 90 %",
    ),
    "points": Text3("Score out of 100", "Балл, 100-ден", "Балл из 100"),
    "not_graded": Text3("not graded", "бағаланбады", "без оценки"),
    "said": Text3("The policy says so", "Саясатта айтылған", "Политика это говорит"),
    "silence": Text3("The text is silent", "Мәтінде айтылмаған", "Текст молчит"),
    "confidence": Text3("Confidence given", "Берілген сенімділік", "Указанная уверенность"),
    "right": Text3("Share that is right", "Дұрысының үлесі", "Доля верных"),
    "found": Text3("Finds", "Табылғаны", "Находки"),
    "ideal": Text3("As promised", "Айтылғандай", "Как обещано"),
    "rank": Text3("Rank by score", "Балл бойынша орны", "Место по баллу"),
    "policies": Text3("Policies", "Саясаттар", "Политики"),
    "all": Text3("All operators", "Барлық операторлар", "Все операторы"),
    "unconditional": Text3("Condition not stated", "Шарты айтылмаған", "Условие не названо"),
    "median": Text3("Median", "Медиана", "Медиана"),
    "half": Text3("Middle half", "Ортаңғы жартысы", "Средняя половина"),
    "extremes": Text3(
        "Lowest to highest", "Ең төменнен ең жоғарыға дейін", "От низшего до высшего"
    ),
    "alike": Text3("likeness", "ұқсастығы", "сходство"),
}

_PATTERNS: dict[Status, str] = {"violated": "x", "missing": "", "partial": "/"}
"""Hatching of bars, so that colour is not the only sign."""

SERIES = ("#0072B2", "#C44601", "#8A8A8A", "#009E73", "#CC79A7", "#B58900", "#56B4E9", "#7A5195")
DASHES = ("solid", "dash", "dot", "dashdot")
_SIGNS = ("circle", "square", "diamond", "cross", "triangle-up", "x", "star", "pentagon")


def checklist_heatmap(audits: Sequence[Audit], *, language: str = "en") -> go.Figure:
    """A row a criterion, a column a policy: the status by colour, and by word or symbol.

    Hovering shows the criterion and the reason in full. A criterion that an edition does not ask
    leaves its cell empty. More than `MANY` policies are drawn in colours alone, as a picture of all.
    """
    many = len(audits) > MANY
    ids = sorted({verdict.criterion_id for audit in audits for verdict in audit.verdicts})
    answers = [{verdict.criterion_id: verdict for verdict in audit.verdicts} for audit in audits]
    rows = [[answer.get(criterion) for answer in answers] for criterion in ids]
    roomy = len(audits) <= ROOMY
    words = {code: f"{SYMBOLS[code]} {name_of('statuses', code, language)}" for code in STATUSES}
    cell = {code: "<br>".join(wrap(word, 16)) for code, word in words.items()}
    figure = go.Figure(
        go.Heatmap(
            x=[audit.document.doc_id for audit in audits],
            y=ids,
            z=[[v and STATUSES.index(v.status) for v in row] for row in rows],
            hovertemplate="%{x}<br>%{y}<extra></extra>",
            colorscale=_bands([STATUS_COLOURS[code] for code in STATUSES]),
            zmin=-0.5,
            zmax=len(STATUSES) - 0.5,
            xgap=0 if many else 2,
            ygap=2,
            showscale=not roomy,
            colorbar={
                "tickvals": list(range(len(STATUSES))),
                "ticktext": list(words.values()),
                "ticks": "",
                "len": 0.4,
                "y": 1,
                "yanchor": "top",
            },
        )
    )
    if not many:
        figure.update_traces(
            text=[
                [(cell if roomy else SYMBOLS)[v.status] if v else "" for v in row] for row in rows
            ],
            hovertext=[[_verdict_hover(v, words, language) for v in row] for row in rows],
            texttemplate="%{text}",
            hovertemplate="%{x}<br>%{hovertext}<extra></extra>",
        )
    labels = [_criterion_label(entry, language) for entry in ids]
    _matrix(figure, audits, ids, labels, row=_TALL_ROW)
    return figure.update_xaxes(showticklabels=not many)


def score_bars(audits: Sequence[Audit], *, language: str = "en") -> go.Figure:
    """A bar a policy with its score and interval, best first; a policy without a grade says so."""
    ranked = sorted(audits, key=lambda a: (-(a.score.value or -1.0), a.document.doc_id))
    ids = [audit.document.doc_id for audit in ranked]
    scores = [audit.score for audit in ranked]
    figure = go.Figure(
        [
            go.Bar(
                x=[score.value for score in scores],
                y=ids,
                orientation="h",
                marker={"color": "#5B9BC8"},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [(s.high or 0.0) - (s.value or 0.0) for s in scores],
                    "arrayminus": [(s.value or 0.0) - (s.low or 0.0) for s in scores],
                    "color": _INK,
                },
                hoverinfo="skip",
            ),
            go.Scatter(
                x=[(score.high or 0.0) + 1 for score in scores],
                y=ids,
                mode="text",
                text=[
                    _WORDS["not_graded"].in_language(language)
                    if s.value is None
                    else f"<b>{s.value:.0f}</b> ({s.low:.0f}–{s.high:.0f})"
                    for s in scores
                ],
                textposition="middle right",
                hoverinfo="skip",
            ),
        ]
    )
    plain(figure, len(ids), row=_TALL_ROW, bottom=_TOP)
    figure.update_layout(showlegend=False)
    figure.update_xaxes(
        range=[0, 115],
        tickvals=list(range(0, 101, 20)),
        title=_WORDS["score"].in_language(language),
        showgrid=True,
        gridcolor=GRID,
        layer="below traces",
    )
    figure.update_yaxes(
        type="category", autorange="reversed", tickvals=ids, ticktext=[escape(i) for i in ids]
    )
    return figure


def code_coverage(
    audits: Sequence[Audit], field: str, *, language: str = "en", all_codes: bool = False
) -> go.Figure:
    """A row a code of `field`, a column a policy, a mark where the policy says it; hovering quotes it.

    `field` is one of the codebook, `findings` (faults of the text) included. A hollow mark stands
    for silence that was noted. Rows are ordered by how many policies say them, which the label
    counts; `all_codes` also shows codes that no policy says. Raises KeyError when there is no
    such field.
    """
    known = list(names().codes["data_categories" if field == "data_not_collected" else field])
    facts = [
        (audit, fact) for audit in audits for fact in _said(audit, field) if fact.code in known
    ]
    silence = any(not fact.evidence for _, fact in facts)
    count = Counter(
        code for _, code in {(audit.document.doc_id, fact.code) for audit, fact in facts}
    )
    codes = sorted(
        (code for code in known if all_codes or count[code]), key=lambda code: -count[code]
    )
    figure = go.Figure()
    for word, symbol, spoken in (("said", "circle", True), ("silence", "circle-open", False)):
        chosen = [(audit, fact) for audit, fact in facts if bool(fact.evidence) == spoken]
        figure.add_scatter(
            x=[audit.document.doc_id for audit, _ in chosen],
            y=[fact.code for _, fact in chosen],
            mode="markers",
            marker={
                "size": 13,
                "symbol": symbol,
                "color": _BLUE if spoken else _GREY,
                "line": {"width": 2},
            },
            name=_WORDS[word].in_language(language),
            hovertext=[_fact_hover(audit, fact, language) for audit, fact in chosen],
            hovertemplate="%{x}<br>%{hovertext}<extra></extra>",
            showlegend=silence,
        )
    figure.update_layout(legend={"orientation": "h", "x": 0, "y": 0, "yanchor": "top"})
    labels = [
        f"{name_of('codes', code, language, field=field)} · {count[code]}/{len(audits)}"
        for code in codes
    ]
    _matrix(figure, audits, codes, labels, bottom=_TOP if silence else _BOTTOM)
    figure.update_xaxes(showgrid=True, gridcolor=GRID, range=[-0.5, max(len(audits), 1) - 0.5])
    figure.update_yaxes(
        showgrid=True, gridcolor=GRID, range=[max(len(codes), 1) - 0.5, -0.5], autorange=False
    )
    return figure


def clause_roles(audits: Sequence[Audit], *, language: str = "en") -> go.Figure:
    """A row a section role, a column a policy: the percentage of the policy's text in that role."""
    lengths = [_role_lengths(audit) for audit in audits]
    roles = [role for role in names().roles if any(role in length for length in lengths)]
    shares = [
        [
            100 * length[role] / sum(length.values()) if role in length else None
            for length in lengths
        ]
        for role in roles
    ]
    figure = go.Figure(
        go.Heatmap(
            x=[audit.document.doc_id for audit in audits],
            y=roles,
            z=shares,
            text=[["" if share is None else f"{share:.0f} %" for share in row] for row in shares],
            texttemplate="%{text}",
            hovertemplate="%{x}<br>%{y}: %{text}<extra></extra>",
            colorscale=[[0, "#F2F8FC"], [1, "#7DB8E0"]],
            textfont={"color": _INK},
            zmin=0,
            xgap=2,
            ygap=2,
            showscale=False,
        )
    )
    return _matrix(figure, audits, roles, [name_of("roles", role, language) for role in roles])


def score_curve(audits: Sequence[Audit], *, language: str = "en") -> go.Figure:
    """Scores with their intervals by rank, for more policies than bars have room for."""
    graded = [a for a in audits if a.score.value is not None]
    graded.sort(key=lambda a: (-(a.score.value or 0.0), a.document.doc_id))
    ranks = list(range(1, len(graded) + 1))
    scores = [audit.score for audit in graded]
    figure = go.Figure(
        [
            go.Scatter(
                x=[*ranks, *reversed(ranks)],
                y=[*(s.high for s in scores), *(s.low for s in reversed(scores))],
                fill="toself",
                mode="none",
                fillcolor="#9CCBE8",
                hoverinfo="skip",
            ),
            go.Scatter(
                x=ranks,
                y=[score.value for score in scores],
                mode="lines",
                line={"color": _BLUE, "width": 2},
                text=[escape(audit.document.doc_id) for audit in graded],
                hovertemplate="%{x}. %{text}: %{y}<extra></extra>",
            ),
        ]
    )
    plain(figure, 10, row=_TALL_ROW, bottom=_TOP)
    figure.update_layout(showlegend=False)
    figure.update_xaxes(title=_WORDS["rank"].in_language(language))
    figure.update_yaxes(
        title=_WORDS["score"].in_language(language), range=[0, 100], showgrid=True, gridcolor=GRID
    )
    return figure


def gaps_by_criterion(audits: Sequence[Audit], *, language: str = "en") -> go.Figure:
    """A bar a criterion: how many policies violate it, are silent on it or meet it in part."""
    counts = gap_counts(audits)
    ids = list(counts)
    figure = go.Figure(
        [
            go.Bar(
                x=[counts[criterion][status] for criterion in ids],
                y=ids,
                orientation="h",
                name=f"{SYMBOLS[status]} {name_of('statuses', status, language)}",
                marker={
                    "color": STATUS_COLOURS[status],
                    "pattern": {
                        "shape": _PATTERNS[status],
                        "fillmode": "overlay",
                        "fgcolor": "#FFFFFF",
                        "size": 6,
                    },
                },
                hovertemplate="%{y}: %{x}<extra>%{fullData.name}</extra>",
            )
            for status in GAPS
        ]
    )
    plain(figure, len(ids), row=_TALL_ROW, bottom=_TOP)
    figure.update_layout(
        barmode="stack",
        bargap=0.35,
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"},
    )
    figure.update_xaxes(
        title=_WORDS["policies"].in_language(language),
        rangemode="tozero",
        tickformat="d",
        showgrid=True,
        gridcolor=GRID,
        layer="below traces",
        **({"dtick": 1} if len(audits) <= ROOMY else {}),
    )
    figure.update_yaxes(
        type="category",
        autorange="reversed",
        tickvals=ids,
        ticktext=[_criterion_label(criterion, language) for criterion in ids],
    )
    return figure


def gap_counts(audits: Sequence[Audit]) -> dict[str, dict[Status, int]]:
    """Criterion -> status -> how many policies have it, the criterion with most gaps first."""
    counts: dict[str, dict[Status, int]] = {}
    for audit in audits:
        for verdict in audit.verdicts:
            row = counts.setdefault(verdict.criterion_id, dict.fromkeys(STATUSES, 0))
            row[verdict.status] += 1

    def order(criterion: str) -> tuple[int, int, str]:
        row = counts[criterion]
        return -sum(row[status] for status in GAPS), -row["violated"], criterion

    return {criterion: counts[criterion] for criterion in sorted(counts, key=order)}


def code_counts(audits: Sequence[Audit], field: str, *, language: str = "en") -> go.Figure:
    """A bar a code of `field`: how many policies say it, most first; for many policies."""
    counts = Counter(
        code
        for audit in audits
        for code in sorted({fact.code for fact in _said(audit, field) if fact.evidence})
    )
    codes = sorted(counts, key=lambda code: (-counts[code], code))
    figure = go.Figure(
        go.Bar(
            x=[counts[code] for code in codes],
            y=codes,
            orientation="h",
            marker={"color": _BLUE},
            text=[f"{counts[code]} · {percent(counts[code] / len(audits))}" for code in codes],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    plain(figure, len(codes), row=_ROW, bottom=_TOP)
    figure.update_layout(showlegend=False)
    figure.update_xaxes(
        title=_WORDS["policies"].in_language(language),
        range=[0, 1.15 * max(counts.values(), default=1)],
    )
    figure.update_yaxes(
        type="category",
        autorange="reversed",
        tickvals=codes,
        ticktext=[name_of("codes", code, language, field=field) for code in codes],
    )
    return figure


def transfers(audits: Sequence[Audit]) -> list[tuple[str, str, str]]:
    """Operator, condition and recipient of every transfer that a policy states.

    A condition belongs to a recipient when both are named in one clause; the condition is empty
    when none is.
    """
    found = []
    for audit in audits:
        clauses = _clauses_of_codes(audit, "transfer_conditions")
        for recipient, places in _clauses_of_codes(audit, "recipients").items():
            conditions = [code for code, theirs in clauses.items() if theirs & places]
            found += [(audit.document.doc_id, code, recipient) for code in conditions or [""]]
    return found


def transfer_flows(audits: Sequence[Audit], *, language: str = "en") -> go.Figure:
    """Flows from operators through the conditions of transfer to the recipients, one unit a policy.

    More than `MANY` operators are one node.
    """
    named = len(audits) <= MANY
    rows = transfers(audits)
    single = _WORDS["all"].in_language(language)
    sources = sorted({name for name, _, _ in rows}) if named else [single] if rows else []
    conditions = sorted({condition for _, condition, _ in rows})
    recipients = sorted({recipient for _, _, recipient in rows})
    labels = [
        *(escape(name) for name in sources),
        *(
            name_of("codes", code, language, field="transfer_conditions")
            if code
            else _WORDS["unconditional"].in_language(language)
            for code in conditions
        ),
        *(name_of("codes", code, language, field="recipients") for code in recipients),
    ]
    middle, right = len(sources), len(sources) + len(conditions)
    flows: Counter[tuple[int, int]] = Counter()
    for name, condition, recipient in rows:
        at = middle + conditions.index(condition)
        flows[sources.index(name if named else single), at] += 1
        flows[at, right + recipients.index(recipient)] += 1
    pairs = sorted(flows)
    colours = [_BLUE] * middle + ["#C44601"] * len(conditions) + ["#009E73"] * len(recipients)
    figure = go.Figure(
        go.Sankey(
            node={
                "label": labels,
                "color": colours,
                "pad": 18,
                "thickness": 14,
                "line": {"width": 0},
            },
            link={
                "source": [one for one, _ in pairs],
                "target": [other for _, other in pairs],
                "value": [flows[pair] for pair in pairs],
                "color": "rgba(138,138,138,0.35)",
            },
        )
    )
    plain(figure, max(len(sources), len(conditions), len(recipients), 8), row=48, bottom=_BOTTOM)
    figure.update_layout(margin={"t": _BOTTOM})
    return figure


def template_groups(clusters: Sequence[Cluster], *, language: str = "en") -> go.Figure:
    """A bar a template: how many policies were made from it, with their names and likeness."""
    names_of_rows = [str(number) for number in range(1, len(clusters) + 1)]
    alike = _WORDS["alike"].in_language(language)
    figure = go.Figure(
        go.Bar(
            x=[len(cluster.members) for cluster in clusters],
            y=names_of_rows,
            orientation="h",
            marker={"color": _BLUE},
            text=[
                escape(shorten(", ".join(cluster.members), 60, placeholder=" …"))
                + f" · {alike} {percent(cluster.likeness)}"
                for cluster in clusters
            ],
            textposition="auto",
            hoverinfo="skip",
        )
    )
    plain(figure, len(clusters), row=_TALL_ROW, bottom=_TOP)
    figure.update_xaxes(
        title=_WORDS["policies"].in_language(language), rangemode="tozero", tickformat="d"
    )
    figure.update_yaxes(type="category", autorange="reversed")
    return figure


def edition_effect(scores: Mapping[str, Mapping[str, Score]], *, language: str = "en") -> go.Figure:
    """The score of the same texts by each edition of the law: lines, or bands for many policies.

    `scores` is policy -> edition -> score, as `audit.law.scores_by_edition` gives them.
    """
    editions = list(next(iter(scores.values()), {}))
    figure = go.Figure()
    if len(scores) <= ROOMY:
        for at, (name, by_edition) in enumerate(scores.items()):
            figure.add_scatter(
                x=editions,
                y=[by_edition[edition].value for edition in editions],
                name=escape(name),
                mode="lines+markers",
                line={"color": SERIES[at], "dash": DASHES[at % len(DASHES)]},
                marker={"symbol": _SIGNS[at], "size": 9},
            )
    else:
        columns = [
            sorted(s[edition].value or 0.0 for s in scores.values() if s[edition].value is not None)
            for edition in editions
        ]
        for word, low, high, colour in (
            ("extremes", 0.0, 1.0, "rgba(156,203,232,0.35)"),
            ("half", 0.25, 0.75, "rgba(86,180,233,0.55)"),
        ):
            figure.add_scatter(
                x=[*editions, *reversed(editions)],
                y=[
                    *(quantile(c, high) for c in columns),
                    *(quantile(c, low) for c in reversed(columns)),
                ],
                fill="toself",
                mode="none",
                fillcolor=colour,
                name=_WORDS[word].in_language(language),
            )
        figure.add_scatter(
            x=editions,
            y=[quantile(column, 0.5) for column in columns],
            mode="lines+markers",
            line={"color": _BLUE, "width": 3},
            name=_WORDS["median"].in_language(language),
        )
    plain(figure, 10, row=_TALL_ROW, bottom=_TOP)
    figure.update_layout(legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"})
    figure.update_xaxes(
        type="category",
        tickvals=editions,
        ticktext=[short_date(edition, language) for edition in editions],
    )
    figure.update_yaxes(
        title=_WORDS["score"].in_language(language),
        rangemode="tozero",
        showgrid=True,
        gridcolor=GRID,
    )
    return figure


def quantile(values: Sequence[float], share: float) -> float | None:
    """The value below which `share` of the sorted `values` lies, nearest rank; None of none."""
    if not values:
        return None
    return values[round(share * (len(values) - 1))]


def reliability(bins: Sequence[tuple[float, float, int]], *, language: str = "en") -> go.Figure:
    """A mark a bin: the confidence given against the share that is right, with its 95 % interval.

    Each bin is mean confidence, share right and size (`audit.evaluation.bins`); the size stands
    beside the mark and gives its area. Marks on the dashed line keep what their confidence
    promises; below it they promise too much.
    """
    intervals = [_wilson(right, size) for _, right, size in bins]
    largest = max((size for *_, size in bins), default=1)
    figure = go.Figure(
        [
            go.Scatter(
                x=[0, 1],
                y=[0, 1],
                mode="lines",
                line={"color": _GREY, "dash": "dash"},
                name=_WORDS["ideal"].in_language(language),
                hoverinfo="skip",
            ),
            go.Scatter(
                x=[confidence for confidence, _, _ in bins],
                y=[right for _, right, _ in bins],
                mode="markers+text",
                marker={
                    "color": _BLUE,
                    "size": [8 + 24 * (size / largest) ** 0.5 for *_, size in bins],
                },
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": [high - b[1] for (_, high), b in zip(intervals, bins, strict=True)],
                    "arrayminus": [b[1] - low for (low, _), b in zip(intervals, bins, strict=True)],
                    "color": _INK,
                },
                text=[f"   {size}" for *_, size in bins],
                textposition="middle right",
                name=_WORDS["found"].in_language(language),
                hovertemplate="%{x:.2f} → %{y:.2f}, n =%{text}<extra></extra>",
            ),
        ]
    )
    plain(figure, 10, row=_TALL_ROW, bottom=_TOP)
    grid = {"range": [0, 1.05], "dtick": 0.2, "showgrid": True, "gridcolor": GRID}
    figure.update_xaxes(title=_WORDS["confidence"].in_language(language), **grid)
    figure.update_yaxes(title=_WORDS["right"].in_language(language), **grid)
    figure.update_layout(width=520, legend={"x": 0.02, "y": 0.98})
    return figure


def score_spread(
    scores: Mapping[str, Mapping[str, float | None]], *, language: str = "en"
) -> go.Figure:
    """A row a policy, a sign a way of counting: how far its score hangs on the choice.

    `scores` holds policy id -> score, by the name of the way; the first is the one that counts, and
    by it the rows are ordered. Policies without a score under it are left out.
    """
    first, *others = scores
    known = {name: value for name, value in scores[first].items() if value is not None}
    ids = sorted(known, key=lambda name: (-known[name], name))
    figure = go.Figure()
    for name in ids:
        found = [value for way in scores.values() if (value := way[name]) is not None]
        figure.add_scatter(
            x=[min(found), max(found)],
            y=[name, name],
            mode="lines",
            line={"color": _GREY, "width": 1},
            hoverinfo="skip",
            showlegend=False,
        )
    signs = ("circle", "square", "diamond", "cross", "triangle-up", "star", "x", "pentagon")
    for at, way in enumerate((*others, first)):
        figure.add_scatter(
            x=[scores[way][name] for name in ids],
            y=ids,
            mode="markers",
            name=escape(way),
            marker={
                "symbol": "circle" if way == first else f"{signs[at % len(signs)]}-open",
                "size": 12 if way == first else 9,
                "color": _BLUE if way == first else _INK,
            },
            hovertemplate="%{y}: %{x}<extra>%{fullData.name}</extra>",
        )
    plain(figure, len(ids), row=_TALL_ROW, bottom=2 * _TOP)
    figure.update_layout(legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"})
    figure.update_xaxes(
        title=_WORDS["points"].in_language(language),
        range=[0, 100],
        showgrid=True,
        gridcolor=GRID,
    )
    figure.update_yaxes(
        type="category", autorange="reversed", tickvals=ids, ticktext=[escape(i) for i in ids]
    )
    return figure


def _wilson(share: float, size: int) -> tuple[float, float]:
    """The 95 % interval of a share seen in `size` things, after Wilson."""
    z = 1.96
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * (share * (1 - share) / size + z * z / (4 * size**2)) ** 0.5
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))


def _role_lengths(audit: Audit) -> Counter[str]:
    """Section role -> characters of its clauses."""
    lengths: Counter[str] = Counter()
    for clause in audit.clauses:
        lengths[clause.section_role] += clause.body.end - clause.body.start
    return lengths


def _criterion_label(criterion: str, language: str) -> str:
    """Id and title on at most two lines."""
    known = library().criteria.get(criterion)
    title = known.title.in_language(language) if known else ""
    return _lines(shorten(f"{criterion} {title}", 84, placeholder=" …"), width=46)


def _verdict_hover(verdict: Verdict | None, words: Mapping[Status, str], language: str) -> str:
    if verdict is None:
        return ""
    known = library().criteria.get(verdict.criterion_id)
    title = known.title.in_language(language) if known else ""
    return _lines(
        f"{verdict.criterion_id} {title}",
        words[verdict.status],
        verdict.reason.in_language(language),
    )


def _clauses_of_codes(audit: Audit, field: str) -> dict[str, set[int]]:
    """Code of `field` -> the clauses in which the policy says it."""
    starts = [clause.span.start for clause in audit.clauses]
    found: dict[str, set[int]] = {}
    for fact in audit.facts:
        if fact.field == field and fact.evidence:
            clauses = {bisect_right(starts, item.start) for item in fact.evidence}
            found.setdefault(fact.code, set()).update(clauses)
    return found


def _said(audit: Audit, field: str) -> Sequence[Fact | Finding]:
    """The facts of a field; the faults of the text count as one."""
    if field == "findings":
        return audit.findings
    return [fact for fact in audit.facts if fact.field == field]


def _fact_hover(audit: Audit, fact: Fact | Finding, language: str) -> str:
    field = "findings" if isinstance(fact, Finding) else fact.field
    said = (
        quoted(audit.document, fact.evidence[0], language)
        if fact.evidence
        else _WORDS["silence"].in_language(language)
    )
    return _lines(name_of("codes", fact.code, language, field=field), said)


def _lines(*texts: str, width: int = 70) -> str:
    """Texts as escaped lines of at most `width` characters."""
    return "<br>".join(escape(line, quote=False) for text in texts for line in wrap(text, width))


def _bands(colours: Sequence[str]) -> list[list[float | str]]:
    """A colour scale of equal bands, one a colour."""
    step = 1 / len(colours)
    return [
        [edge, colour] for at, colour in enumerate(colours) for edge in (at * step, (at + 1) * step)
    ]


def _matrix(
    figure: go.Figure,
    audits: Sequence[Audit],
    rows: Sequence[str],
    labels: Sequence[str],
    *,
    row: int = _ROW,
    bottom: int = _BOTTOM,
) -> go.Figure:
    """`figure` with policies named on top and `labels` beside the rows, first row at the top."""
    ids = [audit.document.doc_id for audit in audits]
    plain(figure, len(rows), row=row, bottom=bottom)
    figure.update_xaxes(
        type="category",
        side="top",
        tickvals=ids,
        ticktext=[escape(i) for i in ids],
        categoryorder="array",
        categoryarray=ids,
    )
    figure.update_yaxes(
        type="category",
        autorange="reversed",
        tickvals=list(rows),
        ticktext=list(labels),
        categoryorder="array",
        categoryarray=list(rows),
    )
    return figure


def plain(figure: go.Figure, rows: int, *, row: int, bottom: int) -> None:
    """Gives `figure` the look that all share, and a height for so many rows."""
    figure.update_layout(
        template="none",
        height=_TOP + rows * row + bottom,
        margin={"l": 10, "r": 10, "t": _TOP, "b": bottom},
        font={"family": "Noto Sans, DejaVu Sans, Arial, sans-serif", "size": 12, "color": _INK},
        hoverlabel={"align": "left"},
    )
    figure.update_xaxes(automargin=True, showgrid=False, zeroline=False, ticks="")
    figure.update_yaxes(
        automargin=True, showgrid=False, zeroline=False, ticks="", ticklabelstandoff=6
    )
