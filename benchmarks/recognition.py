"""Prints what recognising scanned policies takes and what it gets wrong; writes nothing here.

    python benchmarks/recognition.py     # a minute or two; needs tesseract and the font DejaVu Sans

The scans are clean pictures, made by `tests/pictures.py`, of the policies of `data/raw`: what
photographs and bad scans add is not in these figures.
"""

from __future__ import annotations

import runpy
import tempfile
import time
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2

from audit import audit_document, load
from audit.core import Document

ROOT = Path(__file__).parents[1]
scan = runpy.run_path(str(ROOT / "tests" / "pictures.py"))["scan"]


def main() -> None:
    print("| policy | pages | seconds a page | characters wrong in 1,000 | facts | lost | new |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for file in sorted((ROOT / "data" / "raw").glob("*.txt")):
        typed = load(file)
        with tempfile.TemporaryDirectory() as folder:
            picture = Path(folder) / f"{file.stem}.pdf"
            picture.write_bytes(scan(typed.text))
            pages = len(pypdfium2.PdfDocument(picture))
            start = time.perf_counter()
            scanned = load(picture, ocr=True)
            seconds = time.perf_counter() - start
        right, found = facts(typed), facts(scanned)
        figures = f"{seconds / pages:.1f} | {wrong(typed.text, scanned.text):.1f} | {len(right)}"
        print(
            f"| {file.stem} | {pages} | {figures} | {len(right - found)} | {len(found - right)} |",
            flush=True,
        )


def facts(doc: Document) -> set[str]:
    return {fact.key for fact in audit_document(doc).facts}


def wrong(right: str, recognised: str) -> float:
    """Characters of `right` in 1,000 that recognition did not find, however words are spaced."""
    one, other = (" ".join(text.split()) for text in (right, recognised))
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return 1000 * (1 - sum(block.size for block in blocks) / len(one))


if __name__ == "__main__":
    main()
