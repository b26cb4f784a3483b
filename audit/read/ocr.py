"""Pictures of pages -> text, recognised by the program tesseract; only where `--ocr` asks for it.

tesseract runs as a process of its own with one picture at a time: what a hostile picture does to it
ends with it, it can be stopped, and its threads are not those of the encoder (docs/decisions/012).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import time
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from audit.core import InputError
from audit.read.formats import opened_pdf, unwrapped

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

LANGUAGES = ("kaz", "rus", "eng")
"""Language data of tesseract, Kazakh first: Russian first reads the word ҚҰПИЯЛЫҚ as КУПИЯЛЫК."""

DPI = 300
"""Pixels an inch at which pages are rendered: what tesseract's language data were trained for."""

MAX_PIXELS = 20_000_000
"""Pixels of a rendered page; A3 has 17 million. Larger pages are rendered smaller."""

MAX_SIDE = 30_000
"""Pixels of the longer side of a rendered page; tesseract takes no more than 32,767."""

MAX_PICTURES = 100_000_000
"""Pixels of all pictures of a page, each held in memory; A3 at 600 dpi has 70 million."""

MAX_PAGES = 40
"""Pages that are recognised, at about three seconds each."""

SECONDS = 240.0
"""Time that recognising one file may take."""

TRANSIENT = frozenset({"no_recogniser", "no_language_data", "too_slow"})
"""Problems of the machine and not of the file: another attempt may go well."""

_PACKAGES = "on Debian: apt-get install tesseract-ocr tesseract-ocr-kaz tesseract-ocr-rus"


def recognise(data: bytes, where: str) -> str:
    """The text that tesseract recognises on the pages of a PDF; the same twice on one machine.

    Raises InputError when the PDF is beyond a limit or no words are recognised.
    """
    deadline = time.monotonic() + SECONDS
    with opened_pdf(data, where) as pdf:
        if len(pdf) > MAX_PAGES:
            raise InputError(
                f"the PDF has {len(pdf):,} pages without text; {MAX_PAGES} are recognised at most",
                where=where,
                remedy="cut out the pages of the policy",
                code="too_many_pages",
            )
        pages = []
        for number in range(len(pdf)):
            with closing(pdf[number]) as page:
                picture, dpi = _picture(page, f"{where}: page {number + 1}")
            pages.append(_text_of(picture, dpi, deadline, f"{where}: page {number + 1}"))
    if not any(char.isalpha() for page in pages for char in page):
        raise InputError(
            "no words were recognised on its pages",
            where=where,
            remedy="scan it anew, upright and sharp, or ask the operator for text",
            code="nothing_recognised",
        )
    return "\n".join(unwrapped([line for page in pages for line in page.strip().split("\n")]))


@lru_cache(maxsize=1)
def recogniser() -> str:
    """What recognises text here: program, version, languages and a hash of their data.

    Raises InputError when tesseract 5 or newer is missing, or its data for one of the languages.
    """
    said = _tesseract("--version").stdout.decode("utf-8", "replace")
    version = re.match(r"tesseract v?(\d+)\.\S+", said)
    if version is None or int(version[1]) < 5:
        raise _missing()
    listed = _tesseract("--list-langs").stdout.decode("utf-8", "replace")
    folder = re.search(r'"(.+)"', listed)
    missing = [language for language in LANGUAGES if language not in listed.split()]
    if folder is None or missing:
        raise InputError(
            f"tesseract has no language data for {', '.join(missing or LANGUAGES)}",
            where=folder[1] if folder else "--ocr",
            remedy=_PACKAGES,
            code="no_language_data",
        )
    digest = hashlib.sha256()
    for language in LANGUAGES:
        digest.update(Path(folder[1], f"{language}.traineddata").read_bytes())
    return f"{version[0]}, {'+'.join(LANGUAGES)}, {digest.hexdigest()[:16]}"


def _picture(page: PdfPage, where: str) -> tuple[bytes, int]:
    """A page as a grey picture (netpbm: a header, then a byte a pixel), and its pixels an inch."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    sizes = [image.get_px_size() for image in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE])]
    if (pixels := sum(width * height for width, height in sizes)) > MAX_PICTURES:
        raise InputError(
            f"the pictures of the page have {pixels:,} pixels, more than {MAX_PICTURES:,}",
            where=where,
            remedy=f"scan it at {DPI} dpi",
            code="too_large",
        )
    width, height = (max(side, 1.0) for side in page.get_size())
    scale = min(DPI / 72, (MAX_PIXELS / (width * height)) ** 0.5, MAX_SIDE / max(width, height))
    with closing(page.render(scale=scale, grayscale=True)) as bitmap:
        header = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height)
        return header + bitmap.to_numpy().tobytes(), max(70, round(72 * scale))


def _text_of(picture: bytes, dpi: int, deadline: float, where: str) -> str:
    """The words on one picture; raises InputError when time is up or tesseract fails."""
    arguments = ("stdin", "stdout", "-l", "+".join(LANGUAGES), "--dpi", str(dpi))
    try:
        done = _tesseract(*arguments, picture=picture, seconds=deadline - time.monotonic())
    except subprocess.TimeoutExpired as error:
        raise InputError(
            f"not recognised in {SECONDS:.0f} s",
            where=where,
            remedy="cut out the part that is a policy",
            code="too_slow",
        ) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
        raise InputError(
            f"tesseract failed with {done.returncode}: {said}",
            where=where,
            remedy="scan the page anew, or ask the operator for text",
            code="not_recognised",
        )
    return done.stdout.decode("utf-8", "replace").replace("\f", "")


def _tesseract(
    *arguments: str, picture: bytes = b"", seconds: float = 60.0
) -> subprocess.CompletedProcess[bytes]:
    """What tesseract said; it ends with this call, whatever ends the call."""
    program = shutil.which("tesseract")
    if program is None:
        raise _missing()
    return subprocess.run(  # noqa: S603 - a list of words of our own, no shell
        [program, *arguments],
        input=picture,
        capture_output=True,
        timeout=max(seconds, 0.0),
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        check=False,
    )


def _missing() -> InputError:
    return InputError(
        "the program tesseract (5 or newer), which recognises text, is not there",
        where="--ocr",
        remedy=_PACKAGES,
        code="no_recogniser",
    )
