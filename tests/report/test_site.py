from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from audit.core import Audit, Document
from audit.law import examples, library
from audit.pipeline import audit_document
from audit.report import site
from audit.report.site import lit

VOID = {"meta", "link", "br", "hr", "img", "input", "rect"}


class Page(HTMLParser):
    """Collects ids, links and text, and whether every tag is closed."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.lang = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        values = dict(attrs)
        self.lang = self.lang or values.get("lang") or ""
        if values.get("id"):
            self.ids.append(str(values["id"]))
        for name in ("href", "src"):
            if values.get(name):
                self.links.append(str(values[name]))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, audits: dict[str, Audit]) -> Path:
    out = tmp_path_factory.mktemp("site")
    site.write(list(audits.values()), out)
    return out


def test_every_page_is_whole_and_every_link_leads_somewhere(folder: Path) -> None:
    pages = {path: Page(path) for path in sorted(folder.rglob("*.html"))}
    assert len(pages) == 1 + 3 * (6 + 41)
    for path, page in pages.items():
        assert page.open == []
        assert len(page.ids) == len(set(page.ids)), path
        assert "script" not in page.tags
        for link in page.links:
            target, _, anchor = link.partition("#")
            assert "://" not in link
            there = (path.parent / target).resolve() if target else path.resolve()
            assert there.exists(), link
            if anchor:
                assert anchor in pages[path if not target else path.parent / target].ids, (
                    path,
                    link,
                )


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_page_speaks_its_language(folder: Path, language: str) -> None:
    page = Page(folder / language / "cpm.kz.html")
    assert page.lang == language


def test_the_whole_text_is_shown(folder: Path, audits: dict[str, Audit]) -> None:
    page = (folder / "kk" / "cpm.kz.html").read_text(encoding="utf-8")
    for line in audits["cpm.kz"].document.text.split("\n")[:3]:
        assert line in Page(folder / "kk" / "cpm.kz.html").text or not line
    assert "<mark" in page


def test_two_builds_are_the_same_bytes(
    tmp_path: Path, folder: Path, audits: dict[str, Audit]
) -> None:
    site.write(list(audits.values()), tmp_path)
    for path in folder.rglob("*"):
        if path.is_file():
            assert (tmp_path / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_hostile_text_is_shown_as_text(tmp_path: Path, document: Callable[..., Document]) -> None:
    text = (
        "Мы собираем имя <script>alert('x')</script> и телефон.</textarea>\n"
        'Оператор: ТОО «"><img src=x onerror=alert(1)>». \u202eтекст\u202c {{ 7*7 }}\n'
        + "Данные хранятся бессрочно. "
        * 20
    )
    site.write([audit_document(document(text))], tmp_path)
    page = Page(tmp_path / "ru" / "text.html")
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert "<script>alert('x')</script>" in page.text
    assert "{{ 7*7 }}" in page.text


def test_lit_text_joins_back(audits: dict[str, Audit]) -> None:
    for entry in audits.values():
        marks = [(item, fact.key) for fact in entry.facts for item in fact.evidence]
        assert (
            "".join(piece.text for piece in lit(entry.document.text, marks)) == entry.document.text
        )


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_criterion_has_a_page_with_its_remedy(folder: Path, language: str) -> None:
    listed = Page(folder / language / "criteria.html").links
    for name, criterion in library().criteria.items():
        assert f"{name}.html" in listed
        page = Page(folder / language / f"{name}.html")
        assert criterion.remedy.in_language(language) in page.text
        assert all(example.text in page.text for example in examples()[name])


def test_a_remedy_stands_beside_what_is_not_met(folder: Path, audits: dict[str, Audit]) -> None:
    page = Page(folder / "kk" / "cpm.kz.html")
    for verdict in audits["cpm.kz"].verdicts:
        remedy = library().criteria[verdict.criterion_id].remedy.kk
        assert (remedy in page.text) is (verdict.status in ("partial", "violated", "missing"))
