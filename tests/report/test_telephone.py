"""Figures for a telephone: what is drawn is that of the wide figure, under names that are whole."""

import dataclasses
from collections.abc import Callable
from html import unescape

import plotly.graph_objects as go
import pytest

from audit.conflict.templates import Cluster
from audit.core import Audit, Evidence
from audit.report import exhibits, figures
from audit.report.look import MANY, ROOMY
from audit.report.names import LANGUAGES, SYMBOLS
from audit.report.ranking import ranked
from audit.report.telephone import ID_LETTERS, LETTERS, NAMED_COLUMNS, upright

Draw = Callable[..., go.Figure]
ROWS: dict[str, Draw] = {
    "scores": figures.score_bars,
    "heatmap": figures.checklist_heatmap,
    "gaps": figures.gaps_by_criterion,
    "data": lambda audits, **more: figures.code_coverage(audits, "data_categories", **more),
    "counts": lambda audits, **more: figures.code_counts(audits, "purposes", **more),
    "transfers": figures.transfer_counts,
}


@pytest.fixture(scope="module")
def five(audits: dict[str, Audit]) -> list[Audit]:
    return list(audits.values())


def many(five: list[Audit], count: int) -> list[Audit]:
    chosen = [five[at % 5] for at in range(count)]
    return [
        dataclasses.replace(a, document=dataclasses.replace(a.document, doc_id=f"{at}.example.kz"))
        for at, a in enumerate(chosen)
    ]


def letters(text: str) -> str:
    return "".join(unescape(text.replace("<br>", " ")).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ROWS)
def test_names_stand_whole_above_their_rows(five: list[Audit], name: str, language: str) -> None:
    wide = ROWS[name](five, language=language)
    small = upright(wide)
    notes = small.layout.annotations
    assert [letters(note.text) for note in notes] == [
        letters(t) for t in wide.layout.yaxis.ticktext
    ]
    lines = [line for note in notes for line in note.text.split("<br>")]
    assert max(len(unescape(line)) for line in lines) <= LETTERS
    places = [note.y for note in notes]
    assert places == sorted(places)
    assert places[-1] < small.layout.yaxis.range[0]
    assert small.layout.yaxis.showticklabels is False


@pytest.mark.parametrize("name", [name for name in ROWS if name != "heatmap"])
def test_bars_and_marks_stand_in_the_row_of_their_name(five: list[Audit], name: str) -> None:
    wide = ROWS[name](five)
    small = upright(wide)
    ends = [note.y for note in small.layout.annotations] + [small.layout.yaxis.range[0]]
    ids = list(wide.layout.yaxis.tickvals)
    for before, after in zip(wide.data, small.data, strict=True):
        assert list(after.x) == list(before.x)
        for row, place in zip(before.y, after.y, strict=True):
            at = ids.index(row)
            assert ends[at] < place < ends[at + 1]


def test_cells_keep_their_statuses_and_have_a_sign_each(five: list[Audit]) -> None:
    wide = figures.checklist_heatmap(five)
    small = upright(wide)
    cells, *legend = small.data
    assert [row for row in cells.z if row[0] is not None] == list(wide.data[0].z)
    assert len(cells.y) == len(cells.z) + 1, "edges"
    for row, signs, cell in zip(cells.z, cells.text, cells.hovertext, strict=True):
        assert len(row) == len(signs) == len(cell) == len(five)
        assert all(
            sign in SYMBOLS.values() if z is not None else not sign
            for z, sign in zip(row, signs, strict=True)
        )
    assert [trace.name[0] for trace in legend] == list(SYMBOLS.values())
    edges = set(cells.y)
    assert all(note.y in edges for note in small.layout.annotations)


def test_a_touch_scrolls_the_page_and_the_wide_figure_is_as_it_was(five: list[Audit]) -> None:
    wide = figures.gaps_by_criterion(five)
    before = wide.to_json()
    small = upright(wide)
    assert wide.to_json() == before
    assert small.layout.dragmode is False
    assert small.layout.xaxis.fixedrange
    assert small.layout.yaxis.fixedrange
    assert upright(wide).to_json() == small.to_json()


def test_columns_are_named_as_far_as_there_is_room(five: list[Audit]) -> None:
    long = dataclasses.replace(
        five[0], document=dataclasses.replace(five[0].document, doc_id="<" * 2 * ID_LETTERS)
    )
    axis = upright(figures.checklist_heatmap([long, five[1]])).layout.xaxis
    assert axis.ticktext[0] == "&lt;" * (ID_LETTERS - 1) + "…"
    assert axis.ticktext[1] == five[1].document.doc_id
    crowd = upright(figures.checklist_heatmap(many(five, NAMED_COLUMNS + 1)))
    assert list(crowd.layout.xaxis.tickvals) == []
    assert crowd.data[0].texttemplate == "%{text}"
    colours = upright(figures.checklist_heatmap(many(five, MANY + 1)))
    assert colours.data[0].texttemplate is None


def test_a_long_legend_has_the_room_it_needs() -> None:
    traces = [go.Scatter(x=["a"], y=[at], name=f"policy-{at}.example.kz") for at in range(30)]
    small = upright(go.Figure(traces).update_layout(height=400, margin={"t": 60, "b": 60}))
    assert small.layout.legend.maxheight > 30 * 18
    assert small.layout.height > 400 - 60 + 30 * 18
    assert small.layout.margin.t > 30 * 18


def test_of_many_policies_marks_become_counts(five: list[Audit]) -> None:
    for count, kind in ((ROOMY, "scatter"), (ROOMY + 1, "bar")):
        audits = ranked(many(five, count))
        shown = exhibits.exhibits(exhibits.Corpus(audits, {}, []), "ru")
        drawn = {entry.key: entry.upright.data[0].type for entry in shown if entry.upright}
        assert {drawn[key] for key in ("data", "purposes", "retention")} == {kind}
        assert drawn["transfers"] == "bar", "flows need more room"


def test_bars_of_transfers_count_what_flows(five: list[Audit]) -> None:
    bars = figures.transfer_counts(five).data[0]
    flows = figures.transfer_flows(five).data[0]
    assert 2 * sum(bars.x) == sum(flows.link.value)
    assert list(bars.x) == sorted(bars.x, reverse=True)


def test_templates_are_named_above_their_bars() -> None:
    clusters = [Cluster(("a.kz", "<b>.kz"), 0.75, ("x",), {})]
    (note,) = upright(figures.template_counts(clusters)).layout.annotations
    assert note.text == "1. a.kz, &lt;b&gt;.kz · likeness 75\u00a0%"


def test_no_markup_from_a_policy(five: list[Audit]) -> None:
    name = "<script>x</script> " * 4
    hostile = dataclasses.replace(
        five[0], document=dataclasses.replace(five[0].document, doc_id=name)
    )
    fact = next(fact for fact in five[0].facts if fact.field == "purposes")
    quote = dataclasses.replace(fact, evidence=(Evidence(0, 3, "<i>"),))
    hostile = dataclasses.replace(hostile, facts=(quote,))
    for draw in ROWS.values():
        assert "<script>" not in upright(draw([hostile])).to_json()
