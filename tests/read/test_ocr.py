"""Text on pictures of pages is recognised when that is asked for, says so, and has limits."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from audit.core import Audit, Document, InputError, Recognised, RuleError
from audit.core.codec import from_record, record_schema, to_record
from audit.pipeline import audit_document
from audit.read import Source, SourcePart, load, ocr
from audit.report import site
from audit.report.names import LANGUAGES
from audit.report.tables import table
from audit.run import Settings, audit_folder, run

TESTS = Path(__file__).parents[1]
RULES_ALONE = Settings(encoder="none")
WITH_PICTURES = Settings(encoder="none", ocr=True)
pdf = runpy.run_path(str(TESTS / "nasty.py"))["pdf"]
scan = runpy.run_path(str(TESTS / "pictures.py"))["scan"]

KK = """Құпиялылық саясаты
1. Біз аты-жөніңізді, телефон нөміріңізді және электрондық поштаңызды жинаймыз.
2. Дербес деректер тапсырысты жеткізу мақсатында өңделеді.
3. Дербес деректерді сақтау мерзімі – 3 жыл.
"""
RU = """Политика конфиденциальности
1. Мы собираем имя, номер телефона и адрес электронной почты.
2. Данные используются для доставки заказов.
3. Персональные данные не передаются третьим лицам ни при каких условиях.
"""
EN = """Privacy policy
1. We collect your name, phone number and e-mail address.
2. Personal data are stored for 3 years.
"""

Program = Callable[..., None]


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    ocr.recogniser.cache_clear()
    yield
    ocr.recogniser.cache_clear()


@pytest.fixture
def tesseract() -> str:
    """What recognises text here: absent (or its font) in CI it is an error, elsewhere a reason to skip."""
    try:
        scan("a")
        return ocr.recogniser()
    except (InputError, OSError) as error:
        if os.environ.get("CI"):
            pytest.fail(f"{error}: run `make recogniser` as root")
        pytest.skip(str(error))


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Puts a program in the place of tesseract, which says and does as it is told."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def put(does: str = "echo page", *, version: str = "5.3.0", languages: str = "kaz rus eng"):
        for language in languages.split():
            (folder / f"{language}.traineddata").write_text(language)
        script = folder / "tesseract"
        script.write_text(
            f"""#!/bin/sh
case "$1" in
  --version) echo "tesseract {version}" ;;
  --list-langs) echo 'List of available languages in "{folder}" (3):'; printf '%s\\n' {languages} ;;
  *) {does} ;;
esac
"""
        )
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        ocr.recogniser.cache_clear()

    return put


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A PDF of one page without text."""
    file = tmp_path / "picture.pdf"
    file.write_bytes(pdf(""))
    return file


def problem_of(file: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        load(file, ocr=True)
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize("text", [KK, RU, EN], ids=["kk", "ru", "en"])
def test_the_facts_of_a_scanned_policy_are_found(text: str, tmp_path: Path, tesseract: str) -> None:
    (tmp_path / "typed.txt").write_text(text, encoding="utf-8")
    (tmp_path / "scan.pdf").write_bytes(scan(text))
    typed = audit_document(load(tmp_path / "typed.txt"))
    doc = load(tmp_path / "scan.pdf", ocr=True)
    scanned = audit_document(doc)
    assert len(typed.facts) > 3
    assert [fact.key for fact in scanned.facts] == [fact.key for fact in typed.facts]
    assert doc.languages == typed.document.languages
    for fact in scanned.facts:
        assert all(doc.text[e.start : e.end] == e.quote for e in fact.evidence)
    assert doc.recognised == (Recognised("scan.pdf", tesseract),)
    assert load(tmp_path / "scan.pdf", ocr=True).text == doc.text


def test_pictures_are_left_alone_unless_it_is_asked_for(picture: Path, program: Program) -> None:
    program()
    with pytest.raises(InputError, match="no text layer") as caught:
        load(picture)
    assert "--ocr" in caught.value.remedy
    assert load(picture, ocr=True).text.strip() == "page"


def test_a_text_layer_is_read_though_recognition_is_asked_for(
    tmp_path: Path, program: Program
) -> None:
    program("exit 1")
    (tmp_path / "typed.pdf").write_bytes(pdf("We collect your name."))
    doc = load(tmp_path / "typed.pdf", ocr=True)
    assert "We collect your name." in doc.text
    assert doc.recognised == ()


def test_without_the_program_the_problem_says_what_to_install(
    picture: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", "")
    problem = problem_of(picture)
    assert problem.code == "no_recogniser"
    assert "tesseract-ocr-kaz" in problem.remedy
    with pytest.raises(InputError, match="is not there"):
        run([picture], tmp_path / "out", WITH_PICTURES)
    assert not (tmp_path / "out").exists()


def test_an_old_program_is_none(picture: Path, program: Program) -> None:
    program(version="4.1.1")
    assert problem_of(picture).code == "no_recogniser"


def test_missing_language_data_are_named(picture: Path, program: Program) -> None:
    program(languages="rus eng")
    problem = problem_of(picture)
    assert problem.code == "no_language_data"
    assert problem.message.endswith("for kaz")


@pytest.mark.parametrize(
    ("does", "code"),
    [
        ("echo 12 - 34", "nothing_recognised"),
        ("true", "nothing_recognised"),
        ("echo broken >&2; exit 1", "not_recognised"),
        ("kill -SEGV $$", "not_recognised"),
        ("exec sleep 60", "too_slow"),
    ],
)
def test_what_goes_wrong_on_a_page_is_typed(
    does: str, code: str, picture: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "SECONDS", 20.0 if code != "too_slow" else 0.5)
    program(does)
    assert problem_of(picture).code == code


def test_too_many_pages_are_not_begun(tmp_path: Path, program: Program) -> None:
    program("exit 1")
    (tmp_path / "long.pdf").write_bytes(pdf("", pages=ocr.MAX_PAGES + 1))
    assert problem_of(tmp_path / "long.pdf").code == "too_many_pages"


@pytest.mark.parametrize("box", [b"14400 14400", b"9999999 10", b"1 99999999", b"0 0"])
def test_a_huge_page_makes_no_huge_picture(box: bytes, tmp_path: Path, program: Program) -> None:
    program("read header; echo size $header")
    (tmp_path / "huge.pdf").write_bytes(pdf("").replace(b"600 800", box))
    _, _, width, height, _ = load(tmp_path / "huge.pdf", ocr=True).text.split()
    assert 0 < int(width) * int(height) < 1.01 * ocr.MAX_PIXELS
    assert max(int(width), int(height)) <= ocr.MAX_SIDE + 1


def test_a_picture_that_would_fill_the_memory_is_not_unpacked(
    tmp_path: Path, program: Program
) -> None:
    program()
    image = b"<</Type/XObject/Subtype/Image/Width 90000/Height 90000/ColorSpace/DeviceGray"
    image += b"/BitsPerComponent 8/Length 1>>stream\n \nendstream"
    page = b"1 0 0 1 0 0 cm /I Do"
    data = pdf("").replace(b"<</Length 1>>stream\n \n", b"<</Length 20>>stream\n%s\n" % page)
    data = data.replace(b"/Resources<<", b"/Resources<</XObject<</I 5 0 R>>")
    data = data.replace(b"\nxref", b"\n5 0 obj\n%s\nendobj\nxref" % image)
    (tmp_path / "bomb.pdf").write_bytes(data)
    problem = problem_of(tmp_path / "bomb.pdf")
    assert problem.code == "too_large"
    assert "8,100,000,000 pixels" in problem.message


def test_runs_with_and_without_take_nothing_over_from_each_other(
    tmp_path: Path, tesseract: str
) -> None:
    inputs, out = tmp_path / "in", tmp_path / "out"
    inputs.mkdir()
    (inputs / "scan.pdf").write_bytes(scan(RU))
    (inputs / "typed.txt").write_text(RU, encoding="utf-8")
    plain = run([inputs], out, RULES_ALONE)
    assert [problem.code for problem in plain.problems] == ["no_text_layer"]
    asked = run([inputs], out, WITH_PICTURES)
    assert asked.complete
    assert (asked.reasons, asked.recognised) == ({"recogniser": 2}, 1)
    lines = (out / "records.jsonl").read_bytes()
    again = run([inputs], out, WITH_PICTURES)
    assert (again.reasons, again.recognised) == ({"same": 2}, 1)
    assert (out / "records.jsonl").read_bytes() == lines
    assert run([inputs], out, RULES_ALONE).reasons == {"recogniser": 2}
    scanned, typed = audit_folder(inputs, encoder="none", ocr=True)
    assert [item.by for item in scanned.document.recognised] == [tesseract]
    assert typed.document.recognised == ()


def test_other_language_data_are_another_run(
    tmp_path: Path, picture: Path, program: Program
) -> None:
    program()
    run([picture], tmp_path / "out", WITH_PICTURES)
    program(languages="kaz rus eng best")
    assert run([picture], tmp_path / "out", WITH_PICTURES).reasons == {"same": 1}
    (tmp_path / "bin" / "kaz.traineddata").write_text("better")
    ocr.recogniser.cache_clear()
    assert run([picture], tmp_path / "out", WITH_PICTURES).reasons == {"recogniser": 1}


def test_time_that_was_up_is_tried_again(
    tmp_path: Path, picture: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("exec sleep 60")
    monkeypatch.setattr(ocr, "SECONDS", 0.5)
    slow = run([picture], tmp_path / "out", WITH_PICTURES)
    assert [problem.code for problem in slow.problems] == ["too_slow"]
    monkeypatch.undo()
    program()
    assert run([picture], tmp_path / "out", WITH_PICTURES).complete


def test_a_part_whose_time_was_up_is_tried_again(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "policy.txt").write_text(EN, encoding="utf-8")
    (inputs / "form.pdf").write_bytes(pdf(""))
    line = '{"policy_id": "shop", "files": [{"file": "policy.txt"}, {"file": "form.pdf"}]}'
    (inputs / "manifest.jsonl").write_text(line)
    program("exec sleep 60")
    monkeypatch.setattr(ocr, "SECONDS", 0.5)
    slow = run([inputs], tmp_path / "out", WITH_PICTURES)
    assert [problem.code for problem in slow.problems] == ["too_slow"]
    monkeypatch.undo()
    program()
    again = run([inputs], tmp_path / "out", WITH_PICTURES)
    assert (again.complete, again.recognised) == (True, 1)


def test_a_worker_that_recognises_with_something_else_is_refused(
    picture: Path, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program()
    monkeypatch.setattr("audit.run.recognition.recogniser", iter(["one", "other"]).__next__)
    with pytest.raises(RuleError, match="another tesseract"):
        run([picture], tmp_path / "out", WITH_PICTURES)


def test_the_commands_recognise_and_say_so(tmp_path: Path, tesseract: str) -> None:
    (tmp_path / "scan.pdf").write_bytes(scan(RU))
    command = [sys.executable, "-m", "audit"]
    options = ["--ocr", "--encoder", "none"]
    for words in (
        ["check", "scan.pdf", *options],
        ["run", "scan.pdf", "--out", "out", *options],
    ):
        done = subprocess.run(
            [*command, *words],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "COLUMNS": "200", "PYTHONPATH": str(TESTS.parent)},
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        assert "ecognised from pictures of pages, not read" in done.stdout


@pytest.fixture
def recognised(tmp_path: Path, program: Program) -> Audit:
    """A unit of a typed policy and a scanned form whose name is markup."""
    form = "<b>form.pdf"
    (tmp_path / "policy.txt").write_text(EN, encoding="utf-8")
    (tmp_path / form).write_bytes(pdf(""))
    program("echo 2. We store your data for 3 years. 4. Gone.")
    names = {"policy": "policy.txt", "consent": form}
    parts = tuple(SourcePart(document, tmp_path / name) for document, name in names.items())
    return audit_document(load(Source("shop", parts[0].path, parts=parts), ocr=True))


def test_of_a_unit_only_the_pictures_are_recognised(recognised: Audit) -> None:
    doc = recognised.document
    assert [item.source for item in doc.recognised] == ["<b>form.pdf"]
    (problem,) = recognised.problems
    assert (problem.code, problem.where) == ("recognised", "shop: <b>form.pdf")
    assert doc.recognised[0].by in problem.message


def test_records_tables_pages_and_notebooks_say_what_was_recognised(
    recognised: Audit, tmp_path: Path
) -> None:
    record = to_record(recognised)
    jsonschema.validate(record, record_schema())
    assert from_record(record, recognised.document.text) == recognised
    assert table("policies", [recognised])["recognised"].tolist() == ["<b>form.pdf"]
    site.write([recognised], tmp_path / "site")
    for language in LANGUAGES:
        page = (tmp_path / "site" / language / "shop.html").read_text(encoding="utf-8")
        assert "&lt;b&gt;form.pdf" in page
        assert "<b>form" not in page
        assert recognised.document.recognised[0].by in page
    for shown in (recognised, recognised.document):
        assert "from pictures of pages, not read" in shown._repr_html_()
        assert "&lt;b&gt;form.pdf" in shown._repr_html_()


def test_the_operator_is_not_charged_with_letters_that_were_misread(
    document: Callable[..., Document],
) -> None:
    doc = document("Біз жинаймыз:\n1) аты-жөні;\n2) телефон;\n4) мекенжай.\nСайт: cеntrium.kz.")
    of_pictures = replace(doc, recognised=(Recognised("scan.pdf", "tesseract 5.3.0"),))
    codes = [{finding.code for finding in audit_document(d).findings} for d in (doc, of_pictures)]
    assert codes[0] - codes[1] == {"numbering_gap", "confusable_characters"}


def test_nothing_of_it_is_left_running(
    picture: Path, program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(f"echo $$ > {tmp_path}/pid; exec sleep 60")
    monkeypatch.setattr(ocr, "SECONDS", 1.0)
    assert problem_of(picture).code == "too_slow"
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_its_threads_are_limited_and_ours_are_not(
    picture: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMP_THREAD_LIMIT", raising=False)
    program('echo "limit $OMP_THREAD_LIMIT"')
    assert load(picture, ocr=True).text.strip() == "limit 1"
    assert "OMP_THREAD_LIMIT" not in os.environ
