"""Bytes -> text, whatever the encoding: UTF-8, UTF-16, and the code pages of older Kazakh sites."""

from __future__ import annotations

import codecs
import re
import unicodedata

from audit.core import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODE_PAGES = ["kz1048", "cp1251", "koi8_r", "cp866", "mac_cyrillic"]
_KAZAKH = re.compile("[әғқңөұүһі]")
_CONTROLS = r"\0-\x08\x0b\x0e-\x1f\x7f"
_CONTROL = re.compile(f"[{_CONTROLS}]")
_BINARY_SHARE = 0.02
_NO_TEXT = re.compile(rf"[{_CONTROLS}\ud800-\udfff]")
"""Control characters, and halves of characters, which no encoding can write."""
_PLAUSIBLE = 0.3
_MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\xd0\xcf\x11\xe0",
)


_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""Codecs of Python that no page is written in; decoding punycode takes the square of the length."""


def recoded(data: bytes, charset: str) -> bytes:
    """`data` in UTF-8 by the encoding that something named; as it is when that does not hold."""
    try:
        codec = codecs.lookup(charset).name
        return data if codec in _NO_CHARSETS else data.decode(codec).encode("utf-8")
    except (LookupError, ValueError):
        return data


def decode(data: bytes, *, where: str = "") -> str:
    """The text of `data`; raises InputError `empty` or `binary` when there is none."""
    if not data.strip():
        raise InputError("the file is empty", where=where, remedy="collect it again", code="empty")
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    if data.startswith(_MAGIC):
        raise _binary(where)
    wide = _utf16(data)
    if wide is not None and _controls(wide) < _BINARY_SHARE * len(wide):
        return wide
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data, where)
    if _controls(text) > _BINARY_SHARE * len(text):
        raise _binary(where)
    return _undoubled(text)


_DOUBLED = re.compile("[РСТУФ][\\x80-\\u04ff\\u2000-\\u22ff]|[ÐÑÒÓÔ][\\x80-\\xff\\u0100-\\u22ff]")
"""A Cyrillic letter whose two bytes of UTF-8 were each taken for a character of cp1251 or cp1252."""
_DOUBLED_SHARE = 0.3


def _undoubled(text: str) -> str:
    """`text` with an encoding undone that was put over UTF-8 by mistake ("РџРѕР»РёС‚РёРєР°")."""
    if 2 * len(_DOUBLED.findall(text)) < _DOUBLED_SHARE * len(text):
        return text
    for page in ("cp1251", "cp1252"):
        try:
            repaired = _as_bytes(text, page).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if _plausibility(repaired) > _plausibility(text):
            return repaired
    return text


def _as_bytes(text: str, page: str) -> bytes:
    """`text` in a code page; bytes that it lacks stand as the control characters of their number."""
    return b"".join(
        bytes([ord(char)]) if "\x80" <= char <= "\x9f" else char.encode(page) for char in text
    )


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: every other byte is that of Latin (0) or Cyrillic (4)."""
    pairs = len(data) // 2
    for high, name in ((data[1::2], "utf-16-le"), (data[0::2], "utf-16-be")):
        if pairs and (high.count(0) + high.count(4)) > 0.9 * pairs:
            return data[: 2 * pairs].decode(name, errors="replace")
    return None


def _legacy(data: bytes, where: str) -> str:
    if _controls(data.decode("latin-1")) > _BINARY_SHARE * len(data):
        raise _binary(where)
    mixed = _mixed(data)
    return _one_page(data, where) if mixed is None else mixed


_MIXED_SHARE = 0.05
"""Share of the lines with other letters than Latin from which lines in UTF-8 are no accident."""


def _mixed(data: bytes) -> str | None:
    """Lines that are UTF-8 beside lines that are not, each by itself; None for one encoding alone."""
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    others = [line for line in lines if not _is_utf8(line)]
    if not _MIXED_SHARE * len(lines) <= len(lines) - len(others) < len(lines):
        return None
    sample = b"\n".join(others)
    page = max(_CODE_PAGES, key=lambda page: _plausibility(sample.decode(page, errors="replace")))
    if _plausibility(sample.decode(page, errors="replace")) < _PLAUSIBLE:
        return None
    return "\n".join(
        line.decode("utf-8" if _is_utf8(line) else page, errors="replace")
        for line in data.split(b"\n")
    )


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _one_page(data: bytes, where: str) -> str:
    """Text in one of the code pages of older sites, or UTF-8 with a few broken letters."""
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=["utf_8", *_CODE_PAGES]).best()
    texts = [data.decode(page, errors="replace") for page in _CODE_PAGES]
    if best is not None and best.encoding not in ("kz1048", "cp1251"):
        texts.insert(0, str(best))
    text = max(texts, key=_plausibility)
    if _plausibility(text) < _PLAUSIBLE:
        damaged = data.decode("utf-8", errors="replace")
        if damaged.count("\ufffd") < 0.01 * len(data):
            return damaged
        raise _binary(where)
    return text


def _controls(text: str) -> int:
    """Characters that no text holds."""
    return len(_CONTROL.findall(text))


def _plausibility(text: str) -> float:
    """Share of the characters that Kazakh, Russian and English texts are made of."""
    good = sum(
        (char.isascii() and (char.isalnum() or char.isspace())) or "а" <= char <= "я"
        for char in text
    )
    good += len(_KAZAKH.findall(text)) + sum(char in '.,:;-()«»–—"№%/@' for char in text)
    return good / max(1, len(text)) - 2 * text.count("\ufffd") / max(1, len(text))


def _binary(where: str) -> InputError:
    return InputError(
        "this is binary data, not text",
        where=where,
        remedy="give .txt, .md, .html, .pdf or .docx with the right ending",
        code="binary",
    )


def canonical(text: str) -> str:
    """`text` in the one form that offsets point into: NFC, line feeds, no control characters."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _NO_TEXT.sub("\ufffd", text))
