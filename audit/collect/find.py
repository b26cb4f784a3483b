"""From the address of an operator's site to its policy, consent form and cookie notice.

A page is taken only when its title or its link names the document, its text talks as such a document
does, and it belongs to the operator. What was named and could not be read is said with its cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from audit.collect.addresses import host_of, joined, path_of, with_scheme
from audit.collect.links import Link, Reading, read_page
from audit.collect.states import Page, Refused, State
from audit.collect.words import (
    LANGUAGES,
    DocumentKind,
    document_of,
    document_of_address,
    flat,
    is_foreign,
    is_way,
    language_named,
    reads_as,
    vocabulary,
)

PAGES = 25
"""Pages that are asked of one operator at most."""
CANDIDATES = 5
"""Links that are tried for one document on one page, the likeliest first."""
WAYS = 5
"""Pages that are looked at on the way when the first names no policy."""
LONG_LINK = 9
"""Words from which a link is a sentence, such as the title of a news item."""
SWITCHERS = 3
"""Links that are tried for one language."""
_BESIDE: tuple[DocumentKind, ...] = ("consent", "cookies")
"""What is looked for beside the policy."""


class Gets(Protocol):
    """What finding needs of a fetcher."""

    def get(self, url: str) -> Page:
        """The page at `url`; raises Refused."""


@dataclass(frozen=True)
class Found:
    """A document of the operator."""

    document: DocumentKind
    language: str
    page: Page
    reading: Reading


@dataclass(frozen=True)
class Missed:
    """A document that was not got, and why; `language` when one version of it was meant."""

    document: DocumentKind
    language: str
    url: str
    state: State
    detail: str
    status: int = 0
    hops: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Seen:
    page: Page
    reading: Reading


SearchResult = Found | Missed


def find(
    fetcher: Gets,
    url: str,
    *,
    operator: str = "",
    document: DocumentKind | None = None,
    language: str = "",
) -> list[SearchResult]:
    """The documents behind `url`, a site's first page or the document itself.

    `document` and `language` ask for one kind or one language only. The policy, or what was asked
    for, is always answered, found or missed; the others only when the site names them.
    """
    asked: DocumentKind = document or "policy"
    search = _Search(fetcher, url, operator, asked)
    results = search.document(asked)
    if not document and search.reached:
        for kind in _BESIDE:
            others = search.document(kind)
            results += [e for e in others if isinstance(e, Found) or e.state != "not_found"]
    return _in_language(results, language) if language else results


def _in_language(results: list[SearchResult], language: str) -> list[SearchResult]:
    """Only what is in `language`; a document found in others alone is missed in this one."""
    kept: list[SearchResult] = []
    for kind in dict.fromkeys(result.document for result in results):
        group = [result for result in results if result.document == kind]
        found = [entry for entry in group if isinstance(entry, Found)]
        right = [entry for entry in found if language in entry.reading.languages]
        named = [e for e in group if isinstance(e, Missed) and e.language in ("", language)]
        if right or named:
            kept += right or named[:1]
        elif found:
            first = found[0]
            detail = f"found in {first.language}, not in {language}"
            kept.append(Missed(kind, language, first.page.url, "wrong_language", detail))
    return kept


class _Search:
    """The pages of one operator that were looked at, each once."""

    def __init__(self, fetcher: Gets, url: str, operator: str, listed: DocumentKind) -> None:
        self._fetcher = fetcher
        self._listed = listed
        self._start = with_scheme(url)
        self._operator = flat(operator).strip()
        self._pages: dict[str, _Seen | Refused] = {}
        self._cut_short = False  # while the document that is looked for now was looked for

    @property
    def reached(self) -> bool:
        """True when the first page could be read at all."""
        start = self._visit(self._start)
        return isinstance(start, _Seen) and not start.reading.trouble

    def document(self, kind: DocumentKind) -> list[SearchResult]:
        """The document of that kind in each of its languages, or one line on why there is none."""
        self._cut_short = False
        start = self._visit(self._start)
        if isinstance(start, Refused):
            return [_missed(kind, self._start, start)]
        found: list[Found] = []
        trouble: list[Missed] = []
        itself = self._as_document(kind, start, None)
        if itself:
            found.append(itself)
        for links in self._leads(kind, start):
            if found:
                break
            for link in links:
                self._try(kind, link, found, trouble)
        if found:
            return [*found, *self._versions(found, start)]
        if trouble:
            return [trouble[0]]
        if start.reading.trouble:
            return [_unreadable(kind, start)]
        if self._cut_short:
            return [_missed(kind, start.page.url, _too_many_pages())]
        return [Missed(kind, "", start.page.url, "not_found", "no page of the site reads as one")]

    def _leads(self, kind: DocumentKind, start: _Seen) -> Iterator[list[Link]]:
        """Links that may lead to the document: of the first page, of pages on the way, guesses.

        One list at a time; each costs requests, so nobody should ask for more than needed.
        """
        yield _named(kind, start.reading.links)
        if kind != "policy":
            return
        yield _named("consent", start.reading.links)  # "I consent", with the policy behind it
        for way in self._ways(start):
            seen = self._visit(way.url)
            if isinstance(seen, _Seen):
                yield [Link(seen.page.url, ""), *_named(kind, seen.reading.links)]
        for path in vocabulary().paths:
            yield [Link(joined(start.page.url, path), "")]

    def _ways(self, start: _Seen) -> list[Link]:
        links = {link.url: link for link in start.reading.links if is_way(link.text)}
        near = [link for link in links.values() if _same_site(link.url, start.page.url)]
        return sorted(near, key=lambda link: not link.footer)[:WAYS]

    def _try(
        self, kind: DocumentKind, link: Link, found: list[Found], trouble: list[Missed]
    ) -> None:
        guessed = not link.text and not link.embedded
        seen = self._visit(link.url)
        if isinstance(seen, Refused):
            if not guessed:
                trouble.append(_missed(kind, link.url, seen))
            return
        got = self._as_document(kind, seen, link) or self._inside(kind, seen)
        if got and not any(_same_text(got, other) for other in found):
            found.append(got)
        elif not guessed and seen.reading.trouble:
            trouble.append(_unreadable(kind, seen))

    def _inside(self, kind: DocumentKind, seen: _Seen) -> Found | None:
        """The document as a file shown in, or linked from, a page that is named after it."""
        if not any(document_of(title) == kind for title in seen.reading.titles):
            return None
        title = seen.reading.titles[0]
        for link in seen.reading.links:
            file = path_of(link.url).lower().endswith((".pdf", ".docx"))
            if link.embedded or (file and document_of(link.text) in (kind, None)):
                inner = self._visit(link.url)
                if isinstance(inner, _Seen):
                    got = self._as_document(kind, inner, replace(link, text=title))
                    if got:
                        return got
        return None

    def _as_document(self, kind: DocumentKind, seen: _Seen, link: Link | None) -> Found | None:
        """`seen` as the document, if it is one; `link` led to it, None when the list named it."""
        reading = seen.reading
        if reading.trouble or not reads_as(kind, reading.text):
            return None
        called = [document_of(title) for title in reading.titles]
        if kind not in called:
            if any(called) or any(is_foreign(title) for title in reading.titles):
                return None
            if not self._named_otherwise(kind, seen, link):
                return None
        if link is not None and not self._is_operators(seen):
            return None
        return Found(kind, reading.language, seen.page, reading)

    def _named_otherwise(self, kind: DocumentKind, seen: _Seen, link: Link | None) -> bool:
        """True when the link, the address or the list names a document whose own title does not.

        The list names the document that it asks for by giving more than a host: a file, or a page
        that sends nobody on to another page for the document.
        """
        if document_of_address(seen.page.url) == kind:
            return True
        if link is not None:
            return document_of(link.text) == kind
        whole_site = path_of(seen.page.url) in ("", "/")
        return kind == self._listed and not whole_site and not _named(kind, seen.reading.links)

    def _is_operators(self, seen: _Seen) -> bool:
        """True on the operator's site; elsewhere only where the text names site or operator."""
        start = self._visit(self._start)
        home = start.page.url if isinstance(start, _Seen) else self._start
        if _same_site(seen.page.url, self._start) or _same_site(seen.page.url, home):
            return True
        line = flat(seen.reading.text)
        names = [flat(host_of(self._start)).strip()]
        if len(self._operator) >= 4:
            names.append(self._operator)
        return any(f" {name} " in line for name in names)

    def _versions(self, found: Sequence[Found], start: _Seen) -> list[SearchResult]:
        """The same document in languages not found yet, where the site has a switcher for them."""
        first = found[0]
        results: list[SearchResult] = []
        have = list(found)
        for language in LANGUAGES:
            if any(entry.language == language for entry in have):
                continue
            switchers = _switchers(language, (*first.reading.links, *start.reading.links))
            result = self._version(first.document, language, switchers, have)
            if result:
                results.append(result)
            if isinstance(result, Found):
                have.append(result)
        return results

    def _version(
        self, kind: DocumentKind, language: str, switchers: Iterable[Link], have: Sequence[Found]
    ) -> SearchResult | None:
        missed: Missed | None = None
        for link in switchers:
            seen = self._visit(link.url)
            if isinstance(seen, Refused):
                missed = missed or _missed(kind, link.url, seen, language)
                continue
            for got in self._of_switcher(kind, link, seen):
                if got.language == language:
                    return got
                if any(language in entry.reading.languages for entry in (got, *have)):
                    return None  # one page holds both languages
                if any(got.page.url == entry.page.url for entry in have):
                    continue  # a switcher that only a browser can work
                detail = f"the {language} switcher leads to a text in {got.language or 'no known language'}"
                missed = missed or Missed(
                    kind, language, got.page.url, "wrong_language", detail, 200
                )
        return missed

    def _of_switcher(self, kind: DocumentKind, switcher: Link, seen: _Seen) -> Iterator[Found]:
        """The documents behind a switcher: the page itself, or those that its links name."""
        got = self._as_document(kind, seen, switcher)
        if got:
            yield got
            return
        for link in _named(kind, seen.reading.links):
            inner = self._visit(link.url)
            if isinstance(inner, _Seen):
                got = self._as_document(kind, inner, link) or self._inside(kind, inner)
                if got:
                    yield got

    def _visit(self, url: str) -> _Seen | Refused:
        if url in self._pages:
            return self._pages[url]
        if len(self._pages) >= PAGES:
            self._cut_short = True
            return _too_many_pages()
        seen = self._pages[url] = self._ask(url)
        if isinstance(seen, _Seen):
            self._pages.setdefault(seen.page.url, seen)
        return seen

    def _ask(self, url: str) -> _Seen | Refused:
        try:
            page = self._fetcher.get(url)
        except Refused as refused:
            return refused
        return _Seen(page, read_page(page))


def _too_many_pages() -> Refused:
    return Refused("cut_short", f"the search ended after {PAGES} pages of the site")


def _missed(kind: DocumentKind, url: str, refused: Refused, language: str = "") -> Missed:
    return Missed(kind, language, url, refused.state, refused.detail, refused.status, refused.hops)


def _unreadable(kind: DocumentKind, seen: _Seen) -> Missed:
    return Missed(kind, "", seen.page.url, "unreadable", seen.reading.trouble, 200)


def _named(kind: DocumentKind, links: Iterable[Link]) -> list[Link]:
    """The links that name the document, the likeliest first, each address once."""
    best: dict[str, tuple[int, Link]] = {}
    for link in links:
        weight = _weight(kind, link)
        known, _ = best.get(link.url, (0, link))
        if weight > known:
            best[link.url] = (weight, link)
    ranked = sorted(best.values(), key=lambda entry: entry[0], reverse=True)
    return [link for _, link in ranked[:CANDIDATES]]


def _weight(kind: DocumentKind, link: Link) -> int:
    """How likely a link leads to the document; 0 when nothing speaks for it."""
    said = document_of(link.text)
    addressed = document_of_address(link.url)
    length = len(link.text.split())
    if said not in (kind, None) and addressed != kind:
        return 0
    weight = 10 * (said == kind) + 4 * (addressed == kind)
    if not weight or (length >= LONG_LINK and addressed != kind):
        return 0
    return weight + 2 * link.footer - (length >= LONG_LINK)


def _switchers(language: str, links: Iterable[Link]) -> list[Link]:
    named = (
        link
        for link in links
        if language in (language_named(link.hreflang.partition("-")[0]), language_named(link.text))
    )
    return list({link.url: link for link in named}.values())[:SWITCHERS]


def _same_site(one: str, other: str) -> bool:
    """True when both hosts are the same, or one lies below the other."""
    a, b = host_of(one), host_of(other)
    return a == b or a.endswith(f".{b}") or b.endswith(f".{a}")


def _same_text(one: Found, other: Found) -> bool:
    return one.reading.text == other.reading.text or one.language == other.language
