"""A batch: many policies to records, texts and tables in one folder, each file written whole."""

from __future__ import annotations

import datetime
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NamedTuple

from audit import facts, law, review
from audit.core import Audit, InputError, Problem
from audit.core.codec import dump_line, from_record, parse_object, to_record
from audit.embed import DEFAULT
from audit.pipeline import audit_document
from audit.read import Source, discover, load

RECORDS = "records.jsonl"
PROBLEMS = "problems.jsonl"
TEXTS = "texts"


@dataclass
class RunResult:
    """What a run wrote and what it could not read."""

    audits: list[Audit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """True when every input was audited."""
        return not self.problems


def run(
    inputs: Sequence[Path],
    out: Path,
    *,
    as_of: datetime.date | None = None,
    edition: str = "",
    encoder: str = DEFAULT,
    model: Path | None = None,
    own_edition: bool = False,
    decisions: Sequence[review.Decision] = (),
    jobs: int = 1,
    on_start: Callable[[int], None] = lambda total: None,
    on_done: Callable[[str], None] = lambda policy_id: None,
) -> RunResult:
    """Audits of all policies under `inputs`, written to `out` in the order of their ids.

    `encoder` names the second opinion (`none` for rules alone), `model` another one than the shipped;
    `own_edition` judges each policy by the edition of its own date, where it gives one; `decisions`
    of reviewers are honoured, and those that cannot be are among the problems.
    Trouble with single inputs is in `problems` (and in `problems.jsonl`); the rest is done.
    Raises InputError when `out` cannot be written, RuleError when model and encoder do not fit.
    """
    sources, problems = discover(inputs)
    result = RunResult(
        problems=[*facts.load_ruleset().problems, *law.library().problems, *problems]
    )
    how = _How(as_of, edition, encoder, model, own_edition, review.by_policy(decisions))
    facts.second_opinion(encoder, model)
    on_start(len(sources))
    with whole_file(out / RECORDS) as records:
        for source, outcome in zip(sources, _audits(sources, how, jobs), strict=True):
            if isinstance(outcome, Problem):
                result.problems.append(outcome)
            else:
                records.write(dump_line(to_record(outcome)))
                with whole_file(_text_file(out, source.policy_id)) as text:
                    text.write(outcome.document.text)
                result.audits.append(outcome)
                result.problems.extend(review.unheeded(outcome))
            on_done(source.policy_id)
    with whole_file(out / PROBLEMS) as lines:
        for problem in result.problems:
            lines.write(
                dump_line(
                    {
                        "code": problem.code,
                        "message": problem.message,
                        "where": problem.where,
                        "remedy": problem.remedy,
                    }
                )
            )
    return result


class _How(NamedTuple):
    """How each policy of a run is audited; plain values, so that processes can be given it."""

    as_of: datetime.date | None
    edition: str
    encoder: str
    model: Path | None
    own_edition: bool
    decisions: Mapping[str, tuple[review.Decision, ...]]


def _audits(sources: Iterable[Source], how: _How, jobs: int) -> Iterator[Audit | Problem]:
    if jobs == 1:
        return (_one(source, how) for source in sources)
    from joblib import Parallel, delayed

    parallel = Parallel(n_jobs=jobs, return_as="generator", batch_size=8)
    outcomes: Iterator[Audit | Problem] = parallel(delayed(_one)(source, how) for source in sources)
    return outcomes


def _one(source: Source, how: _How) -> Audit | Problem:
    try:
        opinion = facts.second_opinion(how.encoder, how.model)
        audit = audit_document(load(source), as_of=how.as_of, edition=how.edition, opinion=opinion)
        audit = law.by_own_edition(audit) if how.own_edition else audit
        return review.apply(audit, how.decisions.get(source.policy_id, ()))
    except InputError as error:
        return error.as_problem()


def audit_folder(
    *inputs: Path | str, as_of: datetime.date | None = None, encoder: str = DEFAULT
) -> list[Audit]:
    """Audits of all policies under `inputs`, by id; raises InputError for the first that fails."""
    opinion = facts.second_opinion(encoder)
    sources, problems = discover([Path(entry) for entry in inputs])
    for problem in problems:
        raise InputError(
            problem.message, where=problem.where, remedy=problem.remedy, code=problem.code
        )
    return [audit_document(load(source), as_of=as_of, opinion=opinion) for source in sources]


def read_audits(folder: Path | str) -> list[Audit]:
    """The audits that a run wrote to `folder`, from its records and texts."""
    folder = Path(folder)
    return [
        from_record(record, _text_file(folder, record["policy_id"]).read_text(encoding="utf-8"))
        for record in read_records(folder)
    ]


def read_records(path: Path) -> list[dict[str, Any]]:
    """The records of a run as plain values: of its folder or its `records.jsonl`."""
    file = path / RECORDS if path.is_dir() else path
    if not file.exists():
        raise InputError(
            "no records there", where=str(file), remedy="run `audit run` first", code="missing"
        )
    lines = file.read_text(encoding="utf-8").splitlines()
    return [
        parse_object(line, f"{file}:{number}")
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]


def _text_file(folder: Path, policy_id: str) -> Path:
    return folder / TEXTS / f"{safe_name(policy_id)}.txt"


def safe_name(policy_id: str) -> str:
    """`policy_id` as a file name that stays inside its folder."""
    return (
        "".join(char if char.isalnum() or char in "-_.@ ()" else "_" for char in policy_id).lstrip(
            "."
        )
        or "_"
    )


@contextmanager
def whole_file(path: Path) -> Iterator[IO[str]]:
    """A text file that appears under its name only when it was written to the end."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name[:80]}.", suffix=".part"
        )
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}",
            where=str(path),
            remedy="choose another --out",
            code="unwritable",
        ) from error
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            yield file
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
