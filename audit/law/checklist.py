"""The checklist: criteria (`criteria/*.yaml`) and the editions of the law (`editions/*.yaml`).

A criterion is written once; an edition says from when it is in force, which criteria it asks and
what differs there. `as_of` picks the edition in force on a day.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from pydantic import Field, RootModel, model_validator

from audit.core import Problem, RuleError, Status, Text3
from audit.facts import load_ruleset
from audit.facts.keys import DERIVED, Count, Keys
from audit.rulefile import RuleModel, Words, line_of, load_rules, package_files

Severity = Literal["critical", "major", "minor"]
Duty = Literal["mandatory_consent", "operator_duty", "subject_right", "good_practice"]


class Term(RuleModel):
    """Time limits stated for something: the shortest longer than `over` or at most `within`.

    With `different` it is enough that so many different ones are stated. With `beside` only those
    count that stand in one paragraph with one of these keys.
    """

    of: str
    beside: Keys = ()
    over: str = ""
    within: str = ""
    different: int = 0


class Near(RuleModel):
    """Something of `keys` and a contact of `contacts` within so many characters."""

    keys: Keys
    contacts: Keys
    within: int = 300


class Condition(RuleModel):
    """One question about what the policy says; exactly one of its keys is given."""

    says: Keys = ()
    says_all: Keys = ()
    count: Count | None = None
    contact: Keys = ()
    legal_name: bool | None = None
    individual: bool | None = None
    collects_nothing: bool | None = None
    near: Near | None = None
    term: Term | None = None
    languages: int | None = None
    since: str = ""
    dated_before: str = ""
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    none: tuple[Condition, ...] = ()

    @model_validator(mode="after")
    def _one_key(self) -> Condition:
        if len(self.model_fields_set) != 1:
            raise ValueError(
                f"a condition has exactly one key, not {sorted(self.model_fields_set)}"
            )
        return self

    def asks_about(self) -> Iterator[str]:
        """Every `field.code` that the condition asks about."""
        yield from (*self.says, *self.says_all)
        if self.count:
            yield from self.count.of
        if self.near:
            yield from self.near.keys
        if self.term:
            yield from (self.term.of, *self.term.beside)
        for inner in (*self.all, *self.any, *self.none):
            yield from inner.asks_about()

    @property
    def minds_edition(self) -> bool:
        """True when the answer may be another by another edition."""
        return bool(self.since) or any(
            inner.minds_edition for inner in (*self.all, *self.any, *self.none)
        )


class Outcome(RuleModel):
    """A status and when it holds; the first outcome of a criterion that holds is its verdict."""

    status: Status
    when: Condition | None = None
    reason: Words


class Criterion(RuleModel):
    """One thing that the checklist asks of a policy (ids are never reused).

    What is `processing_only` does not apply to a policy that says it collects nothing. `remedy` is
    the sentence that an operator would have to add, or what to take out.
    """

    id: str = Field(pattern=r"^KZ-\d\d$")
    group: str
    title: Words
    legal_basis: Words
    duty: Duty
    severity: Severity
    since: str
    evidence_mark: Words
    processing_only: bool = False
    remedy: Words
    outcomes: tuple[Outcome, ...] = Field(min_length=1)

    def asks_about(self) -> set[str]:
        """Every `field.code` that its outcomes ask about."""
        return {
            key for outcome in self.outcomes if outcome.when for key in outcome.when.asks_about()
        }

    @cached_property
    def minds_edition(self) -> bool:
        """True when one text may get another status by another edition that asks the same."""
        return any(outcome.when and outcome.when.minds_edition for outcome in self.outcomes)

    @model_validator(mode="after")
    def _ends(self) -> Criterion:
        if self.outcomes[-1].when is not None or any(o.when is None for o in self.outcomes[:-1]):
            raise ValueError("the last outcome, and only the last, has no `when`")
        return self


class Example(RuleModel):
    """A short text of our own and the status that a criterion gives it."""

    status: Status
    language: Literal["kk", "ru", "en"]
    text: str


class ExamplesFile(RootModel[Mapping[str, tuple[Example, ...]]]):
    """`examples.yaml`: examples by criterion."""


class CriteriaFile(RuleModel):
    """A file of `criteria/`: one group."""

    group: str
    title: Words
    criteria: tuple[Criterion, ...]


class Edition(RuleModel):
    """One edition of the law: from when, what source, what is asked, what was dropped and why."""

    id: str
    in_force_from: datetime.date
    title: Words
    source: str
    checked_on: datetime.date
    secondary: bool = False
    criteria: tuple[str, ...]
    dropped: Mapping[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class Checklist:
    """The criteria of one edition, in order of their ids."""

    edition: Edition
    criteria: tuple[Criterion, ...]
    fingerprint: str


@dataclass(frozen=True)
class Library:
    """Every criterion by id, the titles of their groups, and what was wrong with files left out."""

    criteria: Mapping[str, Criterion]
    groups: Mapping[str, Text3]
    problems: tuple[Problem, ...]


@lru_cache(maxsize=1)
def library() -> Library:
    """The criteria shipped with the package; a broken file is left out and named in `problems`."""
    found: dict[str, Criterion] = {}
    groups: dict[str, Text3] = {}
    problems: list[Problem] = []
    for source in package_files("audit.law.criteria"):
        try:
            file = load_rules(source, CriteriaFile)
            _check_criteria(source, file.criteria, found)
        except RuleError as error:
            problems.append(error.as_problem())
            continue
        found.update((criterion.id, criterion) for criterion in file.criteria)
        groups[file.group] = file.title
    return Library(dict(sorted(found.items())), groups, tuple(problems))


def _check_criteria(
    source: Traversable, criteria: Sequence[Criterion], known: Mapping[str, Criterion]
) -> None:
    """Raises RuleError, with the line, for a repeated id or a question about an unknown code."""

    def error(number: int, why: str, remedy: str) -> RuleError:
        line = line_of(source.read_text(encoding="utf-8"), ("criteria", number))
        where = f"{source.name}:{line}"
        return RuleError(f"{criteria[number].id} {why}", where=where, remedy=remedy)

    seen = set(known)
    for number, criterion in enumerate(criteria):
        if criterion.id in seen:
            raise error(number, "is given twice", "ids are never reused")
        seen.add(criterion.id)
        for key in criterion.asks_about():
            if not _is_known(key):
                raise error(number, f"asks about unknown {key!r}", "see audit/facts/fields")


def _is_known(key: str) -> bool:
    """True for a code that exists; codes of a field whose rules are broken cannot be checked."""
    ruleset = load_ruleset()
    field, _, code = key.partition(".")
    if field not in ruleset.fields:
        return bool(ruleset.problems)
    codes = {*ruleset.codes(field), *DERIVED.get(field, ())}
    return code in codes or (
        code.endswith("*") and any(name.startswith(code[:-1]) for name in codes)
    )


@lru_cache(maxsize=1)
def examples() -> Mapping[str, tuple[Example, ...]]:
    """Examples by criterion; every one is also a test."""
    return load_rules(files("audit.law") / "examples.yaml", ExamplesFile).root


@lru_cache(maxsize=1)
def editions() -> tuple[Edition, ...]:
    """All editions, oldest first; raises RuleError for one that does not fit criteria or the others."""
    found: list[Edition] = []
    for source in package_files("audit.law.editions"):
        edition = load_rules(source, Edition)
        _check_edition(source, edition, found)
        found.append(edition)
    return tuple(sorted(found, key=lambda edition: edition.in_force_from))


def _check_edition(source: Traversable, edition: Edition, others: Iterable[Edition]) -> None:
    """Raises RuleError for an edition that does not fit the criteria or one of `others`."""
    known, named = library().criteria.keys(), {*edition.criteria, *edition.dropped}
    unknown = sorted(named - known)
    if unknown and not library().problems:
        raise RuleError(f"unknown criteria {', '.join(unknown)}", where=source.name)
    if any(other.in_force_from == edition.in_force_from for other in others):
        raise RuleError(
            f"another edition is in force from {edition.in_force_from}",
            where=source.name,
            remedy="windows must not overlap",
        )
    if left_out := sorted(known - named):
        raise RuleError(
            f"says nothing of {', '.join(left_out)}",
            where=source.name,
            remedy="list them under criteria or dropped",
        )


def edition_for(as_of: datetime.date, *, edition_id: str = "") -> Edition:
    """The edition in force on `as_of`, or the one called `edition_id`; RuleError when there is none."""
    if edition_id:
        for edition in editions():
            if edition.id == edition_id:
                return edition
        known = ", ".join(edition.id for edition in editions())
        raise RuleError(f"no edition {edition_id!r}", remedy=f"known editions: {known}")
    in_force = [edition for edition in editions() if edition.in_force_from <= as_of]
    if not in_force:
        first = editions()[0].in_force_from
        raise RuleError(
            f"no edition was in force on {as_of}", remedy=f"the first begins on {first}"
        )
    return in_force[-1]


@lru_cache(maxsize=256)
def checklist_for(as_of: datetime.date, *, edition_id: str = "") -> Checklist:
    """The criteria asked on `as_of` (or by `edition_id`), with a fingerprint of their rules."""
    edition = edition_for(as_of, edition_id=edition_id)
    known = library().criteria
    criteria = tuple(
        known[criterion] for criterion in sorted(edition.criteria) if criterion in known
    )
    digest = hashlib.sha256()
    digest.update(edition.model_dump_json().encode())
    for criterion in criteria:
        digest.update(criterion.model_dump_json().encode())
    return Checklist(edition, criteria, digest.hexdigest()[:16])
