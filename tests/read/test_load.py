import json
from pathlib import Path

import docx
import pytest

from audit.core import InputError
from audit.read import discover, load, segment

TEXT = "Политика\n\nМы собираем имя и телефон."


def test_html_keeps_lists_and_headings_and_drops_scripts(tmp_path: Path) -> None:
    page = tmp_path / "p.html"
    page.write_text(
        "<html><head><meta charset='utf-8'><title>t</title><script>alert(1)</script></head><body>"
        "<h2>Данные</h2><p>Мы собираем:</p><ul><li>имя;</li><li>e-mail.</li></ul></body></html>",
        encoding="utf-8",
    )
    doc = load(page)
    assert "alert" not in doc.text
    assert "## Данные" in doc.text
    items = [doc.text[slice(*c.body)] for c in segment(doc) if c.kind == "item"]
    assert items == ["имя;", "e-mail."]


def test_html_in_an_old_code_page(tmp_path: Path) -> None:
    page = tmp_path / "p.html"
    page.write_bytes("<meta charset=windows-1251><p>Политика обработки данных</p>".encode("cp1251"))
    assert "Политика обработки данных" in load(page).text


def test_docx_keeps_the_order_of_paragraphs_and_tables(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Деректер", level=1)
    document.add_paragraph("аты-жөні", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Мерзім", "3 жыл"
    document.save(str(tmp_path / "p.docx"))
    assert load(tmp_path / "p.docx").text.split("\n") == [
        "# Деректер",
        "- аты-жөні",
        "Мерзім: 3 жыл",
    ]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("p.txt", b"", "empty"),
        ("p.txt", b"\x89PNG\r\n\x1a\n" + bytes(99), "binary"),
        ("p.xlsx", b"x", "unsupported"),
        ("p.pdf", b"%PDF-1.4 broken", "broken"),
        ("p.docx", b"PK\x03\x04 broken", "broken"),
        ("p.txt", b"12345 - 678", "empty"),
    ],
)
def test_trouble_names_file_cause_and_remedy(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as caught:
        load(tmp_path / name)
    assert caught.value.code == code
    assert name in caught.value.where
    assert caught.value.remedy


def test_files_beside_a_manifest_are_taken_too(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    entry = {"policy_id": "bank", "file": "a.txt", "operator": "«Банк» АҚ"}
    (tmp_path / "manifest.jsonl").write_text(json.dumps(entry), encoding="utf-8")
    sources, problems = discover([tmp_path])
    assert [(s.policy_id, s.operator) for s in sources] == [("b", ""), ("bank", "«Банк» АҚ")]
    assert not problems


def test_a_broken_manifest_line_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "manifest.jsonl").write_text(
        '{"policy_id": "a"\n{"policy_id": "x", "file": "../../etc/passwd"}'
    )
    sources, problems = discover([tmp_path])
    assert [s.policy_id for s in sources] == ["a"]
    assert [p.where.rsplit(":", 1)[1] for p in problems] == ["1", "2"]
    assert {p.code for p in problems} == {"bad_manifest"}


def test_a_changed_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    entry = {"policy_id": "a", "file": "a.txt", "sha256": "0" * 64}
    (tmp_path / "manifest.jsonl").write_text(json.dumps(entry))
    sources, problems = discover([tmp_path])
    assert len(sources) == 1
    assert problems[0].code == "changed_file"


def test_two_files_of_one_name_are_not_mixed_up(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "p.txt").write_text(TEXT + folder, encoding="utf-8")
    sources, problems = discover([tmp_path / "one", tmp_path / "two"])
    assert len(sources) == 1
    assert problems[0].code == "duplicate_id"
