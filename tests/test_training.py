import json
from pathlib import Path
from typing import Any

import pytest

from audit.core import InputError
from audit.evaluation import Bin, bins, calibration_error
from audit.labels import Labelled, labelled_clauses, read_labels
from audit.outcomes import outcomes

LABELS = Path(__file__).parents[1] / "data" / "labels" / "clauses.jsonl"


def row(text: str, *labels: tuple[str, str], role: str = "general", **more: Any) -> dict[str, Any]:
    return {
        "doc": "x",
        "lang": "en",
        "role": role,
        "text": text,
        "labels": [{"field": f, "code": c, "quote": text, **more} for f, c in labels],
    }


def written(folder: Path, *rows: dict[str, Any]) -> list[Labelled]:
    path = folder / "clauses.jsonl"
    path.write_text("".join(json.dumps(entry) + "\n" for entry in rows), encoding="utf-8")
    return read_labels(path)


KNOWN = "We collect your e-mail address and your telephone number."
UNKNOWN = "A pigeon brings it to our loft every other Sunday morning."


def test_what_the_rules_find_is_right(tmp_path: Path) -> None:
    documents = written(
        tmp_path, row(KNOWN, ("data_categories", "email"), ("data_categories", "phone"))
    )
    found = {o.code: o for o in outcomes(documents)}
    assert found["email"].outcome == "right"
    assert found["email"].cause == ""
    assert found["email"].method == "rule"
    assert found["email"].confidence
    assert found["email"].text == KNOWN


def test_what_no_rule_knows_is_missed_for_its_wording(tmp_path: Path) -> None:
    documents = written(tmp_path, row(UNKNOWN, ("data_categories", "email")))
    (missed,) = outcomes(documents)
    assert (missed.outcome, missed.cause) == ("missed", "wording not known")
    assert missed.confidence is None
    assert missed.text == UNKNOWN


def test_a_term_without_context_is_told_apart(tmp_path: Path) -> None:
    text = "The e-mail address stands on the pigeon's leg in plain sight."
    (missed,) = outcomes(written(tmp_path, row(text, ("data_categories", "email"))))
    assert missed.cause == "term known, context not recognised"


def test_the_opposite_polarity_is_told_apart(tmp_path: Path) -> None:
    documents = written(tmp_path, row(KNOWN, ("data_not_collected", "email")))
    by_outcome = {(o.field, o.code): o for o in outcomes(documents)}
    assert by_outcome["data_not_collected", "email"].outcome == "missed"
    assert by_outcome["data_categories", "email"].outcome == "false"
    for key in (("data_not_collected", "email"), ("data_categories", "email")):
        assert by_outcome[key].cause == "found in the opposite polarity"


def test_what_nobody_labelled_is_false(tmp_path: Path) -> None:
    found = list(outcomes(written(tmp_path, row(KNOWN))))
    assert {o.outcome for o in found} == {"false"}
    assert {o.cause for o in found} == {"nothing of the field labelled there"}


def test_page_furniture_that_was_not_recognised_is_a_cause(tmp_path: Path) -> None:
    found = list(outcomes(written(tmp_path, row(KNOWN, role="furniture"))))
    assert {o.cause for o in found} == {"definition or page furniture not recognised"}


def test_what_readers_may_dispute_counts_neither_way(tmp_path: Path) -> None:
    codes = ("data_categories", "email"), ("data_categories", "phone")
    for text in (KNOWN, UNKNOWN):
        assert list(outcomes(written(tmp_path, row(text, *codes, optional=True)))) == []


def test_roles_are_those_of_the_rows(tmp_path: Path) -> None:
    (entry,) = written(tmp_path, row(KNOWN, role="data_collected"), row(UNKNOWN, role="furniture"))
    assert entry.roles == ("data_collected", "furniture")


def test_labelled_clauses_carry_their_firm_codes(tmp_path: Path) -> None:
    documents = written(tmp_path, row(KNOWN, ("data_categories", "email")), row(UNKNOWN))
    assert list(labelled_clauses(documents)) == [
        (KNOWN, "en", frozenset({"data_categories.email"}))
    ]


def test_every_labelled_clause_has_a_role() -> None:
    for entry in read_labels(LABELS):
        assert len(entry.roles) == len(entry.clauses)


def test_no_labels_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no labels"):
        read_labels(tmp_path / "none.jsonl")


def test_bins_hold_mean_share_and_size() -> None:
    judged = [(0.61, True), (0.69, False), (1.0, True), (0.9, True)]
    assert bins(judged) == [Bin(0.65, 0.5, 2), Bin(0.95, 1.0, 2)]
    assert bins([]) == []


def test_confidence_that_keeps_its_promise_has_no_error() -> None:
    assert calibration_error([Bin(0.8, 0.8, 10)]) == 0
    assert calibration_error([Bin(0.9, 0.5, 1), Bin(0.8, 0.8, 3)]) == pytest.approx(0.1)
    assert calibration_error([]) == 0
