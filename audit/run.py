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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    Done,
    OutputFolder,
    TimeUpError,
    limited,
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
    "orjson",
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

    def add_told(self, record: Mapping[str, Any]) -> None:
        """Takes up what the record of a policy tells of: decisions not applied, parts not read, pictures."""
        self.problems += [*review.unheeded_in(record), *part_problems(record)]
        self.recognised += "recognised" in record

    @property
    def complete(self) -> bool:
        """True when every input was audited."""
        return not self.problems

    @property
    def audits(self) -> list[Audit]:
        """All audits, read back from the folder."""
        return read_audits(self.folder)


@dataclass(frozen=True)
class Settings:
    """How every policy of a run is audited: all that a caller may choose on which records depend.

    Policies are judged by the law of the day `as_of`, by default that of the last check of the
    checklist, or by the `edition` of that name; with `own_edition` each by that of its own date,
    where it gives one. `encoder` names the second opinion (`none` for rules alone), `model` another
    one than the shipped. Vectors are kept in the file `vectors`, which runs may share. With `ocr`
    the text of PDFs that have only pictures of pages is recognised.
    """

    as_of: datetime.date | None = None
    edition: str = ""
    encoder: str = DEFAULT
    model: Path | None = None
    own_edition: bool = False
    vectors: Path | None = None
    ocr: bool = False


_AS_SHIPPED = Settings()


def run(
    inputs: Sequence[Path],
    out: Path,
    settings: Settings = _AS_SHIPPED,
    *,
    decisions: Sequence[review.Decision] = (),
    jobs: int = 1,
    cluster: str = "",
    fresh: bool = False,
    on_start: Callable[[int], None] = lambda total: None,
    on_done: Callable[[str], None] = lambda policy_id: None,
) -> RunResult:
    """Audits all policies under `inputs` and writes them to `out` in the order of their ids.

    `decisions` of reviewers are honoured; those that cannot be are among the problems. `jobs`
    processes of this machine work at it, or the `cluster` (`tcp://host:port`, `local:N`). What an
    earlier run made with the same settings is taken over, but for `fresh`.
    Trouble with single inputs is in `problems` (and in `problems.jsonl`); the rest is done.
    Raises InputError when `out` cannot be written or nothing is there to recognise text with, RuleError
    when model and encoder do not fit.
    """
    how = _How.of(settings)
    opinion = _opinion(how)
    sources, problems = discover(inputs)
    result = RunResult(
        out, problems=[*facts.load_ruleset().problems, *law.library().problems, *problems]
    )
    on_start(len(sources))
    given = review.by_policy(decisions)
    size = _part_size(len(sources), _CLUSTER_WORKERS if cluster else jobs, opinion)
    with OutputFolder(out, fingerprints(how, opinion), fresh=fresh) as folder:
        plans = (_planned(source, folder, given.get(source.policy_id, ())) for source in sources)
        parts = _parts(plans, size, how)
        for part, made in spread(_work, parts, jobs=jobs, cluster=cluster, lost=_lost):
            done = _together(part, made)
            folder.add(done, frozenset(plan.source.policy_id for plan in part if plan.known))
            for plan, (_, policy) in zip(part, done, strict=True):
                result.add(plan.why, policy)
                if policy.line and (settings.ocr or plan.decisions or plan.source.parts):
                    result.add_told(json.loads(policy.line))
                on_done(policy.policy_id)
        folder.finish(result.problems)
    return result


def _part_size(policies: int, workers: int, opinion: SecondOpinion | None) -> int:
    """How many policies a worker is given at a time: few enough that there is work for all of them."""
    enough_for_all = max(1, policies // (3 * workers))
    return min(PART_WITH_VECTORS if opinion else PART, enough_for_all)


class _How(NamedTuple):
    """How each policy of a run is audited, and by which program; plain values, so that processes can
    be given it.

    `recogniser` recognises text on pictures; empty when that is not asked for.
    """

    settings: Settings
    recogniser: str
    program: str

    @classmethod
    def of(cls, settings: Settings) -> _How:
        """`settings` with the day made certain; raises RuleError when no edition belongs to it."""
        day = settings.as_of or default_as_of()
        checklist_for(day, edition_id=settings.edition)
        recogniser = recognition.recogniser() if settings.ocr else ""
        return cls(replace(settings, as_of=day), recogniser, code_fingerprint())


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


class _Made(NamedTuple):
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


def _together(plans: Sequence[_Plan], made: Iterable[_Made]) -> list[tuple[str, Done]]:
    """Every policy of a part with the hash under which it may be taken over; empty for none."""
    anew = iter(made)
    done = []
    for plan in plans:
        policy, lasting = (plan.known, True) if plan.known else next(anew)
        done.append((plan.input_hash if lasting else "", policy))
    return done


def _work(tasks: Sequence[_Task]) -> list[_Made]:
    """What a worker makes of its policies."""
    return [_one(task) for task in tasks]


def _one(task: _Task) -> _Made:
    """What a worker makes of one policy; trouble with it is a problem and no error."""
    seconds = _seconds(task)
    try:
        with limited(seconds):
            audit = _audit(task)
        line = dump_line(to_record(audit))
    except InputError as error:
        problem = error.as_problem()
        return _Made(Done(task.source.policy_id, problem=problem), _lasting([problem]))
    except TimeUpError:
        remedy = "cut out the part that is a policy"
        return _failed(task, "too_slow", f"not done in {seconds:.0f} s", remedy)
    except (RecursionError, MemoryError) as error:
        message = f"nested too deep or too large ({type(error).__name__})"
        return _failed(task, "too_complex", message, "save its text as .txt")
    return _Made(Done(task.source.policy_id, line, audit.document.text), _lasting(audit.problems))


def _audit(task: _Task) -> Audit:
    """The audit of one policy, as its reviewers corrected it."""
    settings = task.how.settings
    audit = audit_document(
        parse(task.source, task.held, ocr=settings.ocr),
        as_of=settings.as_of,
        edition=settings.edition,
        opinion=_opinion(task.how),
    )
    audit = law.by_own_edition(audit) if settings.own_edition else audit
    return review.apply(audit, task.decisions)


def _seconds(task: _Task) -> float:
    """The time that a policy may take; recognising a file has a limit of its own."""
    return SECONDS + recognition.SECONDS * len(task.source.paths) * task.how.settings.ocr


def _lasting(problems: Iterable[Problem]) -> bool:
    """False when one of the problems, of a policy or of a part of it, may be gone at the next attempt."""
    return not any(problem.code in recognition.TRANSIENT for problem in problems)


def _lost(task: _Task) -> _Made:
    """What is noted of a policy whose worker died of it."""
    remedy = "save its text as .txt; report it if that does not help"
    return _failed(task, "killed", "the process that read it died", remedy)


def _failed(task: _Task, code: str, message: str, remedy: str) -> _Made:
    """What is noted of a policy that another attempt may get through."""
    problem = Problem(code, message, str(task.source.path), remedy)
    return _Made(Done(task.source.policy_id, problem=problem), lasting=False)


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
    settings = how.settings
    opinion = facts.second_opinion(settings.encoder, settings.model)
    if opinion is None:
        return None
    return SecondOpinion(CachedEncoder(opinion.encoder, settings.vectors), opinion.model)


def fingerprints(how: _How, opinion: SecondOpinion | None) -> dict[str, str]:
    """Everything besides its input on which a record depends, by name; what one would ask for first."""
    return {
        "rules": _digest(".yaml", "facts", "conflict", "core"),
        "law": _digest(".yaml", "law"),
        "encoder": opinion.encoder.fingerprint if opinion else facts.NO_ENCODER,
        "model": opinion.model.fingerprint if opinion else facts.NO_ENCODER,
        "day": str(how.settings.as_of),
        "edition": how.settings.edition,
        "own_edition": str(how.settings.own_edition),
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
