from __future__ import annotations

import dataclasses
import datetime
import json

import pytest

from audit.core import Audit, Document, Score
from audit.law import rejudge
from audit.report.timeline import timeline


def with_text(audit: Audit, text: str) -> Audit:
    doc = audit.document
    other = Document.of(text, doc_id=doc.doc_id, language=doc.language)
    return dataclasses.replace(audit, document=other, score=Score(10.0, 5.0, 15.0, 1.0))


def test_a_rescore_looks_unlike_a_change_by_the_operator(audits: dict[str, Audit]) -> None:
    first = audits["cpm.kz"]
    law = rejudge(first, datetime.date(2022, 3, 2))
    operator = with_text(law, "Басқа мәтін")
    figure = timeline([("1", [first]), ("2", [law]), ("3", [operator])])
    (line,) = figure.data
    assert list(line.marker.symbol) == ["diamond", "circle-open", "circle"]
    assert list(line.y) == [first.score.value, law.score.value, 10.0]
    assert list(line.error_y.array) == pytest.approx(
        [first.score.high - first.score.value, law.score.high - law.score.value, 5.0]
    )


def test_a_policy_that_is_missing_in_a_run_leaves_a_gap(audits: dict[str, Audit]) -> None:
    one, two = audits["cpm.kz"], audits["centrium.kz"]
    figure = timeline([("1", [one, two]), ("2", [two]), ("3", [one, two])])
    gap = next(line for line in figure.data if line.name == "cpm.kz")
    assert [value is None for value in gap.y] == [False, True, False]
    assert list(gap.marker.symbol)[2] == "circle-open"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_same_bytes_and_no_mark_up_from_names(audits: dict[str, Audit], language: str) -> None:
    one = audits["cpm.kz"]
    hostile = dataclasses.replace(
        one, document=dataclasses.replace(one.document, doc_id="<script>x</script>")
    )
    runs = [("1", [one, hostile]), ("2", [one])]
    first, second = (timeline(runs, language=language).to_json() for _ in range(2))
    assert first == second
    assert "<script>" not in json.dumps(json.loads(first))
