"""The site as a reader meets it: opened from its folder in Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from audit.core import Audit, Document, Score
from audit.pipeline import audit_document
from audit.read import discover, load
from audit.report import site
from audit.report.names import LANGUAGES, name_of, part_at, part_name, phrases
from audit.report.ranking import ranked

Open = Callable[..., Page]

OPERATOR = "emaluplus-vko.kz"
PAGES = (
    "index.html",
    f"{OPERATOR}.html",
    "compare.html",
    "figures.html",
    "changes.html",
    "method.html",
    "criteria.html",
    "KZ-16.html",
)


def is_drawn(page: Page, file: str) -> Page:
    if file in ("figures.html", "changes.html"):
        page.wait_for_selector("html[data-drawn]")
    return page


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_function(f"innerWidth === {width}")


def expect_to_fit(page: Page) -> None:
    """The page is, or soon will be, no wider than its window: figures take a moment."""
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")


def paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", PAGES)
def test_a_page_renders_and_fits_a_telephone(visit: Open, file: str, language: str) -> None:
    page = is_drawn(visit(f"{language}/{file}", width=360), file)
    assert page.evaluate("document.documentElement.lang") == language
    expect_to_fit(page)
    resize(page, 1280)
    expect_to_fit(page)
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize(
    ("file", "scheme"),
    [(file, "light") for file in ("../index.html", *PAGES)]
    + [(file, "dark") for file in (*PAGES[:3], "changes.html")],
)
def test_axe_finds_nothing_serious(visit: Open, file: str, scheme: str) -> None:
    assert grave(is_drawn(visit(f"ru/{file}", color_scheme=scheme), file)) == []


def grave(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds serious or critical, with the first elements."""
    # Without `preload`, which would ask the page for its own style sheets and be refused.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [
        (entry["id"], [node["html"] for node in entry["nodes"]][:3])
        for entry in found
        if entry["impact"] in ("serious", "critical")
    ]


def shown_rows(page: Page) -> Locator:
    """The names in the rows of the index that are shown."""
    return page.locator("#ranking tbody tr:visible th a")


def names_in_order(audits: dict[str, Audit]) -> list[str]:
    return [audit.document.doc_id for audit in ranked(audits.values())]


def violations(audit: Audit) -> list[str]:
    return [v.criterion_id for v in audit.verdicts if v.status == "violated"]


def test_the_index_filters(visit: Open, audits: dict[str, Audit]) -> None:
    page = visit("en/index.html")
    rows = shown_rows(page)
    expect(rows).to_have_text(names_in_order(audits))
    page.fill("#find", "CPM")
    expect(rows).to_have_text(["cpm.kz"])
    expect(page.locator("#shown")).to_have_text("Shown: 1 of 5")
    page.fill("#find", "")
    page.select_option("#language", "ru")
    expect(rows).to_have_count(0)
    page.select_option("#language", "kk")
    page.select_option("#criterion", label=page.inner_text("#criterion option[data-id=KZ-16]"))
    page.select_option("#status", "v")
    violating = [name for name in names_in_order(audits) if "KZ-16" in violations(audits[name])]
    assert 0 < len(violating) < len(audits)
    expect(rows).to_have_text(violating)


def test_the_index_sorts_both_ways(visit: Open, audits: dict[str, Audit]) -> None:
    page = visit("kk/index.html")
    head = page.locator("[data-sort=violated]")
    rows = shown_rows(page)
    names = names_in_order(audits)
    few_first = sorted(names, key=lambda name: len(violations(audits[name])))
    many_first = sorted(names, key=lambda name: -len(violations(audits[name])))
    head.locator("button").click()
    expect(rows).to_have_text(many_first)
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.locator("button").click()
    expect(rows).to_have_text(few_first)
    page.locator("[data-sort=name] button").click()
    expect(rows).to_have_text(sorted(audits))


def test_sorting_mixes_nobody_without_a_place_among_the_ranked(
    visit: Open, audits: dict[str, Audit], tmp_path: Path
) -> None:
    best = Score(99.0, 98.0, 100.0, 0.25)
    mixed = {**audits, "cpm.kz": replace(audits["cpm.kz"], score=best)}
    site.write(list(mixed.values()), tmp_path)
    page = visit("kk/index.html", root=tmp_path, width=360)
    expect_to_fit(page)
    rows = shown_rows(page)
    head = page.locator("[data-sort=score] button")
    for _ in range(2):
        head.click()
        expect(rows.last).to_have_text("cpm.kz")
        expect(rows).to_have_count(5)
    page.fill("#find", OPERATOR)
    expect(page.locator(".why")).to_be_hidden()
    page.fill("#find", "cpm")
    expect(page.locator(".why")).to_be_visible()
    page = visit(f"kk/compare.html?a=cpm.kz&b={OPERATOR}", root=tmp_path)
    expect(page.locator("[data-row=rank] td").first).to_have_text(phrases("kk")["unranked"])
    expect(page.locator("[data-row=assessed] td").first).to_have_text("25\u00a0%")


def test_a_mark_of_the_heatmap_names_its_criterion_and_leads_to_it(visit: Open) -> None:
    page = visit("ru/index.html")
    strip = page.locator(f"#ranking tr:has-text('{OPERATOR}') .strip")
    box = strip.bounding_box()
    assert box
    x, y = box["x"] + 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    expect(page.locator("#tip")).to_have_text(re.compile("^KZ-01 "))
    page.mouse.click(x, y)
    page.wait_for_url(f"**/ru/{OPERATOR}.html#KZ-01")


def test_the_language_switch_keeps_the_place(visit: Open) -> None:
    page = visit(f"ru/{OPERATOR}.html#KZ-04")
    page.click(".languages a[lang=kk]")
    page.wait_for_url(f"**/kk/{OPERATOR}.html#KZ-04")
    assert page.evaluate("document.documentElement.lang") == "kk"


def test_evidence_links_lead_both_ways(visit: Open, audits: dict[str, Audit]) -> None:
    page = visit(f"en/{OPERATOR}.html")
    verdict = next(v for v in audits[OPERATOR].verdicts if v.status == "violated")
    item = verdict.evidence[0]
    page.locator(f"#{verdict.criterion_id} a.quote").first.click()
    mark = page.locator(f"#e{item.start}")
    expect(mark).to_be_in_viewport()
    expect(mark).to_have_class("violated")
    expect(page.locator(":target")).to_have_id(f"e{item.start}")
    mark.locator("a.note").click()
    page.locator(f":target a[href='#{verdict.criterion_id}']").click()
    expect(page.locator(f"#{verdict.criterion_id}")).to_be_in_viewport()


def test_a_page_of_a_unit_names_its_documents_and_fits_a_telephone(
    visit: Open, shop: Path, tmp_path: Path
) -> None:
    (source,) = (entry for entry in discover([shop])[0] if entry.parts)
    audit = audit_document(load(source))
    site.write([audit], tmp_path)
    names = {}
    for language in LANGUAGES:
        page = visit(f"{language}/{audit.document.doc_id}.html", root=tmp_path, width=360)
        expect_to_fit(page)
        resize(page, 1280)
        expect_to_fit(page)
        names[language] = {part_name(part, language) for part in audit.document.parts}
        told = {text.removesuffix(":") for text in page.locator("small.part").all_inner_texts()}
        assert told == names[language]
    assert grave(page) == []
    assert len({*names["kk"], *names["ru"], *names["en"]}) == 9
    page.locator(".meta a[href='#part-2']").click()
    expect(
        page.locator("h3", has_text=part_name(audit.document.parts[1], "en"))
    ).to_be_in_viewport()
    (item,) = (contact.evidence for contact in audit.contacts if contact.kind == "emails")
    listed = page.locator("#contacts + dl dd", has_text=item.quote)
    assert listed.inner_text() == f"{part_at(audit.document, item.start, language)}: {item.quote}"
    listed.locator("a").click()
    expect(page.locator(f"#e{item.start}")).to_be_in_viewport()


def test_dark_mode_is_chosen_kept_and_follows_the_system(visit: Open) -> None:
    dark = paper(visit("kk/index.html", color_scheme="dark"))
    page = visit("kk/index.html", color_scheme="light")
    light = paper(page)
    assert light != dark
    body = page.locator("body")
    page.click("#theme")
    expect(body).to_have_css("background-color", dark)
    page.click(".sections a[href='method.html']")
    page.wait_for_url("**/kk/method.html")
    expect(body).to_have_css("background-color", dark)
    page.click("#theme")
    expect(body).to_have_css("background-color", light)


def test_the_figures_change_colour_with_the_page(visit: Open) -> None:
    page = is_drawn(visit("en/figures.html", color_scheme="light"), "figures.html")
    colour = "getComputedStyle(document.querySelector('#figure-gaps .xtitle')).fill"
    before = page.evaluate(colour)
    assert page.locator(".plot .main-svg").count() >= 8
    page.click("#theme")
    page.wait_for_function(f"{colour} !== {before!r}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_changes_are_found_from_the_index_and_lead_to_the_words(visit: Open, language: str) -> None:
    page = visit(f"{language}/index.html")
    feed = page.locator("head link[rel=alternate][type='application/atom+xml']")
    assert feed.get_attribute("href") == "changes.xml"
    expect(page.locator("main a[href='changes.xml']")).to_be_visible()
    page.click("main a[href='changes.html']")
    is_drawn(page, "changes.html")
    assert page.locator("#figure-timeline .main-svg").count() > 0
    page.click(f"main a[href='{OPERATOR}.html#changes']")
    section = page.locator("section[aria-labelledby=changes]")
    expect(section.locator("h2")).to_be_in_viewport()
    expect(section.get_by_text("Деректер 5 жыл сақталады").first).to_be_visible()
    section.locator("details summary").click()
    expect(section.locator("details q").first).to_be_visible()


def test_old_and_new_words_stand_side_by_side_and_below_each_other_on_a_telephone(
    visit: Open,
) -> None:
    page = visit(f"kk/{OPERATOR}.html#changes")
    sides = page.locator(".past").first.locator("> div")
    old, new = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()
    assert old
    assert new
    assert old["y"] == new["y"]
    assert old["x"] + old["width"] < new["x"]
    resize(page, 360)
    old, new = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()
    assert old
    assert new
    assert old["y"] + old["height"] < new["y"]


@pytest.mark.parametrize(("language", "mark"), [("kk", ","), ("ru", ","), ("en", ".")])
def test_the_comparison_writes_numbers_as_its_language_does(
    visit: Open, audits: dict[str, Audit], language: str, mark: str
) -> None:
    page = visit(f"{language}/compare.html?a=cpm.kz&b={OPERATOR}")
    score = str(audits["cpm.kz"].score.value).replace(".", mark)
    assert page.locator("[data-row=score] td").first.inner_text().startswith(f"{score} ")


@pytest.mark.parametrize("width", [360, 768])
@pytest.mark.parametrize("file", ["figures.html", "changes.html"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_fit_a_telephone_with_all_their_words(
    visit: Open, language: str, file: str, width: int
) -> None:
    page = is_drawn(visit(f"{language}/{file}", width=width), file)
    assert page.locator(".plot .main-svg").count() > 0
    outside = page.evaluate(
        """() => [...document.querySelectorAll(".plot")].flatMap((plot) => {
            const box = plot.getBoundingClientRect();
            return [...plot.querySelectorAll("text")].filter((text) => {
                const { left, right, width } = text.getBoundingClientRect();
                return width > 0 && (left < box.left - 1 || right > box.right + 1);
            }).map((text) => `${plot.id}: ${text.textContent}`);
        })"""
    )
    assert outside == []
    scrolling = page.locator(".plot").evaluate_all(
        "plots => plots.filter((plot) => plot.scrollWidth > plot.clientWidth).map((plot) => plot.id)"
    )
    assert scrolling == []


def test_criteria_in_figures_are_named_above_their_rows_on_a_telephone(visit: Open) -> None:
    page = is_drawn(visit("kk/figures.html", width=360), "figures.html")
    above = page.locator("#figure-gaps .annotation-text")
    expect(above).to_have_count(40)
    assert all(re.match(r"KZ-\d\d .{9,}", name) for name in above.all_text_contents())
    resize(page, 1280)
    beside = page.locator("#figure-gaps .ytick text")
    expect(beside.first).to_have_text(re.compile(r"^KZ-\d\d .{9,}"))
    expect(above).to_have_count(0)


def test_figures_speak_the_language_of_the_page(visit: Open) -> None:
    page = is_drawn(visit("kk/figures.html"), "figures.html")
    titles = page.locator(".modebar-btn").evaluate_all(
        "buttons => buttons.map((button) => button.dataset.title)"
    )
    assert titles
    assert set(titles) <= {words for key, words in phrases("kk").items() if key.startswith("plot_")}


def test_print_leaves_the_controls_out_and_opens_the_remedies(visit: Open) -> None:
    page = visit(f"ru/{OPERATOR}.html", color_scheme="dark")
    page.emulate_media(media="print")
    for control in ("#theme", ".sections", ".languages", ".toc"):
        expect(page.locator(control)).to_be_hidden()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    assert page.pdf().startswith(b"%PDF")
    expect(page.locator("details:not([open])")).to_have_count(0)


def cell(page: Page, row: str, side: int) -> str:
    return page.locator(f"tr[data-id='{row}'] td").nth(side).inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_policies_stand_side_by_side(
    visit: Open, audits: dict[str, Audit], language: str
) -> None:
    page = visit(f"{language}/compare.html?a=cpm.kz&b={OPERATOR}")
    for side, name in enumerate(("cpm.kz", OPERATOR)):
        assert page.locator("[data-head]").nth(side).inner_text().startswith(name)
        for verdict in audits[name].verdicts:
            words = cell(page, verdict.criterion_id, side)
            assert words.endswith(name_of("statuses", verdict.status, language))
    same = page.locator("tr[data-id]:visible:not(.differs)")
    expect(same).not_to_have_count(0)
    page.check("#differences")
    expect(same).to_have_count(0)
    page.select_option("#b", label="cpm.kz")
    expect(page.locator("[data-row]:visible")).to_have_count(0)
    page.uncheck("#differences")
    expect(page).to_have_url(re.compile("b=cpm.kz"))


def test_a_cell_of_the_comparison_leads_to_its_words(visit: Open) -> None:
    page = visit(f"en/compare.html?a=cpm.kz&b={OPERATOR}")
    page.locator("tr[data-id=KZ-04] td").nth(1).locator("a").click()
    page.wait_for_url(f"**/en/{OPERATOR}.html#KZ-04")


def test_without_scripts_everything_but_the_comparison_is_there(visit: Open) -> None:
    page = visit("ru/index.html", java_script_enabled=False)
    expect(shown_rows(page)).to_have_count(5)
    expect(page.locator("#filter")).to_be_hidden()
    expect(page.locator("#ranking tbody svg.strip").first).to_be_visible()
    page = visit("ru/compare.html", java_script_enabled=False)
    expect(page.get_by_text(phrases("ru")["needs_script"])).to_be_visible()


HOSTILE = (
    "Мы собираем имя <script>document.title='x'</script> и телефон.</textarea></div>\n"
    'Оператор: ТОО «"><img src=x onerror=alert(1)>». \u202eтекст\u202c {{ 7*7 }}\n'
    + "Данные хранятся бессрочно. "
    * 20
)


def test_hostile_text_is_shown_as_text(
    visit: Open, tmp_path: Path, document: Callable[..., Document]
) -> None:
    audit = audit_document(document(HOSTILE))
    site.write([audit], tmp_path)
    for file in ("ru/text.html", "ru/index.html", "ru/compare.html?a=text", "ru/figures.html"):
        page = visit(file, root=tmp_path)
        assert page.title() != "x"
        assert page.locator("img[src=x]").count() == 0
    page = visit("ru/text.html", root=tmp_path)
    shown = page.evaluate(
        """() => {
            const text = document.querySelector(".text").cloneNode(true);
            for (const note of text.querySelectorAll(".note")) note.remove();
            return text.textContent;
        }"""
    )
    assert shown == audit.document.text
