"""The commands from end to end: collect, run, collect again, diff, export."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from collect_server import Answer, World
from collect_sites import home, policy

from audit import cli

ROOT = Path(__file__).parents[2]
FAST = ("--delay", "0", "--retries", "0", "--timeout", "60")
HOST = "127.0.0.1"


class Done(NamedTuple):
    """What a command left: exit status and what it printed."""

    returncode: int
    stdout: str
    stderr: str


Calls = Callable[..., Done]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Calls:
    for console in (cli.out, cli.err):
        monkeypatch.setattr(console, "width", 300)

    def run(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["audit", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Done(int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def listed(tmp_path: Path, world: World, port: int) -> Path:
    """A list of three operators, each with its policy under the loopback address itself."""
    world.sites = {HOST: {f"/{n}/privacy": policy("ru", HOST, f"ТОО «{n}»") for n in "abc"}}
    path = tmp_path / "operators.csv"
    rows = [f"ТОО «{n}»,http://{HOST}:{port}/{n}/privacy" for n in "abc"]
    path.write_text("operator,url\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def date_back(folder: Path) -> None:
    """Gives the one snapshot the name of an earlier day, so that another can be written at once."""
    (snapshot,) = folder.glob("snapshot-*.jsonl")
    snapshot.rename(folder / "snapshot-2026-08-27T100000Z.jsonl")


def test_a_second_collection_reports_exactly_the_one_change(
    tmp_path: Path, world: World, listed: Path, call: Calls
) -> None:
    raw, old, new = tmp_path / "raw", tmp_path / "old", tmp_path / "new"
    done = call("collect", listed, "--out", raw, "--allow-private", *FAST)
    assert done.returncode == 0, done.stderr
    assert "3 texts, 0 problems" in done.stdout
    assert call("run", raw, "--out", old, "--encoder", "none").returncode == 0
    stored = len(list((raw / "files").iterdir()))

    text = world.sites[HOST]["/b/privacy"]
    assert isinstance(text, Answer)
    changed = text.body.decode().replace(
        "Мы храним персональные данные три года, после чего уничтожаем их.",
        "Срок хранения персональных данных не ограничен.",
    )
    world.sites[HOST]["/b/privacy"] = Answer(changed.encode())
    date_back(raw)
    done = call("collect", listed, "--out", raw, "--allow-private", *FAST)
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()[:-1]] == ["changed"]
    assert len(list((raw / "files").iterdir())) == stored + 1
    assert call("run", raw, "--out", new, "--encoder", "none").returncode == 0

    feed = tmp_path / "feed.xml"
    figure = tmp_path / "scores.html"
    options = ("--feed", feed, "--date", "2026-11-27", "--figure", figure, "--fail-on-drop", 0)
    done = call("diff", old, new, *options)
    assert done.returncode == 1, done.stderr
    assert "changed by the operator" in done.stdout
    assert "became without limit" in done.stdout
    assert "Срок хранения персональных данных не ограничен." in done.stdout
    assert " in 1 policies\n" in done.stdout
    assert 'id="timeline"' in figure.read_text(encoding="utf-8")
    (entry,) = ElementTree.parse(feed).getroot().findall("{http://www.w3.org/2005/Atom}entry")
    assert "b_privacy" in ElementTree.tostring(entry, "unicode")
    assert call("diff", old, old).stdout.startswith("0 changes")


def test_without_permission_the_own_network_is_not_asked(
    tmp_path: Path, world: World, listed: Path, call: Calls
) -> None:
    done = call("collect", listed, "--out", tmp_path / "raw", *FAST)
    assert done.returncode == 3
    assert done.stderr.count("forbidden_address") == 3
    assert "--allow-private" in done.stderr
    assert "Traceback" not in done.stderr
    assert world.asked == []
    done = call("run", tmp_path / "raw", "--out", tmp_path / "out")
    assert done.returncode == 3
    assert done.stderr.count("problem:") == 3
    assert (tmp_path / "out" / "records.jsonl").read_text() == ""


def test_the_log_names_what_was_missed(
    tmp_path: Path, world: World, port: int, call: Calls
) -> None:
    world.sites = {HOST: {"/": home("<a href='/x'>Каталог</a>")}}
    listed = tmp_path / "list.csv"
    listed.write_text(f"operator,url\nA,http://{HOST}:{port}/\nB,\n")
    done = call("collect", listed, "--out", tmp_path / "raw", "--allow-private", *FAST)
    assert done.returncode == 3
    assert "not_found" in done.stderr
    assert "list.csv:3" in done.stderr
    (snapshot,) = (tmp_path / "raw").glob("snapshot-*.jsonl")
    assert json.loads(snapshot.read_text())["state"] == "not_found"


def test_export(tmp_path: Path, call: Calls) -> None:
    run = tmp_path / "run"
    assert (
        call("run", ROOT / "data/raw/cpm.kz.txt", "--out", run, "--encoder", "none").returncode == 0
    )
    assert json.loads((run / "datapackage.json").read_text())["resources"]
    done = call("export", run, "--format", "jsonld", "--out", tmp_path / "linked")
    assert done.returncode == 0, done.stderr
    assert "@graph" in json.loads((tmp_path / "linked" / "policies.jsonld").read_text())
    assert call("export", tmp_path / "nothing").returncode == 3
    assert call("export", tmp_path / "nothing", "--format", "datapackage").returncode == 3
    assert call("export", run, "--format", "nonsense").returncode == 2


def test_a_broken_list_is_said(tmp_path: Path, call: Calls) -> None:
    (tmp_path / "list.csv").write_text("a,b\n1,2\n")
    done = call("collect", tmp_path / "list.csv", "--out", tmp_path / "raw")
    assert done.returncode == 3
    assert "no column operator, url" in done.stderr
    assert not (tmp_path / "raw").exists()
