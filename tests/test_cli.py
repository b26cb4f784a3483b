import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from audit.core.codec import record_schema
from audit.report.names import phrases

ROOT = Path(__file__).parents[1]


def call(
    *arguments: object, cwd: Path = ROOT, rules: Path | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "200", "PYTHONPATH": str(rules or ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "audit", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environment,
        timeout=300,
    )


def test_a_run_writes_the_output_contract(tmp_path: Path) -> None:
    done = call("run", "data/raw", "--out", tmp_path, "--csv", "--site", tmp_path / "site")
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "records.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert [r["policy_id"] for r in records] == sorted(r["policy_id"] for r in records)
    assert len(records) == 5
    assert set(records[0]) == set(record_schema()["required"])
    for record in records:
        assert list(record) == sorted(record)
        assert (tmp_path / "texts" / f"{record['policy_id']}.txt").exists()
    for table in ("policies", "clauses", "facts", "verdicts", "findings", "contacts"):
        assert (tmp_path / f"{table}.parquet").stat().st_size > 0
        assert (tmp_path / f"{table}.csv").stat().st_size > 0
    assert (tmp_path / "site" / "index.html").exists()


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert (
            call(
                "run", "data/raw", "--out", tmp_path / name, "--jobs", "2" if name == "two" else "1"
            ).returncode
            == 0
        )
    one, two = (tmp_path / name / "records.jsonl" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_check_speaks_the_language(language: str) -> None:
    file = "data/raw/emaluplus-vko.kz.txt"
    done = call("check", file, "--encoder", "none", "--language", language)
    assert done.returncode == 0, done.stderr
    own = re.sub(r"“[^”]*”|«[^»]*»", "", done.stdout)
    latin = set(re.findall(r"\b[A-Za-z]{3,}\b", own))
    names = {"emaluplus", "vko", "cookie", "Cookie", "mail", "SMS", "GDPR", "Google", "Analytics"}
    assert latin <= names
    assert all(phrases(language)[key] in own for key in ("criterion", "reason", "facts", "code"))
    assert not re.search(r"\b\d\d\.\d\b", own)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(ROOT / "data" / "raw" / "cpm.kz.txt", folder / "good.txt")
    return folder


@pytest.mark.parametrize(
    ("name", "data", "cause"),
    [
        ("empty.txt", b"", "empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(200), "binary"),
        ("manifest.jsonl", b"{broken", "manifest is wrong"),
        ("scan.pdf", b"%PDF-1.7 nothing", "broken"),
    ],
)
def test_trouble_is_said_once_and_the_rest_is_done(
    tmp_path: Path, corpus: Path, name: str, data: bytes, cause: str
) -> None:
    (corpus / name).write_bytes(data)
    done = call("run", corpus, "--out", tmp_path / "out")
    assert done.returncode == 3
    assert done.stderr.count("problem:") == 1
    assert cause in done.stderr
    assert name in done.stderr
    assert "remedy:" in done.stderr
    assert "Traceback" not in done.stderr
    assert len((tmp_path / "out" / "records.jsonl").read_text().splitlines()) == 1
    assert len((tmp_path / "out" / "problems.jsonl").read_text().splitlines()) == 1


def test_a_missing_input_does_not_stop_the_others(tmp_path: Path, corpus: Path) -> None:
    done = call("run", corpus / "nothing.txt", corpus, "--out", tmp_path / "out")
    assert done.returncode == 3
    assert "nothing.txt" in done.stderr
    assert len((tmp_path / "out" / "records.jsonl").read_text().splitlines()) == 1


def test_a_folder_without_policies_is_said(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    done = call("run", tmp_path / "in", "--out", tmp_path / "out")
    assert done.returncode == 3
    assert "holds no policies" in done.stderr


def test_a_broken_rule_file_is_named_and_the_other_fields_are_done(
    tmp_path: Path, corpus: Path
) -> None:
    shutil.copytree(
        ROOT / "audit", tmp_path / "pkg" / "audit", ignore=shutil.ignore_patterns("__pycache__")
    )
    broken = tmp_path / "pkg" / "audit" / "facts" / "fields" / "retention.yaml"
    broken.write_text(broken.read_text(encoding="utf-8") + "\n  nonsense: [\n", encoding="utf-8")
    done = call("run", corpus, "--out", tmp_path / "out", cwd=tmp_path, rules=tmp_path / "pkg")
    assert done.returncode == 3
    assert "retention.yaml:" in done.stderr
    record = json.loads((tmp_path / "out" / "records.jsonl").read_text())
    assert not [f for f in record["facts"] if f["field"] == "retention"]
    assert [f for f in record["facts"] if f["field"] == "purposes"]
    statuses = {v["criterion"]: v["status"] for v in record["verdicts"]}
    assert statuses["KZ-27"] == "not_assessable"
    assert statuses["KZ-01"] == "partial"


@pytest.mark.parametrize(
    "arguments", [("run",), ("check",), ("nonsense",), ("run", "x", "--out"), ("rules", "KZ-99")]
)
def test_usage_errors_exit_with_2(arguments: tuple[str, ...]) -> None:
    done = call(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_check_is_readable(language: str) -> None:
    done = call("check", "data/raw/emaluplus-vko.kz.txt", "--language", language)
    assert done.returncode == 0, done.stderr
    assert "KZ-27" in done.stdout
    assert "мерзімі шектеусіз" in done.stdout


def test_check_of_a_missing_file_says_so() -> None:
    done = call("check", "nothing.txt")
    assert done.returncode == 3
    assert "there is no such file" in done.stderr


def test_rules_lists_and_explains() -> None:
    assert call("rules").stdout.count("KZ-") >= 40
    one = call("rules", "KZ-27").stdout
    assert "94-V art. 12(2)" in one
    assert "Operator's duty · Critical · Asked since: November 2013" in one
    assert "Violated: " in one


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ("п. 2 ст. 12", "Обязанность оператора", "Критично", "ноября 2013", "Нарушено: ")),
        (
            "kk",
            ("12-баптың 2-тармағының", "Оператордың міндеті", "2013 жылғы қараша", "Бұзылған: "),
        ),
    ],
)
def test_rules_speaks_the_language(language: str, words: tuple[str, ...]) -> None:
    one = call("rules", "KZ-27", "--language", language).stdout
    assert [word for word in words if word not in one] == []
    own = "\n".join(line for line in one.splitlines() if "“" not in line)  # examples are quotes
    known = own.replace("KZ-27", "").replace("94-V", "")
    assert re.findall("[A-Za-z]{2,}", known) == []


def test_evaluate_prints_the_figures(tmp_path: Path) -> None:
    assert call("run", "data/raw", "--out", tmp_path).returncode == 0
    done = call("evaluate", "data/gold", tmp_path, "--codes")
    assert done.returncode == 0
    assert "all fields, kk" in done.stdout
    assert "verdicts agree" in done.stdout


def test_search_finds_a_clause_by_meaning(tmp_path: Path) -> None:
    assert call("run", "data/raw", "--out", tmp_path).returncode == 0
    done = call("search", "data are kept without any time limit", tmp_path, "--top", 3)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.strip().splitlines()) >= 3
