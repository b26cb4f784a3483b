from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from collect_server import HASTE, World, to_loopback
from collect_sites import cases, neighbours
from frictionless import Package

from audit.collect import Wire, collect, describe


def collected(tmp_path: Path, world: World, port: int, hour: int) -> Path:
    chosen = [case for case in cases(port) if case.host in ("tolyq.kz", "eki-pdf.kz")]
    world.sites = {**{case.host: case.site for case in chosen}, **neighbours(port)}
    listed = tmp_path / "list.csv"
    rows = [f"{case.name},http://{case.host}:{port}/" for case in chosen]
    rows.append(f"Nobody,http://nowhere.kz:{port}/")
    listed.write_text("operator,url\n" + "\n".join(rows), encoding="utf-8")
    out = tmp_path / "raw"
    wire = Wire(allow_private=True, resolver=to_loopback)
    now = datetime.datetime(2026, 11, 27, hour, tzinfo=datetime.UTC)
    collect([listed], out, manners=HASTE, wire=wire, now=lambda: now)
    return out


def test_a_collection_is_a_valid_data_package(tmp_path: Path, world: World, port: int) -> None:
    out = collected(tmp_path, world, port, 10)
    out = collected(tmp_path, world, port, 11)
    package = Package(str(out / "datapackage.json"))
    assert len([r for r in package.resources if r.name.startswith("snapshot")]) == 2
    report = package.validate()
    assert report.valid, report.flatten(["name", "message"])
    rows = package.get_resource("snapshot-2026-11-27t100000z").read_rows()
    assert {row["state"] for row in rows} == {"found", "unreachable"}
    file = out / next(str(row["file"]) for row in rows if row["file"])
    file.write_bytes(b"tampered")
    assert not Package(str(out / "datapackage.json")).validate().valid


@pytest.mark.parametrize("data", [b'{"name": "mine"}', b"not json", b"\xff\xfe"])
def test_a_package_of_somebody_else_is_left_alone(
    tmp_path: Path, world: World, port: int, data: bytes
) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "datapackage.json").write_bytes(data)
    out = collected(tmp_path, world, port, 10)
    assert (out / "datapackage.json").read_bytes() == data


@pytest.mark.parametrize(
    "name", ["../secret.txt", "/etc/hostname", "link.txt", "a\0b", "x" * 300, "files"]
)
def test_only_files_of_the_folder_are_described(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "raw"
    (folder / "files").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "a.txt").write_text("policy")
    lines = [{"policy_id": "a", "file": "a.txt"}, {"policy_id": "b", "file": name}]
    (folder / "manifest.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert [r["path"] for r in describe(folder)["resources"]] == ["manifest.jsonl", "a.txt"]
