"""Texts saved by hand or by others become lines of a snapshot like those that were fetched."""

from __future__ import annotations

import datetime
import gzip
import io
import json
import os
import quopri
import zlib
from pathlib import Path

import docx
import pytest
from collect_server import page, pdf
from collect_sites import text
from collect_texts import LAW, SHOP
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from audit.collect import Collection, collect
from audit.read import discover, load
from audit.read.load import MAX_BYTES

NOW = datetime.datetime(2026, 11, 27, tzinfo=datetime.UTC)
RU = text("ru", "a.kz", "ТОО «а»")
PAGE = page("Политика конфиденциальности", RU)


def imported(*sources: Path, out: Path) -> Collection:
    return collect(sources, out, now=lambda: NOW)


def warc(path: Path, records: list[tuple[str, bytes, str]], *, packed: bool = True) -> Path:
    """A web archive of `(url, body, status line)`."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        for url, body, status in records:
            fields = [("Content-Type", "text/html; charset=utf-8"), ("Set-Cookie", "visitor=7")]
            answer = StatusAndHeaders(status, fields, protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    url,
                    "response",
                    payload=io.BytesIO(body),
                    http_headers=answer,
                    warc_headers_dict={"WARC-Date": "2026-03-01T00:00:00Z"},
                )
            )
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.kz.html", PAGE),
        ("a.kz.txt", RU.encode()),
        ("a.kz.pdf", pdf(RU)),
    ],
    ids=["html", "txt", "pdf"],
)
def test_a_saved_file(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    got = imported(tmp_path / name, out=tmp_path / "raw")
    (one,) = got.entries
    assert (one.policy_id, one.state, one.change) == ("a.kz-policy-ru", "found", "new")
    (source,), problems = discover([tmp_path / "raw"])
    assert problems == []
    assert load(source).sha256 == one.text_sha256


def test_a_word_document(tmp_path: Path) -> None:
    document = docx.Document()
    for line in RU.strip().split("\n"):
        document.add_paragraph(line)
    document.save(str(tmp_path / "a.kz.docx"))
    (one,) = imported(tmp_path / "a.kz.docx", out=tmp_path / "raw").entries
    assert one.state == "found"
    assert one.file
    assert one.file.endswith(".docx")


def test_a_saved_page_knows_where_it_came_from(tmp_path: Path) -> None:
    mark = b"<!-- saved from url=(0020)https://a.kz/privacy -->"
    (tmp_path / "x.html").write_bytes(PAGE.replace(b"<html>", mark + b"<html>"))
    (one,) = imported(tmp_path / "x.html", out=tmp_path / "raw").entries
    assert one.url == "https://a.kz/privacy"


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
def test_mhtml(tmp_path: Path, charset: str) -> None:
    body = PAGE.decode().replace("<meta charset='utf-8'>", "").encode(charset)
    (tmp_path / "saved.mhtml").write_bytes(
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.kz/privacy\r\n"
        b"Date: Sun, 1 Mar 2026 10:00:00 +0500\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/html; charset=" + charset.encode() + b"\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://a.kz/privacy\r\n"
        b"\r\n"
        + quopri.encodestring(body)
        + b"\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--"
    )
    (one,) = imported(tmp_path / "saved.mhtml", out=tmp_path / "raw").entries
    assert (one.policy_id, one.state) == ("a.kz-policy-ru", "found")
    assert one.url == "https://a.kz/privacy"
    assert one.collected_at == "2026-03-01T10:00:00+05:00"
    (source,), _ = discover([tmp_path / "raw"])
    assert "третьим лицам" in load(source).text


@pytest.mark.parametrize("packed", [True, False])
def test_a_web_archive_gives_its_policies_and_nothing_else(tmp_path: Path, packed: bool) -> None:
    records = [
        ("https://a.kz/", page("Магазин", SHOP), "200 OK"),
        ("https://a.kz/privacy", PAGE, "200 OK"),
        ("https://a.kz/law", page("Закон Республики Казахстан", LAW), "200 OK"),
        ("https://b.kz/privacy", page("Privacy policy", text("en", "b.kz", "B")), "200 OK"),
        ("https://c.kz/privacy", PAGE, "404 Not Found"),
    ]
    file = warc(tmp_path / f"crawl.warc{'.gz' * packed}", records, packed=packed)
    entries = imported(file, out=tmp_path / "raw").entries
    assert {e.policy_id: e.url for e in entries} == {
        "a.kz-policy-ru": "https://a.kz/privacy",
        "b.kz-policy-en": "https://b.kz/privacy",
    }
    assert {e.collected_at for e in entries} == {"2026-03-01T00:00:00Z"}
    assert all("set-cookie" not in e.headers for e in entries)


def test_a_web_archive_without_a_policy_says_so(tmp_path: Path) -> None:
    file = warc(tmp_path / "crawl.warc", [("https://a.kz/", page("x", SHOP), "200 OK")])
    (one,) = imported(file, out=tmp_path / "raw").entries
    assert (one.policy_id, one.state) == ("crawl-policy", "not_found")


@pytest.mark.parametrize(
    ("name", "data", "state"),
    [
        ("a.warc", b"nonsense" * 50, "unreadable"),
        ("a.warc.gz", gzip.compress(b"nonsense", mtime=0)[:-6], "unreadable"),
        ("a.mhtml", b"nonsense", "unreadable"),
        ("a.pdf", b"%PDF-1.7 nonsense", "unreadable"),
        ("a.docx", b"PK\x03\x04 nonsense", "unreadable"),
        ("a.html", b"", "unreadable"),
        ("a.txt", bytes(21_000_000), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_has_a_name(tmp_path: Path, name: str, data: bytes, state: str) -> None:
    (tmp_path / name).write_bytes(data)
    (one,) = imported(tmp_path / name, out=tmp_path / "raw").entries
    assert one.state == state
    assert one.detail


def test_a_page_of_a_web_archive_that_is_too_large_is_said_and_not_cut(tmp_path: Path) -> None:
    large = PAGE + b" " * MAX_BYTES
    records = [
        ("https://a.kz/privacy", large, "200 OK"),
        ("https://a.kz/film", large, "200 OK"),
        ("https://b.kz/privacy", large, "200 OK"),
        ("https://b.kz/privacy-policy", PAGE, "200 OK"),
    ]
    entries = imported(warc(tmp_path / "a.warc", records), out=tmp_path / "raw").entries
    assert {e.policy_id: (e.state, e.url) for e in entries} == {
        "a.kz-policy": ("too_large", "https://a.kz/privacy"),
        "b.kz-policy-ru": ("found", "https://b.kz/privacy-policy"),
    }


def test_a_bomb_in_a_web_archive_is_not_unpacked(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"<p>" + bytes(1 << 20)) for _ in range(64)) + packer.flush()
    path = tmp_path / "a.warc"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=False)
        fields = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
        answer = StatusAndHeaders("200 OK", fields, protocol="HTTP/1.1")
        url, payload = "https://a.kz/privacy", io.BytesIO(bomb)
        writer.write_record(
            writer.create_warc_record(url, "response", payload=payload, http_headers=answer)
        )
    (one,) = imported(path, out=tmp_path / "raw").entries
    assert one.state == "too_large"


@pytest.mark.parametrize("folder", ["versions", "snapshots"])
def test_an_open_terms_archive_collection(tmp_path: Path, folder: str) -> None:
    root = tmp_path / "ota"
    service = root / folder / "Kitap Books"
    service.mkdir(parents=True)
    ending, data = (".md", RU.encode()) if folder == "versions" else (".html", PAGE)
    (service / f"Privacy Policy{ending}").write_bytes(data)
    (service / f"Terms of Service{ending}").write_bytes(page("Оферта", SHOP))
    (root / "declarations").mkdir()
    declared = {"name": "Kitap", "terms": {"Privacy Policy": {"fetch": "https://kitap.kz/pp"}}}
    (root / "declarations" / "Kitap Books.json").write_text(json.dumps(declared))
    (one,) = imported(root, out=tmp_path / "raw").entries
    assert (one.policy_id, one.operator) == ("Kitap_Books-policy-ru", "Kitap Books")
    assert one.url == "https://kitap.kz/pp"


def open_terms(tmp_path: Path, files: dict[str, bytes]) -> Collection:
    service = tmp_path / "ota" / "versions" / "Kitap"
    service.mkdir(parents=True)
    for name, data in files.items():
        (service / name).write_bytes(data)
    return imported(tmp_path / "ota", out=tmp_path / "raw")


def test_pages_of_one_document_in_open_terms_archive_are_one_text(tmp_path: Path) -> None:
    first, _, rest = RU.partition("3. Передача")
    pages = {
        "Privacy Policy #10.md": b"The last page.",
        "Privacy Policy #2.md": f"3. Передача{rest}".encode(),
        "Privacy Policy #1.md": first.encode(),
    }
    (one,) = open_terms(tmp_path, pages).entries
    assert (one.policy_id, one.state) == ("Kitap-policy-ru", "found")
    (source,), problems = discover([tmp_path / "raw"])
    assert problems == []
    whole = load(source).text
    assert whole.index("2. Цели") < whole.index("3. Передача") < whole.index("The last page.")


@pytest.mark.parametrize(
    ("files", "state"),
    [
        ({"Privacy Policy #1.md": RU.encode()}, "found"),
        (
            {"Privacy Policy #1.md": RU.encode(), "Privacy Policy #2.pdf": b"%PDF-1.7 x"},
            "unreadable",
        ),
        ({"Privacy Policy.md": RU.encode(), "Privacy Policy #1.pdf": b"%PDF-1.7 x"}, "found"),
        ({"Privacy Policy.txt": bytes(21_000_000)}, "too_large"),
    ],
    ids=["one page", "a broken page", "whole", "too large"],
)
def test_what_open_terms_archive_holds_is_always_told(
    tmp_path: Path, files: dict[str, bytes], state: str
) -> None:
    (one,) = open_terms(tmp_path, files).entries
    assert one.state == state


def test_a_name_that_is_no_text_is_written_out(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.html")).write_bytes(PAGE)
    (one,) = imported(tmp_path / os.fsdecode(b"\xff.html"), out=tmp_path / "raw").entries
    assert (one.policy_id, one.state) == ("\\udcff-policy-ru", "found")


@pytest.mark.parametrize("url", ["http://[", "https://a.kz/%zz"])
def test_a_saved_page_may_come_from_an_odd_address(tmp_path: Path, url: str) -> None:
    mark = f"<!-- saved from url=(0020){url} -->".encode()
    (tmp_path / "x.html").write_bytes(PAGE.replace(b"<html>", mark + b"<html>"))
    (one,) = imported(tmp_path / "x.html", out=tmp_path / "raw").entries
    assert (one.state, one.url) == ("found", url)


@pytest.mark.parametrize("charset", ["undefined", "unicode_escape", "punycode"])
def test_mhtml_may_name_any_encoding(tmp_path: Path, charset: str) -> None:
    (tmp_path / "a.mhtml").write_bytes(
        f"Content-Type: text/html; charset={charset}\r\n\r\n".encode()
        + page("Privacy policy \\ud800", text("en", "a.kz", "A"))
    )
    (one,) = imported(tmp_path / "a.mhtml", out=tmp_path / "raw").entries
    assert one.state == "found"


def test_a_folder_of_saved_files(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "a.kz.html").write_bytes(PAGE)
    (folder / "b.kz.txt").write_text(text("kk", "b.kz", "«б» ЖШС"), encoding="utf-8")
    (folder / "notes.xlsx").write_bytes(b"x")
    entries = imported(folder, out=tmp_path / "raw").entries
    assert [e.policy_id for e in entries] == ["a.kz-policy-ru", "b.kz-policy-kk"]


@pytest.mark.parametrize(("name", "cause"), [("x.xlsx", "not imported"), ("", "nothing to import")])
def test_nothing_to_import_is_a_problem(tmp_path: Path, name: str, cause: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    if name:
        (folder / name).write_bytes(b"x")
    got = imported(folder / name, folder / "absent.html", out=tmp_path / "raw")
    assert [cause in p.message or "no such file" in p.message for p in got.problems] == [True] * 2
    assert got.entries == []
