"""Figures as the site shows them: each with a title, a caption, a text for who cannot see it, a table.

The words are in `phrases.yaml`: `fig_<key>` is the title, `fig_<key>_note` the caption and
`fig_<key>_alt` the text, with the figure's own numbers in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.conflict.templates import Cluster
from audit.core import Audit, Score, Status
from audit.law import library
from audit.report import figures
from audit.report.forms import SEPARATORS, decimals, measured, number, percent, short_date
from audit.report.look import MANY, ROOMY
from audit.report.measures import GAPS, gap_counts, median, scores_of_editions, transfers
from audit.report.names import SYMBOLS, name_of, phrases
from audit.report.ranking import Place, comparable, comparable_throughout, places
from audit.report.telephone import upright
from audit.report.timeline import Run, moves, timeline
from audit.report.views import COUNTED

Cell = str | int | float
Row = tuple[Cell, ...]


class Figures(str):
    """A number in words, which a table aligns as one."""

    __slots__ = ()


NAMED = 20
"""How many policies a cell of a table names before it ends in dots."""


@dataclass(frozen=True)
class Exhibit:
    """A figure (None when there is nothing to draw) with everything that stands beside it.

    `upright` is what a telephone shows in its place.
    """

    key: str
    title: str
    note: str
    alt: str
    figure: Any
    upright: Any
    header: tuple[str, ...]
    rows: list[Row]


@dataclass(frozen=True)
class Corpus:
    """What the figures are made from; computed once for all languages. `audits` are ranked."""

    audits: Sequence[Audit]
    by_edition: Mapping[str, Mapping[str, Score]]
    templates: Sequence[Cluster]

    @property
    def many(self) -> bool:
        """True when there are too many policies to name each in a figure."""
        return len(self.audits) > MANY


def exhibits(corpus: Corpus, language: str) -> list[Exhibit]:
    """Every figure of the site in `language`, in the order of the page."""
    return [make(corpus, language) for make in _MAKERS]


def _exhibit(
    key: str,
    language: str,
    figure: Any,
    header: Sequence[str],
    rows: list[Row],
    *,
    columns: Sequence[str] = (),
    small: Any = None,
    **numbers: Cell,
) -> Exhibit:
    """The exhibit called `key`, its table headed by the phrases `header` and then by `columns`.

    A telephone shows `small` where that is another figure.
    """
    t = phrases(language)
    words = {name: _cell(value, language) for name, value in numbers.items()}
    shown = [
        drawn.update_layout(separators=SEPARATORS[language]) for drawn in (figure, small or figure)
    ]
    return Exhibit(
        key,
        t[f"fig_{key}"],
        t[f"fig_{key}_note"].format(**words),
        t[f"fig_{key}_alt"].format(**words),
        shown[0] if rows else None,
        upright(shown[1]) if rows else None,
        (*(t[name] for name in header), *columns),
        [tuple(_cell(cell, language) for cell in row) for row in rows],
    )


def _cell(value: Cell, language: str) -> Cell:
    """A number with a fraction as `language` writes it; anything else as it is."""
    return Figures(number(value, language)) if isinstance(value, float) else value


def _or_dash(value: float | None) -> Cell:
    return "–" if value is None else value


def _scores(corpus: Corpus, language: str) -> Exhibit:
    t = phrases(language)
    draw = figures.score_curve if corpus.many else figures.score_bars
    ranks: Mapping[str, Place] = places({a.document.doc_id: a.score for a in corpus.audits})
    rows: list[Row] = [
        (
            audit.document.doc_id,
            t["not_graded"] if score.value is None else score.value,
            "–" if score.value is None else decimals(f"{score.low}–{score.high}", language),
            str(ranks.get(audit.document.doc_id, "–")),
            percent(score.assessed),
        )
        for audit in corpus.audits
        for score in (audit.score,)
    ]
    order = {
        a.document.doc_id: points
        for a in corpus.audits
        if (points := comparable(a.score)) is not None
    }
    names, values = list(order), list(order.values())
    return _exhibit(
        "scores",
        language,
        draw(corpus.audits, language=language),
        ("operator", "score", "interval", "rank", "assessed"),
        rows,
        n=len(names),
        best=names[0] if names else "–",
        high=values[0] if values else "–",
        worst=names[-1] if names else "–",
        low=values[-1] if values else "–",
        median=_or_dash(median(values)),
    )


def _heatmap(corpus: Corpus, language: str) -> Exhibit:
    counts = gap_counts(corpus.audits)
    total: Counter[str] = Counter()
    for row in counts.values():
        total.update(row)
    draw = figures.checklist_heatmap(corpus.audits, language=language)
    numbers = {status: total[status] for status in COUNTED}
    ids = [audit.document.doc_id for audit in corpus.audits]
    return _exhibit(
        "heatmap",
        language,
        draw,
        ("criterion",),
        _counts(counts, language) if corpus.many else _answers(corpus, sorted(counts), language),
        columns=_statuses(language) if corpus.many else ids,
        n=len(corpus.audits),
        criteria=len(counts),
        **numbers,
    )


def _statuses(language: str) -> list[str]:
    """What heads the columns of `_counts`."""
    return [name_of("statuses", status, language) for status in COUNTED]


def _titled(criterion: str, language: str) -> str:
    return f"{criterion} {library().criteria[criterion].title.in_language(language)}"


def _counts(counts: Mapping[str, Mapping[Status, int]], language: str) -> list[Row]:
    return [
        (_titled(criterion, language), *(row[status] for status in COUNTED))
        for criterion, row in counts.items()
    ]


def _answers(corpus: Corpus, criteria: Sequence[str], language: str) -> list[Row]:
    """A row a criterion, a cell a policy: its status by symbol and word."""
    words = {code: f"{SYMBOLS[code]} {name_of('statuses', code, language)}" for code in SYMBOLS}
    answers = [{v.criterion_id: words[v.status] for v in a.verdicts} for a in corpus.audits]
    return [
        (_titled(criterion, language), *(answer.get(criterion, "") for answer in answers))
        for criterion in criteria
    ]


def _gaps(corpus: Corpus, language: str) -> Exhibit:
    counts = gap_counts(corpus.audits)
    first = next(iter(counts), "")
    return _exhibit(
        "gaps",
        language,
        figures.gaps_by_criterion(corpus.audits, language=language),
        ("criterion",),
        _counts(counts, language),
        columns=_statuses(language),
        n=len(corpus.audits),
        criterion=_titled(first, language) if first else "–",
        gaps=sum(counts[first][status] for status in GAPS) if first else 0,
    )


def _coverage(key: str, field: str) -> Callable[[Corpus, str], Exhibit]:
    """An exhibit of what is said in one field of the codebook, and by whom."""

    def make(corpus: Corpus, language: str) -> Exhibit:
        counted = figures.code_counts(corpus.audits, field, language=language)
        figure = (
            counted
            if corpus.many
            else figures.code_coverage(corpus.audits, field, language=language)
        )
        sayers: dict[str, dict[str, str]] = {}
        for audit in corpus.audits:
            for fact in audit.facts:
                if fact.field == field and fact.evidence:
                    sayers.setdefault(fact.code, {})[audit.document.doc_id] = fact.value
        codes = sorted(sayers, key=lambda code: (-len(sayers[code]), code))
        rows: list[Row] = [
            (
                name_of("codes", code, language, field=field),
                len(sayers[code]),
                _listed(sayers[code], language),
            )
            for code in codes
        ]
        return _exhibit(
            key,
            language,
            figure,
            ("code", "operators_number", "who"),
            rows,
            small=counted if len(corpus.audits) > ROOMY else None,
            n=len(corpus.audits),
            codes=len(codes),
            first=rows[0][0] if rows else "–",
            count=rows[0][1] if rows else 0,
        )

    return make


def _listed(values: Mapping[str, str], language: str) -> str:
    """Names with their values, cut after `NAMED`."""
    words = [
        f"{name} ({measured(value, language)})" if value else name for name, value in values.items()
    ]
    return ", ".join(words[:NAMED]) + (" …" if len(words) > NAMED else "")


def _transfers(corpus: Corpus, language: str) -> Exhibit:
    t = phrases(language)
    flows = Counter((condition, recipient) for _, condition, recipient in transfers(corpus.audits))
    rows: list[Row] = [
        (
            name_of("codes", recipient, language, field="recipients"),
            name_of("codes", condition, language, field="transfer_conditions")
            if condition
            else t["condition_unstated"],
            count,
        )
        for (condition, recipient), count in sorted(flows.items(), key=lambda f: (-f[1], f[0]))
    ]
    return _exhibit(
        "transfers",
        language,
        figures.transfer_flows(corpus.audits, language=language),
        ("recipient", "condition", "operators_number"),
        rows,
        small=figures.transfer_counts(corpus.audits, language=language),
        n=len(corpus.audits),
        flows=sum(flows.values()),
        unstated=sum(count for (condition, _), count in flows.items() if not condition),
    )


def templates(corpus: Corpus, language: str) -> Exhibit:
    """The policies that were made from one template, a row a template."""
    rows: list[Row] = [
        (
            number,
            len(cluster.members),
            _listed(dict.fromkeys(cluster.members, ""), language),
            percent(cluster.likeness),
            len(cluster.shared),
        )
        for number, cluster in enumerate(corpus.templates, 1)
    ]
    return _exhibit(
        "templates",
        language,
        figures.template_groups(corpus.templates, language=language),
        ("template", "operators_number", "who", "likeness", "shared_clauses"),
        rows,
        small=figures.template_counts(corpus.templates, language=language),
        n=len(corpus.audits),
        clusters=len(rows),
        members=sum(len(cluster.members) for cluster in corpus.templates),
    )


def _editions(corpus: Corpus, language: str) -> Exhibit:
    t = phrases(language)
    scores = comparable_throughout(corpus.by_edition)
    by_edition = scores_of_editions(scores)
    editions = list(by_edition)
    medians = [_or_dash(median(values)) for values in by_edition.values()]
    rows: list[Row] = [(t["median"], *medians)]
    if not corpus.many:
        rows += [
            (name, *(_or_dash(score.value) for score in by.values())) for name, by in scores.items()
        ]
    return _exhibit(
        "editions",
        language,
        figures.edition_effect(scores, language=language),
        ("operator",),
        rows if editions else [],
        columns=[short_date(edition, language) for edition in editions],
        n=len(scores),
        first=short_date(editions[0], language) if editions else "–",
        last=short_date(editions[-1], language) if editions else "–",
        before=medians[0] if medians else "–",
        after=medians[-1] if medians else "–",
    )


def over_time(runs: Sequence[Run], language: str) -> Exhibit:
    """The scores over several runs, oldest first; policies that moved most where there are many."""
    found = moves(runs)
    scores = [{a.document.doc_id: comparable(a.score) for a in audits} for _, audits in runs]
    rows: list[Row] = [
        (name, *(_or_dash(run.get(name)) for run in scores)) for name, _ in found[:MANY]
    ]
    return _exhibit(
        "timeline",
        language,
        timeline(runs, language=language),
        ("operator",),
        rows,
        columns=[label for label, _ in runs],
        runs=len(runs),
        n=len(found),
        most=MANY,
        up=sum(move > 0 for _, move in found),
        down=sum(move < 0 for _, move in found),
    )


_MAKERS: tuple[Callable[[Corpus, str], Exhibit], ...] = (
    _scores,
    _heatmap,
    _gaps,
    _coverage("data", "data_categories"),
    _coverage("purposes", "purposes"),
    _transfers,
    _coverage("retention", "retention"),
    templates,
    _editions,
)
"""The figures of the site, in the order of the page."""
