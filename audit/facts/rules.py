"""The rules of extraction: one YAML file a codebook field, `frames.yaml` for the contexts.

A *term* is a word for a code ("e-mail") and counts only inside a frame: a context, such as "the
operator collects", that stands in the same clause, in the lead-in of its list or in its heading.
A *saying* carries its own verb and counts wherever it stands. *Decoys* are phrases that contain a
term and mean something else. `unless` patterns in the clause cancel a code there, but for what is
`firm`: so categorical that neither an exception nor its context softens it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from pydantic import Field, model_validator

from audit.core import Polarity, Problem, RuleError
from audit.lang import LANGUAGES, Pattern, PatternIndex
from audit.rulefile import RuleModel, load_rules, package_files

Side = Literal["before", "after", "any", "weak", "lead", "title", "never"]
SIDES: tuple[Side, ...] = ("before", "after", "any", "weak", "lead", "title", "never")
RuleKind = Literal["term", "says", "firm", "unless", "decoy"]
ANY_LANGUAGE = "any"
DECOY = "-"
AT_LEAD = "@lead"


class FrameText(RuleModel):
    """Patterns that open a frame in one language, by where they must stand.

    `weak` stands before what it frames and gives way to a refusal anywhere in the clause ("we do
    not collect data such as ..."). `never` are phrases that contain an opening and mean something else
    ("give consent" is no giving of data).
    """

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


class FrameModel(RuleModel):
    """A context.

    `denies` names the frame that this one is the refusal of; `roles` are the section roles whose
    sections open it. Of two `rivals` in the lead-in of a list the later one governs its items: "we
    use the data we collect to:" lists purposes.
    """

    about: str
    denies: str = ""
    roles: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    kk: FrameText = FrameText()
    ru: FrameText = FrameText()
    en: FrameText = FrameText()


class FramesFile(RuleModel):
    """`frames.yaml`."""

    frames: Mapping[str, FrameModel]


class CodeText(RuleModel):
    """What says a code in one language, with examples that are tests."""

    terms: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    firm: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()


class CodeModel(RuleModel):
    """One code; `frames` and `not_in` replace those of the field when given.

    Its terms do not count when one of the codes in `terms_unless` is said too.
    """

    kk: CodeText = CodeText()
    ru: CodeText = CodeText()
    en: CodeText = CodeText()
    any: CodeText = CodeText()
    frames: tuple[str, ...] | None = None
    not_in: tuple[str, ...] | None = None
    terms_unless: tuple[str, ...] = ()
    value: Literal["", "duration", "term"] = ""


class FieldModel(RuleModel):
    """One field of the codebook.

    A name in `not_in` that ends in `@lead` counts only where the lead-in of a list opens the frame.
    `single` orders the codes of a field that has exactly one, strongest first; the last is what
    silence means. `skip_roles` are section roles in which nothing is asserted. `title_reach` says
    whether a heading frames only the list items below it or all clauses of its section; with
    `quote_frame` the evidence takes in the words that frame a term. Where terms of `enumerates`
    codes or more stand side by side they need no frame, only none that refuses (0: they always do).
    """

    field: str
    about: str
    polarity: Polarity = "affirmed"
    denied_codes: tuple[str, ...] = ()
    codes_of: str = ""
    frames: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    skip_roles: tuple[str, ...] = ("definitions", "furniture")
    headings: bool = False
    quote_frame: bool = False
    title_reach: Literal["items", "all"] = "items"
    enumerates: int = Field(default=0, ge=0)
    single: tuple[str, ...] = ()
    decoys: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    codes: Mapping[str, CodeModel] = Field(default_factory=dict)

    def polarity_of(self, code: str) -> Polarity:
        """Whether `code` says that something holds, or that it does not."""
        return "denied" if code in self.denied_codes else self.polarity

    @model_validator(mode="after")
    def _has_codes(self) -> FieldModel:
        if bool(self.codes) == bool(self.codes_of):
            raise ValueError("a field has either codes or codes_of")
        return self


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern that may say `code` of `field`; `rank` is its place among its like, 1 first.

    A term counts in `frames` and no find does in those of `not_in`, of some only (True) where the
    lead-in of a list opens them. A `compact` pattern has no gap between its words; what a `local` one
    finds and what cancels it stand on one side of a semicolon.
    """

    rule_id: str
    field: str
    code: str
    language: str
    kind: RuleKind
    rank: int
    frames: tuple[str, ...] = ()
    not_in: tuple[tuple[str, bool], ...] = ()
    compact: bool = False
    local: bool = False

    @property
    def key(self) -> str:
        """`field.code`, as of a fact."""
        return f"{self.field}.{self.code}"


class Opening(NamedTuple):
    """One pattern that opens `frame` when it stands on `side` of what it frames."""

    frame: str
    side: Side
    language: str


@dataclass(frozen=True, eq=False)
class Ruleset:
    """All rules compiled: an index of patterns, grouped by language, and what each is used for.

    `denials` are the refusals of a frame; `against` it are these, or what it refuses itself.
    """

    fields: Mapping[str, FieldModel]
    frames: Mapping[str, FrameModel]
    index: PatternIndex
    rules: tuple[tuple[Rule, ...], ...]
    openings: tuple[tuple[Opening, ...], ...]
    denials: Mapping[str, tuple[str, ...]]
    against: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...]
    fingerprint: str

    def codes(self, field: str) -> Mapping[str, CodeModel]:
        """The codes of `field`, its own or those it borrows."""
        model = self.fields[field]
        return model.codes or self.fields[model.codes_of].codes

    def speaks(self, field: str, language: str) -> bool:
        """True when the field has rules for `language`; without any its silence means nothing."""
        if field not in self.fields or language not in LANGUAGES:
            return False
        texts = (getattr(code, language) for code in self.codes(field).values())
        return any(text.terms or text.says or text.firm for text in texts)


@lru_cache(maxsize=1)
def load_ruleset() -> Ruleset:
    """The rules shipped with the package.

    A field whose file is broken is left out and named in `problems`, so that all others still
    work; a broken `frames.yaml` raises RuleError, for nothing works without it.
    """
    frames_file = files("audit.facts") / "frames.yaml"
    frames = load_rules(frames_file, FramesFile).frames
    digest = hashlib.sha256(frames_file.read_bytes())
    fields: dict[str, FieldModel] = {}
    problems: list[Problem] = []
    for source in package_files("audit.facts.fields"):
        digest.update(source.read_bytes())
        try:
            model = load_rules(source, FieldModel)
            _check_field(model, frames)
            fields[model.field] = model
        except RuleError as error:
            problems.append(error.as_problem())
    for name in [
        name for name, model in fields.items() if model.codes_of and model.codes_of not in fields
    ]:
        problems.append(
            Problem(
                "bad_rule", f"codes_of names no field: {fields[name].codes_of!r}", f"{name}.yaml"
            )
        )
        del fields[name]
    return compile_rules(fields, frames, problems=problems, fingerprint=digest.hexdigest()[:16])


def compile_rules(
    fields: Mapping[str, FieldModel],
    frames: Mapping[str, FrameModel],
    *,
    problems: Sequence[Problem] = (),
    fingerprint: str = "",
) -> Ruleset:
    """`fields` and `frames` as one searchable set."""
    rules: dict[tuple[str, str], list[Rule]] = defaultdict(list)
    openings: dict[tuple[str, str], list[Opening]] = defaultdict(list)
    for rule, source in _rules(fields):
        rules[rule.language, source].append(rule)
    for opening, source in _openings(frames):
        openings[opening.language, source].append(opening)
    keys = list(dict.fromkeys([*rules, *openings]))
    denials: dict[str, list[str]] = defaultdict(list)
    for name, frame in frames.items():
        if frame.denies:
            denials[frame.denies].append(name)
    return Ruleset(
        fields=fields,
        frames=frames,
        index=PatternIndex(
            [_pattern(key, _users(rules[key], openings[key])) for key in keys],
            [language for language, _ in keys],
        ),
        rules=tuple(tuple(rules.get(key, ())) for key in keys),
        openings=tuple(tuple(openings.get(key, ())) for key in keys),
        denials={name: tuple(sorted(by)) for name, by in denials.items()},
        against={
            name: (*sorted(denials.get(name, ())), *([frame.denies] if frame.denies else ()))
            for name, frame in frames.items()
        },
        problems=tuple(problems),
        fingerprint=fingerprint,
    )


def _users(rules: Sequence[Rule], openings: Sequence[Opening]) -> str:
    return rules[0].rule_id if rules else f"frames.yaml, {openings[0].frame}"


@cache
def _parsed(language: str, source: str) -> Pattern:
    return Pattern(source, {} if language == ANY_LANGUAGE else LANGUAGES[language].macros)


def _pattern(key: tuple[str, str], where: str) -> Pattern:
    try:
        return _parsed(*key)
    except RuleError as error:
        raise RuleError(error.message, where=where, remedy="see audit/lang/pattern.py") from error


def _rules(fields: Mapping[str, FieldModel]) -> Iterator[tuple[Rule, str]]:
    for field, model in fields.items():
        borrowed = bool(model.codes_of)
        codes = model.codes or fields[model.codes_of].codes
        decoys = dict(model.decoys or fields[model.codes_of or field].decoys)
        for language, sources in decoys.items():
            for number, source in enumerate(sources, 1):
                rule_id = f"{field}.{language}.decoy-{number}"
                yield Rule(rule_id, field, DECOY, language, "decoy", number), source
        for code, code_model in codes.items():
            own = CodeModel() if borrowed else code_model
            frames = model.frames if own.frames is None else own.frames
            barred = model.not_in if own.not_in is None else own.not_in
            not_in = tuple((name.removesuffix(AT_LEAD), name.endswith(AT_LEAD)) for name in barred)
            for language in (*LANGUAGES, ANY_LANGUAGE):
                text: CodeText = getattr(code_model, language)
                groups: tuple[tuple[RuleKind, tuple[str, ...]], ...] = (
                    ("term", text.terms),
                    ("says", () if borrowed else text.says),
                    ("firm", () if borrowed else text.firm),
                    ("unless", () if borrowed else text.unless),
                )
                for kind, sources in groups:
                    for number, source in enumerate(sources, 1):
                        rule = Rule(
                            rule_id=f"{field}.{language}.{code}-{kind}-{number}",
                            field=field,
                            code=code,
                            language=language,
                            kind=kind,
                            rank=number,
                            frames=frames,
                            not_in=not_in,
                            compact="<" not in source,
                            local=code_model.value == "term",
                        )
                        yield rule, source


def _openings(frames: Mapping[str, FrameModel]) -> Iterator[tuple[Opening, str]]:
    for name, frame in frames.items():
        for language in LANGUAGES:
            text: FrameText = getattr(frame, language)
            for side in SIDES:
                for source in getattr(text, side):
                    yield Opening(name, side, language), source


def _check_field(model: FieldModel, frames: Mapping[str, FrameModel]) -> None:
    """Raises RuleError for a frame that does not exist or a pattern that makes no sense."""
    wanted = {*model.frames, *model.not_in}
    for code in model.codes.values():
        wanted.update(code.frames or (), code.not_in or ())
    wanted = {name.removesuffix(AT_LEAD) for name in wanted}
    for frame in sorted(wanted - frames.keys()):
        raise RuleError(
            f"unknown frame {frame!r}", where=f"{model.field}.yaml", remedy="see frames.yaml"
        )
    if model.codes:
        for rule, source in _rules({model.field: model}):
            _pattern((rule.language, source), f"{model.field}.yaml, {rule.rule_id}")
