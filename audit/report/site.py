"""The scorecard site: static pages in three languages that need no server and no network.

Every page can be read without a script; small scripts of our own add filters, the comparison of two
policies and the figures. A page may load nothing from elsewhere, and says so to the browser.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from audit.core import Audit, Text3
from audit.core.codec import dump_line, to_record
from audit.law import editions, examples, library
from audit.law.checklist import Criterion
from audit.law.score import DUTY_WEIGHT, POINTS, SEVERITY_WEIGHT
from audit.replies import Reply, answered
from audit.report import forms, tables
from audit.report.changes import History
from audit.report.measures import median
from audit.report.names import (
    LANGUAGES,
    SYMBOLS,
    codes_of,
    name_of,
    names,
    part_at,
    part_name,
    phrases,
)
from audit.report.ranking import LEAST_ASSESSED, comparable
from audit.report.views import (
    COUNTED,
    LETTERS,
    Column,
    Page,
    columns,
    pages_of,
    shape,
    strip_width,
)
from audit.review import doubtful
from audit.rulefile import RuleModel, Words, load_rules

if TYPE_CHECKING:
    from audit.report.exhibits import Exhibit

SOURCE_MARKS = {
    "[1]": "source_primary",
    "[2]": "source_secondary",
    "[i]": "source_ours",
    "[?]": "source_unverified",
}
"""Marks of the checklist's sources -> the phrase that says them."""

STATIC = ("style.css", "theme.js", "index.js", "compare.js", "figures.js")
"""Files that every site has as they are."""

PLOT_BUTTONS = {
    "Download plot as a PNG": "plot_download",
    "Zoom": "plot_zoom",
    "Pan": "plot_pan",
    "Zoom in": "plot_zoom_in",
    "Zoom out": "plot_zoom_out",
    "Autoscale": "plot_autoscale",
    "Reset axes": "plot_reset",
    "Reset": "plot_reset",
    "Reset view": "plot_reset",
    "Taking snapshot - this may take a few seconds": "plot_busy",
    "Snapshot succeeded": "plot_saved",
    "Double-click to zoom back out": "plot_double_click",
    "Double-click on legend to isolate one trace": "plot_isolate",
    "incoming flow count": "plot_incoming",
    "outgoing flow count": "plot_outgoing",
    "source:": "plot_source",
    "target:": "plot_target",
}
"""What plotly itself says in English -> the phrase that says it."""

SECTIONS = ("index", "compare", "figures", "criteria", "method", "changes")
"""Pages that no policy's page may replace."""


SHORTEST = 8
"""How many changes of one policy and cause the page of all changes tells; its own page tells all."""


class Accuracy(RuleModel):
    """One measure: what it was at first contact and what it is today."""

    name: Words
    first: str
    today: str


class AccuracyFile(RuleModel):
    """`accuracy.yaml`."""

    policies: str
    figures: tuple[Accuracy, ...]


@lru_cache(maxsize=1)
def accuracy() -> AccuracyFile:
    """What was measured, for the page on the method."""
    return load_rules(files("audit.report") / "accuracy.yaml", AccuracyFile)


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("audit.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals.update(
        name_of=name_of,
        part_at=part_at,
        part_name=part_name,
        phrases=phrases,
        source_of=source_of,
        doubtful=doubtful,
        symbols=SYMBOLS,
        letters=LETTERS,
        shape=shape,
        counted=COUNTED,
        languages=LANGUAGES,
        number=forms.number,
        decimals=forms.decimals,
        percent=forms.percent,
        grade=forms.grade,
        date=forms.date,
        short_date=forms.short_date,
        measured=forms.measured,
        is_number=is_number,
        least_assessed=LEAST_ASSESSED,
        shortest=SHORTEST,
    )
    return environment


def is_number(cell: Any) -> bool:
    """True when a table aligns `cell` as a number."""
    from audit.report.exhibits import Figures

    return isinstance(cell, (int, float, Figures))


def source_of(criterion: Criterion, t: Mapping[str, str]) -> str:
    """What the evidence mark of `criterion` says about its source."""
    mark = criterion.evidence_mark.en
    return ", ".join(t[key] for sign, key in SOURCE_MARKS.items() if sign in mark)


@dataclass(frozen=True)
class _Site:
    """Everything that the pages show, apart from the language."""

    out: Path
    pages: list[Page]
    cells: list[Column]
    replies: Sequence[Reply]
    history: History | None

    @property
    def audits(self) -> list[Audit]:
        """Ranked, as the pages are."""
        return [page.audit for page in self.pages]

    @property
    def ranked(self) -> list[Page]:
        """The pages of those that have a place."""
        return [page for page in self.pages if page.place]

    @property
    def apart(self) -> list[Page]:
        """The pages of those that have none."""
        return [page for page in self.pages if not page.place]


def write(
    audits: Sequence[Audit],
    out: Path,
    *,
    replies: Sequence[Reply] = (),
    history: History | None = None,
) -> None:
    """The whole site under `out`: shared files, and each page in each language; same audits, same bytes.

    `replies` of operators stand beside the verdicts they speak of. With a `history` the pages say what
    changed since the audits before.
    """
    cells = columns(audits)
    pages = pages_of(audits, cells, (*SECTIONS, *library().criteria))
    site = _Site(out, pages, cells, replies, history)
    for folder in (
        "data",
        *(f"{code}/{kind}" for code in LANGUAGES for kind in ("badges", "cards")),
    ):
        (out / folder).mkdir(parents=True, exist_ok=True)
    _write_shared(site)
    _write_downloads(site)
    _write_policies(site)
    for language in LANGUAGES:
        _write_index(site, language)
        _write_compare(site, language)
        _write_method(site, language)
        _write_criteria(site, language)
    _write_figures(site)
    if history:
        _write_changes(site, history)


def _save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _render(template: str, language: str, **values: Any) -> str:
    return (
        _environment().get_template(template).render(lang=language, t=phrases(language), **values)
    )


def _write_page(site: _Site, template: str, language: str, file: str, **values: Any) -> None:
    page = _render(template, language, here=file, history=site.history, **values)
    _save(site.out / language / file, page)


def _write_shared(site: _Site) -> None:
    """Style, scripts, the page that asks for a language, and what the comparison is made from."""
    for name in STATIC:
        _save(site.out / name, (files("audit.report") / "static" / name).read_text("utf-8"))
    _save(site.out / "index.html", _render("chooser.html", "en"))
    codes = _codes()
    at = {code: number for number, code in enumerate(codes)}
    policies = [
        [
            page.audit.document.doc_id,
            page.audit.document.operator,
            page.stem,
            page.audit.score.value,
            page.audit.score.low,
            page.audit.score.high,
            str(page.place) if page.place else None,
            forms.percent(page.audit.score.assessed),
            page.letters,
            sorted({at[fact.key] for fact in page.audit.facts if fact.evidence}),
        ]
        for page in site.pages
    ]
    data = {
        "criteria": [column.criterion.id for column in site.cells],
        "codes": codes,
        "policies": policies,
    }
    _save(site.out / "data.js", f"window.AUDITS = {_json(data)};\n")


def _codes() -> list[str]:
    """`field.code` of everything that a policy can say."""
    return [f"{field}.{code}" for field, known in _said().items() for code in known]


def _said() -> dict[str, list[str]]:
    """Field -> its codes, for the fields of facts."""
    return {field: list(codes_of(field)) for field in names().fields if field != "findings"}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _write_downloads(site: _Site) -> None:
    """Of every policy: its record, its verdicts and facts as tables."""
    parts = {name: tables.csv_by_policy(name, site.audits) for name in ("verdicts", "facts")}
    for page in site.pages:
        data = site.out / "data"
        _save(data / f"{page.stem}.json", dump_line(to_record(page.audit)))
        for name, found in parts.items():
            _save(data / f"{page.stem}.{name}.csv", found[page.audit.document.doc_id])


def _write_policies(site: _Site) -> None:
    """The page and the pictures of every policy; its lit texts are made once for all languages."""
    for page in site.pages:
        replies = answered(page.audit, site.replies)
        texts = [
            (part, Markup(_render("text.html", "en", pieces=pieces)))  # noqa: S704 - a template's own output
            for part, pieces in page.texts
        ]
        for language in LANGUAGES:
            _write_page(
                site,
                "policy.html",
                language,
                page.file,
                page=page,
                texts=texts,
                replies=replies,
                total=len(site.ranked),
            )
            for kind in ("card", "badge"):
                picture = _render(f"{kind}.svg", language, page=page, score=page.audit.score)
                _save(site.out / language / f"{kind}s" / f"{page.stem}.svg", picture)


def _write_index(site: _Site, language: str) -> None:
    values = [points for a in site.audits if (points := comparable(a.score)) is not None]
    middles: dict[str, list[int]] = {}
    for column in site.cells:
        middles.setdefault(column.criterion.group, []).append(column.middle)
    _write_page(
        site,
        "index.html",
        language,
        "index.html",
        pages=site.pages,
        ranked=site.ranked,
        apart=site.apart,
        columns=site.cells,
        width=strip_width(site.cells),
        letters_at=[(name[0], sum(at) // len(at)) for name, at in middles.items()],
        groups=[(name[0], library().groups[name]) for name in middles],
        median=median(values),
        lowest=min(values, default=None),
        highest=max(values, default=None),
    )


def _write_compare(site: _Site, language: str) -> None:
    groups: dict[str, list[Column]] = {}
    for column in site.cells:
        groups.setdefault(column.criterion.group, []).append(column)
    _write_page(
        site,
        "compare.html",
        language,
        "compare.html",
        groups=[(library().groups[name], rows) for name, rows in groups.items()],
        said=_said().items(),
    )


def _write_method(site: _Site, language: str) -> None:
    made: dict[str, set[str]] = {}
    for audit in site.audits:
        for key, value in audit.provenance.items():
            made.setdefault(key, set()).add(str(value))
    _write_page(
        site,
        "method.html",
        language,
        "method.html",
        accuracy=accuracy(),
        editions=editions(),
        severity_weight=SEVERITY_WEIGHT,
        duty_weight=DUTY_WEIGHT,
        points=POINTS,
        provenance={key: sorted(values) for key, values in made.items()},
    )


def _write_criteria(site: _Site, language: str) -> None:
    """A page for every criterion, with how the operators stand, and one that lists them."""
    standing: dict[str, dict[str, list[Page]]] = {}
    for page in site.pages:
        for verdict in page.audit.verdicts:
            by_status = standing.setdefault(
                verdict.criterion_id, {status: [] for status in SYMBOLS}
            )
            by_status[verdict.status].append(page)
    groups: dict[str, list[Criterion]] = {}
    for criterion in library().criteria.values():
        groups.setdefault(criterion.group, []).append(criterion)
        found = standing.get(criterion.id, {})
        _write_page(
            site,
            "criterion.html",
            language,
            f"{criterion.id}.html",
            criterion=criterion,
            examples=examples().get(criterion.id, ()),
            standing={status: pages for status, pages in found.items() if pages},
        )
    titled: list[tuple[Text3, list[Criterion]]] = [
        (library().groups[name], criteria) for name, criteria in sorted(groups.items())
    ]
    _write_page(site, "criteria.html", language, "criteria.html", groups=titled)


def _write_figures(site: _Site) -> None:
    """The page of figures, their data as a script, and plotly beside the pages."""
    from plotly.offline import get_plotlyjs

    from audit.conflict.templates import clusters
    from audit.report.exhibits import Corpus, exhibits

    _save(site.out / "plotly.min.js", get_plotlyjs())
    corpus = Corpus(
        site.audits,
        {page.audit.document.doc_id: page.by_edition for page in site.pages},
        clusters(site.audits),
    )
    for language in LANGUAGES:
        shown = exhibits(corpus, language)
        _write_plots(site, language, "figures", shown)
        _write_page(site, "figures.html", language, "figures.html", exhibits=shown)


def _write_plots(site: _Site, language: str, page: str, shown: Sequence[Exhibit]) -> None:
    """What plotly draws on a page, as a script; the words of its buttons with it."""
    drawn = [entry for entry in shown if entry.figure]
    data = {entry.key: json.loads(entry.figure.to_json()) for entry in drawn}
    upright = {entry.key: json.loads(entry.upright.to_json()) for entry in drawn}
    t = phrases(language)
    buttons = {name: t[key] for name, key in PLOT_BUTTONS.items()}
    script = (
        f"window.FIGURES = {_json(data)};\nwindow.UPRIGHT = {_json(upright)};\n"
        f"window.BUTTONS = {_json(buttons)};\n"
    )
    _save(site.out / language / f"{page}.data.js", script)


def _write_changes(site: _Site, history: History) -> None:
    """The page of what changed from run to run, its figure and its feed."""
    from audit.report.exhibits import over_time

    pages = {page.audit.document.doc_id: page for page in site.pages}
    for language in LANGUAGES:
        runs = history.runs(site.audits, phrases(language)["this_audit"])
        shown = over_time(runs, language)
        labels = [label for label, _ in runs]
        operators = {a.document.doc_id: a.document.operator for _, audits in runs for a in audits}
        _write_plots(site, language, "changes", [shown])
        _write_page(
            site,
            "changes.html",
            language,
            "changes.html",
            shown=shown,
            pages=pages,
            operators=operators,
            steps=list(zip(pairwise(labels), history.steps, strict=True))[::-1],
        )
        _save(site.out / language / "changes.xml", history.feeds[language])
