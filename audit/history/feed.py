"""Changes as an Atom feed (RFC 4287): one entry for what one cause changed in one policy."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from lxml import etree

from audit.core import InputError
from audit.core.files import write_whole
from audit.history.compare import Change
from audit.history.wording import cause, quotes, sentence, words

ATOM = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""All but the characters that XML 1.0 has (section 2.2)."""
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "tag:kz-privacy-audit,2026:changes")
QUOTES = 3
"""Quotes that an entry shows of each side of a change."""


def write_feed(
    changes: Iterable[Change], path: Path, *, day: datetime.date, language: str = "en"
) -> int:
    """The number of entries in the feed at `path` after those of `changes`, seen on `day`, were added.

    Entries that the file holds already stay; the same changes on the same day are the same entries,
    so that writing twice gives the same bytes. Raises InputError when the file is no feed.
    """
    entries = _entries([(day, changes)], language, _existing(path))
    write_whole(path, _written(entries, day, language).encode("utf-8"))
    return len(entries)


def feed(dated: Iterable[tuple[datetime.date, Iterable[Change]]], *, language: str) -> str:
    """The feed of changes with the day each was seen on; `dated` names the newest day last."""
    days = list(dated)
    return _written(_entries(days, language), days[-1][0], language)


def _entries(
    dated: Iterable[tuple[datetime.date, Iterable[Change]]],
    language: str,
    known: Iterable[etree._Element] = (),
) -> list[etree._Element]:
    """The entries of `known` and of the changes, newest first; each once."""
    entries = {_id_of(entry): entry for entry in known}
    for day, changes in dated:
        for group in _groups(changes):
            entry = _entry(group, day, language)
            entries[_id_of(entry)] = entry
    return sorted(sorted(entries.values(), key=_id_of), key=_day_of, reverse=True)


def _written(entries: list[etree._Element], day: datetime.date, language: str) -> str:
    """The feed as text; `day` dates one without entries."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _add(root, "id", uuid.uuid5(_SPACE, language).urn)
    _add(root, "title", words().changes_of.in_language(language))
    _add(root, "updated", _day_of(entries[0]) if entries else _moment(day))
    _add(etree.SubElement(root, f"{{{ATOM}}}author"), "name", "kz-privacy-audit")
    root.extend(entries)
    etree.indent(root)
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    return f"{head}{etree.tostring(root, encoding='unicode')}\n"


def _groups(changes: Iterable[Change]) -> Iterator[list[Change]]:
    for _, group in groupby(changes, key=lambda change: (change.policy_id, change.cause)):
        yield list(group)


def _entry(group: list[Change], day: datetime.date, language: str) -> etree._Element:
    first = group[0]
    lines = [line for change in group for line in _lines(change, language)]
    text = "\n".join(lines)
    entry = etree.Element(f"{{{ATOM}}}entry", nsmap={None: ATOM})
    name = f"{first.policy_id}\n{first.cause}\n{day}\n{language}\n{text}"
    _add(entry, "id", uuid.uuid5(_SPACE, _clean(name)).urn)
    whose = cause(first, language)
    _add(entry, "title", f"{first.operator or first.policy_id}: {whose} ({len(group)})")
    _add(entry, "updated", _moment(day))
    _add(entry, "content", text).set("type", "text")
    for term in (first.cause, first.policy_id):
        etree.SubElement(entry, f"{{{ATOM}}}category", term=_clean(term))
    return entry


def _lines(change: Change, language: str) -> Iterator[str]:
    if change.kind != "text":
        yield sentence(change, language)
    for mark, side, doc in (("−", change.before, change.old), ("+", change.after, change.new)):
        yield from (f"  {mark} {quote}" for quote in quotes(side, doc, language)[:QUOTES])


def _existing(path: Path) -> list[etree._Element]:
    if not path.exists():
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except etree.XMLSyntaxError as error:
        raise _no_feed(path) from error
    if root.tag != f"{{{ATOM}}}feed":
        raise _no_feed(path)
    return list(root.iterfind(f"{{{ATOM}}}entry"))


def _no_feed(path: Path) -> InputError:
    return InputError(
        "is there and is no Atom feed", where=str(path), remedy="give another file to --feed"
    )


def _add(parent: etree._Element, tag: str, text: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{tag}")
    child.text = _clean(text)
    return child


def _clean(text: str) -> str:
    """`text` with the sign for a lost character where XML has none."""
    return _NOT_IN_XML.sub("\ufffd", text)


def _id_of(entry: etree._Element) -> str:
    return str(entry.findtext(f"{{{ATOM}}}id") or "")


def _day_of(entry: etree._Element) -> str:
    return str(entry.findtext(f"{{{ATOM}}}updated") or "")


def _moment(day: datetime.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
