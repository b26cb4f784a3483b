import dataclasses
import json
from collections.abc import Callable, Sequence
from html import unescape
from typing import Any

import pytest

from audit.conflict.templates import Cluster
from audit.core import STATUSES, Audit, Document, Score
from audit.law import library, scores_by_edition
from audit.pipeline import audit_document
from audit.report import figures, look, measures
from audit.report.names import SYMBOLS, name_of, names
from audit.report.ranking import ranked

MAKERS: dict[str, Callable[..., Any]] = {
    "checklist_heatmap": figures.checklist_heatmap,
    "score_bars": figures.score_bars,
    "code_coverage": lambda audits, **options: figures.code_coverage(
        audits, "recipients", **options
    ),
    "clause_roles": figures.clause_roles,
    "score_curve": figures.score_curve,
    "gaps_by_criterion": figures.gaps_by_criterion,
    "code_counts": lambda audits, **options: figures.code_counts(audits, "purposes", **options),
    "transfer_flows": figures.transfer_flows,
    "edition_effect": lambda audits, **options: figures.edition_effect(
        {audit.document.doc_id: scores_by_edition(audit) for audit in audits}, **options
    ),
}
LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def five(audits: dict[str, Audit]) -> list[Audit]:
    return list(audits.values())


def renamed(entry: Audit, policy_id: str) -> Audit:
    return dataclasses.replace(
        entry, document=dataclasses.replace(entry.document, doc_id=policy_id)
    )


def texts_of(figure: Any) -> str:
    return json.dumps(json.loads(figure.to_json()), ensure_ascii=False)


@pytest.mark.parametrize("name", MAKERS)
def test_same_audits_give_the_same_bytes(name: str, five: list[Audit]) -> None:
    first, second = (MAKERS[name](five).to_json() for _ in range(2))
    assert first == second
    assert "bdata" not in first


@pytest.mark.parametrize("name", MAKERS)
def test_no_audits_give_an_empty_figure(name: str) -> None:
    assert MAKERS[name]([]).to_json()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MAKERS)
def test_every_language_has_its_own_words(name: str, language: str, five: list[Audit]) -> None:
    shown = texts_of(MAKERS[name](five, language=language))
    others = [texts_of(MAKERS[name](five, language=other)) for other in LANGUAGES]
    assert others.count(shown) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_of_criteria_are_whole_and_have_room(five: list[Audit], language: str) -> None:
    axis = figures.checklist_heatmap(five, language=language).layout.yaxis
    for name, label in zip(axis.tickvals, axis.ticktext, strict=True):
        title = library().criteria[name].title.in_language(language)
        assert unescape(label.replace("<br>", " ")) == f"{name} {title}"
        assert label.count("<br>") <= 1


def test_only_an_axis_of_scores_with_intervals_speaks_of_intervals(five: list[Audit]) -> None:
    assert "90" in figures.score_bars(five).layout.xaxis.title.text
    scores = {entry.document.doc_id: scores_by_edition(entry) for entry in five}
    assert "90" not in figures.edition_effect(scores).layout.yaxis.title.text


NAMED = ("checklist_heatmap", "score_bars", "code_coverage", "clause_roles")


@pytest.mark.parametrize("name", NAMED)
def test_markup_in_a_name_is_shown_as_text(name: str, five: list[Audit]) -> None:
    hostile = "<b>x</b><script>1</script>"
    figure = MAKERS[name]([renamed(entry, hostile + str(at)) for at, entry in enumerate(five)])
    axis = figure.layout.yaxis if name == "score_bars" else figure.layout.xaxis
    assert all("<" not in label for label in axis.ticktext)


def test_markup_in_a_quote_is_shown_as_text(document: Callable[..., Document]) -> None:
    text = "Мы собираем следующие данные: имя, <i>номер телефона</i> и адрес <b>почты</b>."
    entry = audit_document(document(text, language="ru"))
    figure = figures.code_coverage([entry], "data_categories")
    shown = "".join(label for trace in figure.data for label in trace.hovertext or ())
    assert shown
    assert "<i>" not in shown
    assert "<b>" not in shown


def test_a_cell_says_its_status_in_words(five: list[Audit]) -> None:
    heatmap = figures.checklist_heatmap(five, language="ru").data[0]
    for column, entry in enumerate(five):
        for verdict in entry.verdicts:
            cell = heatmap.text[heatmap.y.index(verdict.criterion_id)][column]
            assert name_of("statuses", verdict.status, "ru") in cell.replace("<br>", " ")


def test_a_crowd_is_drawn_without_words(five: list[Audit]) -> None:
    crowd = [renamed(five[at % 5], f"{at}") for at in range(look.MANY + 1)]
    heatmap = figures.checklist_heatmap(crowd).data[0]
    assert heatmap.text is None
    assert heatmap.hovertext is None
    assert all(len(row) == len(crowd) for row in heatmap.z)


def test_many_policies_get_symbols_and_a_legend(five: list[Audit]) -> None:
    many = [renamed(entry, f"{at}-{entry.document.doc_id}") for at in range(3) for entry in five]
    heatmap = figures.checklist_heatmap(many).data[0]
    assert {cell for row in heatmap.text for cell in row} <= set(SYMBOLS.values())
    assert heatmap.showscale
    assert len(heatmap.colorbar.ticktext) == len(STATUSES)


def test_a_criterion_that_was_not_asked_leaves_its_cell_empty(five: list[Audit]) -> None:
    fewer = dataclasses.replace(five[0], verdicts=five[0].verdicts[1:])
    heatmap = figures.checklist_heatmap([fewer, five[1]]).data[0]
    assert heatmap.z[0][0] is None
    assert heatmap.text[0][0] == ""


def test_every_status_has_a_colour_of_its_own() -> None:
    assert set(look.STATUS_COLOURS) == set(STATUSES)
    assert len(set(look.STATUS_COLOURS.values())) == len(STATUSES)


def deuteranope(colour: str) -> tuple[float, float, float]:
    """The colour without the difference of red and green (Viénot, Brettel, Mollon 1999)."""
    red, green, blue = ((int(colour[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5))
    mixed = 0.29275 * red + 0.70725 * green
    return mixed, mixed, -0.02234 * red + 0.02234 * green + blue


def test_colours_stay_apart_without_red_and_green() -> None:
    seen = [deuteranope(colour) for colour in look.STATUS_COLOURS.values()]
    for at, one in enumerate(seen):
        for other in seen[at + 1 :]:
            assert max(abs(a - b) for a, b in zip(one, other, strict=True)) > 0.1


def test_bars_are_ranked_and_end_at_the_interval(five: list[Audit]) -> None:
    bars, labels = figures.score_bars(five).data
    assert list(bars.x) == sorted(bars.x, reverse=True)
    scores = {entry.document.doc_id: entry.score for entry in five}
    for at, policy_id in enumerate(bars.y):
        score = scores[policy_id]
        assert bars.x[at] + bars.error_x.array[at] == pytest.approx(score.high)
        assert bars.x[at] - bars.error_x.arrayminus[at] == pytest.approx(score.low)
        assert f"{score.value:.0f}" in labels.text[at]


def test_a_policy_without_a_grade_says_so(five: list[Audit]) -> None:
    score = dataclasses.replace(five[0].score, value=None, low=None, high=None)
    figure = figures.score_bars([dataclasses.replace(five[0], score=score), five[1]])
    assert figure.data[1].y[-1] == five[0].document.doc_id
    assert figure.data[1].text[-1] == "not graded"


def graded(entry: Audit, policy_id: str, value: float | None) -> Audit:
    score = Score(value, value, value, 1.0)
    return dataclasses.replace(renamed(entry, policy_id), score=score)


def test_a_score_of_nothing_is_a_grade(five: list[Audit]) -> None:
    scores = {"c": 0.0, "a": None, "b": 0.0, "d": 5.0}
    mixed = [graded(five[0], name, value) for name, value in scores.items()]
    assert [audit.document.doc_id for audit in ranked(mixed)] == ["d", "b", "c", "a"]
    assert list(figures.score_bars(mixed).data[1].y) == ["d", "b", "c", "a"]
    assert list(figures.score_curve(mixed).data[1].text) == ["d", "b", "c"]


@pytest.mark.parametrize(
    ("values", "middle"),
    [
        ((90.0, 10.0), 50.0),
        ((0.0, None), 0.0),
        ((41.3, 41.4), 41.35),
        ((1.0, 3.0, 2.0), 2.0),
        ((None,), None),
    ],
)
def test_the_median_is_the_middle_of_what_is_known(
    values: tuple[float | None, ...], middle: float | None
) -> None:
    assert measures.median(values) == middle


def test_codes_that_a_field_shares_have_the_names_of_the_other(five: list[Audit]) -> None:
    figure = figures.code_coverage(five, "data_not_collected", all_codes=True)
    assert set(figure.layout.yaxis.tickvals) == set(names().codes["data_categories"])


def marks(figure: Any) -> set[tuple[str, str]]:
    return {pair for trace in figure.data for pair in zip(trace.x, trace.y, strict=True)}


@pytest.mark.parametrize("field", names().codes)
def test_a_mark_for_every_fact(field: str, five: Sequence[Audit]) -> None:
    figure = figures.code_coverage(five, field, all_codes=True)
    facts = {
        (entry.document.doc_id, item.code)
        for entry in five
        for item in (*entry.facts, *entry.findings)
        if getattr(item, "field", "findings") == field
    }
    assert marks(figure) == facts
    assert set(figure.layout.yaxis.tickvals) == set(names().codes[field])


def test_silence_is_a_mark_of_its_own(five: list[Audit]) -> None:
    said, silent = figures.code_coverage(five, "cross_border").data
    assert said.marker.symbol != silent.marker.symbol
    assert set(silent.y) <= {"not_mentioned"}


def test_an_unknown_field_is_an_error(five: list[Audit]) -> None:
    with pytest.raises(KeyError):
        figures.code_coverage(five, "no_such_field")


def test_shares_of_roles_make_a_whole(five: list[Audit]) -> None:
    heatmap = figures.clause_roles(five).data[0]
    for column in range(len(five)):
        assert sum(row[column] or 0 for row in heatmap.z) == pytest.approx(100)


BINS = [(0.65, 0.5, 20), (0.92, 0.9, 500), (0.99, 1.0, 3)]


def test_a_bin_is_a_mark_within_its_interval() -> None:
    ideal, marks = figures.reliability(BINS).data
    assert list(zip(marks.x, marks.y, strict=True)) == [(0.65, 0.5), (0.92, 0.9), (0.99, 1.0)]
    assert list(ideal.x) == list(ideal.y)
    for (_, right, size), up, down, text in zip(
        BINS, marks.error_y.array, marks.error_y.arrayminus, marks.text, strict=True
    ):
        assert up >= 0
        assert down > 0
        assert right + up <= 1
        assert str(size) in text


def test_the_interval_is_that_of_wilson() -> None:
    marks = figures.reliability([(0.5, 0.5, 20)]).data[1]
    assert marks.error_y.array[0] == pytest.approx(0.2007, abs=1e-3)


def test_more_finds_make_a_narrower_interval() -> None:
    few, many = (figures.reliability([(0.9, 0.8, size)]).data[1] for size in (10, 1000))
    assert many.error_y.array[0] < few.error_y.array[0] / 3


def test_reliability_is_repeatable_and_in_three_languages() -> None:
    shown = [figures.reliability(BINS, language=language).to_json() for language in LANGUAGES]
    assert len(set(shown)) == len(LANGUAGES)
    assert figures.reliability(BINS, language="kk").to_json() == shown[0]
    assert "bdata" not in "".join(shown)


def test_no_bins_give_only_the_line() -> None:
    assert not figures.reliability([]).data[1].x


def test_markup_in_a_name_is_escaped_in_flows_and_lines(five: list[Audit]) -> None:
    hostile = [renamed(entry, f"<b>{at}</b>") for at, entry in enumerate(five)]
    assert "<b>" not in figures.transfer_flows(hostile).to_json()
    scores = {entry.document.doc_id: scores_by_edition(entry) for entry in hostile}
    assert "<b>" not in figures.edition_effect(scores).to_json()
    cluster = Cluster(("<b>1</b>", "x"), 0.9, (), {})
    assert "<b>" not in figures.template_groups([cluster]).to_json()
    assert "<b>" not in figures.score_curve(hostile).to_json()


def test_gaps_count_every_verdict_and_stand_in_order(five: list[Audit]) -> None:
    counts = measures.gap_counts(five)
    for criterion, row in counts.items():
        verdicts = [v for a in five for v in a.verdicts if v.criterion_id == criterion]
        assert all(row[s] == sum(v.status == s for v in verdicts) for s in STATUSES)
    gaps = [sum(row[status] for status in measures.GAPS) for row in counts.values()]
    assert gaps == sorted(gaps, reverse=True)
    bars = figures.gaps_by_criterion(five).data
    assert [sum(pair) for pair in zip(*(bar.x for bar in bars), strict=True)] == gaps
    assert len({bar.marker.pattern.shape for bar in bars}) == len(bars)


def test_a_condition_belongs_to_the_recipient_of_its_clause(
    document: Callable[..., Document],
) -> None:
    text = (
        "Персональные данные передаются государственным органам по требованию закона.\n"
        "Мы передаём персональные данные нашим партнёрам.\n"
    )
    rows = measures.transfers([audit_document(document(text, language="ru"))])
    assert ("text", "required_by_law", "state_authorities") in rows
    assert ("text", "", "partners") in rows
    assert ("text", "required_by_law", "partners") not in rows


def test_a_recipient_under_two_conditions_is_two_units(document: Callable[..., Document]) -> None:
    text = (
        "Персональные данные передаются государственным органам по требованию закона.\n"
        "Персональные данные передаются государственным органам с согласия субъекта.\n"
    )
    entry = audit_document(document(text, language="ru"))
    rows = measures.transfers([entry])
    assert [recipient for *_, recipient in rows] == ["state_authorities"] * 2
    assert len({condition for _, condition, _ in rows}) == 2
    assert list(figures.transfer_flows([entry]).data[0].link.value) == [1, 1, 1, 1]


def test_what_flows_in_flows_out(five: list[Audit]) -> None:
    rows = measures.transfers(five)
    flow = figures.transfer_flows(five).data[0]
    assert sum(flow.link.value) == 2 * len(rows)
    assert len(flow.node.label) == sum(len(set(column)) for column in zip(*rows, strict=True))


def test_many_operators_flow_from_one_node(five: list[Audit]) -> None:
    crowd = [renamed(five[at % 5], f"{at}") for at in range(look.MANY + 1)]
    assert "All operators" in figures.transfer_flows(crowd).data[0].node.label


def test_every_policy_has_its_line_by_edition(five: list[Audit]) -> None:
    scores = {entry.document.doc_id: scores_by_edition(entry) for entry in five}
    lines = figures.edition_effect(scores).data
    assert {line.name for line in lines} == set(scores)
    for line in lines:
        assert list(line.y) == [score.value for score in scores[line.name].values()]
    assert len({(line.line.dash, line.marker.symbol) for line in lines}) == len(lines)


def test_many_policies_are_bands_around_their_median() -> None:
    values = [*range(0, 10 * look.ROOMY + 10, 10), 99.0, None]
    scores = {
        str(at): {"2024-01-01": Score(value, value, value, 1.0)} for at, value in enumerate(values)
    }
    extremes, half, middle = figures.edition_effect(scores).data
    assert list(extremes.y) == [99.0, 0]
    assert list(half.y) == [70, 20]
    assert list(middle.y) == [45.0]
    del scores["0"]
    assert list(figures.edition_effect(scores).data[2].y) == [50]


def test_a_bar_counts_the_policies_that_say_so(five: list[Audit]) -> None:
    bar = figures.code_counts(five, "purposes").data[0]
    for code, count in zip(bar.y, bar.x, strict=True):
        assert count == sum(any(f.key == f"purposes.{code}" for f in a.facts) for a in five)
    assert list(bar.x) == sorted(bar.x, reverse=True)


def test_a_template_names_its_members() -> None:
    cluster = Cluster(("a.kz", "b.kz"), 0.75, ("x",), {})
    bar = figures.template_groups([cluster]).data[0]
    assert list(bar.x) == [2]
    assert bar.text[0] == "a.kz, b.kz · likeness 75\u00a0%"


def test_the_spread_shows_every_score_in_the_order_of_the_first_way() -> None:
    scores = {
        "ours": {"a": 10.0, "<b>": 40.0, "c": None},
        "other": {"a": 30.0, "<b>": 20.0, "c": 1.0},
    }
    figure = figures.score_spread(scores)
    marks = {trace.name: trace for trace in figure.data if trace.mode == "markers"}
    assert list(marks) == ["other", "ours"]
    assert list(marks["ours"].y) == ["<b>", "a"]
    assert list(marks["other"].x) == [20.0, 30.0]
    assert list(figure.layout.yaxis.ticktext) == ["&lt;b&gt;", "a"]
    assert marks["ours"].marker.symbol != marks["other"].marker.symbol
    assert "bdata" not in figure.to_json()
