"""The pictures of the README, made anew: `make pictures`, which needs Chromium.

The site is written from `data/raw`, a notebook is opened as saved in JupyterLab on the loopback
address, the terminal shows the beginning of what `audit check` says.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

from audit import audit_folder, cli
from audit.report import site

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
POLICY = "emaluplus-vko.kz"
SIZE = {"width": 1280, "height": 760}
COLUMNS, LINES = 104, 36

PAGES = {
    "index": ("en/index.html", "h1"),
    "operator": (f"en/{POLICY}.html", "#text"),
    "figures": ("en/figures.html", "#heatmap"),
}
"""Picture -> page of the site, and what stands at its top."""

NOTEBOOK, TOP = "02_one_operator.ipynb", "Verdicts"

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {terminal_width} {terminal_height}" role="img">
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
<rect width="{terminal_width}" height="{terminal_height}" rx="8" fill="#1d2226"/>
<g transform="translate(12, 8)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""The frame of the terminal; fonts of the reader, because a picture loads nothing from elsewhere."""


def terminal() -> None:
    """Writes the first lines of `audit check` as they look in a terminal."""
    told = io.StringIO()
    cli.out = Console(file=told, force_terminal=True, width=COLUMNS, highlight=False)
    cli.check(ROOT / "data" / "raw" / f"{POLICY}.txt")
    shown = Console(record=True, file=io.StringIO(), width=COLUMNS + 3, highlight=False)
    shown.print(Text.assemble(("$ ", "green"), f"audit check data/raw/{POLICY}.txt"))
    for line in told.getvalue().splitlines()[:LINES]:
        shown.print(Text.from_ansi(line), soft_wrap=True)
    picture = shown.export_svg(code_format=SVG, theme=SVG_EXPORT_THEME, unique_id="terminal")
    (HERE / "terminal.svg").write_text(picture, encoding="utf-8", newline="\n")


def pages(browser: Browser, folder: Path) -> None:
    """Writes the pictures of the site."""
    site.write(audit_folder(ROOT / "data" / "raw"), folder)
    for name, (file, top) in PAGES.items():
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto((folder / file).as_uri())
        if name == "figures":
            page.wait_for_selector("html[data-drawn]")
        if name != "index":
            page.locator(top).evaluate("head => scrollTo(0, head.getBoundingClientRect().top)")
        page.screenshot(path=HERE / f"{name}.png")
        page.close()


@contextmanager
def jupyter(folder: Path) -> Iterator[str]:
    """The address of JupyterLab, which serves `folder` on the loopback address meanwhile.

    Its settings are in `folder` too; those of the user are not touched.
    """
    settings = folder / ".settings"
    notices = settings / "@jupyterlab" / "apputils-extension"
    notices.mkdir(parents=True)
    asked_nothing = '{"fetchNews": "false", "checkForUpdates": false}'
    (notices / "notification.jupyterlab-settings").write_text(asked_nothing)
    own = {"JUPYTERLAB_SETTINGS_DIR": settings, "JUPYTERLAB_WORKSPACES_DIR": folder / ".spaces"}
    environment = {**os.environ, **{name: str(path) for name, path in own.items()}}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1"]
    options = [f"--port={port}", "--IdentityProvider.token=", f"--notebook-dir={folder}"]
    server = subprocess.Popen(  # noqa: S603 - our own command
        [*command, *options, "--allow-root"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(60):
            try:
                urllib.request.urlopen(f"{address}/api")  # noqa: S310 - the loopback address
                break
            except OSError:
                time.sleep(1)
        yield address
    finally:
        server.terminate()
        server.wait()


def notebook(browser: Browser, folder: Path) -> None:
    """Writes the picture of a notebook with its saved outputs."""
    shutil.copy(ROOT / "notebooks" / NOTEBOOK, folder)
    with jupyter(folder) as address:
        page = browser.new_page(viewport=SIZE)
        page.goto(f"{address}/doc/tree/{NOTEBOOK}?reset")
        heading = page.locator(".jp-Notebook h2", has_text=TOP)
        heading.evaluate("head => head.scrollIntoView()", timeout=120_000)
        page.get_by_text("| Idle").wait_for()
        page.screenshot(path=HERE / "notebook.png")


def main() -> None:
    """Makes all pictures."""
    terminal()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        flags = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        (Path(folder) / "site").mkdir()
        pages(browser, Path(folder) / "site")
        (Path(folder) / "notebooks").mkdir()
        notebook(browser, Path(folder) / "notebooks")
        browser.close()


if __name__ == "__main__":
    main()
