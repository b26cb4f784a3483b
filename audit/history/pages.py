"""Earlier runs -> what the site shows of them: every change in three languages, and the feeds."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise
from pathlib import Path

from audit.core import Audit, Document, InputError, Text3
from audit.history.causes import differences
from audit.history.compare import Change, Said
from audit.history.feed import feed
from audit.history.wording import cause, sentence, side, title
from audit.law import library
from audit.report.changes import Cited, History, Step, Told
from audit.report.names import LANGUAGES
from audit.run import read_audits


def history(earlier: Sequence[Path], audits: Sequence[Audit]) -> History | None:
    """What changed over the runs in the folders `earlier`, oldest first, up to `audits`.

    None when there are no earlier runs. A run is called by the name of its folder; raises InputError
    when two have the same.
    """
    if not earlier:
        return None
    names = [folder.resolve().name for folder in earlier]
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                "two earlier runs have this name, by which the site calls them",
                where=name,
                remedy="give one of the folders another name",
            )
    before = [read_audits(folder) for folder in earlier]
    runs = [*before, audits]
    found = [differences(old, new) for old, new in pairwise(runs)]
    days = [_day(run) for run in runs[1:]]
    return History(
        list(zip(names, before, strict=True)),
        [_step(changes) for changes in found],
        {code: feed(zip(days, found, strict=True), language=code) for code in LANGUAGES},
    )


def _day(audits: Sequence[Audit]) -> datetime.date:
    return datetime.date.fromisoformat(max((a.as_of for a in audits), default="1970-01-01"))


def _step(changes: Sequence[Change]) -> Step:
    by_policy = groupby(changes, key=lambda change: change.policy_id)
    return Step({name: [_told(change) for change in theirs] for name, theirs in by_policy})


def _told(change: Change) -> Told:
    is_text = change.kind == "text"
    return Told(
        cause=_three(lambda language: cause(change, language)),
        kind=change.kind,
        what=_three(lambda language: _what(change, language)),
        criterion=change.what if change.kind == "verdict" else "",
        sentence=_three(lambda language: sentence(change, language, what=_what(change, language))),
        before=None if is_text else _side(change, change.before),
        after=None if is_text else _side(change, change.after),
        old=_cited(change.before, change.old),
        new=_cited(change.after, change.new),
    )


def _three(words: Callable[[str], str]) -> Text3:
    return Text3(words("en"), words("kk"), words("ru"))


def _what(change: Change, language: str) -> str:
    """What has changed; a criterion with its title."""
    if change.kind != "verdict":
        return title(change, language)
    criterion = library().criteria.get(change.what)
    return f"{change.what} {criterion.title.in_language(language)}" if criterion else change.what


def _side(change: Change, said: tuple[Said, ...]) -> Text3 | None:
    shown = _three(lambda language: side(change, said, language))
    return shown if shown.en else None


def _cited(said: tuple[Said, ...], doc: Document) -> tuple[Cited, ...]:
    """The words of one side, those of one part each once."""
    items = (item for one in said for item in one.evidence)
    found = {(doc.part_name(item.start), item.quote): Cited(item, doc) for item in items}
    return tuple(found.values())
