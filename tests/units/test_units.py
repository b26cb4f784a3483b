"""A unit is judged as one, every fact says where it stands, and nothing reaches across its parts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from bookshop import CONSENT, COOKIES, POLICY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit import cli
from audit.conflict import versions
from audit.core import Audit, Document, Evidence, Part, Problem, Span
from audit.core.codec import dump_line, from_record, record_schema, to_record
from audit.facts.match import Matcher
from audit.facts.rules import load_ruleset
from audit.history.causes import differences
from audit.law import rejudge
from audit.pipeline import audit_document, default_as_of
from audit.read import discover, load, segment
from audit.report import site
from audit.report.tables import table
from audit.run import Settings, read_audits, run

RU = "tumar-ru"
RULES_ALONE = Settings(encoder="none")
PARTS = ("policy", "consent", "cookies")


def unit(*texts: str, language: str = "ru") -> Document:
    """The unit of `texts`, as reading it from files would make it."""
    text, parts = "", []
    for number, own in enumerate(texts):
        text += ("\n\n---\n\n" if text else "") + own
        span = Span(len(text) - len(own), len(text))
        parts.append(Part(f"part {number}", "part", "", Document.of(own).sha256, span))
    doc = Document.of(text, language=language, languages=(language,))
    return replace(doc, parts=tuple(parts))


def audited(folder: Path, policy_id: str = RU) -> Audit:
    (source,) = (entry for entry in discover([folder])[0] if entry.policy_id == policy_id)
    return audit_document(load(source))


def evidence_of(audit: Audit) -> Iterator[Evidence]:
    for thing in (*audit.facts, *audit.cues, *audit.verdicts, *audit.findings):
        yield from thing.evidence
    yield from (contact.evidence for contact in audit.contacts)


def statuses(audit: Audit) -> dict[str, str]:
    return {verdict.criterion_id: verdict.status for verdict in audit.verdicts}


def test_what_the_consent_form_says_is_not_missing(shop: Path) -> None:
    alone = statuses(audit_document(load(shop / "policy.txt")))
    together = statuses(audited(shop))
    assert {name: alone[name] for name in ("KZ-17", "KZ-18")} == {
        "KZ-17": "missing",
        "KZ-18": "missing",
    }
    assert (together["KZ-17"], together["KZ-18"]) == ("met", "partial")


def test_every_quote_stands_in_one_part(shop: Path) -> None:
    audit = audited(shop)
    doc = audit.document
    names = {doc.part_name(item.start) for item in evidence_of(audit)}
    assert names == set(PARTS)
    for item in evidence_of(audit):
        part = doc.part_at(item.start)
        assert part is not None
        assert item.end <= part.span.end


def test_the_record_names_the_parts_and_gives_the_audit_back(shop: Path) -> None:
    audit = audited(shop)
    record = to_record(audit)
    jsonschema.validate(record, record_schema())
    assert [part["name"] for part in record["parts"]] == list(PARTS)
    (fact,) = (f for f in record["facts"] if f["code"] == "google_analytics")
    assert {item["part"] for item in fact["evidence"]} == {"cookies"}
    assert {item["part"] for item in record["contacts"]["emails"]} == {"consent"}
    back = from_record(json.loads(dump_line(record)), audit.document.text)
    assert back.document == audit.document
    assert dump_line(to_record(back)) == dump_line(record)


def test_the_record_of_a_single_file_knows_no_parts(shop: Path) -> None:
    line = dump_line(to_record(audited(shop, "tumar-kk")))
    assert '"part"' not in line
    assert '"parts"' not in line


def test_a_contradiction_shows_which_document_says_what(shop: Path) -> None:
    audit = audited(shop)
    (finding,) = (f for f in audit.findings if f.code == "contradiction_transfer")
    parts = [audit.document.part_name(item.start) for item in finding.evidence]
    assert parts[0] == "policy"
    assert set(parts[1:])
    assert set(parts[1:]) <= {"consent", "cookies"}
    rows = table("findings", [audit])
    shown = rows[rows["code"] == "contradiction_transfer"]["part"]
    assert list(shown) == parts


def test_a_reference_is_sought_in_its_own_part(shop: Path) -> None:
    found = {finding.code: finding for finding in audited(shop).findings}
    (item,) = found["broken_reference"].evidence
    assert "2.1" in item.quote
    glued = audit_document(Document.of(POLICY + CONSENT, language="ru", languages=("ru",)))
    assert "broken_reference" not in {finding.code for finding in glued.findings}


LISTED = "Мы собираем:\n1) имя;\n2) телефон."
ON = "4) адрес;\n5) фото."


def test_numbering_begins_anew_in_each_part() -> None:
    def gaps(doc: Document) -> bool:
        return "numbering_gap" in {finding.code for finding in audit_document(doc).findings}

    assert gaps(Document.of(f"{LISTED}\n{ON}", language="ru", languages=("ru",)))
    assert not gaps(unit(LISTED, ON))
    assert gaps(unit("Политика", f"{LISTED}\n{ON}"))


def test_nearness_ends_with_a_part() -> None:
    ends = f"{POLICY}Лицо, ответственное за организацию обработки персональных данных, — юрист."
    begins = "Почта магазина: help@tumarkitap.kz"
    glued = Document.of(f"{ends}\n{begins}", language="ru", languages=("ru",))
    assert statuses(audit_document(glued))["KZ-05"] == "met"
    assert statuses(audit_document(unit(ends, begins)))["KZ-05"] == "partial"


def test_a_bare_date_at_the_head_of_a_part_is_its_date() -> None:
    doc = unit(POLICY, f"Согласие\n01.02.2026\n{CONSENT}")
    dates = [c for c in audit_document(doc).contacts if c.kind == "effective_dates"]
    assert [(c.value, doc.part_name(c.evidence.start)) for c in dates] == [("2026-02-01", "part 1")]


LINES = [line for text in (POLICY, CONSENT, COOKIES) for line in text.splitlines()] + [
    "Мы не собираем:",
    "- паспортные данные;",
    "- e-mail.",
    "Мы вправе передавать:",
    "",
]
TEXTS = st.lists(st.sampled_from(LINES), min_size=1, max_size=12).map("\n".join)
SETTINGS = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def hits(doc: Document) -> list[tuple[str, int, int, str]]:
    found = Matcher(doc, segment(doc), load_ruleset()).hits()
    return [(hit.rule.rule_id, *hit.span, hit.reach) for hit in found]


@given(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=3))
@SETTINGS
def test_a_part_says_alone_what_it_says_in_the_unit(texts: list[str]) -> None:
    doc = unit(*texts)
    alone = [
        (rule, start + part.span.start, end + part.span.start, reach)
        for part, text in zip(doc.parts, texts, strict=True)
        for rule, start, end, reach in hits(Document.of(text, language="ru", languages=("ru",)))
    ]
    assert hits(doc) == alone
    assert [doc.text[slice(*part.span)] for part in doc.parts] == texts


def unread(folder: Path, name: str = "consent.txt") -> Audit:
    """The unit with one of its files empty."""
    (folder / name).write_bytes(b"")
    return audited(folder)


def test_silence_beside_an_unread_part_is_not_assessable(shop: Path) -> None:
    audit = unread(shop)
    assert {problem.code for problem in audit.problems} == {"empty"}
    by_status: dict[str, list[str]] = {}
    for verdict in audit.verdicts:
        by_status.setdefault(verdict.status, []).append(verdict.criterion_id)
        if not verdict.evidence:
            assert verdict.status == "not_assessable"
            assert all("consent.txt" in text for text in verdict.reason)
        if verdict.status == "partial":
            assert all("consent.txt" in text for text in verdict.reason)
    assert "missing" not in by_status
    assert by_status["met"]
    assert "KZ-18" in by_status["not_assessable"]
    assert audit.score.assessed < 0.6
    again = rejudge(audit, default_as_of())
    assert again.verdicts == audit.verdicts
    jsonschema.validate(to_record(audit), record_schema())


def with_lost_part(doc: Document) -> Document:
    """`doc` as a unit that has one more part, which could not be read."""
    problem = Problem("empty", "the file is empty", "shop: consent.pdf", "collect it again")
    at = Span(len(doc.text), len(doc.text))
    return replace(doc, parts=(*doc.parts, Part("consent", "consent", "c.pdf", "", at, problem)))


@pytest.mark.parametrize(
    ("criterion", "text", "status", "beside_unread"),
    [
        ("KZ-03", "Обработка ведётся по закону № 152-ФЗ.", "violated", "not_assessable"),
        ("KZ-01", "Мы торгуем книгами.", "violated", "not_assessable"),
        ("KZ-04", "Мы торгуем книгами.", "met", "not_assessable"),
        ("KZ-27", "Данные хранятся бессрочно.", "violated", "violated"),
        ("KZ-22", "Трансграничная передача данных не осуществляется.", "met", "met"),
        ("KZ-01", "Оператор — ТОО «Тұмар Кітап».", "partial", "partial"),
        ("KZ-08", "Мы не собираем имя, телефон и адреса электронной почты.", "not_applicable", "not_assessable"),
    ],
)  # fmt: skip
def test_only_what_an_unread_part_could_not_turn_is_judged(
    criterion: str, text: str, status: str, beside_unread: str
) -> None:
    doc = unit(f"{text}\n" + "Мы дорожим доверием каждого читателя и пишем просто.\n" * 6)
    assert statuses(audit_document(doc))[criterion] == status
    assert statuses(audit_document(with_lost_part(doc)))[criterion] == beside_unread


DEFINED = """Термины и определения
Персональные данные — любая информация о пользователе: имя, телефон, адрес электронной почты.
"""


def test_that_data_stand_only_in_a_definition_is_not_known_beside_an_unread_part() -> None:
    def only_defined(doc: Document) -> tuple[bool, bool]:
        audit = audit_document(doc)
        found = {finding.code for finding in audit.findings}
        cues = {cue.code for cue in audit.cues}
        return "definitions_only_data" in found, "data_in_definition" in cues

    assert only_defined(unit(DEFINED)) == (True, True)
    assert only_defined(unit(DEFINED, "Мы собираем имя и телефон.")) == (False, False)
    assert only_defined(with_lost_part(unit(DEFINED))) == (False, False)


def test_a_run_takes_over_a_unit_until_one_of_its_parts_changes(shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run([shop], out, RULES_ALONE).reasons == {"new": 2}
    assert run([shop], out, RULES_ALONE).reasons == {"same": 2}
    for name in ("policy.txt", "consent.txt", "cookies.txt"):
        with (shop / name).open("a", encoding="utf-8") as file:
            file.write("Мы отвечаем в течение трёх рабочих дней.\n")
        assert run([shop], out, RULES_ALONE).reasons == {"same": 1, "text": 1}
    manifest = shop / "manifest.jsonl"
    before = manifest.read_text(encoding="utf-8")
    manifest.write_text(before.replace('"document": "cookies"', '"document": "notice"'))
    assert run([shop], out, RULES_ALONE).reasons == {"same": 1, "text": 1}
    (_, audit) = read_audits(out)
    assert [part.name for part in audit.document.parts] == ["policy", "consent", "notice"]


def test_a_run_says_which_part_it_could_not_read(shop: Path, tmp_path: Path) -> None:
    (shop / "cookies.txt").unlink()
    out = tmp_path / "out"
    for expected in ("new", "same"):
        result = run([shop], out, RULES_ALONE)
        assert result.reasons == {expected: 2}
        assert [(p.code, p.where) for p in result.problems] == [("missing", f"{RU}: cookies.txt")]
        (line,) = (out / "problems.jsonl").read_text(encoding="utf-8").splitlines()
        assert json.loads(line) == result.problems[0].as_dict()
    assert result.policies == 2
    assert not result.complete
    (shop / "cookies.txt").write_text(COOKIES, encoding="utf-8")
    assert run([shop], out, RULES_ALONE).complete


def test_processes_write_the_same_bytes(shop: Path, tmp_path: Path) -> None:
    (shop / "cookies.txt").unlink()
    for jobs in (1, 2):
        run([shop], tmp_path / str(jobs), RULES_ALONE, jobs=jobs)
    one, two = ((tmp_path / str(jobs) / "records.jsonl").read_bytes() for jobs in (1, 2))
    assert one == two
    assert str(tmp_path).encode() not in one


def test_a_part_that_could_not_be_read_is_no_change_by_the_operator(shop: Path) -> None:
    before = audited(shop)
    after = unread(shop)
    assert {change.cause for change in differences([before], [after])} == {"collection"}
    (shop / "consent.txt").write_text(CONSENT.replace("три года", "пять лет"), encoding="utf-8")
    assert {c.cause for c in differences([before], [audited(shop)])} == {"operator"}


def test_tables_say_in_which_part(shop: Path) -> None:
    audit = audited(shop)
    for name in ("clauses", "facts", "verdicts", "findings", "contacts"):
        rows = table(name, [audit])
        quoted = rows[rows["start"].notna()]
        assert set(quoted["part"]) <= set(PARTS)
        assert len(quoted) > 0
    policies = table("policies", [audit, audited(shop, "tumar-kk"), unread(shop)])
    assert list(policies["parts"]) == ["policy, consent, cookies", "", "policy, consent, cookies"]
    assert list(policies["unread"]) == ["", "", "consent"]


def test_the_page_says_in_which_document_a_quote_stands(shop: Path, tmp_path: Path) -> None:
    site.write([unread(shop, "cookies.txt"), audited(shop, "tumar-kk")], tmp_path)
    page = (tmp_path / "ru" / f"{RU}.html").read_text(encoding="utf-8")
    assert "Форма согласия:</small>" in page
    assert "Уведомление о файлах cookie</a> (прочитать не удалось)" in page
    kazakh = (tmp_path / "ru" / "tumar-kk.html").read_text(encoding="utf-8")
    assert 'class="part"' not in kazakh


def test_a_unit_is_compared_with_the_version_in_the_other_language(shop: Path) -> None:
    audits = [audited(shop), audited(shop, "tumar-kk")]
    told = {(d.kind, d.policy_id, d.field, d.code) for d in versions.version_differences(audits)}
    assert ("missing", RU, "trackers", "google_analytics") in told
    assert not any(field == "data_categories" and code == "phone" for _, _, field, code in told)


def check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: object
) -> tuple[int, str, str]:
    for console in (cli.out, cli.err):
        monkeypatch.setattr(console, "width", 300)
    monkeypatch.setattr(sys, "argv", ["audit", "check", *map(str, arguments), "--encoder", "none"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0), *capsys.readouterr()


def test_check_takes_several_files_as_one(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [shop / f"{name}.txt" for name in PARTS]
    code, said, trouble = check(monkeypatch, capsys, *files, "--language", "en")
    assert (code, trouble) == (0, "")
    assert "Consent form: consent.txt" in said
    assert "Cookie notice: “Google Analytics”" in said
    code, said, trouble = check(monkeypatch, capsys, *files, shop / "gone.txt")
    assert code == cli.INCOMPLETE
    assert "gone.txt" in trouble
    assert "Privacy policy: " in said


def test_check_of_one_file_says_nothing_of_parts(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, _ = check(monkeypatch, capsys, shop / "policy.txt")
    assert code == 0
    assert "Privacy policy:" not in said
