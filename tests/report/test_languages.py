"""Kazakh and Russian pages speak their language: no English words, no decimal points, no ISO dates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from audit.core import Audit
from audit.law import library
from audit.law.score import SEVERITY_WEIGHT
from audit.report import site
from audit.report.changes import History, Step
from audit.report.names import LANGUAGES, phrases

NAMES = {
    "Atom", "CSV", "GDPR", "Google Analytics", "IP", "JSON", "JavaScript", "Meta", "PNG", "SHA",
    "SMS", "SVG", "URL", "cookie", "e-mail",
}  # fmt: skip
"""Names and abbreviations that are written so in Kazakh and Russian too."""

VOID = {"meta", "link", "br", "hr", "img", "input", "col"}
SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-text", "data-sort")
ENGLISH = re.compile(r"[A-Za-z][A-Za-z'-]+")
CODES = re.compile(
    r"https?://\S+|\b[\w-]+\.kz\b|\bKZ-?\d*\b|\b\d+-[IVXL]+\b|\bM?94-V\b|\{(n|total)\}"
)
POINT = re.compile(r"(?<![\d.])\d{1,3}\.\d{1,3}(?![\d.])")
ISO_DATE = re.compile(r"\b\d{4}-\d\d(-\d\d)?\b")


class Said(HTMLParser):
    """What a page says itself: without quotes, codes, and text marked as of another language."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.foreign: list[bool] = []
        self.texts: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        own = not any(self.foreign)
        if own:
            self.texts += [text for name in SPOKEN if (text := values.get(name)) and tag != "th"]
        if own and values.get("name") == "description" and values.get("content"):
            self.texts.append(str(values["content"]))
        if tag not in VOID:
            other = tag != "html" and ("lang" in values or "dir" in values)
            self.foreign.append(other or tag in ("q", "code", "script"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Shapes of pictures say nothing."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.foreign.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.foreign):
            self.texts.append(data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, audits: dict[str, Audit]) -> Path:
    out = tmp_path_factory.mktemp("site")
    every = list(audits.values())
    history = History([("2025", every)], [Step({})], dict.fromkeys(LANGUAGES, ""))
    site.write(every, out, history=history)
    return out


def english(texts: list[str]) -> set[str]:
    known = re.compile("|".join(sorted(NAMES, key=len, reverse=True)), re.IGNORECASE)
    return {
        word for text in texts for word in ENGLISH.findall(known.sub(" ", CODES.sub(" ", text)))
    }


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_pages_hold_no_english(folder: Path, language: str) -> None:
    for path in sorted((folder / language).glob("*.html")):
        assert english(Said(path).texts) == set(), path.name


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_numbers_and_dates_are_written_as_usual(folder: Path, language: str) -> None:
    for path in sorted((folder / language).glob("*.html")):
        for text in Said(path).texts:
            text = CODES.sub(" ", text)
            assert not POINT.search(text), (path.name, text)
            assert not ISO_DATE.search(text), (path.name, text)
    page = " ".join(Said(folder / language / "method.html").texts)
    assert all(f"{w:g}".replace(".", ",") in page for w in SEVERITY_WEIGHT.values())


def labels(value: Any, key: str = "") -> Iterator[str]:
    """The words that a figure shows."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from labels(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from labels(inner, key)
    elif isinstance(value, str) and key in ("text", "ticktext", "name", "label"):
        yield re.sub(r"<[^>]+>", " ", value)


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("name", ["figures", "changes"])
def test_figures_hold_no_english(folder: Path, name: str, language: str) -> None:
    script = (folder / language / f"{name}.data.js").read_text(encoding="utf-8")
    *drawn, buttons = (line.partition(" = ")[2].rstrip(";") for line in script.splitlines())
    wide, upright = (list(labels(json.loads(figures))) for figures in drawn)
    assert wide
    assert upright
    shown = [*wide, *upright]
    assert english([*shown, *json.loads(buttons).values()]) == set()
    assert not [text for text in shown if POINT.search(CODES.sub(" ", text))]
    assert not [text for text in shown if ISO_DATE.search(text)]


def test_the_scan_sees_what_it_looks_for() -> None:
    assert english(["Баға: not graded", "KZ-16 https://zan.gov.kz/client cpm.kz 94-V"]) == {
        "not",
        "graded",
    }
    assert POINT.search("41.5 балл")
    assert not POINT.search("41,5 балл, 22.11.2026")
    assert ISO_DATE.search("с 2013-11")


@pytest.mark.parametrize("language", LANGUAGES)
def test_articles_stand_in_the_language_of_the_page(folder: Path, language: str) -> None:
    for name, criterion in library().criteria.items():
        page = " ".join(Said(folder / language / f"{name}.html").texts)
        assert criterion.legal_basis.in_language(language) in page
        assert criterion.evidence_mark.in_language(language) in page
    said = {
        "kk": "8-баптың 4-тармағының 1) тармақшасы",
        "ru": "пп. 1) п. 4 ст. 8",
        "en": "art. 8(4)(1)",
    }
    assert said[language] in " ".join(Said(folder / language / "KZ-01.html").texts)


def test_articles_are_the_same_in_all_languages() -> None:
    for criterion in library().criteria.values():
        for words in (criterion.legal_basis, criterion.evidence_mark):
            marks = [sorted(re.findall(r"\[.\]", text)) for text in words]
            assert marks[0] == marks[1] == marks[2], criterion.id
        said = [re.sub(r"part \d", "", text) for text in criterion.legal_basis]
        numbers = [set(re.findall(r"\d+", text)) for text in said]
        assert numbers[0] == numbers[1] == numbers[2], criterion.id


def test_phrases_have_the_same_places_for_numbers() -> None:
    said = [phrases(language) for language in LANGUAGES]
    for key in said[0]:
        places = [sorted(set(re.findall(r"\{\w+\}", words[key]))) for words in said]
        assert places[0] == places[1] == places[2], key
