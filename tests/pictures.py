"""Policies as scanned: PDFs of pictures of their pages, without a text layer.

python tests/pictures.py POLICY.txt SCAN.pdf    # writes one
"""

from __future__ import annotations

import io
import sys
import textwrap
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = "DejaVuSans.ttf"
DPI, COLUMNS, LINES, MARGIN = 200, 82, 60, 160


def scan(text: str) -> bytes:
    """`text` on pages of A4 in a font of 10.5 points."""
    font = ImageFont.truetype(FONT, round(10.5 * DPI / 72))
    lines = [line for part in text.split("\n") for line in textwrap.wrap(part, COLUMNS) or [""]]
    pages = []
    for start in range(0, len(lines), LINES):
        page = Image.new("L", (round(8.27 * DPI), round(11.69 * DPI)), 255)
        words = "\n".join(lines[start : start + LINES])
        ImageDraw.Draw(page).multiline_text((MARGIN, MARGIN), words, font=font, fill=0)
        pages.append(page)
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=DPI)
    return file.getvalue()


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(scan(Path(sys.argv[1]).read_text(encoding="utf-8")))
