"""A list of operators becomes dated snapshots; a second one holds what changed and nothing twice."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from collect_server import HASTE, Answer, World, html, page, pdf, to_loopback
from collect_sites import home, policy, text
from collect_texts import SHOP

from audit.collect import Collection, Entry, Wire, collect, describe, read_snapshot, snapshots
from audit.collect.operators import read_operators
from audit.core import InputError
from audit.read import discover, load

Collects = Callable[..., Collection]
FIRST = datetime.datetime(2026, 8, 27, 10, tzinfo=datetime.UTC)
QUARTER = datetime.timedelta(days=92)


@pytest.fixture
def run(tmp_path: Path, world: World, port: int) -> Collects:
    """A collection of `hosts`, `quarter` quarters after the first."""

    def go(
        *hosts: str, quarter: int = 0, lines: str = "", sources: tuple[Path, ...] = ()
    ) -> Collection:
        listed = tmp_path / f"operators-{quarter}.csv"
        rows = lines or "".join(f"ТОО «{host}»,http://{host}:{port}/,,\n" for host in hosts)
        listed.write_text("operator,url,language,document\n" + rows, encoding="utf-8")
        return collect(
            [listed, *sources] if rows else sources,
            tmp_path / "raw",
            manners=HASTE,
            wire=Wire(allow_private=True, resolver=to_loopback),
            now=lambda: FIRST + quarter * QUARTER,
        )

    return go


def simple(host: str, language: str = "ru", **more: str) -> dict[str, Answer]:
    return {
        "/": home("", footer="<a href='/privacy'>Политика конфиденциальности</a>"),
        "/privacy": policy(language, host, f"ТОО «{host}»", **more),
    }


def states(collection: Collection) -> dict[str, str]:
    return {entry.policy_id: entry.state for entry in collection.entries}


def stored(tmp_path: Path) -> list[str]:
    return sorted(file.name for file in (tmp_path / "raw" / "files").iterdir())


def entry(collection: Collection, policy_id: str) -> Entry:
    (found,) = [e for e in collection.entries if e.policy_id == policy_id]
    return found


def test_a_snapshot_keeps_bytes_headers_address_time_and_hash(
    tmp_path: Path, world: World, port: int, run: Collects
) -> None:
    world.sites = {"a.kz": simple("a.kz")}
    world.sites["a.kz"]["/privacy"] = Answer(
        page("Политика конфиденциальности", text("ru", "a.kz", "ТОО «a»")),
        headers={"Last-Modified": "Tue, 03 Mar 2026 00:00:00 GMT", "Set-Cookie": "visitor=7"},
    )
    world.sites["a.kz"]["/"] = Answer(status=302, headers={"Location": "/home"})
    world.sites["a.kz"]["/home"] = home("", footer="<a href='/privacy'>Privacy</a>")
    one = entry(run("a.kz"), "a.kz-policy-ru")
    assert one.state == "found"
    assert one.url == f"http://a.kz:{port}/privacy"
    assert one.collected_at == FIRST.isoformat(timespec="seconds")
    assert one.headers["last-modified"].startswith("Tue")
    assert "set-cookie" not in one.headers
    assert one.file
    body = (tmp_path / "raw" / one.file).read_bytes()
    assert body == world.sites["a.kz"]["/privacy"].body
    assert one.sha256 == one.fetched_sha256
    (line,) = snapshots(tmp_path / "raw")
    assert read_snapshot(line) == [one]


def test_a_second_collection_stores_one_new_text_and_reports_that_change(
    tmp_path: Path, world: World, run: Collects
) -> None:
    hosts = [f"s{number}.kz" for number in range(6)]
    world.sites = {host: simple(host) for host in hosts}
    first = run(*hosts)
    assert {e.change for e in first.entries} == {"new"}
    before = stored(tmp_path)
    assert len(before) == 6
    world.sites["s3.kz"] = simple("s3.kz", more="\nМы храним персональные данные бессрочно.")
    second = run(*hosts, quarter=1)
    assert [(e.policy_id, e.change) for e in second.changed()] == [("s3.kz-policy-ru", "changed")]
    after = stored(tmp_path)
    assert len(set(after) - set(before)) == 1
    assert set(before) <= set(after)
    assert len(snapshots(tmp_path / "raw")) == 2


def test_a_new_page_around_the_same_text_is_no_new_text(
    tmp_path: Path, world: World, run: Collects
) -> None:
    world.sites = {"a.kz": simple("a.kz")}
    first = entry(run("a.kz"), "a.kz-policy-ru")
    body = world.sites["a.kz"]["/privacy"].body
    world.sites["a.kz"]["/privacy"] = Answer(body.replace(b"<body>", b"<body data-nonce='7'>"))
    second = entry(run("a.kz", quarter=1), "a.kz-policy-ru")
    assert second.change == "same"
    assert second.file == first.file
    assert second.sha256 == first.sha256 != second.fetched_sha256
    assert len(stored(tmp_path)) == 1


def test_a_text_that_comes_back_is_not_stored_again(
    tmp_path: Path, world: World, run: Collects
) -> None:
    changes = []
    for quarter, more in enumerate(["", "\nНовый пункт.", ""]):
        world.sites = {"a.kz": simple("a.kz", more=more)}
        changes.append(entry(run("a.kz", quarter=quarter), "a.kz-policy-ru").change)
    assert changes == ["new", "changed", "changed"]
    assert len(stored(tmp_path)) == 2


def test_what_was_not_got_has_a_name_and_is_never_silence(
    tmp_path: Path, world: World, port: int, run: Collects
) -> None:
    ban = Answer(b"User-agent: *\nDisallow: /", "text/plain")
    picture = pdf("")
    world.sites = {
        "found.kz": simple("found.kz"),
        "none.kz": {"/": home("<a href='/x'>Каталог</a>")},
        "shut.kz": {"/": Answer(status=403)},
        "busy.kz": {"/": Answer(status=429, headers={"Retry-After": "9999"})},
        "ban.kz": {"/robots.txt": ban, "/": html("x")},
        "banned-page.kz": {
            **simple("banned-page.kz"),
            "/robots.txt": Answer(b"User-agent: *\nDisallow: /privacy", "text/plain"),
        },
        "scan.kz": {
            "/": home("", footer="<a href='/p.pdf'>Политика конфиденциальности</a>"),
            "/p.pdf": Answer(picture, "application/pdf"),
        },
        "empty.kz": {"/": html("<div id=root></div>")},
        "loop.kz": {"/": Answer(status=302, headers={"Location": "/"})},
        "big.kz": {
            "/": home("", footer="<a href='/p'>Политика конфиденциальности</a>"),
            "/p": Answer(b"a" * (HASTE.max_bytes + 1)),
        },
        "down.kz": {"/": Answer(status=500)},
    }
    hosts = [*world.sites, "nowhere.kz"]
    got = run(*hosts)
    assert states(got) == {
        "found.kz-policy-ru": "found",
        "none.kz-policy": "not_found",
        "shut.kz-policy": "blocked",
        "busy.kz-policy": "blocked",
        "ban.kz-policy": "robots",
        "banned-page.kz-policy": "robots",
        "scan.kz-policy": "unreadable",
        "empty.kz-policy": "unreadable",
        "loop.kz-policy": "redirects",
        "big.kz-policy": "too_large",
        "down.kz-policy": "http_error",
        "nowhere.kz-policy": "unreachable",
    }
    assert all(e.detail and e.remedy and e.collected_at for e in got.missed())
    sources, problems = discover([tmp_path / "raw"])
    assert [source.policy_id for source in sources] == ["found.kz-policy-ru"]
    assert {(p.code, p.message.partition(":")[0]) for p in problems} == {
        (state, policy_id) for policy_id, state in states(got).items() if state != "found"
    }


def test_the_text_that_is_audited_is_the_text_that_was_hashed(
    tmp_path: Path, world: World, run: Collects
) -> None:
    cp1251 = (
        page("Политика конфиденциальности", text("ru", "b.kz", "ТОО «б»"))
        .decode()
        .replace("<meta charset='utf-8'>", "")
        .encode("cp1251")
    )
    world.sites = {
        "a.kz": simple("a.kz", "kk"),
        "b.kz": {"/privacy": Answer(cp1251, "text/html; charset=windows-1251"), "/": home("")},
        "c.kz": {
            "/": home("", footer="<a href='/p.pdf'>Құпиялылық саясаты</a>"),
            "/p.pdf": Answer(pdf(text("kk", "c.kz", "«с» ЖШС")), "application/pdf"),
        },
    }
    got = run("a.kz", "b.kz", "c.kz")
    hashes = {e.policy_id: e.text_sha256 for e in got.entries}
    sources, problems = discover([got.path])
    assert problems == []
    documents = [load(source) for source in sources]
    assert {doc.doc_id: doc.sha256 for doc in documents} == hashes
    assert {doc.doc_id: doc.language for doc in documents} == {
        "a.kz-policy-kk": "kk",
        "b.kz-policy-ru": "ru",
        "c.kz-policy-kk": "kk",
    }
    assert "третьим лицам" in documents[1].text
    assert documents[0].operator == "ТОО «a.kz»"


def test_a_site_that_shuts_is_not_a_policy_that_says_nothing(
    tmp_path: Path, world: World, run: Collects
) -> None:
    world.sites = {"a.kz": simple("a.kz"), "b.kz": simple("b.kz")}
    run("a.kz", "b.kz")
    world.sites["a.kz"] = {"/": Answer(status=403)}
    second = run("a.kz", "b.kz", quarter=1)
    gone = entry(second, "a.kz-policy-ru")
    assert (gone.state, gone.change, gone.file) == ("blocked", "gone", None)
    assert set(states(second)) == {"a.kz-policy-ru", "b.kz-policy-ru"}
    world.sites["a.kz"] = simple("a.kz")
    third = run("a.kz", "b.kz", quarter=2)
    assert entry(third, "a.kz-policy-ru").change == "same"
    assert len(stored(tmp_path)) == 2


def test_operators_not_asked_this_time_are_kept(
    tmp_path: Path, world: World, run: Collects
) -> None:
    world.sites = {"a.kz": simple("a.kz"), "b.kz": {"/": Answer(status=403)}}
    run("a.kz", "b.kz")
    saved = tmp_path / "b.kz.html"
    saved.write_bytes(policy("ru", "b.kz", "ТОО «б»").body)
    second = run(quarter=1, sources=(saved,))
    assert states(second) == {"a.kz-policy-ru": "found", "b.kz-policy-ru": "found"}
    assert entry(second, "a.kz-policy-ru").change == "kept"
    assert [e.policy_id for e in second.changed()] == ["b.kz-policy-ru"]


def test_the_wrong_language_is_said(tmp_path: Path, world: World, port: int, run: Collects) -> None:
    world.sites = {
        "a.kz": simple("a.kz"),
        "b.kz": {
            "/": home("", footer="<a href='/ru/p'>Политика конфиденциальности</a>"),
            "/ru/p": policy("ru", "b.kz", "ТОО «б»", more="\n<a href='/kk/p'>Қазақша</a>"),
            "/kk/p": policy("ru", "b.kz", "ТОО «б»", more="\nАударма әзірленуде"),
        },
    }
    rows = f"ТОО «а»,http://a.kz:{port}/,kk,\nТОО «б»,http://b.kz:{port}/,,\n"
    got = run(lines=rows)
    assert states(got) == {
        "a.kz-policy-kk": "wrong_language",
        "b.kz-policy-ru": "found",
        "b.kz-policy-kk": "wrong_language",
    }


def test_a_consent_form_and_a_cookie_notice_are_one_unit_with_their_policy(
    tmp_path: Path, world: World, port: int, run: Collects
) -> None:
    from collect_sites import cases

    (case,) = [case for case in cases(port) if case.host == "tolyq.kz"]
    world.sites = {case.host: case.site}
    got = run("tolyq.kz")
    assert set(states(got)) == {
        "tolyq.kz-policy-ru",
        "tolyq.kz-consent-ru",
        "tolyq.kz-cookies-ru",
    }
    sources, problems = discover([tmp_path / "raw"])
    (source,) = sources
    assert source.policy_id == "tolyq.kz-policy-ru"
    assert problems == []
    hashes = {e.document: e.text_sha256 for e in got.entries}
    assert {part.name: part.sha256 for part in load(source).parts} == hashes


def test_nothing_is_written_over(tmp_path: Path, world: World, run: Collects) -> None:
    world.sites = {"a.kz": simple("a.kz")}
    first = run("a.kz")
    bytes_before = first.path.read_bytes()
    with pytest.raises(InputError, match="snapshot of this second"):
        run("a.kz")
    assert first.path.read_bytes() == bytes_before


def test_interrupted_it_keeps_what_it_has(
    tmp_path: Path, world: World, port: int, run: Collects, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.sites = {host: simple(host) for host in ("a.kz", "b.kz", "c.kz")}
    run("a.kz", "b.kz", "c.kz")
    from audit.collect import collection

    def stop(fetcher: object, operator: object) -> list[object]:
        if operator.key == "b.kz":  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        return original(fetcher, operator)  # type: ignore[arg-type]

    original = collection._of_operator
    monkeypatch.setattr(collection, "_of_operator", stop)
    with pytest.raises(KeyboardInterrupt):
        run("a.kz", "b.kz", "c.kz", quarter=1)
    last = {e.policy_id: e.change for e in read_snapshot(snapshots(tmp_path / "raw")[-1])}
    assert last == {"a.kz-policy-ru": "same", "b.kz-policy-ru": "kept", "c.kz-policy-ru": "kept"}


def test_the_same_world_gives_the_same_snapshot(tmp_path: Path, world: World, port: int) -> None:
    world.sites = {host: simple(host) for host in ("a.kz", "b.kz", "c.kz")}
    listed = tmp_path / "list.csv"
    listed.write_text(
        "operator;url\n" + "".join(f"{h};http://{h}:{port}/\n" for h in world.sites),
        encoding="cp1251",
    )
    lines = [
        collect(
            [listed],
            tmp_path / name,
            manners=HASTE,
            jobs=jobs,
            wire=Wire(allow_private=True, resolver=to_loopback),
            now=lambda: FIRST,
        ).path.read_text()
        for name, jobs in (("one", 1), ("two", 3))
    ]
    drop = [[{**json.loads(line), "headers": {}} for line in text.splitlines()] for text in lines]
    assert drop[0] == drop[1]
    assert len(drop[0]) == 3


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ("A,,,", "no address"),
        ("A,http://[::1,,", "is no address"),
        ("A,a.kz,de,", "language 'de'"),
        ("A,a.kz,,terms", "document 'terms'"),
    ],
)
def test_a_wrong_line_is_said_and_the_others_are_done(
    world: World, port: int, run: Collects, row: str, cause: str
) -> None:
    world.sites = {"a.kz": simple("a.kz")}
    got = run(lines=f"{row}\nB,http://a.kz:{port}/,,\n")
    assert states(got) == {"a.kz-policy-ru": "found"}
    (problem,) = got.problems
    assert cause in problem.message
    assert problem.where.endswith(":2")


def test_a_list_without_the_columns_is_refused(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text("name,site\nA,a.kz\n")
    with pytest.raises(InputError, match="no column operator, url"):
        collect([listed], tmp_path / "raw")


def test_a_folder_that_cannot_be_written_is_said_before_anybody_is_asked(
    tmp_path: Path, world: World, run: Collects
) -> None:
    (tmp_path / "raw").write_text("a file")
    world.sites = {"a.kz": simple("a.kz")}
    with pytest.raises(InputError, match="cannot be written"):
        run("a.kz")
    assert world.asked == []


def test_two_lines_of_one_host_keep_apart(world: World, port: int, run: Collects) -> None:
    world.sites = {
        "gov.kz": {
            f"/{body}/p": policy("ru", "gov.kz", body, title=f"Политика конфиденциальности {body}")
            for body in ("one", "two")
        }
        | {"/": html(SHOP)}
    }
    rows = "".join(f"{body},http://gov.kz:{port}/{body}/p,,policy\n" for body in ("one", "two"))
    assert set(states(run(lines=rows))) == {"gov.kz_one_p-policy-ru", "gov.kz_two_p-policy-ru"}


def test_addresses_that_look_alike_in_ids_keep_apart(
    world: World, port: int, run: Collects
) -> None:
    """Two lines that differ in what an id cannot hold, such as the query, are two documents."""
    world.sites = {
        "gov.kz": {
            path: policy("ru", "gov.kz", name, title=f"Политика конфиденциальности {name}")
            for name, path in (
                ("one", "/?page=1"), ("two", "/?page=2"), ("three", "/a-b"), ("four", "/a_b"),
            )
        }
    }  # fmt: skip
    paths = ("/?page=1", "/?page=2", "/a-b", "/a_b")
    got = run(lines="".join(f"A,http://gov.kz:{port}{path},,policy\n" for path in paths))
    assert len({entry.text_sha256 for entry in got.entries if entry.found}) == 4


def test_what_an_id_tells_apart_keeps_one_key(tmp_path: Path) -> None:
    """Documents and languages of one operator, whose pages differ in the query only."""
    file = tmp_path / "operators.csv"
    asked = ("?p=1,kk,policy", "?p=2,ru,policy", "?p=3,ru,consent", ",ru,consent")
    lines = "".join(f"A,https://a.kz/{line}\n" for line in asked)
    file.write_text(f"operator,url,language,document\n{lines}", encoding="utf-8")
    listed, _ = read_operators(file)
    assert [line.key for line in listed[:2]] == ["a.kz", "a.kz"]
    assert listed[2].key.startswith("a.kz_")
    assert listed[3].key == "a.kz"


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_what_ends_lines_elsewhere_does_not_break_a_corpus(
    tmp_path: Path, world: World, port: int, run: Collects, mark: str
) -> None:
    world.sites = {"a.kz": simple("a.kz")}
    rows = f"ТОО{mark}«а»,http://a.kz:{port}/,,\nB,http://nowhere.kz/{mark}x,,\n"
    run(lines=rows)
    second = run(lines=rows, quarter=1)
    assert entry(second, "a.kz-policy-ru").change == "same"
    assert entry(second, "a.kz-policy-ru").operator == f"ТОО{mark}«а»"
    assert len(describe(tmp_path / "raw")["resources"]) == 3


def test_a_snapshot_that_is_no_text_is_said(tmp_path: Path, world: World, run: Collects) -> None:
    world.sites = {"a.kz": simple("a.kz")}
    run("a.kz").path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="not JSON"):
        run("a.kz", quarter=1)


@pytest.mark.parametrize("cell", ["x" * 200_000, '"' + "x\n" * 100_000])
def test_a_list_that_is_no_table_is_said(
    tmp_path: Path, port: int, run: Collects, cell: str
) -> None:
    with pytest.raises(InputError, match="is no table") as caught:
        run(lines=f"A,http://a.kz:{port}/,,\n{cell},http://b.kz:{port}/,,\n")
    assert caught.value.code == "bad_list"


def test_lines_are_counted_as_an_editor_does(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_bytes(b'operator,url,\r\nA,a.kz,de\r\n\r\n"B\r\nB",b.kz,\r\nC,,\r\n')
    operators, problems = read_operators(listed)
    assert [operator.url for operator in operators] == ["https://a.kz", "https://b.kz"]
    assert [problem.where for problem in problems] == [f"{listed}:6"]
