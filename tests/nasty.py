"""Files made to trouble a reader, each with what must come of it: a problem's code, or a record.

python tests/nasty.py FOLDER    # writes them
"""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx

KK = "Біз аты-жөніңізді, телефон нөміріңізді және электрондық поштаңызды жинаймыз.\n"
RU = "Мы собираем имя, телефон и адрес электронной почты. Данные не передаются третьим лицам.\n"
EN = "We collect your name, phone number and e-mail address.\n"
RECORD = ""
"""Expected of a file that is audited all the same."""


def files() -> Iterator[tuple[str, bytes, str]]:
    """Name, content and expectation of every file."""
    yield from texts()
    yield from pages()
    yield from archives()
    yield from pdfs()


def texts() -> Iterator[tuple[str, bytes, str]]:
    body = (KK + RU) * 5
    yield "cp1251.txt", (RU * 5).encode("cp1251"), RECORD
    yield "kz1048.txt", body.encode("kz1048"), RECORD
    yield "utf16.txt", body.encode("utf-16"), RECORD
    yield "utf16-be-bare.txt", body.encode("utf-16-be"), RECORD
    yield "utf32.txt", body.encode("utf-32"), RECORD
    yield "doubled-cp1251.txt", doubled(body, "cp1251"), RECORD
    yield "doubled-cp1252.txt", doubled(body, "cp1252"), RECORD
    yield "mixed.txt", RU.encode("cp1251") * 4 + KK.encode() * 4, RECORD
    yield "nul.txt", body.replace(" ", " \0", 2).encode(), RECORD
    yield "bidi.txt", ("\u202e" + body.replace("телефон", "\u2066телефон\u2069")).encode(), RECORD
    yield "broken-utf8.txt", body.encode()[:-3] + b"\xd0", RECORD
    yield "halves.txt", body.encode() + b"\xed\xa0\x80", RECORD
    yield "empty.txt", b"", "empty"
    yield "blank.txt", b" \n\t\r\n" * 100, "empty"
    yield "numbers.txt", b"1234 5678 - 90\n" * 50, "empty"
    yield "zeros.txt", bytes(5_000), "binary"
    yield "noise.txt", b"".join(hashlib.sha512(bytes([n])).digest() for n in range(200)), "binary"
    yield "one-line-50-mb.txt", b"a" * 50_000_000, "too_large"
    yield "one-line-5-mb.txt", KK.encode().replace(b"\n", b" ") * 40_000, "too_large"
    yield "one-word.txt", ("ә" * 50_000 + " " + KK).encode(), RECORD
    yield "impossible-date.txt", f"Редакция от 31.02.2026\n{RU}".encode(), RECORD
    yield "lines.txt", ("\n" * 200_000 + KK).encode(), RECORD


def doubled(text: str, page: str) -> bytes:
    """`text` in UTF-8 that was taken for `page` and written as UTF-8 again."""
    chars = (bytes([byte]).decode(page, errors="ignore") or chr(byte) for byte in text.encode())
    return "".join(chars).encode()


def pages() -> Iterator[tuple[str, bytes, str]]:
    yield "plain.html", f"<html><body><p>{KK}</p></body></html>".encode(), RECORD
    yield "deep.html", b"<div>" * 100_000 + KK.encode(), "too_deep"
    yield "deep-lists.html", b"<ul><li>" * 300 + KK.encode(), "too_deep"
    yield (
        "attributes.html",
        b"<p " + b" ".join(b"a%d='>'" % n for n in range(60_000)) + b">x",
        "too_complex",
    )
    yield "references.html", f"<p>&#0;&#xD800;&#x110000;&unknown; {KK}</p>".encode(), RECORD
    yield "unclosed.html", b"<p" * 50_000 + b">" + KK.encode(), RECORD
    yield "only-script.html", b"<script>" + EN.encode() + b"</script>", "empty"
    yield "comment.html", b"<!--" * 50_000, "unreadable"
    yield "lying-charset.html", f'<meta charset="koi8-u"><p>{KK}'.encode("utf-16"), RECORD
    yield "no-charset.html", f'<meta charset="undefined"><p>{KK}'.encode(), RECORD
    yield "escapes.html", f'<meta charset="unicode_escape"><p>\\ud800 {KK}'.encode(), RECORD
    yield "punycode.html", b'<meta charset="punycode">' + KK.encode() * 2_000, RECORD
    yield "colspan.html", f"<table><td colspan=999999999>{KK}</table>".encode(), RECORD


def archives() -> Iterator[tuple[str, bytes, str]]:
    yield "good.docx", word(), RECORD
    yield "bomb.docx", archive({"word/document.xml": bytes(30_000_000)}), "too_large"
    yield "media-bomb.docx", archive({"word/media/a.png": bytes(120_000_000)}), "too_large"
    yield "cut.docx", word()[:-200], "broken"
    yield "no-document.docx", archive({"a.txt": b"x"}), "broken"
    yield "wide-cell.docx", word(b'<w:gridSpan w:val="90000000"/>'), "too_complex"
    entities = b'<!DOCTYPE d [<!ENTITY a "%s"><!ENTITY b "%s">]>' % (b"x" * 1000, b"&a;" * 1000)
    yield "entities.docx", rewritten(word(), lambda xml: entities + xml), "broken"
    yield "deep.docx", rewritten(word(), lambda xml: b"<a>" * 100_000), "broken"


def archive(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return buffer.getvalue()


def word(cell: bytes = b"") -> bytes:
    document = docx.Document()
    document.add_paragraph(KK)
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = RU
    buffer = io.BytesIO()
    document.save(buffer)
    return rewritten(buffer.getvalue(), lambda xml: xml.replace(b"<w:tcPr>", b"<w:tcPr>" + cell))


def rewritten(data: bytes, change) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    entries["word/document.xml"] = change(entries["word/document.xml"])
    return archive(entries)


def pdfs() -> Iterator[tuple[str, bytes, str]]:
    yield "good.pdf", pdf(EN), RECORD
    yield "no-text.pdf", pdf(""), "no_text_layer"
    yield "locked.pdf", pdf(EN, password=b"secret"), "encrypted"
    yield "cut.pdf", pdf(EN)[:60], "broken"
    yield "not-a.pdf", EN.encode(), "broken"
    yield "long.pdf", pdf(EN, pages=2_500), "too_large"


_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def pdf(text: str, *, pages: int = 1, password: bytes = b"") -> bytes:
    """A small PDF; with a password its strings are locked by the oldest standard handler."""
    stream = f"BT /F1 9 Tf 20 700 Td ({text.strip()}) Tj ET".encode() if text else b" "
    kids = " ".join(f"{4 + n} 0 R" for n in range(pages)).encode()
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R"
    page += b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        *[page] * pages,
    ]
    trailer = b"/Root 1 0 R"
    if password:
        mark = b"0123456789abcdef"
        padded = (password + _PAD)[:32]
        owner = rc4(hashlib.md5(padded).digest()[:5], padded)
        key = hashlib.md5(padded + owner + (-4 & 0xFFFFFFFF).to_bytes(4, "little") + mark)
        user = rc4(key.digest()[:5], _PAD)
        objects.append(
            b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>"
            % (owner.hex().encode(), user.hex().encode())
        )
        trailer += b"/Encrypt %d 0 R/ID[<%s><%s>]" % (
            len(objects),
            mark.hex().encode(),
            mark.hex().encode(),
        )
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d%s>>\nstartxref\n%d\n%%%%EOF"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            trailer,
            len(data),
        )
    )


def rc4(key: bytes, data: bytes) -> bytes:
    box, swap = list(range(256)), 0
    for at in range(256):
        swap = (swap + box[at] + key[at % len(key)]) % 256
        box[at], box[swap] = box[swap], box[at]
    left = right = 0
    out = []
    for byte in data:
        left = (left + 1) % 256
        right = (right + box[left]) % 256
        box[left], box[right] = box[right], box[left]
        out.append(byte ^ box[(box[left] + box[right]) % 256])
    return bytes(out)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for file_name, content, _ in files():
        (target / file_name).write_bytes(content)
