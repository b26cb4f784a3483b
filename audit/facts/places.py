"""Where contacts stand and how they compare: what names, addresses and other contacts share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.core import Contact, Document

DIGIT = re.compile(r"\d")

_STEM = 6
"""Letters by which words of names and addresses are compared, so that case endings do not part them."""


def normal_form(kind: str, value: str) -> str:
    """`value` without what does not matter when two contacts are compared."""
    value = value.strip().lower()
    if kind == "phones":
        return re.sub(r"\D", "", value)[-10:]
    if kind == "websites":
        return re.sub(r"^(?:https?://)?(?:www\.)?", "", value).rstrip("/")
    if kind in ("operator_names", "postal_addresses"):
        return " ".join(word[:_STEM] for word in re.findall(r"\w+", value))
    return value


def contact_at(doc: Document, kind: str, start: int, end: int, value: str = "") -> Contact:
    """The contact whose words stand there; its value is those words if no other is given."""
    evidence = doc.cite(start, end)
    return Contact(kind, value or evidence.quote, evidence)


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the words that it cuts taken in."""
    while 0 < start < len(text) and (text[start - 1 : start + 1]).isalnum():
        start -= 1
    while 0 < end < len(text) and (text[end - 1 : end + 1]).isalnum():
        end += 1
    return start, end


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The lines of `text` and where they begin; no contact goes on in the next."""
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1
