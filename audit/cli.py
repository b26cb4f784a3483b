"""The commands; the only place that prints."""

from __future__ import annotations

import datetime
import gc
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from audit.core import Audit, AuditError, Document, Evidence, Problem
from audit.core.process import look_for_waste_seldom

if TYPE_CHECKING:
    from audit.law.checklist import Criterion
    from audit.replies import Reply
    from audit.review import Decision

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Audit privacy policies of operators in Kazakhstan against Law 94-V, with the words as evidence.",
)
out = Console(highlight=False, markup=False)
err = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

INCOMPLETE = 3
"""Exit status when some inputs could not be read; 2 is a usage error, 0 is all well."""

DROPPED = 1
"""Exit status of `audit diff --fail-on-drop` when a score fell."""

_COLOURS = {"met": "green", "partial": "yellow", "violated": "red", "missing": "bright_black"}


class ReportLanguage(StrEnum):
    """Languages of the report."""

    kk = "kk"
    ru = "ru"
    en = "en"


Inputs = Annotated[
    list[Path],
    typer.Argument(help="Files or folders of .txt .md .html .pdf .docx", metavar="INPUT..."),
]
AsOf = Annotated[
    datetime.datetime | None,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d"],
        help="Judge by the law of this day [default: day of the last check of the checklist]",
    ),
]
EditionId = Annotated[
    str, typer.Option("--edition", help="Judge by this edition of the law, whatever the day")
]
EncoderName = Annotated[
    str,
    typer.Option(
        "--encoder",
        help="Second opinion where the rules find nothing: none, e5-small-q4, static, or a sentence-transformers model",
    ),
]
Model = Annotated[
    Path | None, typer.Option("--model", help="A model of `audit train`, for another encoder")
]
Ocr = Annotated[
    bool,
    typer.Option(
        "--ocr",
        help="Recognise the text of PDFs that are pictures of pages (needs tesseract with kaz, rus, eng)",
    ),
]
Since = Annotated[
    list[Path] | None,
    typer.Option(
        "--since",
        help="Folder of an earlier run, oldest first where there are several: the site shows what changed",
    ),
]
InLanguage = Annotated[ReportLanguage, typer.Option("--language", help="Language of the report")]


def main() -> None:
    """Runs the command line; errors are said in one line each."""
    look_for_waste_seldom()
    try:
        app()
    except AuditError as error:
        _say(error.as_problem())
        raise SystemExit(INCOMPLETE) from error
    finally:
        gc.freeze()  # what is waste at the end need not be looked for


def _say(problem: Problem) -> None:
    err.print(
        Text.assemble(
            ("problem: ", "bold red"),
            f"{problem.where}: " if problem.where else "",
            problem.message,
        )
    )
    if problem.remedy:
        err.print(Text(f"  remedy: {problem.remedy}", style="bright_black"))


def _day(as_of: datetime.datetime | None) -> datetime.date | None:
    return as_of.date() if as_of else None


@app.command("run")
def run_command(
    inputs: Inputs,
    folder: Annotated[Path, typer.Option("--out", help="Folder for records, texts and tables")],
    as_of: AsOf = None,
    edition: EditionId = "",
    encoder: EncoderName = "e5-small-q4",
    model: Model = None,
    own_edition: Annotated[
        bool, typer.Option("--own-edition", help="Judge each policy by the edition of its own date")
    ] = False,
    review: Annotated[
        str,
        typer.Option(
            "--review",
            help="Decisions of reviewers to honour, or none [default: review.jsonl beside the first input, if there]",
        ),
    ] = "",
    vectors: Annotated[
        Path | None,
        typer.Option("--vectors", help="Keep sentence vectors in this file; runs may share it"),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Processes to use")] = 1,
    cluster: Annotated[
        str, typer.Option("--cluster", help="Work on a dask cluster: tcp://host:port or local:N")
    ] = "",
    ocr: Ocr = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Take nothing over from earlier runs in the folder")
    ] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Write .csv tables beside .parquet")] = False,
    site: Annotated[
        Path | None, typer.Option("--site", help="Also write the scorecard site there")
    ] = None,
    since: Since = None,
) -> None:
    """Audit policies: records.jsonl, texts and tables in one folder."""
    from audit.report import WRITERS
    from audit.run import Settings, run, stream_audits

    if since and not site:
        raise typer.BadParameter("--since says what the site shows: give --site too")
    if folder.resolve() in [earlier.resolve() for earlier in since or ()]:
        raise typer.BadParameter(f"--since {folder} would be written over: give another --out")
    settings = Settings(_day(as_of), edition, encoder, model, own_edition, vectors, ocr)
    decisions, bad_lines = _decisions(review, inputs)
    with _progress() as progress:
        task = progress.add_task("audit", total=None)
        result = run(
            inputs,
            folder,
            settings,
            decisions=decisions,
            jobs=jobs,
            cluster=cluster,
            fresh=fresh,
            on_start=lambda total: progress.update(task, total=total),
            on_done=lambda policy_id: progress.advance(task),
        )
        formats = ["parquet", *(["csv"] if csv else []), "datapackage"]
        for name in formats:
            progress.update(task, description=name)
            WRITERS[name](stream_audits(folder), folder)
        if site:
            _write_site(result.audits, site, since)
    for problem in (*bad_lines, *result.problems):
        _say(problem)
    out.print(
        f"{result.policies} policies audited, {len(result.problems)} problems. Records: {folder / 'records.jsonl'}"
    )
    out.print(Text(f"  {_why(result.reasons)}", style="bright_black"))
    if result.recognised:
        out.print(f"  recognised from pictures of pages, not read: {result.recognised}")
    if site:
        out.print(f"Site: {site / 'index.html'}")
    if bad_lines or not result.complete:
        raise typer.Exit(INCOMPLETE)


def _write_site(
    audits: list[Audit], folder: Path, since: list[Path] | None, replies: Sequence[Reply] = ()
) -> None:
    """Writes the site; `since` are the folders of earlier runs."""
    from audit.history import history
    from audit.report import site as pages

    pages.write(audits, folder, replies=replies, history=history(since or [], audits))


def _decisions(file: str, inputs: list[Path]) -> tuple[list[Decision], list[Problem]]:
    """The decisions in `file` (by default the one beside the inputs), and its bad lines."""
    from audit import review

    path = Path(file) if file else review.beside(inputs)
    if path is None or file == "none":
        return [], []
    decisions, problems = review.read(path)
    out.print(f"{len(decisions)} decisions of reviewers in {path}")
    return decisions, problems


_REASONS = {
    "new": "new",
    "text": "text or review changed",
    "rules": "rules changed",
    "law": "checklist changed",
    "encoder": "other encoder",
    "model": "other model",
    "day": "other day",
    "edition": "other edition",
    "own_edition": "other edition",
    "recogniser": "text recognition changed",
    "program": "program changed",
    "damaged": "earlier result damaged",
    "fresh": "asked for",
}
"""Why a policy was audited anew (`audit.run.RunResult.reasons`), in words."""


def _why(reasons: Mapping[str, int]) -> str:
    """What a run did anew and why, and what it took over."""
    anew = (f"{reasons[why]} {words}" for why, words in _REASONS.items() if reasons.get(why))
    return (
        f"anew: {', '.join(anew) or 'none'}; taken over from earlier runs: {reasons.get('same', 0)}"
    )


@app.command()
def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="One policy, or several documents that are judged as one", metavar="FILE..."
        ),
    ],
    as_of: AsOf = None,
    edition: EditionId = "",
    encoder: EncoderName = "e5-small-q4",
    model: Model = None,
    ocr: Ocr = False,
    language: InLanguage = ReportLanguage.en,
) -> None:
    """Audit one policy, alone or with a consent form and notices, and show the result in the terminal."""
    from audit.facts import second_opinion
    from audit.pipeline import audit_document
    from audit.read import load

    opinion = second_opinion(encoder, model)
    doc = load(files, ocr=ocr)
    audit = audit_document(doc, as_of=_day(as_of), edition=edition, opinion=opinion)
    _show(audit, language.value)
    if audit.document.unread:
        raise typer.Exit(INCOMPLETE)


def _show(audit: Audit, language: str) -> None:
    from audit.law import library, scores_by_edition
    from audit.report.forms import grade, number, percent
    from audit.report.names import name_of, part_name, phrases, quoted

    score, doc, t = audit.score, audit.document, phrases(language)
    out.print(Text.assemble((doc.doc_id, "bold"), f"  {grade(score, language)}"))
    out.print(f"{t['edition']}: {audit.edition}. {t['assessed']}: {percent(score.assessed)}.")
    out.print(f"{t['editions_effect']}:")
    for name, by in scores_by_edition(audit).items():
        value = t["not_graded"] if by.value is None else number(by.value, language)
        out.print(f"  {name}: {value}")
    if doc.parts:
        out.print(f"{t['parts']}:")
    for part in doc.parts:
        out.print(Text(f"  {part_name(part, language)}: {part.source}"))
        if part.problem:
            _say(part.problem)
    if doc.recognised:
        files = ", ".join(item.source for item in doc.recognised)
        out.print(Text(t["recognised"].format(files=files), style="yellow"))

    for finding in audit.findings:
        out.print(Text.assemble(("! ", "bold red"), finding.reason.in_language(language)))
        for item in finding.evidence[:2]:
            out.print(Text(f"    {quoted(doc, item, language)}", style="bright_black"))
    table = Table(box=None, pad_edge=False)
    for header in ("criterion", "status", "reason"):
        table.add_column(t[header])
    for verdict in audit.verdicts:
        words = Text(verdict.reason.in_language(language))
        for item in verdict.evidence[:2]:
            words.append(f"\n{quoted(doc, item, language)}", style="bright_black")
        if verdict.status in ("partial", "violated", "missing"):
            remedy = library().criteria[verdict.criterion_id].remedy.in_language(language)
            words.append(f"\n+ {remedy}", style="green")
        status = Text(
            name_of("statuses", verdict.status, language), style=_COLOURS.get(verdict.status, "")
        )
        table.add_row(verdict.criterion_id, status, words)
    out.print(table)
    facts = Table(box=None, pad_edge=False, title=t["facts"], title_justify="left")
    for header in ("field", "code", "evidence"):
        facts.add_column(t[header])
    for fact in audit.facts:
        items = _one_a_part(doc, fact.evidence)
        quote = "\n".join(quoted(doc, item, language) for item in items) or "–"
        facts.add_row(
            name_of("fields", fact.field, language),
            name_of("codes", fact.code, language, field=fact.field),
            Text(quote, style="bright_black"),
        )
    out.print(facts)


def _one_a_part(doc: Document, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The first quote in each part of a unit, or of a single file."""
    first: dict[str, Evidence] = {}
    for item in evidence:
        first.setdefault(doc.part_name(item.start), item)
    return list(first.values())


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Folder of gold policies (.json)")],
    records: Annotated[Path, typer.Argument(help="Folder of a run, or its records.jsonl")],
    codes: Annotated[
        bool,
        typer.Option(
            "--codes", help="Also by code and criterion, and everything that was missed or false"
        ),
    ] = False,
) -> None:
    """Precision, recall and F1 of records against gold, by field and language."""
    from audit.evaluation import evaluate as compare_all

    result = compare_all(gold, records)
    table = Table(box=None, pad_edge=False)
    for header in ("", "precision", "recall", "F1", "right", "false", "missed"):
        table.add_column(header, justify="right" if header else "left")

    def row(name: str, tally: Any, note: str = "") -> None:
        figures = [f"{figure:.3f}" for figure in (tally.precision, tally.recall, tally.f1)]
        table.add_row(
            name,
            *figures[:2],
            figures[2] + note,
            str(tally.right),
            str(tally.false),
            str(tally.missed),
        )

    for field in result.fields:
        row(field, result.tally(field=field))
    for language in result.languages:
        low, high = result.interval(language=language)
        row(f"all fields, {language}", result.tally(language=language), f" ({low:.3f}–{high:.3f})")
    low, high = result.interval()
    row("all fields", result.tally(), f" ({low:.3f}–{high:.3f})")
    row("contacts", result.contacts())
    out.print(table)
    agreement = result.verdicts()
    right, of = (
        (sum(column) for column in zip(*agreement.values(), strict=True)) if agreement else (0, 0)
    )
    out.print(f"evidence right for {result.evidence():.3f} of the right facts")
    if of:
        out.print(f"verdicts agree for {right / of:.3f} of {of} assessed")
    for policy_id in result.absent:
        _say(
            Problem("absent", "no record for this gold policy", policy_id, "run `audit run` on it")
        )
    if codes:
        _show_codes(result)


def _show_codes(result: Any) -> None:
    for (field, code), tally in result.by_code().items():
        figures = f"P {tally.precision:.3f}  R {tally.recall:.3f}  F1 {tally.f1:.3f}"
        out.print(f"{figures}  {tally.right:4} {tally.false:4} {tally.missed:4}  {field}.{code}")
    for comparison in result.comparisons:
        for miss in comparison.misses:
            style = "red" if miss.kind == "false" else "yellow"
            out.print(
                Text.assemble(
                    (f"{miss.kind:6} ", style),
                    f"{miss.policy_id} {miss.field}.{miss.code} “{miss.quote}” {miss.rule_id}",
                )
            )
    for criterion, (agree, total) in result.verdicts().items():
        out.print(f"{criterion}: {agree} of {total} verdicts agree")


@app.command()
def train(
    labels: Annotated[Path, typer.Argument(help="Labelled clauses (.jsonl)")] = Path(
        "data/labels/clauses.jsonl"
    ),
    encoder: EncoderName = "e5-small-q4",
    model: Annotated[Path, typer.Option("--out", help="File of the model")] = Path(
        "audit/facts/semantics.npz"
    ),
) -> None:
    """Train the second opinion on labelled clauses and say what it does on documents left out."""
    from audit.embed import encoder as encoder_called
    from audit.labels import read_labels
    from audit.training import train as train_on

    documents = read_labels(labels)
    with _progress() as progress:
        task = progress.add_task("read", total=len(documents))
        trained, report = train_on(
            documents, encoder_called(encoder), tick=lambda: progress.advance(task)
        )
    trained.save(model)
    for line in report.lines():
        out.print(line)
    out.print(f"Model: {model}")


@app.command()
def site(
    records: Annotated[Path, typer.Argument(help="Folder of a run")],
    folder: Annotated[Path, typer.Option("--out", help="Folder for the pages")] = Path(
        "reports/site"
    ),
    replies: Annotated[
        Path | None, typer.Option("--replies", help="Replies of operators (.jsonl) to show")
    ] = None,
    since: Since = None,
) -> None:
    """Write the scorecard site from the records of a run."""
    from audit.replies import read
    from audit.run import read_audits

    audits = read_audits(records)
    shown, bad_lines = read(replies) if replies else ([], [])
    _write_site(audits, folder, since, shown)
    for problem in bad_lines:
        _say(problem)
    out.print(f"{len(audits)} policies. Open {folder / 'index.html'}")
    if bad_lines:
        raise typer.Exit(INCOMPLETE)


@app.command("versions")
def versions_command(
    records: Annotated[Path, typer.Argument(help="Folder of a run")] = Path("data/processed"),
) -> None:
    """Language versions of one operator's policy: what one says and another does not."""
    from audit.conflict.versions import version_differences
    from audit.run import read_audits

    found = version_differences(read_audits(records))
    for entry in found:
        style = "red" if entry.kind == "contradicts" else "yellow"
        out.print(
            Text.assemble(
                (f"{entry.kind:11} ", style),
                f"{entry.operator}: {entry.policy_id} says {entry.field}.{entry.code} ",
                (f"“{entry.evidence[0].quote}”", "bright_black"),
                f", {entry.other} ",
                (f"“{entry.against[0].quote}”", "bright_black") if entry.against else "is silent",
            )
        )
    out.print(f"{len(found)} differences between versions")


@app.command()
def templates(
    records: Annotated[Path, typer.Argument(help="Folder of a run")] = Path("data/processed"),
    alike: Annotated[
        float, typer.Option("--alike", min=0.05, max=1.0, help="Share of common text that counts")
    ] = 0.5,
    clauses: Annotated[int, typer.Option("--clauses", help="Clauses to show of each")] = 3,
) -> None:
    """Policies made from one template: the text they share and where they differ."""
    from audit.conflict.templates import clusters
    from audit.run import read_audits

    found = clusters(read_audits(records), alike=alike)
    for cluster in found:
        out.print(
            Text.assemble(
                (", ".join(cluster.members), "bold"),
                f"  at least {cluster.likeness:.0%} alike, {len(cluster.shared)} clauses in common",
            )
        )
        for text in cluster.shared[:clauses]:
            out.print(Text(f"  = {text}", style="bright_black"))
        for member, own in cluster.own.items():
            out.print(f"  only {member}: {len(own)} clauses")
            for text in own[:clauses]:
                out.print(Text(f"    + {text}"))
    out.print(f"{len(found)} templates shared")


@app.command()
def rules(
    criterion: Annotated[str, typer.Argument(help="A criterion to explain, such as KZ-27")] = "",
    as_of: AsOf = None,
    edition: EditionId = "",
    language: InLanguage = ReportLanguage.en,
) -> None:
    """List the criteria of an edition of the law, or explain one."""
    from audit.law import checklist_for
    from audit.pipeline import default_as_of
    from audit.report.names import phrases

    checklist = checklist_for(_day(as_of) or default_as_of(), edition_id=edition)
    chosen = [c for c in checklist.criteria if not criterion or c.id == criterion.upper()]
    if not chosen:
        raise typer.BadParameter(f"no criterion {criterion!r} in edition {checklist.edition.id}")
    if not criterion:
        out.print(
            Text(
                f"{phrases(language.value)['edition']} {checklist.edition.id}: {checklist.edition.title.in_language(language.value)}",
                style="bold",
            )
        )
    for entry in chosen:
        out.print(Text.assemble((entry.id, "bold"), f"  {entry.title.in_language(language.value)}"))
        if criterion:
            _explain(entry, language.value)


def _explain(criterion: Criterion, language: str) -> None:
    """Article, duty, severity, outcomes, remedy and examples of a criterion."""
    from audit.law import examples
    from audit.report.forms import date
    from audit.report.names import name_of, phrases

    t = phrases(language)
    unknown = criterion.since == "unknown"
    since = t["since_unknown"] if unknown else date(criterion.since, language)
    told = (
        criterion.legal_basis.in_language(language),
        name_of("duties", criterion.duty, language),
        name_of("severities", criterion.severity, language),
        f"{t['since']}: {since}",
        f"{t['source_mark']}: {criterion.evidence_mark.in_language(language)}",
    )
    out.print(Text(" · ".join(told)))
    for outcome in criterion.outcomes:
        status = name_of("statuses", outcome.status, language)
        out.print(
            Text.assemble(
                (f"  {status}: ", _COLOURS.get(outcome.status, "")),
                outcome.reason.in_language(language),
            )
        )
    out.print(Text(f"  + {criterion.remedy.in_language(language)}", style="green"))
    for example in examples().get(criterion.id, ()):
        status = name_of("statuses", example.status, language)
        out.print(Text.assemble((f"  {status}: ", "bright_black"), f"“{example.text}”"))


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for, in any of the three languages")],
    records: Annotated[Path, typer.Argument(help="Folder of a run")] = Path("data/processed"),
    top: Annotated[int, typer.Option("--top", min=1, help="Clauses to show")] = 10,
) -> None:
    """Find clauses by meaning across policies and languages."""
    from audit.embed import ClauseIndex, encoder
    from audit.run import read_audits

    audits = read_audits(records)
    index = ClauseIndex.of(audits, encoder())
    for hit in index.search(query, top=top):
        out.print(
            Text.assemble(
                (f"{hit.score:.3f} ", "bright_black"), (f"{hit.policy_id} ", "bold"), hit.text
            )
        )


class _RateColumn(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        """The rate of late, or of the whole when it is over."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "", style="bright_black")


@app.command("collect")
def collect_command(
    sources: Annotated[
        list[Path],
        typer.Argument(
            help="Lists of operators (.csv: operator, url), saved .html .pdf .docx .warc .mhtml, folders",
            metavar="SOURCE...",
        ),
    ],
    folder: Annotated[Path, typer.Option("--out", help="Folder of the corpus")] = Path("data/raw"),
    contact: Annotated[
        str,
        typer.Option("--contact", help="Address that hosts can write to, told with each request"),
    ] = "",
    delay: Annotated[
        float, typer.Option("--delay", min=0, help="Seconds between two requests to a host")
    ] = 2.0,
    patience: Annotated[
        float, typer.Option("--timeout", min=0.01, help="Seconds to wait for a sign of life")
    ] = 20.0,
    total: Annotated[
        float, typer.Option("--total", min=0.01, help="Seconds for one request as a whole")
    ] = 60.0,
    retries: Annotated[int, typer.Option("--retries", min=0, help="Tries after the first")] = 2,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Operators asked at a time")] = 4,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also ask addresses inside networks")
    ] = False,
) -> None:
    """Collect policies from the sites of operators, or saved files, as a dated snapshot."""
    from audit.collect import Manners, collect

    manners = Manners(contact=contact, delay=delay, patience=patience, total=total, retries=retries)
    with _progress() as progress:
        task = progress.add_task("collect", total=None)
        got = collect(
            sources,
            folder,
            manners=manners,
            allow_private=allow_private,
            jobs=jobs,
            on_start=lambda count: progress.update(task, total=count),
            on_done=lambda key: progress.advance(task),
        )
    for entry in got.changed():
        line = Text.assemble((f"{entry.change:8}", "bold"), f"{entry.policy_id}  {entry.url}")
        out.print(line, soft_wrap=True)
    problems = [*got.problems, *(entry.as_problem() for entry in got.missed())]
    for problem in problems:
        _say(problem)
    found = sum(entry.found for entry in got.entries)
    out.print(f"{found} texts, {len(problems)} problems. Snapshot: {got.path}", soft_wrap=True)
    if problems:
        raise typer.Exit(INCOMPLETE)


class ExportFormat(StrEnum):
    """Formats of `audit export`, with the names of `audit.report.WRITERS`."""

    jsonld = "jsonld"
    datapackage = "datapackage"
    csv = "csv"
    parquet = "parquet"


@app.command()
def export(
    records: Annotated[Path, typer.Argument(help="Folder of a run; of a corpus for datapackage")],
    form: Annotated[
        ExportFormat, typer.Option("--format", help="What to write")
    ] = ExportFormat.jsonld,
    folder: Annotated[
        Path | None, typer.Option("--out", help="Folder to write to [default: that of the run]")
    ] = None,
) -> None:
    """Write a run for other tools: linked data (W3C DPV), a data package, tables."""
    from audit.batch import RECORDS
    from audit.report import WRITERS
    from audit.run import read_audits

    if form == ExportFormat.datapackage and not (records / RECORDS).exists():
        from audit.collect import write_package

        write_package(records)
        out.print(f"Corpus described: {records / 'datapackage.json'}")
        return
    audits = read_audits(records)
    target = folder or records
    WRITERS[form.value](audits, target)
    out.print(f"{len(audits)} policies written to {target} as {form.value}")


@app.command("diff")
def diff_command(
    old: Annotated[Path, typer.Argument(help="Folder of an earlier run")],
    new: Annotated[Path, typer.Argument(help="Folder of a later run")],
    language: InLanguage = ReportLanguage.en,
    feed: Annotated[
        Path | None, typer.Option("--feed", help="Add the changes to this Atom feed")
    ] = None,
    day: Annotated[
        datetime.datetime | None,
        typer.Option(
            "--date",
            formats=["%Y-%m-%d"],
            help="Day of the changes in the feed [default: the day by whose law NEW was judged]",
        ),
    ] = None,
    figure: Annotated[
        Path | None, typer.Option("--figure", help="Draw the scores of both runs into this .html")
    ] = None,
    fail_on_drop: Annotated[
        float | None,
        typer.Option(
            "--fail-on-drop",
            min=0,
            metavar="POINTS",
            help="Exit with 1 when an operator's own changes cost more than so many points",
        ),
    ] = None,
) -> None:
    """What changed between two runs, with the words, and whether operator, law or our rules changed it."""
    from audit.history import cause, differences, drops, quotes, sentence, write_feed
    from audit.run import read_audits

    earlier, later = read_audits(old), read_audits(new)
    changes = differences(earlier, later)
    for change in changes:
        head = Text.assemble(
            (f"{change.policy_id}  ", "bold"), (f"{cause(change, language.value)}  ", "cyan")
        )
        if change.kind != "text":
            head.append(sentence(change, language.value))
        out.print(head)
        before = ("-", change.before, change.old, "red")
        after = ("+", change.after, change.new, "green")
        for mark, side, doc, style in (before, after):
            for quote in quotes(side, doc, language.value):
                out.print(Text(f"    {mark} {quote}", style=style))
    out.print(f"{len(changes)} changes in {len({c.policy_id for c in changes})} policies")
    if feed:
        judged = max((audit.as_of for audit in later), default="1970-01-01")
        seen = _day(day) or datetime.date.fromisoformat(judged)
        entries = write_feed(changes, feed, day=seen, language=language.value)
        out.print(f"Feed: {feed}, {entries} entries")
    if figure:
        from audit.report.timeline import timeline

        runs = [(old.name, earlier), (new.name, later)]
        drawn = timeline(runs, language=language.value)
        drawn.write_html(
            figure, include_plotlyjs=True, div_id="timeline", config={"showSendToCloud": False}
        )
        out.print(f"Figure: {figure}")
    if fail_on_drop is not None and (fallen := drops(changes, tolerance=fail_on_drop)):
        for change in fallen:
            err.print(Text(f"{change.policy_id}: {sentence(change, language.value)}", style="red"))
        raise typer.Exit(DROPPED)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
