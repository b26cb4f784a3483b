"""One real browser for the tests of the site: absent in CI it is an error, elsewhere a reason to skip."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright

from audit.core import Audit
from audit.history import history
from audit.report import site
from audit.run import Settings, run

CHANGED = "emaluplus-vko.kz"
OLDER = "\nДеректер 5 жыл сақталады.\n"
"""What the policy of `CHANGED` said besides at the earlier audit."""

NAMES = ("chromium", "chromium-browser", "google-chrome")

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    reason = "no Chromium: run `make browser` as root, or install the package `chromium`"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    flags = ["--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        expect.set_options(timeout=20_000)  # milliseconds; a busy machine is no failure
        running = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield running
        running.close()


@pytest.fixture(scope="session")
def folder(
    chromium: str, tmp_path_factory: pytest.TempPathFactory, audits: dict[str, Audit]
) -> Path:
    """The site of the five policies, after an audit of an older text of one by an older law."""
    earlier = tmp_path_factory.mktemp("runs")
    raw = earlier / "raw"
    raw.mkdir()
    for audit in audits.values():
        older = OLDER if audit.document.doc_id == CHANGED else ""
        text = audit.document.text + older
        (raw / f"{audit.document.doc_id}.txt").write_text(text, encoding="utf-8")
    run([raw], earlier / "2026-q1", Settings(as_of=datetime.date(2026, 2, 1), encoder="none"))
    out = tmp_path_factory.mktemp("site")
    every = list(audits.values())
    site.write(every, out, history=history([earlier / "2026-q1"], every))
    return out


@pytest.fixture
def visit(browser: Browser, folder: Path) -> Iterator[Open]:
    """Opens a page of the site from its folder; afterwards nothing may have gone wrong on any."""
    contexts = []
    wrong: list[str] = []

    def refuse(dialog: Dialog) -> None:
        wrong.append(f"a script asks: {dialog.message}")
        dialog.dismiss()

    def open_page(file: str, *, root: Path = folder, width: int = 1280, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        here = root.as_uri() + "/"
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", refuse)
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((here, "data:", "blob:"))
                else wrong.append(f"leaves the folder: {request.url}")
            ),
        )
        page.goto(here + file)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []
