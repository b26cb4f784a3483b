"""Several files become one text whose parts are the texts of the files."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from bookshop import CONSENT, COOKIES, OPERATOR, POLICY

from audit.collect import describe
from audit.core import Document, InputError
from audit.read import Source, discover, load, segment

RU = "tumar-ru"


def source(folder: Path, policy_id: str = RU) -> Source:
    sources, problems = discover([folder])
    assert problems == []
    return next(entry for entry in sources if entry.policy_id == policy_id)


def rewrite(folder: Path, *lines: dict[str, Any], name: str = "manifest.jsonl") -> None:
    (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def told(doc: Document) -> list[tuple[str, str, str]]:
    return [(part.name, part.source, doc.text[slice(*part.span)]) for part in doc.parts]


def test_a_folder_gives_a_unit_and_no_part_twice(shop: Path) -> None:
    sources, problems = discover([shop])
    assert problems == []
    assert [(s.policy_id, s.operator, len(s.paths)) for s in sources] == [
        ("tumar-kk", OPERATOR, 1),
        (RU, OPERATOR, 3),
    ]


def test_each_part_is_a_slice_of_the_text(shop: Path) -> None:
    doc = load(source(shop))
    assert told(doc) == [
        ("policy", "policy.txt", POLICY),
        ("consent", "consent.txt", CONSENT),
        ("cookies", "cookies.txt", COOKIES),
    ]
    for part in doc.parts:
        assert part.sha256 == Document.of(doc.text[slice(*part.span)]).sha256
    assert doc.text == f"{POLICY}\n\n---\n\n{CONSENT}\n\n---\n\n{COOKIES}"
    assert doc.part_name(doc.text.index("\n---\n") + 1) == ""
    assert doc.language == "ru"


def test_a_single_file_has_no_parts(shop: Path) -> None:
    doc = load(source(shop, "tumar-kk"))
    assert (doc.parts, doc.unread, doc.part_name(0)) == ((), (), "")
    assert doc.scopes == ((0, len(doc.text)),)


def test_files_given_by_hand_are_called_by_their_names(shop: Path) -> None:
    doc = load([shop / "policy.txt", shop / "cookies.txt"])
    assert doc.doc_id == "policy"
    assert [part.name for part in doc.parts] == ["policy", "cookies"]
    assert load([shop / "policy.txt"]) == load(shop / "policy.txt")


def test_several_parts_of_one_kind_are_told_apart(shop: Path) -> None:
    files = [
        {"file": f"{name}.txt", "document": "consent"} for name in ("policy", "consent", "cookies")
    ]
    files[2]["document"] = "consent 2"
    rewrite(shop, {"policy_id": RU, "files": files})
    doc = load(source(shop))
    assert [part.name for part in doc.parts] == ["consent", "consent 2", "consent 2 2"]


def test_no_clause_reaches_into_another_part(shop: Path) -> None:
    doc = load(source(shop))
    clauses = segment(doc)
    assert "".join(doc.text[slice(*clause.span)] for clause in clauses) == doc.text
    for clause in clauses:
        part = doc.part_at(clause.body.start)
        assert part is not None
        assert clause.body.end <= part.span.end
        if clause.parent is not None:
            assert doc.part_at(clauses[clause.parent].body.start) == part
    titles = [doc.text[slice(*clause.body)] for clause in clauses if clause.parent is None]
    assert {text.split("\n")[0] for text in (POLICY, CONSENT, COOKIES)} <= set(titles)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_a_part_that_cannot_be_read_is_a_problem_and_the_rest_is_read(
    shop: Path, order: tuple[int, ...]
) -> None:
    (shop / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    names = ("broken.pdf", "gone.txt", "consent.txt")
    rewrite(shop, {"policy_id": RU, "files": [{"file": names[at]} for at in order]})
    doc = load(source(shop))
    by_name = {part.name: part for part in doc.parts}
    assert [part.source for part in doc.parts] == [names[at] for at in order]
    assert told(doc)[order.index(2)][2] == CONSENT == doc.text
    codes = {name: part.problem.code for name, part in by_name.items() if part.problem}
    assert codes == {"broken": "broken", "gone": "missing"}
    for part in doc.unread:
        assert part.problem
        assert part.problem.where == f"{RU}: {part.source}"
        assert part.problem.remedy
        assert (part.sha256, part.span.end - part.span.start) == ("", 0)


def test_a_unit_of_which_nothing_can_be_read_is_an_error(shop: Path) -> None:
    rewrite(shop, {"policy_id": RU, "files": [{"file": "gone.txt"}, {"file": "lost.txt"}]})
    with pytest.raises(InputError, match="none of the 2 parts") as caught:
        load(source(shop))
    assert caught.value.code == "missing"
    assert "gone.txt" in caught.value.where


def test_a_unit_that_is_too_long_is_an_error(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("audit.read.load"), "MAX_CHARACTERS", len(POLICY))
    with pytest.raises(InputError, match="characters") as caught:
        load(source(shop))
    assert caught.value.code == "too_large"


@pytest.mark.parametrize(
    "files",
    [
        [],
        "policy.txt",
        ["policy.txt"],
        [{"document": "policy"}],
        [{"file": "policy.txt"}, {"file": "policy.txt"}],
        [{"file": "../outside.txt"}],
        None,
        7,
    ],
)
def test_a_wrong_list_of_files_is_a_problem_of_its_line(shop: Path, files: object) -> None:
    rewrite(shop, {"policy_id": RU, "files": files}, {"policy_id": "kk", "file": "kk.txt"})
    sources, (problem,) = discover([shop / "manifest.jsonl"])
    assert [entry.policy_id for entry in sources] == ["kk"]
    assert problem.code == "bad_manifest"
    assert problem.where.endswith(":1")
    describe(shop)


def test_a_part_that_changed_since_the_manifest_is_named(shop: Path) -> None:
    files = [{"file": "policy.txt"}, {"file": "consent.txt", "sha256": "0" * 64}]
    rewrite(shop, {"policy_id": RU, "files": files})
    _, (problem,) = discover([shop / "manifest.jsonl"])
    assert problem.code == "changed_file"
    assert problem.where.endswith("consent.txt")


def test_the_data_package_describes_the_files_of_a_unit(shop: Path) -> None:
    described = describe(shop)
    paths = [resource["path"] for resource in described["resources"]]
    assert paths == ["manifest.jsonl", "consent.txt", "cookies.txt", "kk.txt", "policy.txt"]
    (manifest, *_) = described["resources"]
    types = {field["name"]: field["type"] for field in manifest["schema"]["fields"]}
    assert types["files"] == "array"


def line(document: str, language: str, **more: str) -> dict[str, str]:
    """A line of a snapshot of one operator; with a `state` nothing was got."""
    name = f"tumar-{document}-{language}".rstrip("-")
    known = {"policy_id": name, "key": "tumar", "document": document, "language": language}
    return {**known, **({} if "state" in more else {"file": f"{document}.txt"}), **more}


def snapshot(folder: Path, *lines: dict[str, str]) -> tuple[list[Source], list[str]]:
    rewrite(folder, *lines, name="snapshot-2026-01-01T000000Z.jsonl")
    sources, problems = discover([folder / "snapshot-2026-01-01T000000Z.jsonl"])
    return sources, [problem.code for problem in problems]


def test_what_was_collected_of_one_operator_in_one_language_is_a_unit(shop: Path) -> None:
    (other, kazakh, russian), problems = snapshot(
        shop,
        line("consent", "ru"),
        line("cookies", "ru"),
        line("cookies", "en"),
        line("policy", "ru"),
        line("policy", "kk", file="kk.txt"),
        {**line("policy", "ru", file="kk.txt"), "policy_id": "other", "key": "other"},
    )
    assert problems == []
    assert (other.policy_id, kazakh.policy_id, russian.policy_id) == (
        "other",
        "tumar-policy-kk",
        "tumar-policy-ru",
    )
    assert [part.document for part in russian.parts] == ["policy", "consent", "cookies"]
    assert other.parts == kazakh.parts == ()


def test_a_consent_form_without_its_policy_is_not_judged(shop: Path) -> None:
    missed = line("policy", "", state="not_found")
    assert snapshot(shop, line("consent", "ru"), missed) == ([], ["not_found"])


@pytest.mark.parametrize("language", ["ru", ""])
def test_a_form_that_was_not_got_is_an_unread_part(shop: Path, language: str) -> None:
    (unit,), problems = snapshot(
        shop, line("consent", language, state="blocked", url="https://x"), line("policy", "ru")
    )
    assert problems == []
    doc = load(unit)
    (part,) = doc.unread
    assert part.problem
    assert (part.name, part.problem.code) == ("consent", "blocked")
    assert doc.text == POLICY


def test_a_form_that_the_site_does_not_have_is_no_part(shop: Path) -> None:
    (unit,), problems = snapshot(
        shop,
        line("consent", "ru", state="not_found"),  # was there, and is not now
        line("cookies", "", state="not_found"),
        line("policy", "ru"),
    )
    assert unit.parts == ()
    assert problems == ["not_found"]
