import datetime
from pathlib import Path
from typing import Any

import pytest

from audit import review
from audit.core import Audit
from audit.report.reviewer import ReviewTool

DAY = datetime.date(2026, 11, 20)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "review.jsonl"


def tool(audits: dict[str, Audit], file: Path, **more: Any) -> ReviewTool:
    given: dict[str, Any] = {"reviewer": "A. R.", "date": DAY, "below": 0.95, **more}
    return ReviewTool(list(audits.values()), file, **given)


def at_a_verdict(panel: ReviewTool) -> review.Item:
    while panel.item and "." in panel.item.what:
        panel.skip()
    assert panel.item
    return panel.item


def test_a_decision_is_kept_and_the_next_item_comes(audits: dict[str, Audit], file: Path) -> None:
    panel = tool(audits, file)
    first, count = at_a_verdict(panel), len(panel.waiting)
    panel.decide("accept", note="Read it.")
    assert panel.item != first
    assert len(panel.waiting) == count - 1
    (decision,), problems = review.read(file)
    assert not problems
    assert (decision.what, decision.action, decision.note) == (first.what, "accept", "Read it.")
    assert (decision.reviewer, decision.date) == ("A. R.", DAY)


def test_the_buttons_do_the_same(audits: dict[str, Audit], file: Path) -> None:
    panel = tool(audits, file)
    first = at_a_verdict(panel)
    panel._note.value = "Clause 3 says so."
    panel._value.value = panel._value.options[0][1]
    panel._buttons["change"].click()
    (decision,), _ = review.read(file)
    assert (decision.action, decision.value) == ("change", panel_value(first))
    assert panel._note.value == ""
    changed = next(a for a in panel.audits if a.document.doc_id == first.policy_id)
    verdict = next(v for v in changed.verdicts if v.criterion_id == first.what)
    assert verdict.machine == first.subject.status  # type: ignore[union-attr]


def panel_value(item: review.Item) -> str:
    statuses = ("met", "partial")
    return next(s for s in statuses if s != item.subject.status)  # type: ignore[union-attr]


def test_what_cannot_be_decided_is_said_and_not_written(
    audits: dict[str, Audit], file: Path
) -> None:
    panel = tool(audits, file)
    at_a_verdict(panel)
    panel._buttons["reject"].click()
    assert "says why" in panel._message.value
    panel._quote.value = "words that stand <b>nowhere</b>"
    panel._buttons["accept"].click()
    assert "not in the text" in panel._message.value
    nameless = tool(audits, file, reviewer=" ")
    nameless._buttons["accept"].click()
    assert "Reviewer?" in nameless._message.value
    undated = tool(audits, file, date=None)
    with pytest.raises(ValueError, match="Date"):
        undated.decide("accept")
    assert not file.exists()


def test_a_rejected_fact_is_gone_and_the_next_tool_knows(
    audits: dict[str, Audit], file: Path
) -> None:
    panel = tool(audits, file)
    while panel.item and not panel.item.what.startswith("rights."):
        panel.skip()
    rejected = panel.item
    assert rejected
    panel.decide("reject")
    again = tool(audits, file)
    for entry in (panel, again):
        audit = next(a for a in entry.audits if a.document.doc_id == rejected.policy_id)
        assert rejected.what not in {fact.key for fact in audit.facts}
        assert rejected.what not in {
            i.what for i in entry.waiting if i.policy_id == rejected.policy_id
        }
    assert again.audits == panel.audits


def test_all_can_be_put_off_and_all_can_be_done(audits: dict[str, Audit], file: Path) -> None:
    one = {"cpm.kz": audits["cpm.kz"]}
    panel = tool(one, file, below=0.86)
    first, order = panel.item, [item.what for item in panel.waiting]
    panel.skip()
    assert panel.waiting[-1] == first
    assert sorted(item.what for item in panel.waiting) == sorted(order)
    while panel.item:
        panel.decide("accept")
    assert panel._buttons["accept"].disabled
    assert "Nothing is left" in panel._place.value
    with pytest.raises(ValueError, match="Nothing is left"):
        panel.decide("accept")
    assert not review.queue(panel.audits, below=0.86)


def test_faults_of_the_file_are_shown(audits: dict[str, Audit], file: Path) -> None:
    file.write_text("<script>nonsense\n", encoding="utf-8")
    panel = tool(audits, file)
    assert len(panel.problems) == 1
    assert f"{file.name}:1" in panel._message.value
    panel.decide("accept")
    assert file.read_text(encoding="utf-8").startswith("<script>nonsense\n{")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_it_speaks_three_languages_and_is_a_widget(
    audits: dict[str, Audit], file: Path, language: str
) -> None:
    panel = tool(audits, file, language=language)
    labels = {button.description for button in panel._buttons.values()}
    assert len(labels) == 4
    assert ("Accept" in labels) == (language == "en")
    assert "application/vnd.jupyter.widget-view+json" in panel._repr_mimebundle_()
