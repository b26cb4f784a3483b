"""What notebooks show of an audit in a chosen language (`kk`, `ru` or `en`): HTML, all escaped.

`Document` and `Audit` show themselves; these are the views that need names and the checklist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from audit.core import Audit, Evidence, Fact, Finding, Text3, Verdict
from audit.core.markup import passage, plain, table, text_boxes
from audit.facts.keys import as_fact
from audit.law import library
from audit.report.names import SYMBOLS, name_of, part_at, part_name, phrases, quoted
from audit.review import Item

_NOTHING = Text3(
    "Nothing was found in the text.", "Мәтіннен ештеңе табылмады.", "В тексте ничего не найдено."
)


@dataclass(frozen=True)
class Html:
    """Markup that a notebook shows."""

    markup: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.markup


def verdicts(audit: Audit, *statuses: str, language: str = "en") -> Html:
    """The verdicts of `audit` as a table with status and title, reason, words and article.

    With `statuses` only those that have one of them.
    """
    chosen = [v for v in audit.verdicts if not statuses or v.status in statuses]
    headers = (phrases(language)[key] for key in ("criterion", "reason"))
    return Html(table(list(headers), [_row(audit, verdict, language) for verdict in chosen]))


def _row(audit: Audit, verdict: Verdict, language: str) -> tuple[str, str]:
    """Two cells, which a telephone has room for: what the verdict is, and why."""
    article = library().criteria[verdict.criterion_id].legal_basis.in_language(language)
    title = f"{verdict.criterion_id} {title_of(verdict, language)}"
    reason = verdict.reason.in_language(language)
    why = (reason, *_quotes(audit, verdict, language), article)
    return f"{status_of(verdict, language)}\n{title}", "\n".join(why)


def text(audit: Audit, *what: str, language: str = "en") -> Html:
    """The whole text of `audit` with the evidence lit up, or only that of `what`.

    `what` are criteria (`KZ-27`), facts and findings (`field.code`) or whole fields. Each part of a
    unit stands under its name.
    """
    spans = [item.span for key, item in _evidence(audit) if not what or _is_meant(key, what)]
    unread = f" ({phrases(language)['unread_part']})"
    titled = [
        (part_name(part, language) + (unread if part.problem else ""), part.span)
        for part in audit.document.parts
    ]
    return Html(text_boxes(audit.document.text, titled, spans))


def waiting(audit: Audit, item: Item, *, language: str = "en") -> Html:
    """What is to be reviewed: its name, the program's reason, the clauses with the words lit up."""
    head = f"<p><strong>{plain(title_of(item.subject, language))}</strong></p>"
    reason = "" if isinstance(item.subject, Fact) else item.subject.reason.in_language(language)
    if isinstance(item.subject, Verdict):
        reason = f"{status_of(item.subject, language)}. {reason}"
    passages = list(_passages(audit, item.subject.evidence, language))
    shown = "<hr>".join(passages) or f"<p><em>{plain(_NOTHING.in_language(language))}</em></p>"
    return Html(f"{head}<p>{plain(reason)}</p>{shown}")


def title_of(subject: Fact | Finding | Verdict, language: str) -> str:
    """The name of a fact (with its field), finding or criterion."""
    if isinstance(subject, Verdict):
        return library().criteria[subject.criterion_id].title.in_language(language)
    if isinstance(subject, Finding):
        return name_of("codes", subject.code, language, field="findings")
    name = name_of("codes", subject.code, language, field=subject.field)
    return f"{name_of('fields', subject.field, language)}: {name}"


def status_of(verdict: Verdict, language: str) -> str:
    """Shape and name of a verdict's status."""
    return f"{SYMBOLS[verdict.status]} {name_of('statuses', verdict.status, language)}"


def _quotes(audit: Audit, verdict: Verdict, language: str) -> Iterator[str]:
    return (quoted(audit.document, item, language) for item in verdict.evidence)


def _evidence(audit: Audit) -> Iterator[tuple[str, Evidence]]:
    """Pairs of a key and the words it rests on."""
    keyed: list[tuple[str, tuple[Evidence, ...]]] = [
        *((fact.key, fact.evidence) for fact in audit.facts),
        *((verdict.criterion_id, verdict.evidence) for verdict in audit.verdicts),
        *((as_fact(finding).key, finding.evidence) for finding in audit.findings),
    ]
    yield from ((key, item) for key, evidence in keyed for item in evidence)


def _is_meant(key: str, what: tuple[str, ...]) -> bool:
    return key in what or key.partition(".")[0] in what


def _passages(audit: Audit, evidence: tuple[Evidence, ...], language: str) -> Iterator[str]:
    """The clauses in which the words stand, each run of them with its neighbours in the same part."""
    doc = audit.document
    parts = [doc.part_at(clause.span.start) for clause in audit.clauses]
    numbers = sorted(
        {
            near
            for number, clause in enumerate(audit.clauses)
            if any(item.span.overlaps(clause.span) for item in evidence)
            for near in (number - 1, number, number + 1)
            if 0 <= near < len(audit.clauses) and parts[near] == parts[number]
        }
    )
    spans = [item.span for item in evidence]
    for _, run in groupby(enumerate(numbers), key=lambda at: (parts[at[1]], at[1] - at[0])):
        clauses = [audit.clauses[number] for _, number in run]
        start, end = clauses[0].span.start, clauses[-1].body.end
        name = part_at(doc, start, language)
        title = f"<p><small>{plain(name)}</small></p>" if name else ""
        yield title + passage(doc.text[start:end], spans, start=start)
