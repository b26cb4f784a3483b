import csv
import json
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from audit.core import Audit, Document
from audit.core.codec import to_record
from audit.law import examples, library
from audit.pipeline import audit_document
from audit.report import site
from audit.report.forms import number
from audit.report.names import LANGUAGES
from audit.report.site import accuracy
from audit.review import DOUBTFUL

VOID = {"meta", "link", "br", "hr", "img", "input", "col"}


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
        self.scripts: list[str | None] = []
        self.handlers: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        values = dict(attrs)
        if tag == "script":
            self.scripts.append(values.get("src"))
        self.handlers += [name for name in values if name.startswith("on")]
        self.lang = self.lang or values.get("lang") or ""
        if values.get("id"):
            self.ids.append(str(values["id"]))
        for name in ("href", "src"):
            if values.get(name):
                self.links.append(str(values[name]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

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
    assert len(pages) == 1 + 3 * (5 + 5 + len(library().criteria))
    for path, page in pages.items():
        assert page.open == []
        assert len(page.ids) == len(set(page.ids)), path
        assert all(page.scripts), "a script of the page's own"
        assert not page.handlers
        for link in page.links:
            target, _, anchor = link.partition("#")
            target = target.partition("?")[0]
            assert "://" not in link
            there = (path.parent / target).resolve() if target else path.resolve()
            assert there.exists(), link
            if anchor:
                assert anchor in pages[path if not target else path.parent / target].ids, (
                    path,
                    link,
                )


@pytest.mark.parametrize("language", LANGUAGES)
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
    assert all(page.scripts)
    assert not page.handlers
    assert page.tags.count("img") == 1, "the badge"
    assert "<script>alert('x')</script>" in page.text
    assert "{{ 7*7 }}" in page.text


@pytest.mark.parametrize("language", LANGUAGES)
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


def test_the_figures_page_has_a_table_beside_every_figure(folder: Path) -> None:
    for language in LANGUAGES:
        page = (folder / language / "figures.html").read_text(encoding="utf-8")
        data = (folder / language / "figures.data.js").read_text(encoding="utf-8")
        assert page.count('class="plot"') == page.count("<table>") == 8
        assert page.count("<h2 ") == page.count("<figcaption>") == 9, "templates: none is shared"
        assert data.startswith("window.FIGURES = {")


@pytest.mark.parametrize(
    ("values", "shown"), [((10.0, 90.0), "50.0"), ((0.0, 0.0), "0.0"), ((0.0, None), "0.0")]
)
def test_index_and_figures_have_one_median(
    tmp_path: Path,
    audits: dict[str, Audit],
    values: tuple[float | None, float | None],
    shown: str,
) -> None:
    chosen = [audits["cpm.kz"], audits["pytkamnet.kz"]]
    site.write(
        [
            replace(audit, score=replace(audit.score, value=value, low=value, high=value))
            for audit, value in zip(chosen, values, strict=True)
        ],
        tmp_path,
    )
    assert f"Median score: {shown} out of" in Page(tmp_path / "en" / "index.html").text
    assert f"median {shown}," in (tmp_path / "en" / "figures.html").read_text(encoding="utf-8")


def test_downloads_hold_the_record_and_its_rows(folder: Path, audits: dict[str, Audit]) -> None:
    for name, audit in audits.items():
        assert json.loads((folder / "data" / f"{name}.json").read_text()) == to_record(audit)
        with (folder / "data" / f"{name}.verdicts.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert {row["criterion"] for row in rows} == {v.criterion_id for v in audit.verdicts}
        assert {row["policy_id"] for row in rows} == {name}


def test_pictures_are_well_formed_and_say_the_score(folder: Path, audits: dict[str, Audit]) -> None:
    for path in sorted(folder.rglob("*.svg")):
        root = ElementTree.parse(path).getroot()
        score = number(audits[path.stem].score.value or 0.0, path.parts[-3])
        assert score in "".join(root.itertext())


def test_the_comparison_knows_every_policy_and_what_it_says(
    folder: Path, audits: dict[str, Audit]
) -> None:
    text = (folder / "data.js").read_text(encoding="utf-8")
    data = json.loads(text.removeprefix("window.AUDITS = ").removesuffix(";\n"))
    for policy in data["policies"]:
        said = {fact.key for fact in audits[policy[0]].facts if fact.evidence}
        assert {data["codes"][at] for at in policy[-1]} == said
        assert len(policy[-2]) == len(data["criteria"])


def test_doubtful_and_reviewed_facts_are_marked(tmp_path: Path, audits: dict[str, Audit]) -> None:
    audit = audits["cpm.kz"]
    first, second, third, fourth, *rest = audit.facts
    facts = (
        replace(first, method="vector"),
        replace(second, method="review", confidence=0.5),
        replace(third, confidence=DOUBTFUL - 0.01),
        replace(fourth, confidence=DOUBTFUL),
        *rest,
    )
    site.write([replace(audit, facts=facts)], tmp_path)
    page = Page(tmp_path / "en" / "cpm.kz.html").text
    assert page.count("? to be reviewed") == 2
    assert page.count("✓ reviewed by a person") == 1
    assert "Facts to be reviewed by a person: 2." in page
    assert "Facts reviewed by a person: 1." in page


def test_accuracy_is_what_the_documentation_says() -> None:
    text = (Path(__file__).parents[2] / "docs" / "accuracy.md").read_text(encoding="utf-8")
    for figure in accuracy().figures:
        assert figure.first.split()[0] in text
        assert figure.today.split()[0] in text


def test_no_policies_give_a_site(tmp_path: Path) -> None:
    site.write([], tmp_path)
    assert Page(tmp_path / "kk" / "index.html").open == []
