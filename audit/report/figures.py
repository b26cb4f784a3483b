"""Figures of audits (plotly): same input, same bytes; colour is never the only sign.

Policies are named by their id, everything else in the chosen language (`kk`, `ru` or `en`).
Text from policies is escaped, because plotly would otherwise read tags in it. What is counted is in
`measures.py`, the look in `look.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import cycle
from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from audit.core import STATUSES, Audit, Fact, Finding, Score, Status, Text3, Verdict
from audit.law import library
from audit.report.forms import percent, short_date
from audit.report.look import (
    BLUE,
    BOTTOM,
    DASHES,
    GREEN,
    GREY,
    HATCHING,
    INK,
    LEGEND_ABOVE,
    LEGEND_BELOW,
    MANY,
    ON_GRID,
    ORANGE,
    ROOMY,
    ROW,
    SERIES,
    SIGNS,
    STATUS_COLOURS,
    TALL_ROW,
    TOP,
    band,
    intervals,
    matrix,
    named_rows,
    plain,
    scale_of,
    whiskers,
)
from audit.report.measures import (
    GAPS,
    gap_counts,
    median,
    quantile,
    role_lengths,
    said,
    scores_of_editions,
    transfers,
    wilson,
)
from audit.report.names import SYMBOLS, codes_of, name_of, names, quoted
from audit.report.ranking import comparable, comparable_throughout, ranked

if TYPE_CHECKING:
    from audit.conflict.templates import Cluster

_WORDS = {
    "score": Text3(
        "Score out of 100, with its 90 % interval",
        "Балл (100 балдық шкаламен) және 90 % аралығы",
        "Балл из 100 и его интервал 90 %",
    ),
    "points": Text3("Score out of 100", "Балл (100 балдық шкаламен)", "Балл из 100"),
    "not_graded": Text3("not graded", "бағаланбады", "без оценки"),
    "unranked": Text3(
        "not ranked, assessed: {share}",
        "орын берілмеді, бағаланған үлесі: {share}",
        "без места, оценено: {share}",
    ),
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


def checklist_heatmap(audits: Sequence[Audit], *, language: str = "en") -> go.Figure:
    """A row a criterion, a column a policy: the status by colour, and by word or symbol.

    Hovering shows the criterion and the reason in full. A criterion that an edition does not ask
    leaves its cell empty. More than `MANY` policies are drawn in colours alone, as a picture of all.
    """
    many = len(audits) > MANY
    ids = sorted({verdict.criterion_id for audit in audits for verdict in audit.verdicts})
    answers = [{verdict.criterion_id: verdict for verdict in audit.verdicts} for audit in audits]
    rows = [[answer.get(criterion) for answer in answers] for criterion in ids]
    words = {code: f"{SYMBOLS[code]} {name_of('statuses', code, language)}" for code in STATUSES}
    figure = go.Figure(
        go.Heatmap(
            x=[audit.document.doc_id for audit in audits],
            y=ids,
            z=[[v and STATUSES.index(v.status) for v in row] for row in rows],
            hovertemplate="%{x}<br>%{y}<extra></extra>",
            xgap=0 if many else 2,
            ygap=2,
            showscale=len(audits) > ROOMY,
            **_status_scale(words),
        )
    )
    if not many:
        cell = {code: "<br>".join(wrap(word, 16)) for code, word in words.items()}
        shown = cell if len(audits) <= ROOMY else SYMBOLS
        figure.update_traces(
            text=[[shown[v.status] if v else "" for v in row] for row in rows],
            hovertext=[[_verdict_hover(v, words, language) for v in row] for row in rows],
            texttemplate="%{text}",
            hovertemplate="%{x}<br>%{hovertext}<extra></extra>",
        )
    matrix(figure, audits, ids, [_criterion_label(c, language) for c in ids], row=TALL_ROW)
    return figure.update_xaxes(showticklabels=not many)


def _status_scale(words: Mapping[Status, str]) -> dict[str, Any]:
    """The colours of statuses and the legend that names them."""
    return {
        "colorscale": scale_of([STATUS_COLOURS[code] for code in STATUSES]),
        "zmin": -0.5,
        "zmax": len(STATUSES) - 0.5,
        "colorbar": {
            "tickvals": list(range(len(STATUSES))),
            "ticktext": list(words.values()),
            "ticks": "",
            "len": 0.4,
            "y": 1,
            "yanchor": "top",
        },
    }


def score_bars(audits: Sequence[Audit], *, language: str = "en") -> go.Figure:
    """A bar a policy with its score and interval, best first.

    Below them a policy without a grade, or with a score that may not be compared, says so.
    """
    in_order = ranked(audits)
    ids = [audit.document.doc_id for audit in in_order]
    scores = [audit.score for audit in in_order if comparable(audit.score) is not None]
    bars = go.Bar(
        x=[score.value for score in scores],
        y=ids[: len(scores)],
        orientation="h",
        marker={"color": "#5B9BC8"},
        error_x=intervals(scores, color=INK),
        hoverinfo="skip",
    )
    ends = [score.high or 0.0 for score in scores] + [0.0] * (len(ids) - len(scores))
    beside = go.Scatter(
        x=[end + 1 for end in ends],
        y=ids,
        mode="text",
        text=[_points(audit.score, language) for audit in in_order],
        textposition="middle right",
        hoverinfo="skip",
    )
    figure = go.Figure([bars, beside])
    plain(figure, len(ids))
    figure.update_layout(showlegend=False)
    figure.update_xaxes(
        range=[0, 115],
        tickvals=list(range(0, 101, 20)),
        title=_WORDS["score"].in_language(language),
        layer="below traces",
        **ON_GRID,
    )
    named_rows(figure, ids)
    return figure


def _points(score: Score, language: str) -> str:
    """A score and its interval as they stand beside a bar; why there is none to compare."""
    if score.value is None:
        return _WORDS["not_graded"].in_language(language)
    if comparable(score) is None:
        share = percent(score.assessed)
        return _WORDS["unranked"].in_language(language).format(share=share)
    return f"<b>{score.value:.0f}</b> ({score.low:.0f}–{score.high:.0f})"


def code_coverage(
    audits: Sequence[Audit], field: str, *, language: str = "en", all_codes: bool = False
) -> go.Figure:
    """A row a code of `field`, a column a policy, a mark where the policy says it; hovering quotes it.

    `field` is one of the codebook, `findings` (faults of the text) included. A hollow mark stands
    for silence that was noted. Rows are ordered by how many policies say them, which the label
    counts; `all_codes` also shows codes that no policy says. Raises KeyError when there is no
    such field.
    """
    known = list(codes_of(field))
    facts = [(audit, fact) for audit in audits for fact in said(audit, field) if fact.code in known]
    silence = any(not fact.evidence for _, fact in facts)
    count = Counter(
        code for _, code in {(audit.document.doc_id, fact.code) for audit, fact in facts}
    )
    codes = sorted(
        (code for code in known if all_codes or count[code]), key=lambda code: -count[code]
    )
    figure = go.Figure([_marks(facts, spoken, language) for spoken in (True, False)])
    figure.update_traces(showlegend=silence)
    figure.update_layout(legend=LEGEND_BELOW)
    labels = [
        f"{name_of('codes', code, language, field=field)} · {count[code]}/{len(audits)}"
        for code in codes
    ]
    matrix(figure, audits, codes, labels, bottom=TOP if silence else BOTTOM)
    figure.update_xaxes(range=[-0.5, max(len(audits), 1) - 0.5], **ON_GRID)
    figure.update_yaxes(range=[max(len(codes), 1) - 0.5, -0.5], autorange=False, **ON_GRID)
    return figure


def _marks(
    facts: Sequence[tuple[Audit, Fact | Finding]], spoken: bool, language: str
) -> go.Scatter:
    """A mark for each of the facts that have words, or for each that is silence."""
    chosen = [(audit, fact) for audit, fact in facts if bool(fact.evidence) == spoken]
    return go.Scatter(
        x=[audit.document.doc_id for audit, _ in chosen],
        y=[fact.code for _, fact in chosen],
        mode="markers",
        marker={
            "size": 13,
            "symbol": "circle" if spoken else "circle-open",
            "color": BLUE if spoken else GREY,
            "line": {"width": 2},
        },
        name=_WORDS["said" if spoken else "silence"].in_language(language),
        hovertext=[_fact_hover(audit, fact, language) for audit, fact in chosen],
        hovertemplate="%{x}<br>%{hovertext}<extra></extra>",
    )


def clause_roles(audits: Sequence[Audit], *, language: str = "en") -> go.Figure:
    """A row a section role, a column a policy: the percentage of the policy's text in that role."""
    lengths = [role_lengths(audit) for audit in audits]
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
            textfont={"color": INK},
            zmin=0,
            xgap=2,
            ygap=2,
            showscale=False,
        )
    )
    return matrix(figure, audits, roles, [name_of("roles", role, language) for role in roles])


def score_curve(audits: Sequence[Audit], *, language: str = "en") -> go.Figure:
    """Scores with their intervals by rank, for more policies than bars have room for."""
    in_order = [audit for audit in ranked(audits) if comparable(audit.score) is not None]
    ranks = list(range(1, len(in_order) + 1))
    scores = [audit.score for audit in in_order]
    interval = band(
        ranks,
        [score.high for score in scores],
        [score.low for score in scores],
        fillcolor="#9CCBE8",
        hoverinfo="skip",
    )
    line = go.Scatter(
        x=ranks,
        y=[score.value for score in scores],
        mode="lines",
        line={"color": BLUE, "width": 2},
        text=[escape(audit.document.doc_id) for audit in in_order],
        hovertemplate="%{x}. %{text}: %{y}<extra></extra>",
    )
    figure = go.Figure([interval, line])
    plain(figure, 10)
    figure.update_layout(showlegend=False)
    figure.update_xaxes(title=_WORDS["rank"].in_language(language))
    figure.update_yaxes(title=_WORDS["score"].in_language(language), range=[0, 100], **ON_GRID)
    return figure


def gaps_by_criterion(audits: Sequence[Audit], *, language: str = "en") -> go.Figure:
    """A bar a criterion: how many policies violate it, are silent on it or meet it in part."""
    counts = gap_counts(audits)
    figure = go.Figure([_gap_bars(counts, status, language) for status in GAPS])
    plain(figure, len(counts))
    figure.update_layout(
        barmode="stack", bargap=0.35, legend={**LEGEND_ABOVE, "traceorder": "normal"}
    )
    figure.update_xaxes(
        title=_WORDS["policies"].in_language(language),
        rangemode="tozero",
        layer="below traces",
        **_whole(len(audits)),
        **ON_GRID,
    )
    named_rows(figure, list(counts), [_criterion_label(name, language) for name in counts])
    return figure


def _whole(most: int) -> dict[str, Any]:
    """How an axis that counts up to `most` is marked: in whole numbers."""
    return {"tickformat": "d", **({"dtick": 1} if most <= ROOMY else {})}


def _gap_bars(counts: Mapping[str, Mapping[Status, int]], status: Status, language: str) -> go.Bar:
    """How many policies have `status`, a bar a criterion."""
    return go.Bar(
        x=[row[status] for row in counts.values()],
        y=list(counts),
        orientation="h",
        name=f"{SYMBOLS[status]} {name_of('statuses', status, language)}",
        marker={
            "color": STATUS_COLOURS[status],
            "pattern": {
                "shape": HATCHING[status],
                "fillmode": "overlay",
                "fgcolor": "#FFFFFF",
                "size": 6,
            },
        },
        hovertemplate="%{y}: %{x}<extra>%{fullData.name}</extra>",
    )


def code_counts(audits: Sequence[Audit], field: str, *, language: str = "en") -> go.Figure:
    """A bar a code of `field`: how many policies say it, most first; for many policies."""
    counts = Counter(
        code
        for audit in audits
        for code in sorted({fact.code for fact in said(audit, field) if fact.evidence})
    )
    codes = sorted(counts, key=lambda code: (-counts[code], code))
    figure = _count_bars(
        codes,
        [counts[code] for code in codes],
        [f"{counts[code]} · {percent(counts[code] / len(audits))}" for code in codes],
        language,
    )
    named_rows(figure, codes, [name_of("codes", code, language, field=field) for code in codes])
    return figure


def _count_bars(
    rows: Sequence[str], counts: Sequence[int], words: Sequence[str], language: str
) -> go.Figure:
    """A bar a row as long as its count of policies, with its words beside it."""
    figure = go.Figure(
        go.Bar(
            x=list(counts),
            y=list(rows),
            orientation="h",
            marker={"color": BLUE},
            text=list(words),
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    plain(figure, len(rows), row=ROW)
    figure.update_layout(showlegend=False)
    return figure.update_xaxes(
        title=_WORDS["policies"].in_language(language),
        range=[0, 1.15 * max(counts, default=1)],
        **_whole(max(counts, default=1)),
    )


def transfer_flows(audits: Sequence[Audit], *, language: str = "en") -> go.Figure:
    """Flows from operators through the conditions of transfer to the recipients.

    One unit is one recipient of one operator under one condition: where clauses name two conditions
    for a recipient, it is two units, one through each. So a flow into a condition counts recipients,
    and a flow out of it operators. More than `MANY` operators are one node.
    """
    single = _WORDS["all"].in_language(language)
    named = len(audits) <= MANY
    rows = [(name if named else single, *rest) for name, *rest in transfers(audits)]
    sources, conditions, recipients = (sorted({row[at] for row in rows}) for at in range(3))
    middle, right = len(sources), len(sources) + len(conditions)
    flows: Counter[tuple[int, int]] = Counter()
    for name, condition, recipient in rows:
        at = middle + conditions.index(condition)
        flows[sources.index(name), at] += 1
        flows[at, right + recipients.index(recipient)] += 1
    pairs = sorted(flows)
    link = {
        "source": [one for one, _ in pairs],
        "target": [other for _, other in pairs],
        "value": [flows[pair] for pair in pairs],
        "color": "rgba(138,138,138,0.35)",
    }
    node = {
        "label": [
            *(escape(name) for name in sources),
            *(_condition(code, language) for code in conditions),
            *(name_of("codes", code, language, field="recipients") for code in recipients),
        ],
        "color": [BLUE] * middle + [ORANGE] * len(conditions) + [GREEN] * len(recipients),
        "pad": 18,
        "thickness": 14,
        "line": {"width": 0},
    }
    figure = go.Figure(go.Sankey(node=node, link=link))
    plain(figure, max(len(sources), len(conditions), len(recipients), 8), row=48, bottom=BOTTOM)
    return figure.update_layout(margin={"t": BOTTOM})


def _condition(code: str, language: str) -> str:
    """The name of a condition of transfer; of none, that none is stated."""
    if not code:
        return _WORDS["unconditional"].in_language(language)
    return name_of("codes", code, language, field="transfer_conditions")


def transfer_counts(audits: Sequence[Audit], *, language: str = "en") -> go.Figure:
    """A bar a recipient and condition: how many policies transfer so, most first."""
    flows = Counter((recipient, condition) for _, condition, recipient in transfers(audits))
    pairs = sorted(flows, key=lambda pair: (-flows[pair], pair))
    rows = [str(number) for number in range(len(pairs))]
    counts = [flows[pair] for pair in pairs]
    figure = _count_bars(rows, counts, [str(count) for count in counts], language)
    names = [
        f"{name_of('codes', recipient, language, field='recipients')} · {_condition(condition, language)}"
        for recipient, condition in pairs
    ]
    named_rows(figure, rows, names)
    return figure


def template_groups(clusters: Sequence[Cluster], *, language: str = "en") -> go.Figure:
    """A bar a template: how many policies were made from it, with their names and likeness."""
    names_of_rows = [str(number) for number in range(1, len(clusters) + 1)]
    figure = go.Figure(
        go.Bar(
            x=[len(cluster.members) for cluster in clusters],
            y=names_of_rows,
            orientation="h",
            marker={"color": BLUE},
            text=[_members(cluster, language) for cluster in clusters],
            textposition="auto",
            hoverinfo="skip",
        )
    )
    plain(figure, len(clusters))
    figure.update_xaxes(
        title=_WORDS["policies"].in_language(language),
        rangemode="tozero",
        **_whole(max((len(cluster.members) for cluster in clusters), default=1)),
    )
    figure.update_yaxes(type="category", autorange="reversed")
    return figure


def template_counts(clusters: Sequence[Cluster], *, language: str = "en") -> go.Figure:
    """The bars of `template_groups` with the names of the policies beside them, not in them."""
    rows = [str(number) for number in range(1, len(clusters) + 1)]
    counts = [len(cluster.members) for cluster in clusters]
    figure = _count_bars(rows, counts, [str(count) for count in counts], language)
    named_rows(
        figure,
        rows,
        [
            f"{row}. {_members(cluster, language)}"
            for row, cluster in zip(rows, clusters, strict=True)
        ],
    )
    return figure


def _members(cluster: Cluster, language: str) -> str:
    """The policies of a template, as many as there is room for, and how alike they are."""
    alike = _WORDS["alike"].in_language(language)
    members = escape(shorten(", ".join(cluster.members), 60, placeholder=" …"))
    return f"{members} · {alike} {percent(cluster.likeness)}"


def edition_effect(scores: Mapping[str, Mapping[str, Score]], *, language: str = "en") -> go.Figure:
    """The score of the same texts by each edition of the law: lines, or bands for many policies.

    `scores` is policy -> edition -> score, as `audit.law.scores_by_edition` gives them. A policy whose
    score by any edition may not be compared is left out.
    """
    scores = comparable_throughout(scores)
    editions = list(next(iter(scores.values()), {}))
    few = len(scores) <= ROOMY
    figure = go.Figure(_edition_lines(scores) if few else _edition_bands(scores, language))
    plain(figure, 10)
    figure.update_layout(legend=LEGEND_ABOVE)
    figure.update_xaxes(
        type="category",
        tickvals=editions,
        ticktext=[short_date(edition, language) for edition in editions],
    )
    figure.update_yaxes(title=_WORDS["points"].in_language(language), rangemode="tozero", **ON_GRID)
    return figure


def _edition_lines(scores: Mapping[str, Mapping[str, Score]]) -> list[go.Scatter]:
    """A line a policy, at most as many as there are signs."""
    return [
        go.Scatter(
            x=list(by_edition),
            y=[score.value for score in by_edition.values()],
            name=escape(name),
            mode="lines+markers",
            line={"color": SERIES[at], "dash": DASHES[at % len(DASHES)]},
            marker={"symbol": SIGNS[at], "size": 9},
        )
        for at, (name, by_edition) in enumerate(scores.items())
    ]


def _edition_bands(scores: Mapping[str, Mapping[str, Score]], language: str) -> list[go.Scatter]:
    """All scores and their middle half as bands, and their median as a line."""
    by_edition = scores_of_editions(scores)
    bands = [
        band(
            list(by_edition),
            [quantile(values, high) for values in by_edition.values()],
            [quantile(values, low) for values in by_edition.values()],
            fillcolor=colour,
            name=_WORDS[word].in_language(language),
        )
        for word, low, high, colour in (
            ("extremes", 0.0, 1.0, "rgba(156,203,232,0.35)"),
            ("half", 0.25, 0.75, "rgba(86,180,233,0.55)"),
        )
    ]
    line = go.Scatter(
        x=list(by_edition),
        y=[median(values) for values in by_edition.values()],
        mode="lines+markers",
        line={"color": BLUE, "width": 3},
        name=_WORDS["median"].in_language(language),
    )
    return [*bands, line]


def reliability(bins: Sequence[tuple[float, float, int]], *, language: str = "en") -> go.Figure:
    """A mark a bin: the confidence given against the share that is right, with its 95 % interval.

    Each bin is mean confidence, share right and size (`audit.evaluation.bins`); the size stands
    beside the mark and gives its area. Marks on the dashed line keep what their confidence
    promises; below it they promise too much.
    """
    promised = go.Scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": GREY, "dash": "dash"},
        name=_WORDS["ideal"].in_language(language),
        hoverinfo="skip",
    )
    figure = go.Figure([promised, _bins(bins, language)])
    plain(figure, 10)
    grid = {"range": [0, 1.05], "dtick": 0.2, **ON_GRID}
    figure.update_xaxes(title=_WORDS["confidence"].in_language(language), **grid)
    figure.update_yaxes(title=_WORDS["right"].in_language(language), **grid)
    figure.update_layout(width=520, legend={"x": 0.02, "y": 0.98})
    return figure


def _bins(bins: Sequence[tuple[float, float, int]], language: str) -> go.Scatter:
    """A mark a bin, its area by its size, with the interval of the share that is right."""
    intervals = [wilson(right, size) for _, right, size in bins]
    largest = max((size for *_, size in bins), default=1)
    return go.Scatter(
        x=[confidence for confidence, _, _ in bins],
        y=[right for _, right, _ in bins],
        mode="markers+text",
        marker={
            "color": BLUE,
            "size": [8 + 24 * (size / largest) ** 0.5 for *_, size in bins],
        },
        error_y=whiskers(
            [high - right for (_, high), (_, right, _) in zip(intervals, bins, strict=True)],
            [right - low for (low, _), (_, right, _) in zip(intervals, bins, strict=True)],
            color=INK,
        ),
        text=[f"   {size}" for *_, size in bins],
        textposition="middle right",
        name=_WORDS["found"].in_language(language),
        hovertemplate="%{x:.2f} → %{y:.2f}, n =%{text}<extra></extra>",
    )


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
    marks = [
        _way(way, scores[way], ids, {"symbol": f"{sign}-open", "size": 9, "color": INK})
        for way, sign in zip(others, cycle(SIGNS), strict=False)
    ]
    counts = _way(first, known, ids, {"symbol": "circle", "size": 12, "color": BLUE})
    figure = go.Figure([*_ranges(scores, ids), *marks, counts])
    plain(figure, len(ids), bottom=2 * TOP)
    figure.update_layout(legend=LEGEND_ABOVE)
    figure.update_xaxes(title=_WORDS["points"].in_language(language), range=[0, 100], **ON_GRID)
    named_rows(figure, ids)
    return figure


def _ranges(
    scores: Mapping[str, Mapping[str, float | None]], ids: Sequence[str]
) -> Iterator[go.Scatter]:
    """A line a policy, from its lowest score by any way to its highest."""
    for name in ids:
        found = [value for way in scores.values() if (value := way[name]) is not None]
        yield go.Scatter(
            x=[min(found), max(found)],
            y=[name, name],
            mode="lines",
            line={"color": GREY, "width": 1},
            hoverinfo="skip",
            showlegend=False,
        )


def _way(
    name: str, scores: Mapping[str, float | None], ids: Sequence[str], marker: Mapping[str, Any]
) -> go.Scatter:
    """A mark a policy: its score by the way of counting called `name`."""
    return go.Scatter(
        x=[scores[policy_id] for policy_id in ids],
        y=list(ids),
        mode="markers",
        name=escape(name),
        marker=marker,
        hovertemplate="%{y}: %{x}<extra>%{fullData.name}</extra>",
    )


def _criterion_label(criterion: str, language: str) -> str:
    """Id and title, on two lines where one is too short."""
    known = library().criteria.get(criterion)
    title = known.title.in_language(language) if known else ""
    return _lines(f"{criterion} {title}", width=54)


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


def _fact_hover(audit: Audit, fact: Fact | Finding, language: str) -> str:
    field = "findings" if isinstance(fact, Finding) else fact.field
    words = (
        quoted(audit.document, fact.evidence[0], language)
        if fact.evidence
        else _WORDS["silence"].in_language(language)
    )
    return _lines(name_of("codes", fact.code, language, field=field), words)


def _lines(*texts: str, width: int = 70) -> str:
    """Texts as escaped lines of at most `width` characters."""
    return "<br>".join(escape(line, quote=False) for text in texts for line in wrap(text, width))
