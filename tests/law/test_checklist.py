import datetime
from pathlib import Path

import pytest

from audit.core import RuleError
from audit.law import checklist_for, editions, library
from audit.law.checklist import CriteriaFile, Edition, edition_for
from audit.rulefile import load_rules

IDS = [f"KZ-{number:02d}" for number in range(1, 41)]


def test_all_forty_criteria_are_there_and_whole() -> None:
    assert list(library().criteria) == IDS
    assert library().problems == ()
    for criterion in library().criteria.values():
        texts = [criterion.title, *(outcome.reason for outcome in criterion.outcomes)]
        assert all(word.strip() for text in texts for word in text), criterion.id


def test_six_editions_in_order() -> None:
    assert [edition.id for edition in editions()] == [
        "2022-03-02", "2024-02-11", "2024-07-01", "2026-01-18", "2026-07-12", "2026-08-25",
    ]  # fmt: skip
    assert [edition.id for edition in editions() if edition.secondary] == ["2026-08-25"]


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        ("2022-03-02", "2022-03-02"),
        ("2026-01-17", "2024-07-01"),
        ("2026-01-18", "2026-01-18"),
        ("2030-01-01", "2026-08-25"),
    ],
)
def test_the_day_picks_the_edition(day: str, edition: str) -> None:
    assert edition_for(datetime.date.fromisoformat(day)).id == edition


def test_before_the_first_edition_there_is_none() -> None:
    with pytest.raises(RuleError, match="no edition was in force"):
        edition_for(datetime.date(2020, 1, 1))
    with pytest.raises(RuleError, match="no edition 'x'"):
        edition_for(datetime.date(2026, 1, 1), edition_id="x")


def test_an_edition_asks_only_what_was_law() -> None:
    asked = {c.id for c in checklist_for(datetime.date(2022, 3, 2)).criteria}
    assert "KZ-11" not in asked
    assert "KZ-32" not in asked
    assert set(IDS) - asked == set(editions()[0].dropped)


GOOD = """
group: A
title: {en: a, kk: b, ru: c}
criteria:
- id: KZ-01
  group: A
  title: {en: a, kk: b, ru: c}
  legal_basis: {en: x, kk: x, ru: x}
  remedy: {en: a, kk: b, ru: c}
  duty: operator_duty
  severity: minor
  since: "2020"
  evidence_mark: {en: "[1]", kk: "[1]", ru: "[1]"}
  outcomes:
  - status: met
    when: {says: purposes.marketing}
    reason: {en: a, kk: b, ru: c}
  - status: missing
    reason: {en: a, kk: b, ru: c}
"""


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("severity: minor", "severity: huge", 11),
        ("title: {en: a, kk: b, ru: c}\n  legal", "title: {en: a, ru: c}\n  legal", 7),
        ("when: {says: purposes.marketing}", "when: {says: x, contact: bins}", 16),
        ("id: KZ-01", "id: KZ-1", 5),
        ("  - status: missing\n", "  - status: missing\n    when: {contact: bins}\n", 5),
    ],
)
def test_a_wrong_value_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int
) -> None:
    assert load_rules(_file(tmp_path, GOOD), CriteriaFile)
    with pytest.raises(RuleError) as caught:
        load_rules(_file(tmp_path, GOOD.replace(old, new)), CriteriaFile)
    assert caught.value.where == f"c.yaml:{line}"


def _file(folder: Path, text: str) -> Path:
    path = folder / "c.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_edition_needs_its_source(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "id: x\nin_force_from: 2020-01-01\ntitle: {en: a, kk: b, ru: c}\nchecked_on: 2020-01-01\ncriteria: [KZ-01]\n",
    )
    with pytest.raises(RuleError, match="source"):
        load_rules(path, Edition)
