import pytest

from audit.core import STATUSES, Audit
from audit.law import library
from audit.report.views import (
    LETTERS,
    Page,
    Piece,
    columns,
    pages_of,
    stems,
    strip,
    strip_width,
)


def test_file_names_are_safe_and_all_different() -> None:
    found = stems(["a/b", "a_b", "A_B", "index", "..", "", "қазақ.kz", "x" * 300], ["index"])
    assert len({stem.casefold() for stem in found.values()}) == len(found)
    assert all("/" not in stem and stem.strip(".") and len(stem) < 90 for stem in found.values())
    assert found["index"] != "index"
    assert found["қазақ.kz"] == "қазақ.kz"


def test_a_strip_has_a_cell_for_every_verdict(audits: dict[str, Audit]) -> None:
    cells = columns(audits.values())
    for audit in audits.values():
        statuses = {verdict.criterion_id: verdict.status for verdict in audit.verdicts}
        marks = strip(statuses, cells)
        drawn = sum(mark.path.count("M") for mark in marks)
        assert drawn == len(statuses)
        assert {mark.status for mark in marks} == set(statuses.values())
    assert [cell.middle for cell in cells] == sorted({cell.middle for cell in cells})
    assert strip_width(cells) > cells[-1].middle
    assert strip_width([]) == 0


def test_every_status_has_a_letter() -> None:
    assert set(LETTERS) == set(STATUSES)
    assert len(set(LETTERS.values())) == len(STATUSES)


@pytest.fixture(scope="module")
def pages(audits: dict[str, Audit]) -> dict[str, Page]:
    found = pages_of(list(audits.values()), columns(audits.values()), ())
    return {page.audit.document.doc_id: page for page in found}


def pieces(page: Page) -> list[Piece]:
    return [piece for _, text in page.texts for piece in text]


def test_the_lit_text_joins_back(pages: dict[str, Page]) -> None:
    for page in pages.values():
        assert "".join(piece.text for piece in pieces(page)) == page.audit.document.text


def test_every_quote_begins_in_a_mark_of_its_own_number(pages: dict[str, Page]) -> None:
    for page in pages.values():
        spots = [piece.spot for piece in pieces(page) if piece.spot]
        assert spots == page.spots
        assert [spot.number for spot in spots] == list(range(1, len(spots) + 1))
        starts = {spot.start for spot in spots}
        for fact in (*page.audit.facts, *page.audit.verdicts, *page.audit.findings):
            assert {item.start for item in fact.evidence} <= starts


def test_what_is_violated_is_lit_as_violated(pages: dict[str, Page]) -> None:
    for page in pages.values():
        violated = {
            item.start
            for verdict in page.audit.verdicts
            if verdict.status == "violated"
            for item in verdict.evidence
        }
        tones = {piece.spot.start: piece.tone for piece in pieces(page) if piece.spot}
        assert all(tones[start] == "violated" for start in violated)


def test_a_contradiction_has_two_sides(pages: dict[str, Page]) -> None:
    (entry,) = pages["emaluplus-vko.kz"].contradictions
    assert entry.finding.code == "contradiction_transfer"
    assert (len(entry.one), len(entry.other), len(entry.rest)) == (1, 1, 0)
    assert not pages["cpm.kz"].contradictions


def test_the_gravest_are_violated_and_heaviest_first(pages: dict[str, Page]) -> None:
    weights = {"critical": 3, "major": 2, "minor": 1}
    for page in pages.values():
        assert 0 < len(page.gravest) <= 3
        assert {asked.verdict.status for asked in page.gravest} == {"violated"}
        order = [weights[library().criteria[a.criterion.id].severity] for a in page.gravest]
        assert order[0] == max(order)
