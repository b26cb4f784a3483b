from __future__ import annotations

import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from audit.core import Document, Evidence, InputError
from audit.history import Change, Said, write_feed

DOC = Document.of("", doc_id="a.kz", language="ru")
DAY = datetime.date(2026, 11, 27)
NAME = "{http://www.w3.org/2005/Atom}"


def change(policy_id: str = "a.kz", *, quote: str = "бессрочно", cause: str = "operator") -> Change:
    before = (Said("fixed_period", "P3Y", evidence=(Evidence(0, 6, "3 года"),)),)
    after = (Said("unlimited", evidence=(Evidence(0, 9, quote),)),)
    return Change(policy_id, "ТОО «А»", cause, "fact", "retention", before, after, DOC, DOC)  # type: ignore[arg-type]


def entries(path: Path) -> list[ElementTree.Element]:
    return ElementTree.parse(path).getroot().findall(f"{NAME}entry")


def test_an_entry_says_what_changed_with_the_words(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    assert write_feed([change()], path, day=DAY) == 1
    (entry,) = entries(path)
    content = entry.findtext(f"{NAME}content") or ""
    assert "Retention: 3 years became without limit" in content
    assert "“3 года”" in content
    assert "“бессрочно”" in content
    assert entry.findtext(f"{NAME}updated") == "2026-11-27T00:00:00Z"
    assert "ТОО «А»" in (entry.findtext(f"{NAME}title") or "")
    root = ElementTree.parse(path).getroot()
    for required in ("id", "title", "updated", "author"):
        assert root.find(f"{NAME}{required}") is not None


def test_the_same_changes_give_the_same_bytes_and_once(tmp_path: Path) -> None:
    one, two = tmp_path / "one.xml", tmp_path / "two.xml"
    changes = [change("a.kz"), change("b.kz"), change("b.kz", cause="law")]
    assert write_feed(changes, one, day=DAY) == 3
    assert write_feed(changes, two, day=DAY) == 3
    assert one.read_bytes() == two.read_bytes()
    assert write_feed(changes, one, day=DAY) == 3
    assert one.read_bytes() == two.read_bytes()


def test_earlier_entries_stay_and_the_newest_is_first(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    write_feed([change()], path, day=DAY)
    write_feed([change(quote="всегда")], path, day=DAY + datetime.timedelta(days=92))
    days = [entry.findtext(f"{NAME}updated") for entry in entries(path)]
    assert days == ["2027-02-27T00:00:00Z", "2026-11-27T00:00:00Z"]


def test_words_of_a_policy_are_never_mark_up(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    quote = "<script>alert(1)</script> & \x00 ]]>"
    write_feed([change(quote=quote)], path, day=DAY)
    assert "<script>" not in path.read_text()
    assert "<script>alert(1)</script> &" in (entries(path)[0].findtext(f"{NAME}content") or "")


@pytest.mark.parametrize("data", [b"not a feed", b"<rss/>"])
def test_another_file_is_not_written_over(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(data)
    with pytest.raises(InputError, match="no Atom feed"):
        write_feed([change()], path, day=DAY)
    assert path.read_bytes() == data


def test_nothing_changed_is_a_feed_too(tmp_path: Path) -> None:
    assert write_feed([], tmp_path / "feed.xml", day=DAY) == 0
    assert entries(tmp_path / "feed.xml") == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_kind_of_change_has_words(language: str) -> None:
    from audit.history import cause, sentence
    from audit.history.compare import KINDS

    codes = {
        "verdict": ("KZ-27", "met"),
        "fact": ("rights", "access"),
        "finding": ("foreign_template", "foreign_template"),
        "contact": ("emails", "a@a.kz"),
        "score": ("", "40"),
    }
    for kind in KINDS:
        what, code = codes.get(kind, ("", "words"))
        for before, after in (((Said(code),), ()), ((), (Said(code, denied=True),))):
            one = Change("a.kz", "", "operator", kind, what, before, after, DOC, DOC)
            assert sentence(one, language).strip()
            assert cause(one, language)


@pytest.mark.parametrize("odd", ["\uffff", "\ufffe", "\x00", "\x1f", "\ud800"])
def test_characters_that_xml_has_not_are_replaced(tmp_path: Path, odd: str) -> None:
    path = tmp_path / "feed.xml"
    write_feed([change(f"a{odd}.kz", quote=f"все{odd}гда 🙂")], path, day=DAY)
    (entry,) = entries(path)
    quote = "“все гда 🙂”" if odd.isspace() else "“все\ufffdгда 🙂”"
    assert quote in (entry.findtext(f"{NAME}content") or "")
    assert [c.get("term") for c in entry.iter(f"{NAME}category")] == ["operator", "a\ufffd.kz"]
    assert write_feed([], path, day=DAY) == 1
