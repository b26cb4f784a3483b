"""Texts that were saved before: single files, web archives, a collection of Open Terms Archive."""

from __future__ import annotations

import email
import email.policy
import email.utils
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, cast

from audit.collect.addresses import host_of
from audit.collect.find import Found, Missed, SearchResult
from audit.collect.links import Reading, reading_of, suffix_of
from audit.collect.net import CHUNK
from audit.collect.states import Page
from audit.collect.store import Collected
from audit.collect.words import DocumentKind, document_of, document_of_address, is_foreign, reads_as
from audit.core import InputError
from audit.read.decode import recoded
from audit.read.formats import READERS
from audit.read.load import MAX_BYTES, printable

OTA_DOCUMENTS: dict[str, DocumentKind] = {
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

    A file that cannot be read is a result too; raises InputError when there is nothing to import.
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
    return _judged(printable(path.stem), body, path.suffix.lower(), Page(url, 0, {}, body, ""))


def _mhtml(path: Path) -> Collected:
    message = email.message_from_bytes(_bytes(path), policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
    if not parts:
        none = _unreadable("policy", "", "no page is in it")
        return Collected(printable(path.stem), "", "", none)
    body = cast(bytes, parts[0].get_payload(decode=True) or b"")
    charset = parts[0].get_content_charset() or ""
    if charset:  # the envelope that named it is not kept
        body = recoded(body, charset)
    url = str(message["Snapshot-Content-Location"] or parts[0]["Content-Location"] or "")
    page = Page(url, 0, {"content-type": "text/html"}, body, _moment(str(message["Date"] or "")))
    return _judged(host_of(url) or printable(path.stem), body, ".html", page)


def _warc(path: Path) -> Iterator[Collected]:
    """The documents among the pages of a web archive; other pages are passed over.

    A page that is too large is told only where no other of its host is the document that it is called.
    """
    name = printable(path.name).partition(".")[0]
    pages: set[str] = set()
    documents: set[tuple[str, DocumentKind]] = set()
    missed: list[Collected] = []
    try:
        for collected in _records(path):
            if isinstance(collected.result, Missed):
                missed.append(collected)
            elif collected.site not in pages:
                pages.add(collected.site)
                documents.add((collected.key, collected.result.document))
                yield collected
        if not pages and not missed:
            detail = "no page of the web archive reads as a policy"
            none = Missed("policy", "", name, "not_found", detail)
            missed.append(Collected(name, "", "", none))
    except InputError as error:
        broken = _unreadable("policy", printable(str(path)), error.message)
        missed.append(Collected(name, "", "", broken))
    yield from (item for item in missed if (item.key, item.result.document) not in documents)


def _records(path: Path) -> Iterator[Collected]:
    """What the pages of a web archive are, in order; raises InputError for a broken one."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                collected = _of_record(record) if record.rec_type == "response" else None
                if collected:
                    yield collected
    except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
        raise InputError(f"the web archive is broken: {str(error)[:200]}") from error


def _of_record(record: object) -> Collected | None:
    headers = record.rec_headers  # type: ignore[attr-defined]
    answer = record.http_headers  # type: ignore[attr-defined]
    url = headers.get_header("WARC-Target-URI") or ""
    if answer is None or answer.get_statuscode() != "200" or not host_of(url):
        return None
    stream: IO[bytes] = record.content_stream()  # type: ignore[attr-defined]
    body = _up_to(stream, MAX_BYTES + 1)
    received = {name.lower(): value for name, value in answer.headers}
    kept = {name: received[name] for name in _COPIED if name in received}
    page = Page(url, 200, kept, body, headers.get_header("WARC-Date") or "")
    if len(body) > MAX_BYTES:
        named = document_of_address(url)
        return Collected(host_of(url), "", url, _too_large(named, url)) if named else None
    reading = reading_of(body, suffix_of(page.content_type, url, body), url)
    kind = _kind_of(reading, url)
    if kind is None or not reads_as(kind, reading.text):
        return None
    return Collected(host_of(url), "", url, Found(kind, reading.language, page, reading))


def _up_to(stream: IO[bytes], most: int) -> bytes:
    """At most `most` bytes of `stream`, unpacked piece by piece."""
    pieces: list[bytes] = []
    size = 0
    while size < most and (piece := stream.read(min(CHUNK, most - size))):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _kind_of(reading: Reading, url: str) -> DocumentKind | None:
    if reading.trouble or any(is_foreign(title) for title in reading.titles):
        return None
    named = [kind for kind in map(document_of, reading.titles) if kind]
    return named[0] if named else document_of_address(url)


def _judged(key: str, body: bytes, suffix: str, page: Page) -> Collected:
    """A file that somebody saved as a policy: it is taken as one unless its title says otherwise."""
    if len(body) > MAX_BYTES:
        return Collected(key, "", page.url, _too_large("policy", page.url))
    reading = reading_of(body, suffix, page.url or key)
    kind = _kind_of(reading, page.url or f"/{key}") or "policy"
    if reading.trouble:
        return Collected(key, "", page.url, _unreadable(kind, page.url, reading.trouble))
    return Collected(key, "", page.url, Found(kind, reading.language, page, reading))


def _too_large(kind: DocumentKind, url: str) -> Missed:
    return Missed(kind, "", url, "too_large", f"more than {MAX_BYTES:,} bytes")


def _unreadable(kind: DocumentKind, url: str, detail: str) -> Missed:
    return Missed(kind, "", url, "unreadable", detail)


def _ota_root(folder: Path) -> Path | None:
    """The folder with one folder a service, when `folder` is an Open Terms Archive collection."""
    for root in (folder / "versions", folder / "snapshots", folder):
        if root.is_dir() and any(_ota_documents(root)):
            return root
    return None


def _ota_documents(root: Path) -> Iterator[tuple[str, str, list[Path]]]:
    """The service, the type and the files of each document: one file, or one for each of its pages.

    Pages are told apart by what follows the type: "Privacy Policy #1.md", "Privacy Policy #2.md".
    """
    for service in sorted(root.iterdir()):
        files = [file for file in service.glob("*.*") if file.suffix.lower() in READERS]
        for document in OTA_DOCUMENTS:
            whole = sorted(file for file in files if file.stem == document)
            pages = [file for file in files if file.stem.startswith(f"{document} #")]
            pages.sort(key=lambda file: (len(file.stem), file.name))  # 2 before 10
            if whole or pages:
                yield service.name, document, whole[:1] or pages


def _ota(root: Path, folder: Path) -> Iterator[Collected]:
    for service, document, files in _ota_documents(root):
        url = _declared(folder, service, document)
        result = _of_files(OTA_DOCUMENTS[document], files, url)
        key = re.sub(r"[^\w.-]+", "_", service)
        yield Collected(key, printable(service), url, result)


def _of_files(kind: DocumentKind, files: Sequence[Path], url: str) -> SearchResult:
    """The document in `files`: that of the one file, or the texts of several below each other."""
    results = [_of_bytes(kind, _bytes(file), file, url) for file in files]
    found = [result for result in results if isinstance(result, Found)]
    missed = [result for result in results if isinstance(result, Missed)]
    if missed:
        return missed[0]
    if len(found) == 1:
        return found[0]
    text = "\n\n".join(result.reading.text for result in found)
    return _of_bytes(kind, text.encode("utf-8"), files[0].with_suffix(".txt"), url)


def _of_bytes(kind: DocumentKind, body: bytes, file: Path, url: str) -> SearchResult:
    if len(body) > MAX_BYTES:
        return _too_large(kind, url)
    reading = reading_of(body, file.suffix.lower(), url or str(file))
    if reading.trouble:
        return _unreadable(kind, url, f"{printable(file.name)}: {reading.trouble}")
    return Found(kind, reading.language, Page(url, 0, {}, body, ""), reading)


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


def _moment(date: str) -> str:
    """A date of a mail header in ISO 8601; empty for none."""
    try:
        return email.utils.parsedate_to_datetime(date).isoformat() if date else ""
    except (ValueError, TypeError):
        return ""
