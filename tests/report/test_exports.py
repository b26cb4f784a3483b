from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package

from audit.core import Audit, InputError
from audit.facts.codebook import codebook, concept
from audit.report import WRITERS
from audit.report.datapackage import dictionary
from audit.report.jsonld import CONTEXT
from audit.report.tables import COLUMNS


@pytest.fixture(scope="module")
def linked(
    audits: dict[str, Audit], tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    out = tmp_path_factory.mktemp("linked")
    WRITERS["jsonld"](list(audits.values()), out)
    document = json.loads((out / "policies.jsonld").read_text(encoding="utf-8"))
    assert document["@context"] == CONTEXT
    graph: list[dict[str, Any]] = document["@graph"]
    return graph


def of_type(graph: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [node for node in graph if node["@type"] == name]


def test_every_policy_has_a_notice_and_a_process(
    linked: list[dict[str, Any]], audits: dict[str, Audit]
) -> None:
    notices = of_type(linked, "dpv:PrivacyNotice")
    assert [node["dct:identifier"][0] for node in notices] == list(audits)
    assert len(of_type(linked, "dpv:Process")) == len(audits)
    assert len({node["@id"] for node in linked}) == len(linked)


def test_concepts_are_those_of_the_facts(
    linked: list[dict[str, Any]], audits: dict[str, Audit]
) -> None:
    for node, audit in zip(of_type(linked, "dpv:Process"), audits.values(), strict=True):
        told = {item["@id"] for item in node.get("dpv:hasPersonalData", [])}
        assert told == {
            concept("data_categories", fact.code)
            for fact in audit.facts
            if fact.field == "data_categories" and concept("data_categories", fact.code)
        }
    assert any(node.get("dpv:hasPurpose") for node in of_type(linked, "dpv:Process"))
    assert any(node.get("dpv:hasLegalBasis") for node in of_type(linked, "dpv:Process"))


def test_what_is_denied_is_no_personal_data_of_the_process(
    linked: list[dict[str, Any]], audits: dict[str, Audit]
) -> None:
    denied = [f for audit in audits.values() for f in audit.facts if f.polarity == "denied"]
    assert denied
    annotations = of_type(linked, "oa:Annotation")
    for fact in denied:
        own = {"@id": f"code:{fact.field}.{fact.code}"}
        assert [own] in [node["oa:hasBody"] for node in annotations]


def test_every_quote_is_there_at_its_place(
    linked: list[dict[str, Any]], audits: dict[str, Audit]
) -> None:
    texts = {f"policy:{name}": audit.document.text for name, audit in audits.items()}
    quotes = 0
    for node in of_type(linked, "oa:Annotation"):
        for target in node["oa:hasTarget"]:
            if "oa:hasSelector" not in target:
                continue
            quote, place = target["oa:hasSelector"]
            text = texts[target["oa:hasSource"]["@id"]]
            assert text[place["oa:start"] : place["oa:end"]] == quote["oa:exact"]
            quotes += 1
    assert quotes == sum(len(f.evidence) for audit in audits.values() for f in audit.facts)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_is_the_same_bytes_twice(
    tmp_path: Path, audits: dict[str, Audit], name: str
) -> None:
    written = []
    for folder in (tmp_path / "one" / "deep", tmp_path / "two"):
        WRITERS[name]([audits["cpm.kz"], audits["pytkamnet.kz"]], folder)
        written.append(files_of(folder))
    assert written[0] == written[1]
    assert all(written[0].values())
    assert written[0]


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "site"])
def test_a_full_disk_leaves_the_files_of_before(
    tmp_path: Path, audits: dict[str, Audit], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    WRITERS[name]([audits["cpm.kz"]], tmp_path)
    before = files_of(tmp_path)

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("audit.core.files.os.chmod", full)
    with pytest.raises(InputError, match="No space left") as caught:
        WRITERS[name](list(audits.values()), tmp_path)
    assert caught.value.code == "disk_full"
    assert files_of(tmp_path) == before


def test_concepts_of_the_codebook_have_a_known_prefix() -> None:
    named = [
        code.dpv
        for field in codebook().fields.values()
        for code in field.codes.values()
        if code.dpv
    ]
    assert len(named) > 40
    assert {name.partition(":")[0] for name in named} <= set(CONTEXT)


def test_tables_are_a_valid_data_package(tmp_path: Path, audits: dict[str, Audit]) -> None:
    for name in ("csv", "parquet", "datapackage"):
        WRITERS[name](list(audits.values()), tmp_path)
    package = Package(str(tmp_path / "datapackage.json"))
    assert {r.name for r in package.resources} == {
        name for table in COLUMNS for name in (table, f"{table}-parquet")
    }
    report = package.validate()
    assert report.valid, report.flatten(["name", "message"])
    policies = tmp_path / "policies.csv"
    policies.write_bytes(policies.read_bytes().replace(b"cpm.kz", b"cpm_kz"))
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_every_table_and_column_is_described() -> None:
    assert set(dictionary().tables) == set(COLUMNS)
    assert set(dictionary().columns) == {name for table in COLUMNS.values() for name in table}
