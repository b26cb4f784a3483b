"""Texts that were saved before: single files, web archives, a collection of Open Terms Archive."""

from __future__ import annotations

import email
import email.policy
import email.utils
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast
from urllib.parse import urlsplit

from audit.collect.find import Found, Missed
from audit.collect.links import Reading, read_bytes, suffix_of
from audit.collect.states import Page
from audit.collect.store import Collected
from audit.collect.words import Kind, document_of, document_of_address, is_foreign, reads_as
from audit.core import InputError
from audit.read.formats import READERS
from audit.read.load import MAX_BYTES

OTA_DOCUMENTS: dict[str, Kind] = {
    "Privacy Policy": "policy",
    "Trackers Policy": "cookies",
}
"""Types of documents of Open Terms Archive that are imported; the others are no privacy texts."""

_SAVED_FROM = re.compile(rb"saved from url=\(\d+\)(\S+)")
_WARC = (".warc", ".warc.gz")
_MHTML = (".mhtml", ".mht")
_COPIED = ("content-type", "last-modified", "date", "server", "content-language")


def import_from(path: Path) -> Iterator[Collected]:
    """What `path` holds: a file, a web archive, a folder of files, or an Open Terms Archive folder.

    A file that cannot be read is an outcome too; raises InputError when there is nothing to import.
    """
    if not path.exists():
        raise InputError(
            "there is no such file or folder", where=str(path), remedy="check the path"
        )
    if path.is_dir():
        archive = _ota_root(path)
        yield from _ota(archive, path) if archive else _folder(path)
    elif path.name.lower().endswith(_WARC):
        yield from _warc(path)
    elif path.suffix.lower() in _MHTML:
        yield _mhtml(path)
    elif path.suffix.lower() in READERS:
        yield _file(path)
    else:
        known = " ".join(sorted([*READERS, *_WARC, *_MHTML]))
        raise InputError(
            f"files ending in {path.suffix or 'nothing'!r} are not imported",
            where=str(path),
            remedy=f"known endings: {known}; a list of operators is .csv",
            code="unsupported",
        )


def _folder(folder: Path) -> Iterator[Collected]:
    endings = (*READERS, *_WARC, *_MHTML)
    files = [
        f for f in sorted(folder.iterdir()) if f.is_file() and f.name.lower().endswith(endings)
    ]
    if not files:
        raise InputError(
            "nothing to import there", where=str(folder), remedy="put saved files there"
        )
    for file in files:
        yield from import_from(file)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _file(path: Path) -> Collected:
    body = _bytes(path)
    saved = _SAVED_FROM.search(body[:4096])
    url = saved.group(1).decode("utf-8", errors="replace") if saved else ""
    return _judged(path.stem, body, path.suffix.lower(), Page(url, 0, {}, body, ""))


def _mhtml(path: Path) -> Collected:
    message = email.message_from_bytes(_bytes(path), policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
    if not parts:
        page = Page("", 0, {}, b"", "")
        return Collected(path.stem, "", "", _unreadable("policy", page, "no page is in it"))
    body = cast(bytes, parts[0].get_payload(decode=True) or b"")
    charset = parts[0].get_content_charset() or ""
    if charset and charset.lower() not in ("utf-8", "utf8"):
        body = _recoded(body, charset)
    url = str(message["Snapshot-Content-Location"] or parts[0]["Content-Location"] or "")
    page = Page(url, 0, {"content-type": "text/html"}, body, _moment(str(message["Date"] or "")))
    return _judged(_host(url) or path.stem, body, ".html", page)


def _recoded(body: bytes, charset: str) -> bytes:
    """`body` in UTF-8: the envelope that named its encoding is not kept."""
    try:
        return body.decode(charset).encode("utf-8")
    except (LookupError, UnicodeDecodeError):
        return body


def _warc(path: Path) -> Iterator[Collected]:
    """The documents among the pages of a web archive; other pages are passed over."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    taken: set[str] = set()
    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                collected = _of_record(record) if record.rec_type == "response" else None
                if collected and collected.site not in taken:
                    taken.add(collected.site)
                    yield collected
    except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
        page = Page(str(path), 0, {}, b"", "")
        broken = _unreadable("policy", page, f"the web archive is broken: {error}")
        yield Collected(path.name.partition(".")[0], "", "", broken)
        return
    if not taken:
        detail = "no page of the web archive reads as a policy"
        missed = Missed("policy", "", path.name, "not_found", detail)
        yield Collected(path.name.partition(".")[0], "", "", missed)


def _of_record(record: object) -> Collected | None:
    headers = record.rec_headers  # type: ignore[attr-defined]
    answer = record.http_headers  # type: ignore[attr-defined]
    url = headers.get_header("WARC-Target-URI") or ""
    if answer is None or answer.get_statuscode() != "200" or not _host(url):
        return None
    stream: IO[bytes] = record.content_stream()  # type: ignore[attr-defined]
    body = _up_to(stream, MAX_BYTES)
    received = {name.lower(): value for name, value in answer.headers}
    kept = {name: received[name] for name in _COPIED if name in received}
    page = Page(url, 200, kept, body, headers.get_header("WARC-Date") or "")
    reading = read_bytes(body, suffix_of(page.content_type, url, body), url)
    kind = _kind_of(reading, url)
    if kind is None or not reads_as(kind, reading.text):
        return None
    return Collected(_host(url), "", url, Found(kind, reading.language, page, reading))


def _up_to(stream: IO[bytes], most: int) -> bytes:
    """At most `most` bytes of `stream`, unpacked piece by piece."""
    pieces: list[bytes] = []
    size = 0
    while size < most and (piece := stream.read(65_536)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _kind_of(reading: Reading, url: str) -> Kind | None:
    if reading.trouble or any(is_foreign(title) for title in reading.titles):
        return None
    named = [kind for kind in map(document_of, reading.titles) if kind]
    return named[0] if named else document_of_address(url)


def _judged(key: str, body: bytes, suffix: str, page: Page) -> Collected:
    """A file that somebody saved as a policy: it is taken as one unless its title says otherwise."""
    if len(body) > MAX_BYTES:
        detail = f"more than {MAX_BYTES:,} bytes"
        return Collected(key, "", page.url, Missed("policy", "", page.url, "too_large", detail))
    reading = read_bytes(body, suffix, page.url or key)
    kind = _kind_of(reading, page.url or f"/{key}") or "policy"
    if reading.trouble:
        return Collected(key, "", page.url, _unreadable(kind, page, reading.trouble))
    return Collected(key, "", page.url, Found(kind, reading.language, page, reading))


def _unreadable(kind: Kind, page: Page, detail: str) -> Missed:
    return Missed(kind, "", page.url, "unreadable", detail)


def _ota_root(folder: Path) -> Path | None:
    """The folder with one folder a service, when `folder` is an Open Terms Archive collection."""
    for root in (folder / "versions", folder / "snapshots", folder):
        if root.is_dir() and any(
            file.stem.partition(" #")[0] in OTA_DOCUMENTS for file in root.glob("*/*.*")
        ):
            return root
    return None


def _ota(root: Path, folder: Path) -> Iterator[Collected]:
    for file in sorted(root.glob("*/*.*")):
        kind = OTA_DOCUMENTS.get(file.stem)
        if kind is None or file.suffix.lower() not in READERS:
            continue
        service = file.parent.name
        url = _declared(folder, service, file.stem)
        body = _bytes(file)
        page = Page(url, 0, {}, body, "")
        reading = read_bytes(body, file.suffix.lower(), url or str(file))
        outcome = (
            _unreadable(kind, page, reading.trouble)
            if reading.trouble
            else Found(kind, reading.language, page, reading)
        )
        yield Collected(re.sub(r"[^\w.-]+", "_", service), service, url, outcome)


def _declared(folder: Path, service: str, document: str) -> str:
    """The address that the declaration of the service gives; empty where there is none."""
    for name in (
        folder / "declarations" / f"{service}.json",
        folder.parent / "declarations" / f"{service}.json",
    ):
        try:
            terms = json.loads(name.read_bytes())
            listed = terms.get("terms") or terms.get("documents") or {}
            return str(listed[document].get("fetch") or "")
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            continue
    return ""


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _moment(date: str) -> str:
    """A date of a mail header in ISO 8601; empty for none."""
    try:
        return email.utils.parsedate_to_datetime(date).isoformat() if date else ""
    except (ValueError, TypeError):
        return ""
