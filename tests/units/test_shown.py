"""Whatever shows a quote of a unit says which of its documents it comes from; of a single file nothing."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from audit import review
from audit.core import Audit
from audit.pipeline import audit_document
from audit.read import discover, load
from audit.report import WRITERS, figures, show, site
from audit.report.forms import percent
from audit.report.names import part_at, quoted
from audit.report.reviewer import ReviewTool

RU, KK = "tumar-ru", "tumar-kk"
PARTS = ("policy", "consent", "cookies")
NAMES = {
    "ru": ("Политика конфиденциальности", "Форма согласия", "Уведомление о файлах cookie"),
    "kk": ("Құпиялылық саясаты", "Келісім нысаны", "Cookie файлдары туралы хабарлама"),
    "en": ("Privacy policy", "Consent form", "Cookie notice"),
}
TAG = re.compile(r"<[^>]+>")


def audited(folder: Path, policy_id: str = RU) -> Audit:
    (source,) = (entry for entry in discover([folder])[0] if entry.policy_id == policy_id)
    return audit_document(load(source))


@pytest.fixture
def unit(shop: Path) -> Audit:
    return audited(shop)


@pytest.fixture
def single(shop: Path) -> Audit:
    return audited(shop, KK)


@pytest.fixture
def unread(shop: Path) -> Audit:
    """The unit, of which the consent form is empty."""
    (shop / "consent.txt").write_bytes(b"")
    return audited(shop)


def words(markup: str) -> str:
    return unescape(TAG.sub("", markup))


def boxes(markup: str) -> list[tuple[str, str]]:
    """Title and text of every box."""
    found = re.findall(
        r"<p><strong>((?:(?!</strong>).)*)</strong></p><div [^>]*>(.*?)</div>", markup, re.DOTALL
    )
    return [(words(title), words(text)) for title, text in found]


def graph(audit: Audit, out: Path) -> list[dict[str, Any]]:
    WRITERS["jsonld"]([audit], out)
    nodes: list[dict[str, Any]] = json.loads((out / "policies.jsonld").read_bytes())["@graph"]
    return nodes


def targets(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield from (t for t in node.get("oa:hasTarget", []) if "oa:hasSelector" in t)


def test_a_quote_is_named_after_its_part(unit: Audit, single: Audit) -> None:
    for language, names in NAMES.items():
        told = {part_at(unit.document, part.span.start, language) for part in unit.document.parts}
        assert told == set(names)
    (item,) = (contact.evidence for contact in unit.contacts if contact.kind == "emails")
    assert quoted(unit.document, item, "ru") == "Форма согласия: “help@tumarkitap.kz”"
    item = next(item for fact in single.facts for item in fact.evidence)
    assert quoted(single.document, item, "ru") == f"“{item.quote}”"


def test_of_one_part_nothing_is_said(single: Audit, unit: Audit, tmp_path: Path) -> None:
    whole = replace(unit.document.parts[0], span=unit.document.scopes[0])
    alone = replace(unit, document=replace(unit.document, parts=(whole,)))
    assert part_at(alone.document, 0, "ru") == ""
    assert boxes(alone._repr_html_()) == []
    site.write([alone], tmp_path)
    assert 'class="part"' not in (tmp_path / "ru" / f"{RU}.html").read_text(encoding="utf-8")
    for audit in (alone, single):
        nodes = graph(audit, tmp_path)
        assert list(targets(nodes))
        assert "dct:hasPart" not in nodes[0]
        assert not any("oa:hasScope" in target for target in targets(nodes))


def test_linked_data_has_the_parts_and_the_scope_of_every_quote(
    unit: Audit, tmp_path: Path
) -> None:
    nodes = graph(unit, tmp_path)
    by_id = {node["@id"]: node for node in nodes}
    parts = [by_id[item["@id"]] for item in nodes[0]["dct:hasPart"]]
    hashes = [f"urn:sha256:{part.sha256}" for part in unit.document.parts]
    assert [part["dct:identifier"] for part in parts] == [
        [name, digest] for name, digest in zip(PARTS, hashes, strict=True)
    ]
    assert {"@language": "kk", "@value": "Келісім нысаны"} in parts[1]["dct:title"]
    told = set()
    for target in targets(nodes):
        name = by_id[target["oa:hasScope"]["@id"]]["dct:identifier"][0]
        place = target["oa:hasSelector"][1]
        assert name == unit.document.part_name(place["oa:start"])
        told.add(name)
    assert told == set(PARTS)


def test_linked_data_says_which_part_could_not_be_read(unread: Audit, tmp_path: Path) -> None:
    nodes = graph(unread, tmp_path)
    (lost,) = (node for node in nodes if "dct:description" in node)
    assert lost["dct:identifier"] == ["consent"]
    assert {"@id": lost["@id"]} in nodes[0]["dct:hasPart"]
    assert lost["@id"] not in {target["oa:hasScope"]["@id"] for target in targets(nodes)}


@pytest.mark.parametrize("language", NAMES)
def test_a_page_shows_the_text_of_each_part_under_its_name(
    unit: Audit, single: Audit, tmp_path: Path, language: str
) -> None:
    site.write([unit, single], tmp_path)
    page = (tmp_path / language / f"{RU}.html").read_text(encoding="utf-8")
    shown = re.findall(
        r'<h3 id="(part-\d)">([^<]+)</h3>\s*<div class="text"[^>]*>(.*?)</div>', page, re.DOTALL
    )
    plain = re.compile(r'<a class="note".*?</a>')
    doc = unit.document
    texts = [doc.text[slice(*part.span)] for part in doc.parts]
    assert [name for _, name, _ in shown] == list(NAMES[language])
    assert [words(plain.sub("", text)) for _, _, text in shown] == texts
    assert all(f'href="#{anchor}"' in page for anchor, _, _ in shown)
    assert "part-1" not in (tmp_path / language / f"{KK}.html").read_text(encoding="utf-8")


def test_a_page_says_which_part_was_not_read_and_how_much_was_judged(
    unread: Audit, tmp_path: Path
) -> None:
    site.write([unread], tmp_path)
    page = (tmp_path / "ru" / f"{RU}.html").read_text(encoding="utf-8")
    assert "consent.txt: прочитать не удалось" in words(page)
    share = f"Доля оценённого: {percent(unread.score.assessed)}"
    for file in (f"{RU}.html", "index.html"):
        assert share in words((tmp_path / "ru" / file).read_text(encoding="utf-8"))
    verdict = next(v for v in unread.verdicts if v.status == "not_assessable")
    item = page.partition(f'<li id="{verdict.criterion_id}"')[2].partition("</li>")[0]
    assert "Не поддаётся оценке" in item
    assert "Уверенность" not in item


def test_a_notebook_shows_each_part_under_its_name(unit: Audit, single: Audit) -> None:
    doc = unit.document
    texts = [doc.text[slice(*part.span)] for part in doc.parts]
    for markup in (doc._repr_html_(), unit._repr_html_()):
        assert boxes(markup) == list(zip(PARTS, texts, strict=True))
    for language, names in NAMES.items():
        shown = boxes(show.text(unit, language=language).markup)
        assert shown == list(zip(names, texts, strict=True))
    assert boxes(single._repr_html_()) == []
    assert single.document.text in words(single._repr_html_())


def test_every_quote_is_lit_in_the_box_of_its_part(unit: Audit) -> None:
    marks = re.findall(r"<mark>(.*?)</mark>", show.text(unit).markup, re.DOTALL)
    lit = "\n".join(map(unescape, marks))
    quotes = [item.quote for fact in unit.facts for item in fact.evidence]
    assert quotes
    assert all(quote in lit for quote in quotes)


def test_a_notebook_says_which_part_could_not_be_read(unread: Audit) -> None:
    assert "consent (could not be read)" in words(unread.document._repr_html_())
    assert "Форма согласия (прочитать не удалось)" in words(show.text(unread, language="ru").markup)


@pytest.mark.parametrize("language", NAMES)
def test_the_table_of_verdicts_names_the_part_of_every_quote(unit: Audit, language: str) -> None:
    shown = words(show.verdicts(unit, language=language).markup)
    for verdict in unit.verdicts:
        for item in verdict.evidence:
            assert quoted(unit.document, item, language) in shown
    assert all(f"{name}: “" in shown for name in NAMES[language])


def test_what_waits_for_review_names_the_part_and_stays_in_it(unit: Audit, single: Audit) -> None:
    cookies = unit.document.parts[2].span.start
    first = next(clause for clause in unit.clauses if clause.span.start == cookies)
    last_of_consent = unit.clauses[unit.clauses.index(first) - 1]
    fact = replace(unit.facts[0], evidence=(unit.document.cite(*first.body),))
    item = review.Item(RU, fact.key, 0.5, 0.0, fact)
    shown = words(show.waiting(unit, item, language="ru").markup)
    assert "Уведомление о файлах cookie" + unit.document.text[slice(*first.body)] in shown
    assert "Форма согласия" not in shown
    fact = replace(unit.facts[0], evidence=(unit.document.cite(*last_of_consent.body),))
    shown = words(show.waiting(unit, item._replace(subject=fact), language="ru").markup)
    assert "Форма согласия" in shown
    assert "---" not in shown
    assert "cookie" not in shown
    for waiting in review.queue([single], below=0.99):
        assert "<small>" not in show.waiting(single, waiting).markup


def test_the_review_panel_names_the_part(unit: Audit, tmp_path: Path) -> None:
    day = datetime.date(2026, 11, 20)
    panel = ReviewTool(
        [unit], tmp_path / "review.jsonl", reviewer="A. R.", date=day, below=0.99, language="kk"
    )
    seen = set()
    for _ in panel.waiting:
        assert panel.item
        evidence = panel.item.subject.evidence
        for name in {part_at(unit.document, item.start, "kk") for item in evidence}:
            assert f'<small><bdi dir="auto">{name}</bdi></small>' in panel._clause.value
            seen.add(name)
        panel.skip()
    assert seen == set(NAMES["kk"])


def test_the_contacts_and_places_of_a_page_name_their_part(unit: Audit, tmp_path: Path) -> None:
    site.write([unit], tmp_path)
    page = (tmp_path / "ru" / f"{RU}.html").read_text(encoding="utf-8")
    contacts = page.partition('<h2 id="contacts">')[2].partition("</section>")[0]
    assert "Форма согласия: help@tumarkitap.kz" in words(contacts)
    assert len(re.findall(r'class="part"', contacts)) == len(unit.contacts)
    spots = page.partition('<h2 id="spots">')[2].partition("</section>")[0]
    assert spots.count('class="part"') == spots.count("<li ")


def test_a_figure_names_the_part_of_the_quote_it_shows(unit: Audit, single: Audit) -> None:
    drawn = figures.code_coverage([unit, single], "trackers", language="ru")
    hovers = [text for trace in drawn.data for text in trace.hovertext or ()]
    assert any("Уведомление о файлах cookie: “" in text for text in hovers)
    drawn = figures.code_coverage([single], "data_categories", language="kk")
    assert not any(name in drawn.to_json() for name in NAMES["kk"])
