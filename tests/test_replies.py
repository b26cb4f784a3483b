import json
from pathlib import Path
from typing import Any

import pytest

from audit import law, replies
from audit.core import Audit, InputError
from audit.replies import Reply, answered
from audit.report import site
from audit.report.forms import number


def reply(criterion: str, **more: Any) -> Reply:
    given = {"policy_id": "cpm.kz", "criterion": criterion, "date": "2026-11-20"}
    return Reply.model_validate({**given, "text": "See point 4.", "status": "open", **more})


@pytest.fixture
def gap(audits: dict[str, Audit]) -> str:
    return next(v.criterion_id for v in audits["cpm.kz"].verdicts if v.status == "missing")


def test_bad_lines_are_told_and_the_rest_counts(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    good = reply("KZ-01").model_dump(mode="json")
    bad = [{**good, "criterion": "KZ-99"}, {**good, "status": "maybe"}, {**good, "text": ""}]
    path.write_text("\n".join(map(json.dumps, [good, *bad])) + "\n[]\n", encoding="utf-8")
    read, problems = replies.read(path)
    assert read == [reply("KZ-01")]
    assert [p.where for p in problems] == [f"{path}:{n}" for n in (2, 3, 4, 5)]
    assert "KZ-99" in problems[0].message
    with pytest.raises(InputError, match="cannot be read"):
        replies.read(tmp_path / "absent.jsonl")


def test_a_reply_tells_what_it_would_move(audits: dict[str, Audit], gap: str) -> None:
    audit = audits["cpm.kz"]
    later, first = reply(gap, text="Later."), reply(gap, date="2026-10-01")
    found = answered(audit, [later, first, reply(gap, policy_id="centrium.kz")])
    assert [entry.reply for entry in found[gap]] == [first, later]
    assert audit.score.value is not None
    moves = law.effect(audit, gap, "met")
    assert moves > 0
    assert found[gap][0][1:] == (moves, round(audit.score.value + moves, 1))


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Оператордың жауабы"), ("ru", "Ответ оператора"), ("en", "Reply of the operator")],
)
def test_the_site_shows_a_reply_beside_the_verdict(
    tmp_path: Path, audits: dict[str, Audit], gap: str, language: str, words: str
) -> None:
    audit = audits["cpm.kz"]
    hostile = reply(gap, text="</blockquote><script>alert(1)</script>\u202eтекст {{ 7*7 }}")
    site.write([audit], tmp_path, replies=[hostile])
    page = (tmp_path / language / "cpm.kz.html").read_text(encoding="utf-8")
    item = page.partition(f'<li id="{gap}"')[2].partition("</li>")[0]
    assert words in item
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in item
    assert "{{ 7*7 }}" in item
    assert "<script>alert" not in page
    after = answered(audit, [hostile])[gap][0]
    assert f"(+{number(after.moves, language)})" in item
    assert f" {number(after.score or 0.0, language)} " in item


def test_a_declined_reply_promises_nothing(
    tmp_path: Path, audits: dict[str, Audit], gap: str
) -> None:
    site.write([audits["cpm.kz"]], tmp_path, replies=[reply(gap, status="declined")])
    page = (tmp_path / "en" / "cpm.kz.html").read_text(encoding="utf-8")
    assert "declined" in page
    assert "If it is accepted" not in page
