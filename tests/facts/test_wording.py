"""The second opinion by words, and which clauses it sends to the encoder."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from audit.core import Document
from audit.embed import Vectors
from audit.facts.semantics import BESIDE, SecondOpinion, judge, load_semantics
from audit.facts.wording import Wording, stems
from audit.read import segment


def test_stems_do_not_see_endings_case_or_look_alikes() -> None:
    assert stems("деректерді жинаймыз") == stems("Деректердің жинайды")
    assert stems("деректер") == stems("дepeктеp")
    assert stems("") == frozenset()


def test_pairs_are_kept_next_to_each_other_and_one_apart() -> None:
    assert len(stems("бір екі үш")) == 6


def test_unknown_words_leave_the_bias() -> None:
    known = tuple(sorted(stems("жою")))
    wording = Wording(known, np.ones((1, 2), np.float32), np.array([-3, -4], np.float32))
    assert wording.logits(["басқа сөз", "жою туралы", "жою"]).tolist() == [
        [-3, -4], [-2, -3], [-2, -3],
    ]  # fmt: skip
    assert wording.logits([]).shape == (0, 2)


class Counting:
    """An encoder that counts and finds nothing alike."""

    fingerprint = load_semantics().encoder
    dimensions = load_semantics().weights.shape[1]

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str], *, queries: bool = False) -> Vectors:
        self.texts += texts
        return np.zeros((len(texts), self.dimensions), np.float32)


TEXT = """Сегодня на улице прекрасная погода, и кот спит на подоконнике.
Срок хранения персональных данных составляет пять лет после закрытия счёта клиента."""


def test_only_clauses_whose_words_leave_a_code_possible_get_a_vector(
    document: Callable[..., Document],
) -> None:
    doc = document(TEXT, language="ru")
    encoder = Counting()
    judge(doc, segment(doc), {}, {}, SecondOpinion(encoder, load_semantics()))
    assert len(encoder.texts) == 1
    assert "Срок хранения" in encoder.texts[0]


def test_codes_that_the_rules_found_are_not_asked_about(document: Callable[..., Document]) -> None:
    doc, model = document(TEXT, language="ru"), load_semantics()
    encoder = Counting()
    judged = judge(doc, segment(doc), {}, {0: model.codes}, SecondOpinion(encoder, model))
    assert not judged
    assert not encoder.texts


@pytest.mark.parametrize("beside", [False, True])
def test_beside_another_code_of_the_field_more_is_asked(
    document: Callable[..., Document], beside: bool
) -> None:
    doc = document(TEXT, language="ru")
    model = replace(load_semantics(), threshold=0.0)
    found = {1: ["retention.until_purpose"]} if beside else {1: ["purposes.marketing"]}
    judged = judge(doc, segment(doc), {}, found, SecondOpinion(Counting(), model))
    retention = [p for code, p in judged[1].items() if code.startswith("retention.")]
    assert (min(retention, default=1.0) >= BESIDE) is beside
