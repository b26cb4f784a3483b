"""Whose score is compared with whose, in every place that compares."""

import dataclasses
import json
import re
from pathlib import Path

import pytest

from audit.core import Audit, Score
from audit.report import exhibits, figures, site
from audit.report.names import LANGUAGES, phrases
from audit.report.ranking import (
    LEAST_ASSESSED,
    Place,
    comparable,
    comparable_throughout,
    places,
    ranked,
)
from audit.report.tables import table
from audit.report.timeline import moves, timeline

TOP = Score(99.0, 98.0, 100.0, 0.25)
"""Better than anybody, of a quarter."""


def test_ranks_are_certain_where_intervals_do_not_meet() -> None:
    scores = {
        "top": Score(90.0, 85.0, 95.0, 1.0),
        "middle": Score(60.0, 50.0, 70.0, 1.0),
        "near": Score(55.0, 45.0, 65.0, 1.0),
        "none": Score(None, None, None, 0.0),
    }
    assert places(scores) == {"top": Place(1, 1), "middle": Place(2, 3), "near": Place(2, 3)}
    assert (str(Place(1, 1)), str(Place(2, 3))) == ("1", "2–3")


def test_intervals_that_touch_are_not_told_apart() -> None:
    scores = {"a": Score(60.0, 50.0, 70.0, 1.0), "b": Score(40.0, 30.0, 50.0, 1.0)}
    assert set(places(scores).values()) == {Place(1, 2)}


def test_the_ungraded_stand_last(audits: dict[str, Audit]) -> None:
    one, two, *_ = audits.values()
    ungraded = dataclasses.replace(one, score=Score(None, None, None, 0.0))
    zero = dataclasses.replace(two, score=Score(0.0, 0.0, 3.0, 1.0))
    assert ranked([ungraded, zero]) == [zero, ungraded]


@pytest.mark.parametrize(
    ("score", "points"),
    [
        (Score(80.0, 70.0, 90.0, 1.0), 80.0),
        (Score(0.0, 0.0, 5.0, LEAST_ASSESSED), 0.0),
        (Score(80.0, 70.0, 90.0, LEAST_ASSESSED - 0.001), None),
        (Score(None, None, None, 0.0), None),
    ],
)
def test_half_assessed_is_enough_and_less_is_not(score: Score, points: float | None) -> None:
    assert comparable(score) == points


def test_who_is_not_compared_moves_nobody_s_place() -> None:
    scores = {"a": Score(60.0, 50.0, 70.0, 1.0), "b": Score(30.0, 20.0, 40.0, 0.6)}
    assert places({**scores, "c": TOP}) == places(scores) == {"a": Place(1, 1), "b": Place(2, 2)}


def test_those_apart_are_in_no_order_of_scores(audits: dict[str, Audit]) -> None:
    first, second, third, *_ = sorted(audits.values(), key=lambda audit: audit.document.doc_id)
    worse = dataclasses.replace(TOP, value=1.0, low=0.0, high=2.0)
    apart = [dataclasses.replace(second, score=TOP), dataclasses.replace(first, score=worse)]
    assert ranked([*apart, third]) == [third, apart[1], apart[0]]


def test_editions_are_compared_on_the_same_texts() -> None:
    whole = Score(40.0, 30.0, 50.0, 1.0)
    scores = {
        "a": {"2022-03-02": whole, "2026-07-12": whole},
        "b": {"2022-03-02": whole, "2026-07-12": TOP},
    }
    assert set(comparable_throughout(scores)) == {"a"}
    assert [line.name for line in figures.edition_effect(scores).data] == ["a"]


@pytest.fixture
def mixed(audits: dict[str, Audit]) -> list[Audit]:
    """Five policies; of one, which scores best, a quarter could be assessed."""
    one, *others = audits.values()
    return [dataclasses.replace(one, score=TOP), *others]


def apart_in(mixed: list[Audit]) -> str:
    return mixed[0].document.doc_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_lists_it_apart_with_the_reason(
    mixed: list[Audit], tmp_path: Path, language: str
) -> None:
    site.write(mixed, tmp_path)
    page = (tmp_path / language / "index.html").read_text(encoding="utf-8")
    above, below = page.split('<tbody class="apart">')
    t = phrases(language)
    assert f"{apart_in(mixed)}.html" not in above
    assert f"{apart_in(mixed)}.html" in below
    assert t["unranked_reason"].format(least="50\u00a0%") in below
    assert "25\u00a0%" in below
    assert t["index_unranked"].format(n=1) in above
    assert "99" not in above.split('<p class="facts">')[1].split("<br>")[0]


def test_without_such_a_policy_there_is_no_second_list(
    audits: dict[str, Audit], tmp_path: Path
) -> None:
    site.write(list(audits.values()), tmp_path)
    assert "apart" not in (tmp_path / "en" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_page_says_why_and_nothing_that_travels_shows_the_score(
    mixed: list[Audit], tmp_path: Path, language: str
) -> None:
    site.write(mixed, tmp_path)
    name, t = apart_in(mixed), phrases(language)
    page = (tmp_path / language / f"{name}.html").read_text(encoding="utf-8")
    reason = t["sentence_unranked"].format(share="25\u00a0%", least="50\u00a0%")
    assert page.count(reason) == 3, "the summary, and what search and messengers show"
    assert t["sentence_place"].partition("{place}")[0].format(n=4) not in page
    for picture in ("badges", "cards"):
        shown = (tmp_path / language / picture / f"{name}.svg").read_text(encoding="utf-8")
        assert "99" not in re.sub(r"<[^>]*>|#[0-9a-f]{6}", "", shown)
        assert t["unranked"] in shown
    other = mixed[1].document.doc_id
    page = (tmp_path / language / f"{other}.html").read_text(encoding="utf-8")
    place = page.split(t["sentence_place"].partition("{place}")[0].format(n=4))[1]
    assert place[0] in "1234"


def test_the_comparison_gives_it_no_place(mixed: list[Audit], tmp_path: Path) -> None:
    site.write(mixed, tmp_path)
    text = (tmp_path / "data.js").read_text(encoding="utf-8")
    data = json.loads(text.removeprefix("window.AUDITS = ").removesuffix(";\n"))
    rows = {row[0]: (row[6], row[7]) for row in data["policies"]}
    assert rows.pop(apart_in(mixed)) == (None, "25\u00a0%")
    assert all(place and share == "100\u00a0%" for place, share in rows.values())


def test_figures_draw_it_below_without_a_bar(mixed: list[Audit]) -> None:
    bars, labels = figures.score_bars(mixed).data
    assert apart_in(mixed) not in bars.y
    assert (labels.y[-1], labels.text[-1]) == (apart_in(mixed), "not ranked, assessed: 25\u00a0%")
    assert apart_in(mixed) not in figures.score_curve(mixed).data[1].text


def test_captions_count_only_who_is_compared(mixed: list[Audit]) -> None:
    corpus = exhibits.Corpus(
        ranked(mixed), {a.document.doc_id: {"2026-07-12": a.score} for a in mixed}, []
    )
    shown = {entry.key: entry for entry in exhibits.exhibits(corpus, "en")}
    assert shown["scores"].alt.startswith("Scores of 4 policies")
    assert apart_in(mixed) not in shown["scores"].alt
    assert "of 4 policies" in shown["editions"].alt
    row = next(row for row in shown["scores"].rows if row[0] == apart_in(mixed))
    assert row[3:] == ("–", "25\u00a0%")


def test_over_time_it_leaves_a_gap(mixed: list[Audit], audits: dict[str, Audit]) -> None:
    whole = audits[apart_in(mixed)]
    runs = [("1", [whole]), ("2", mixed[:1])]
    assert list(timeline(runs).data[0].y) == [whole.score.value, None]
    assert moves(runs) == [(apart_in(mixed), 0.0)]


def test_tables_say_whose_score_may_be_compared(mixed: list[Audit]) -> None:
    rows = table("policies", mixed).set_index("policy_id")
    assert not rows.loc[apart_in(mixed), "comparable"]
    assert rows["comparable"].sum() == len(mixed) - 1
    by_edition = table("editions", mixed)
    assert (by_edition["comparable"] == (by_edition["assessed"] >= LEAST_ASSESSED)).all()
