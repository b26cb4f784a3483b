"""Texts, files and folders made to stall or crash a reader: a typed problem or a right record each."""

import os
import runpy
from pathlib import Path

import pytest

from audit.core import Document, InputError
from audit.core.codec import parse_object
from audit.pipeline import audit_document
from audit.read import discover, load
from audit.run import Settings, read_audits, run

SIZE = 20_000
HOSTILE = {
    "brackets": "(" * SIZE,
    "numbers": "1." * SIZE,
    "quotes": "«" * SIZE,
    "dots": "." * SIZE,
    "at signs": "a@" * SIZE,
    "addresses": "Алматы, " * (SIZE // 8) + "көшесі",
    "one endless sentence": "деректер келісім телефон " * (SIZE // 24),
    "labels": "a) b) " * (SIZE // 6),
    "controls": "\x00\x01\x0b\u2028\ufeff деректер" * (SIZE // 16),
    "markup": "<script>alert(1)</script>" * (SIZE // 25),
    "capitals": "ДЕРЕКТЕРДІ ЖИНАЙМЫЗ; " * (SIZE // 20),
    "combining": "а\u0301" * SIZE,
    "surrogate pairs": "\U0001f600 " * (SIZE // 2),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_audited(text: str) -> None:
    audit = audit_document(Document.of(text, language="kk"))
    assert "".join(text[slice(*clause.span)] for clause in audit.clauses) == (
        text if audit.clauses else ""
    )
    for fact in (*audit.facts, *audit.cues):
        for evidence in fact.evidence:
            assert text[evidence.start : evidence.end] == evidence.quote


def test_every_nasty_file_ends_in_a_typed_problem_or_a_right_record(tmp_path: Path) -> None:
    expected = {}
    (tmp_path / "in").mkdir()
    for name, content, code in runpy.run_path(str(Path(__file__).with_name("nasty.py")))["files"]():
        # a policy each: files of one stem would be one policy
        file = tmp_path / "in" / name.replace(".", "-", name.count(".") - 1)
        file = file.with_stem(f"{file.stem}-{file.suffix[1:]}")
        file.write_bytes(content)
        expected[file.stem] = code
    result = run([tmp_path / "in"], tmp_path / "out", Settings(encoder="none", own_edition=True))
    found = {Path(problem.where).stem: problem.code for problem in result.problems}
    assert found == {stem: code for stem, code in expected.items() if code}
    assert all(problem.remedy for problem in result.problems)
    audits = {audit.document.doc_id: audit for audit in read_audits(tmp_path / "out")}
    assert set(audits) == {stem for stem, code in expected.items() if not code}
    for stem, audit in audits.items():
        assert {"data_categories.phone"} & {fact.key for fact in audit.facts}, stem


LINES = {
    "path tricks": '{"policy_id": "../../etc/passwd", "file": "a.txt"}',
    "a slash": '{"policy_id": "a/b", "file": "a.txt"}',
    "an underscore in its place": '{"policy_id": "a_b", "file": "b.txt"}',
    "half a character": '{"policy_id": "\\ud800", "file": "c.txt", "operator": "\\udfff"}',
    "a long name": '{"policy_id": "%s", "file": "d.txt"}' % ("ә" * 500),
    "outside": '{"policy_id": "x", "file": "../secret.txt"}',
    "NUL": '{"policy_id": "y", "file": "a\\u0000.txt"}',
    "depth": "[" * 100_000,
    "no object": "[1]",
    "a link that goes round": '{"policy_id": "w", "file": "round.txt"}',
    "a folder": '{"policy_id": "z", "file": "sub.txt"}',
}
TEXT = "Біз телефон нөміріңізді жинаймыз.\n"


def test_names_stay_inside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "sub.txt").mkdir(parents=True)
    (folder / "round.txt").symlink_to("round.txt")
    (tmp_path / "secret.txt").write_text(TEXT, encoding="utf-8")
    for name in "abcd":
        (folder / f"{name}.txt").write_text(f"{name} {TEXT}", encoding="utf-8")
    (folder / "manifest.jsonl").write_text("\n".join(LINES.values()), encoding="utf-8")
    result = run([folder], tmp_path / "out", Settings(encoder="none"))
    codes = sorted(problem.code for problem in result.problems)
    assert codes == ["bad_manifest"] * 5 + ["no_file"]
    ids = {audit.document.doc_id for audit in read_audits(tmp_path / "out")}
    assert ids == {"../../etc/passwd", "a/b", "a_b", "\\ud800", "ә" * 500}
    written = {file.name for file in tmp_path.iterdir()}
    assert written == {"in", "out", "secret.txt"}


def test_two_ids_for_one_file_are_two_policies(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    lines = '{"policy_id": "a/b", "file": "a.txt"}\n{"policy_id": "a_b", "file": "a.txt"}\n'
    (tmp_path / "manifest.jsonl").write_text(lines, encoding="utf-8")
    sources, problems = discover([tmp_path])
    assert [source.policy_id for source in sources] == ["a/b", "a_b"]
    assert problems == []


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on Unix only")
def test_a_name_that_is_no_text_is_written_out(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/\xff.txt", "wb") as file:
        file.write(TEXT.encode())
    result = run([tmp_path], tmp_path / "out", Settings(encoder="none"))
    assert result.complete
    assert [audit.document.doc_id for audit in result.audits] == ["\\udcff"]


def test_links_that_go_round_and_things_that_are_no_files_are_said(tmp_path: Path) -> None:
    (tmp_path / "round.txt").symlink_to("round.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    sources, problems = discover([tmp_path])
    assert [source.policy_id for source in sources] == ["good"]
    assert problems == []
    for name in ("round.txt", "zero.txt", "pipe.txt"):
        with pytest.raises(InputError):
            load(tmp_path / name)


def test_a_folder_that_cannot_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "iterdir", closed)
    sources, (problem,) = discover([tmp_path])
    assert sources == []
    assert problem.code == "unreadable"
    assert str(tmp_path) in problem.where


def test_deep_json_is_no_record() -> None:
    with pytest.raises(InputError, match="not JSON"):
        parse_object("[" * 100_000, "x")


GROWING = {
    "one long word": "ә" * 60_000 + " ул. 5",
    "names": "ТОО «Рога и копыта» " * 3_000,
    "addresses": "a1@b.kz, +7 701 123 45 67 " * 2_000,
}


@pytest.mark.parametrize("text", GROWING.values(), ids=GROWING)
def test_a_long_line_is_no_trouble(text: str) -> None:
    assert audit_document(Document.of(text, language="ru", languages=("ru",))).clauses
