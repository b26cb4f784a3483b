"""The rule files are data; every example in them is a test of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from audit.core import Document, RuleError
from audit.facts import extract, load_ruleset
from audit.facts.keys import DERIVED
from audit.facts.rules import ANY_LANGUAGE, FieldModel, FramesFile
from audit.lang import LANGUAGES
from audit.read import ROLES, segment
from audit.rulefile import load_rules

CODEBOOK = yaml.safe_load(
    (Path(__file__).parents[2] / "audit" / "facts" / "codebook.yaml").read_text(encoding="utf-8")
)


def test_the_shipped_rules_have_no_problems() -> None:
    assert load_ruleset().problems == ()


def test_every_code_of_the_codebook_has_rules_in_every_language() -> None:
    ruleset = load_ruleset()
    for field, entry in CODEBOOK["fields"].items():
        if field == "contacts":
            continue
        codes = set(entry.get("codes") or CODEBOOK["fields"][entry["codes_of"]]["codes"])
        assert {*ruleset.codes(field), *DERIVED.get(field, ())} == codes
        for code, model in ruleset.codes(field).items():
            if code == "not_mentioned":
                continue
            for language in LANGUAGES:
                text, common = getattr(model, language), getattr(model, ANY_LANGUAGE)
                assert text.terms or text.says or common.says or common.terms, (
                    f"{field}.{code} in {language}"
                )


def test_frames_name_section_roles_that_exist() -> None:
    for name, frame in load_ruleset().frames.items():
        assert set(frame.roles) <= set(ROLES), name


def _examples() -> Iterator[tuple[str, str, str, bool, str]]:
    ruleset = load_ruleset()
    for field, model in ruleset.fields.items():
        for code, texts in model.codes.items():
            for language in (*LANGUAGES, ANY_LANGUAGE):
                text = getattr(texts, language)
                for example in text.match:
                    yield field, code, language, True, example
                for example in text.reject:
                    yield field, code, language, False, example


@pytest.mark.parametrize(("field", "code", "language", "wanted", "example"), list(_examples()))
def test_an_example_holds(
    document: Callable[..., Document],
    field: str,
    code: str,
    language: str,
    wanted: bool,
    example: str,
) -> None:
    doc = document(example, language="" if language == ANY_LANGUAGE else language)
    found = {(fact.field, fact.code) for fact in extract(doc, segment(doc))}
    assert ((field, code) in found) is wanted


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("field: x\nabout: y\ncodes:\n  a:\n    kk: {term: ['б']}\n", 5, "term"),
        ("field: x\nabout: y\ncodes:\n  a: {}\n  a: {}\n", 5, "twice"),
        ("field: x\n about: y\n", 2, "YAML"),
        ("field: x\nabout: y\n", 1, "codes"),
    ],
)
def test_a_wrong_rule_file_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, word: str
) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_rules(file, FieldModel)
    assert caught.value.where == f"x.yaml:{line}"
    assert word in str(caught.value)


def test_a_denial_names_a_frame() -> None:
    frames = load_rules(files("audit.facts") / "frames.yaml", FramesFile).frames
    for frame in frames.values():
        assert not frame.denies or frame.denies in frames


def test_final_consonants_of_kazakh_stems_may_be_voiced() -> None:
    """к, қ and п before an ending are written К, Қ and П, or "талап*" would miss "талабы"."""
    ruleset = load_ruleset()
    sources = {
        pattern.source
        for pattern, rules, openings in zip(
            ruleset.index.patterns, ruleset.rules, ruleset.openings, strict=True
        )
        if any(entry.language == "kk" for entry in (*rules, *openings))
    }
    assert len(sources) > 500
    assert [source for source in sources if re.search(r"[а-яәғқңөұүһі]{2}[кқп]\*", source)] == []


def test_every_code_has_an_example_in_every_language_it_has_rules_for() -> None:
    without = [
        f"{field}.{code}, {language}"
        for field, model in load_ruleset().fields.items()
        if field != "cues"
        for code, texts in model.codes.items()
        for language in LANGUAGES
        for text in [getattr(texts, language)]
        if (text.terms or text.says or text.firm) and not text.match
    ]
    assert without == []
