"""The examples of the criteria: each is a test, and each status has one."""

import dataclasses

import pytest

from audit.core import Document
from audit.law import examples, library
from audit.pipeline import audit_document

PADDING = {
    "kk": "\nБіз пайдаланушыларымызды құрметтейміз және бұл мәтінді қарапайым тілмен жаздық. " * 5,
    "ru": "\nМы уважаем пользователей и написали этот текст простым языком. " * 5,
    "en": "\nWe respect our users and have written this text in plain words. " * 5,
}
CASES = [(name, example) for name, entries in examples().items() for example in entries]
UNSHOWN: set[tuple[str, str]] = set()
"""Statuses that no plain sentence of ours can show yet."""


@pytest.mark.parametrize(
    ("criterion", "example"), CASES, ids=[f"{n}-{e.status}-{e.text[:30]}" for n, e in CASES]
)
def test_an_example_gets_its_status(criterion: str, example) -> None:
    text = example.text + PADDING[example.language]
    doc = dataclasses.replace(
        Document.of(text, language=example.language), languages=(example.language,)
    )
    verdicts = {v.criterion_id: v.status for v in audit_document(doc).verdicts}
    assert verdicts[criterion] == example.status


def test_every_status_has_an_example() -> None:
    shown = {(name, example.status) for name, example in CASES}
    given = {
        (name, outcome.status)
        for name, criterion in library().criteria.items()
        for outcome in criterion.outcomes
    }
    assert given - shown - UNSHOWN == set()
    assert {name for name, _ in shown} == set(library().criteria)
