"""A batch: many policies to records, texts and tables in one folder, each file written whole.

Policies go through in parts of a few, in the order of their ids, on one or many processes; the
records are the same bytes either way. What an earlier run did from the same text, rules and models is
taken over (`audit.batch.folder`).
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from audit import facts, law, review
from audit.batch import (
    RECORDS,
    TEXTS,
    Done,
    OutputFolder,
    TimeUpError,
    limited,
    safe_name,
    spread,
    text_file,
)
from audit.core import Audit, InputError, Problem, RuleError
from audit.core.codec import dump_line, from_record, parse_object, part_problems, to_record
from audit.embed import DEFAULT, CachedEncoder
from audit.facts import SecondOpinion
from audit.law import checklist_for
from audit.pipeline import audit_document, default_as_of
from audit.read import Content, Source, contents, discover, load, parse
from audit.read import ocr as recognition

PART, PART_WITH_VECTORS = 32, 8
"""Policies that one process works on at a time: about a second's work, which a kill may cost."""

SECONDS = 60.0
"""Time that one document may take; the slowest of the labelled and collected ones needs one."""

_CLUSTER_WORKERS = 16
"""Workers that a cluster is taken to have when the work is parted: it is asked only later."""

_ROOMS = ("core", "lang", "embed", "read", "facts", "law", "conflict")
_MODULES = ("pipeline.py", "review.py", "rulefile.py")
_LIBRARIES = (
    "charset-normalizer",
    "google-re2",
    "inscriptis",
    "lingua-language-detector",
    "lxml",
    "phonenumbers",
    "pydantic",
    "pypdfium2",
    "python-docx",
    "pyyaml",
)


@dataclass
class RunResult:
    """What a run wrote to `folder` and what it could not read.

    `policies` were audited. `reasons` counts inputs by why they were audited anew: `new`, `text`,
    `fresh`, `damaged`, or the part of how they are audited that changed (`fingerprints`). `same` ones
    were taken over from an earlier run, `unread` ones could not be opened. `recognised` counts the
    policies with text that was recognised from pictures of pages.
    """

    folder: Path
    policies: int = 0
    problems: list[Problem] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    recognised: int = 0

    def add(self, why: str, done: Done) -> None:
        """Counts one policy."""
        self.reasons[why] += 1
        if done.problem:
            self.problems.append(done.problem)
        else:
            self.policies += 1

    @property
    def complete(self) -> bool:
        """True when every input was audited."""
        return not self.problems

    @property
    def audits(self) -> list[Audit]:
        """All audits, read back from the folder."""
        return read_audits(self.folder)


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
    vectors: Path | None = None,
    jobs: int = 1,
    cluster: str = "",
    ocr: bool = False,
    fresh: bool = False,
    on_start: Callable[[int], None] = lambda total: None,
    on_done: Callable[[str], None] = lambda policy_id: None,
) -> RunResult:
    """Audits all policies under `inputs` and writes them to `out` in the order of their ids.

    `encoder` names the second opinion (`none` for rules alone), `model` another one than the shipped;
    `own_edition` judges each policy by the edition of its own date, where it gives one. `decisions` of
    reviewers are honoured; those that cannot be are among the problems. Vectors are kept in the file
    `vectors`, which runs may share. `jobs` processes of this machine work at it, or
    the `cluster` (`tcp://host:port`, `local:N`). With `ocr` the text of PDFs that have only pictures of
    pages is recognised; records made with and without it are never taken over for each other. `fresh`
    takes nothing over from earlier runs.
    Trouble with single inputs is in `problems` (and in `problems.jsonl`); the rest is done.
    Raises InputError when `out` cannot be written or nothing is there to recognise text with, RuleError
    when model and encoder do not fit.
    """
    opinion = facts.second_opinion(encoder, model)
    day = as_of or default_as_of()
    checklist_for(day, edition_id=edition)
    by = recognition.recogniser() if ocr else ""
    how = _How(day, edition, encoder, model, own_edition, vectors, by, code_fingerprint())
    _opinion(how)
    sources, problems = discover(inputs)
    result = RunResult(
        out, problems=[*facts.load_ruleset().problems, *law.library().problems, *problems]
    )
    on_start(len(sources))
    given = review.by_policy(decisions)
    workers = _CLUSTER_WORKERS if cluster else jobs
    enough_for_all = max(1, len(sources) // (3 * workers))
    size = min(PART_WITH_VECTORS if opinion else PART, enough_for_all)
    with OutputFolder(out, fingerprints(how, opinion), fresh=fresh) as folder:
        plans_of_all = (
            _planned(source, folder, given.get(source.policy_id, ())) for source in sources
        )
        parts = _parts(plans_of_all, size, how)
        for plans, outcomes in spread(_work, parts, jobs=jobs, cluster=cluster, lost=_lost):
            done = _together(plans, outcomes)
            folder.add(done, frozenset(plan.source.policy_id for plan in plans if plan.known))
            for plan, (_, policy) in zip(plans, done, strict=True):
                result.add(plan.why, policy)
                if plan.decisions:
                    result.problems.extend(review.unheeded_in(policy.line))
                if plan.source.parts and policy.line:
                    result.problems.extend(part_problems(json.loads(policy.line)))
                if ocr and policy.line:
                    result.recognised += "recognised" in json.loads(policy.line)
                on_done(policy.policy_id)
        folder.finish(result.problems)
    return result


class _How(NamedTuple):
    """How each policy of a run is audited; plain values, so that processes can be given it.

    `recogniser` recognises text on pictures; empty when that is not asked for.
    """

    as_of: datetime.date
    edition: str
    encoder: str
    model: Path | None
    own_edition: bool
    vectors: Path | None
    recogniser: str
    program: str


class _Plan(NamedTuple):
    """What is to be done for one policy, and why; `known` is what an earlier run or reading it made."""

    source: Source
    held: tuple[Content, ...]
    input_hash: str
    why: str
    known: Done | None = None
    decisions: tuple[review.Decision, ...] = ()


class _Task(NamedTuple):
    """One policy as a worker is given it."""

    source: Source
    held: tuple[Content, ...]
    how: _How
    decisions: tuple[review.Decision, ...] = ()


class _Outcome(NamedTuple):
    """What a worker made of a policy; `lasting` when it would make the same of it again."""

    done: Done
    lasting: bool = True


def _planned(source: Source, folder: OutputFolder, decisions: tuple[review.Decision, ...]) -> _Plan:
    """Reads a policy and looks whether the folder has what would be made of it."""
    try:
        held = contents(source)
    except InputError as error:
        return _Plan(source, (), "", "unread", Done(source.policy_id, problem=error.as_problem()))
    input_hash = _input_hash(source, held, decisions)
    why = folder.why(source.policy_id, input_hash)
    known = None if why else folder.take(source.policy_id)
    if known:
        return _Plan(source, (), input_hash, "same", known, decisions)
    return _Plan(source, held, input_hash, why or "damaged", decisions=decisions)


def _input_hash(
    source: Source, held: Sequence[Content], decisions: tuple[review.Decision, ...]
) -> str:
    """A hash of everything that one record depends on and others do not: each file with its name."""
    documents = [part.document for part in source.parts] or [""]
    told = [source.operator, review.fingerprint(decisions)]
    pieces = [text.encode("utf-8", "surrogateescape") for text in told]
    for document, path, content in zip(documents, source.paths, held, strict=True):
        data = content if isinstance(content, bytes) else dump_line(content.as_dict()).encode()
        pieces += [document.encode(), path.name.encode("utf-8", "surrogateescape"), data]
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(len(piece).to_bytes(8) + piece)
    return digest.hexdigest()


def _parts(
    plans: Iterator[_Plan], size: int, how: _How
) -> Iterator[tuple[list[_Task], list[_Plan]]]:
    """What goes to workers, and the plans that it belongs to, a few policies at a time."""
    while part := list(islice(plans, size)):
        tasks = [
            _Task(plan.source, plan.held, how, plan.decisions) for plan in part if not plan.known
        ]
        yield tasks, [plan._replace(held=()) for plan in part]


def _together(plans: Sequence[_Plan], outcomes: Iterable[_Outcome]) -> list[tuple[str, Done]]:
    """Every policy of a part with the hash under which it may be taken over; empty for none."""
    made = iter(outcomes)
    done = []
    for plan in plans:
        if plan.known:
            done.append((plan.input_hash, plan.known))
        else:
            outcome = next(made)
            done.append((plan.input_hash if outcome.lasting else "", outcome.done))
    return done


def _work(tasks: Sequence[_Task]) -> list[_Outcome]:
    """What a worker makes of its policies."""
    return [_one(task) for task in tasks]


def _one(task: _Task) -> _Outcome:
    source, how = task.source, task.how
    where = str(source.path)
    seconds = _seconds(task)
    try:
        with limited(seconds):
            audit = audit_document(
                parse(source, task.held, ocr=bool(how.recogniser)),
                as_of=how.as_of,
                edition=how.edition,
                opinion=_opinion(how),
            )
            audit = law.by_own_edition(audit) if how.own_edition else audit
            audit = review.apply(audit, task.decisions)
        line = dump_line(to_record(audit))
    except InputError as error:
        problem = error.as_problem()
        return _Outcome(Done(source.policy_id, problem=problem), _lasting([problem]))
    except TimeUpError:
        problem = Problem(
            "too_slow", f"not done in {seconds:.0f} s", where, "cut out the part that is a policy"
        )
        return _Outcome(Done(source.policy_id, problem=problem), lasting=False)
    except (RecursionError, MemoryError) as error:
        problem = Problem(
            "too_complex",
            f"nested too deep or too large ({type(error).__name__})",
            where,
            "save its text as .txt",
        )
        return _Outcome(Done(source.policy_id, problem=problem), lasting=False)
    return _Outcome(Done(source.policy_id, line, audit.document.text), _lasting(audit.problems))


def _seconds(task: _Task) -> float:
    """The time that a policy may take; recognising a file has a limit of its own."""
    return SECONDS + recognition.SECONDS * len(task.source.paths) * bool(task.how.recogniser)


def _lasting(problems: Iterable[Problem]) -> bool:
    """False when one of the problems, of a policy or of a part of it, may be gone at the next attempt."""
    return not any(problem.code in recognition.TRANSIENT for problem in problems)


def _lost(task: _Task) -> _Outcome:
    """The outcome of a policy whose worker died of it."""
    problem = Problem(
        "killed",
        "the process that read it died",
        str(task.source.path),
        "save its text as .txt; report it if that does not help",
    )
    return _Outcome(Done(task.source.policy_id, problem=problem), lasting=False)


@lru_cache(maxsize=2)
def _opinion(how: _How) -> SecondOpinion | None:
    """The second opinion of this process; made here, so that processes need not be sent one."""
    if how.program != code_fingerprint():
        raise RuleError(
            "this worker runs another version of the package or of its libraries",
            remedy="install the same on all workers",
        )
    if how.recogniser and how.recogniser != recognition.recogniser():
        raise RuleError(
            "this worker has another tesseract or other language data",
            remedy="install the same on all workers",
        )
    opinion = facts.second_opinion(how.encoder, how.model)
    if opinion is None:
        return None
    return SecondOpinion(CachedEncoder(opinion.encoder, how.vectors), opinion.model)


def fingerprints(how: _How, opinion: SecondOpinion | None) -> dict[str, str]:
    """Everything besides its input on which a record depends, by name; what one would ask for first."""
    return {
        "rules": _digest(".yaml", "facts", "conflict", "core"),
        "law": _digest(".yaml", "law"),
        "encoder": opinion.encoder.fingerprint if opinion else facts.NO_ENCODER,
        "model": opinion.model.fingerprint if opinion else facts.NO_ENCODER,
        "day": str(how.as_of),
        "edition": how.edition,
        "own_edition": str(how.own_edition),
        "recogniser": how.recogniser or "none",
        "program": how.program,
    }


@lru_cache(maxsize=1)
def code_fingerprint() -> str:
    """A hash of the package's code below this module, and of the libraries that read and match."""
    libraries = " ".join(f"{name}-{version(name)}" for name in _LIBRARIES)
    return hashlib.sha256(f"{libraries} {_digest('.py', *_ROOMS, *_MODULES)}".encode()).hexdigest()[
        :16
    ]


def _digest(ending: str, *rooms: str) -> str:
    digest = hashlib.sha256()
    for room in rooms:
        for file in _files_in(files("audit") / room):
            if file.name.endswith(ending):
                digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _files_in(entry: Traversable) -> Iterator[Traversable]:
    if entry.is_dir():
        for inner in sorted(entry.iterdir(), key=lambda inner: inner.name):
            yield from _files_in(inner)
    else:
        yield entry


def audit_folder(
    *inputs: Path | str,
    as_of: datetime.date | None = None,
    encoder: str = DEFAULT,
    ocr: bool = False,
) -> list[Audit]:
    """Audits of all policies under `inputs`, by id; raises InputError for the first that fails."""
    opinion = facts.second_opinion(encoder)
    sources, problems = discover([Path(entry) for entry in inputs])
    for problem in problems:
        raise InputError(
            problem.message, where=problem.where, remedy=problem.remedy, code=problem.code
        )
    return [
        audit_document(load(source, ocr=ocr), as_of=as_of, opinion=opinion) for source in sources
    ]


def read_audits(folder: Path | str) -> list[Audit]:
    """The audits that a run wrote to `folder`, from its records and texts."""
    return list(stream_audits(folder))


def stream_audits(folder: Path | str) -> Iterator[Audit]:
    """The audits that a run wrote to `folder`, one at a time."""
    folder = Path(folder)
    for record in stream_records(folder):
        text = text_file(folder, record["policy_id"])
        try:
            content = text.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                "the text of this record cannot be read",
                where=str(text),
                remedy="run the audit again",
                code="missing",
            ) from error
        yield from_record(record, content)


def read_records(path: Path) -> list[dict[str, Any]]:
    """The records of a run as plain values: of its folder or its `records.jsonl`."""
    return list(stream_records(path))


def stream_records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a run as plain values, one at a time."""
    file = path / RECORDS if path.is_dir() else path
    if not file.exists():
        raise InputError(
            "no records there", where=str(file), remedy="run `audit run` first", code="missing"
        )
    with file.open(encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield parse_object(line, f"{file}:{number}")


__all__ = [
    "RECORDS",
    "TEXTS",
    "RunResult",
    "audit_folder",
    "code_fingerprint",
    "read_audits",
    "read_records",
    "run",
    "safe_name",
    "stream_audits",
    "stream_records",
    "text_file",
]
