"""Files that people write (YAML, JSON lines) -> checked values; errors name file, line and fault."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from audit.core import InputError, Problem, RuleError, Text3

Model = TypeVar("Model", bound=BaseModel)

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """Safe loader that refuses a key given twice, which YAML itself lets pass."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} is given twice", key.start_mark
                )
            seen.add(key.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def _three_languages(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if set(value) != set(Text3._fields) or not all(
        str(text or "").strip() for text in value.values()
    ):
        raise ValueError(f"wants a text in each of {', '.join(Text3._fields)}")
    return Text3(**{language: str(text) for language, text in value.items()})


Words = Annotated[Text3, BeforeValidator(_three_languages)]
"""A text in English, Kazakh and Russian; all three must be given."""


class RuleModel(BaseModel):
    """Base of the models of rule files: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def package_files(package: str, suffix: str = ".yaml") -> list[Traversable]:
    """The rule files shipped inside `package`, by name.

    The folder is not imported: as a module it would take the name of a function beside it.
    """
    parent, _, folder = package.rpartition(".")
    entries = (files(parent) / folder).iterdir()
    return sorted(
        (entry for entry in entries if entry.name.endswith(suffix)),
        key=lambda entry: entry.name,
    )


def load_rules(source: Traversable, model: type[Model]) -> Model:
    """The content of one rule file as `model`; raises RuleError with file and line."""
    text = source.read_text(encoding="utf-8")
    try:
        data = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleError(
            f"not valid YAML: {error.problem}",
            where=f"{source.name}:{line}",
            remedy="mend the indentation or quotes there",
        ) from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise RuleError(
            f"{'.'.join(map(str, first['loc']))}: {first['msg']}",
            where=f"{source.name}:{line_of(text, first['loc'])}",
            remedy="see CONTRIBUTING.md for what a rule file may hold",
        ) from error


def load_lines(path: Path, model: type[Model], *, code: str) -> tuple[list[Model], list[Problem]]:
    """The lines of `path` (JSON) as `model`, and a problem called `code` for each that is none.

    Blank lines are passed over. Raises InputError when the file cannot be read.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}", where=str(path), remedy="name another file"
        ) from error
    values, problems = [], []
    for number, line in enumerate(lines, 1):
        try:
            values.extend([model.model_validate_json(line)] if line.strip() else [])
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = "".join(f"{step}: " for step in first["loc"])
            message = place + first["msg"].removeprefix("Value error, ")
            where, remedy = f"{path}:{number}", "mend the line; all others count"
            problems.append(Problem(code, message, where, remedy))
    return values, problems


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line of `text` (YAML) where the value at `path` stands, or its nearest ancestor."""
    node = yaml.compose(text, _Loader)
    line = 1
    for step in path:
        if isinstance(node, yaml.MappingNode):
            pairs = {key.value: (key, value) for key, value in node.value}
            if str(step) not in pairs:
                break
            key, node = pairs[str(step)]
            line = key.start_mark.line + 1
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value)
        ):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line
