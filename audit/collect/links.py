"""A fetched page -> what can be read on it: its text, its title, and where its links lead."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

from audit.collect.addresses import joined, path_of
from audit.collect.states import Page
from audit.core import InputError
from audit.lang.detect import languages_of
from audit.read.decode import canonical
from audit.read.formats import READERS, check_tags, decode_html

MOST_LINKS = 3000
"""Links of a page that are looked at; a page with more is a catalogue."""
TITLE_LINES = 3
"""Lines at the beginning of a file without mark-up in which its title is looked for."""

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/plain": ".txt",
    "text/markdown": ".md",
}
_FOOTER = re.compile(r"footer|bottom|подвал", re.IGNORECASE)
_reading = threading.Lock()


@dataclass(frozen=True)
class Link:
    """Where a link leads and what it says; `embedded` for a file shown inside the page."""

    url: str
    text: str
    hreflang: str = ""
    footer: bool = False
    embedded: bool = False


@dataclass(frozen=True)
class Reading:
    """What a page holds; `trouble` says why its text cannot be read, and is empty when it can."""

    suffix: str
    text: str
    languages: tuple[str, ...]
    titles: tuple[str, ...]
    links: tuple[Link, ...]
    trouble: str = ""

    @property
    def language(self) -> str:
        """The language of most of the text."""
        return self.languages[0] if self.languages else ""


def read_page(page: Page) -> Reading:
    """What `page` holds; never raises for what an operator may have put there."""
    suffix = suffix_of(page.content_type, page.url, page.body)
    return reading_of(page.body, suffix, page.url)


def reading_of(body: bytes, suffix: str, url: str) -> Reading:
    """The reading of `body`, a file with that ending that came from `url`; never raises either."""
    titles: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    trouble = text = ""
    reader = READERS.get(suffix)
    try:
        if reader is None:
            raise InputError(f"files of this kind ({suffix or 'unknown'}) are not read")
        if suffix in (".html", ".htm"):
            titles, links = _mark_up(decode_html(body, url).encode("utf-8"), url)
        with _reading:  # the PDF library is not made for several threads
            text = canonical(reader(body, url))
        if not any(char.isalpha() for char in text):
            raise InputError("there are no words in it")
    except InputError as error:
        trouble = error.message
    if not titles:
        titles = tuple(line for line in text.split("\n") if line.strip())[:TITLE_LINES]
    return Reading(suffix, text, languages_of(text), titles, links, trouble)


def suffix_of(content_type: str, url: str, body: bytes) -> str:
    """The file ending that fits: by the first bytes, else the media type, else the address."""
    if body.startswith(b"%PDF"):
        return ".pdf"
    ending = re.search(r"\.[a-z]{2,5}$", path_of(url).lower())
    known = ending.group() if ending and ending.group() in READERS else ""
    if body.startswith(b"PK\x03\x04"):
        return ".docx" if known == ".docx" or "word" in content_type else ".zip"
    if content_type in _SUFFIXES:
        return _SUFFIXES[content_type]
    if content_type.startswith(("image/", "audio/", "video/", "font/")):
        return "." + content_type.partition("/")[2][:10]
    return known or ".html"


def _mark_up(source: bytes, url: str) -> tuple[tuple[str, ...], tuple[Link, ...]]:
    check_tags(source, url)
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True)
    try:
        tree = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"the page cannot be parsed: {error}") from error
    base = joined(url, next(iter(tree.xpath("//base/@href")), "")) or url
    links: list[Link] = []
    for link in _links(tree, base):
        links.append(link)
        if len(links) == MOST_LINKS:
            break
    return tuple(_titles(tree)), tuple(links)


def _titles(tree: Any) -> Iterator[str]:
    """The headings of the first rank, then the title of the window."""
    for element in (*tree.iter("h1"), *tree.iter("title")):
        text = _words(element)
        if text:
            yield text


def _links(tree: Any, base: str) -> Iterator[Link]:
    for element in tree.iter("a", "area", "link", "iframe", "embed", "object"):
        target = element.get("href") or element.get("src") or element.get("data") or ""
        url = joined(base, target)
        if not target or not url:
            continue
        if element.tag == "link":
            if "alternate" in (element.get("rel") or "") and element.get("hreflang"):
                yield Link(url, "", hreflang=element.get("hreflang"))
        elif element.tag in ("a", "area"):
            yield Link(url, _words(element), element.get("hreflang") or "", _in_footer(element))
        else:
            yield Link(url, _words(element), embedded=True)


def _words(element: Any) -> str:
    said = [element.text_content(), element.get("title") or "", element.get("aria-label") or ""]
    said += [image.get("alt") or "" for image in element.iter("img")]
    return " ".join(dict.fromkeys(" ".join(text.split()) for text in said if text.strip()))


def _in_footer(element: Any) -> bool:
    return any(
        parent.tag == "footer"
        or _FOOTER.search(f"{parent.get('class') or ''} {parent.get('id') or ''}")
        for parent in element.iterancestors()
    )
