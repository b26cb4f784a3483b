"""Earlier runs on the site: what changed, whose change it is, old and new words side by side."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from audit.cli import app
from audit.core import InputError
from audit.history import history
from audit.report.names import LANGUAGES, name_of
from audit.run import Settings, read_audits, run

BODY = """Политика конфиденциальности
Настоящая Политика определяет порядок обработки персональных данных пользователей сайта, владельцем которого является ТОО «Китап».
ТОО «Китап» собирает имя, номер телефона и адрес электронной почты для исполнения заказа и обратной связи.
{retention}
Субъект вправе отозвать согласие и потребовать уничтожения своих персональных данных, написав на info@kitap.kz.
"""
THREE_YEARS = "Срок хранения персональных данных составляет 3 года."
UNLIMITED = "Срок хранения персональных данных не ограничен."
UNIT_OLD, UNIT_NEW = "хранятся три года", "хранятся пять лет"
SAID = {
    "kk": ("Сақтау мерзімі: бұрын — 3 жыл, енді — мерзімсіз", "оператор өзгерткен"),
    "ru": ("Срок хранения: было — 3 года, стало — бессрочно", "изменено оператором"),
    "en": ("Retention: 3 years became without limit", "changed by the operator"),
}
OLD = THREE_YEARS.removeprefix("Срок ").rstrip(".")
NEW = UNLIMITED.rstrip(".")
SIDES = {
    "kk": f"Бұрын 3 жыл {OLD} Енді мерзімсіз {NEW}",
    "ru": f"Было 3 года {OLD} Стало бессрочно {NEW}",
    "en": f"Before 3 years {OLD} Now without limit {NEW}",
}


def audited(folder: Path, texts: dict[str, str], edition: str = "2026-07-12") -> Path:
    raw = folder / "raw"
    raw.mkdir(parents=True)
    for name, retention in texts.items():
        (raw / f"{name}.txt").write_text(BODY.format(retention=retention), encoding="utf-8")
    run([raw], folder, Settings(edition=edition, encoder="none"))
    return folder


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three audits: the law changed for `law`, the operator of `words` changed its text, `new` came."""
    base = tmp_path_factory.mktemp("runs")
    same = {"law": THREE_YEARS, "words": THREE_YEARS, "gone": THREE_YEARS}
    return [
        audited(base / "first", same, "2022-03-02"),
        audited(base / "second", same),
        audited(base / "third", {"law": THREE_YEARS, "words": UNLIMITED, "new": UNLIMITED}),
    ]


def written(runs: list[Path], out: Path) -> Path:
    since = [part for folder in runs[:-1] for part in ("--since", str(folder))]
    result = CliRunner().invoke(app, ["site", str(runs[-1]), "--out", str(out), *since])
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture(scope="module")
def folder(runs: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(runs, tmp_path_factory.mktemp("site"))


def section(page: Path, name: str) -> str:
    """The text of one section of a page, without tags."""
    text = page.read_text(encoding="utf-8")
    found = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', text, re.S)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found.group(1)).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_operator_s_page_shows_old_and_new_words(folder: Path, language: str) -> None:
    shown = section(folder / language / "words.html", "changes")
    assert "second" in shown
    assert SAID[language][1] in shown.lower()
    assert SIDES[language] in shown
    assert "KZ-27" in shown


def test_only_words_that_stand_in_the_text_are_linked(folder: Path) -> None:
    page = (folder / "ru" / "words.html").read_text(encoding="utf-8")
    part = page[page.index('id="changes"') : page.index('id="verdicts"')]
    linked = re.findall(r'<a class="quote" href="#(e\d+)"><q dir="auto">(.*?)</q>', part)
    assert linked
    for anchor, quote in linked:
        assert f'id="{anchor}"' in page
        assert quote in BODY.format(retention=UNLIMITED)


def test_a_page_without_changes_and_a_new_one_say_so(folder: Path) -> None:
    assert section(folder / "en" / "law.html", "changes").endswith("Nothing has changed.")
    assert "did not have this policy" in section(folder / "en" / "new.html", "changes")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_changes_goes_through_all_runs(folder: Path, language: str) -> None:
    page = folder / language / "changes.html"
    newest, oldest = section(page, "step-2"), section(page, "step-1")
    assert SAID[language][0] in newest
    assert all(name in newest for name in ("gone", "new"))
    assert SAID[language][1] not in oldest
    assert oldest.count("KZ-32") == 3, "the law asks more of all three"
    data = (folder / language / "changes.data.js").read_text(encoding="utf-8")
    assert all(f'"{name}"' in data for name in ("first", "second", "gone", "law", "new"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_is_offered_on_every_page(folder: Path, language: str) -> None:
    link = '<link rel="alternate" type="application/atom+xml"'
    for page in (folder / language).glob("*.html"):
        assert link in page.read_text(encoding="utf-8"), page
    assert (
        'href="changes.xml"'
        in (folder / language / "index.html").read_text("utf-8").split("<main")[1]
    )
    feed = ElementTree.parse(folder / language / "changes.xml").getroot()
    name = "{http://www.w3.org/2005/Atom}"
    assert len(feed.findall(f"{name}entry")) == 6
    ids = {
        ElementTree.parse(folder / code / "changes.xml").findtext(f"{name}id") for code in LANGUAGES
    }
    assert len(ids) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_a_unit_stand_after_the_name_of_their_part(
    shop: Path, tmp_path: Path, language: str
) -> None:
    run([shop], tmp_path / "old", Settings(encoder="none"))
    form = shop / "consent.txt"
    text = form.read_text(encoding="utf-8")
    assert text.count(UNIT_OLD) == 1
    form.write_text(text.replace(UNIT_OLD, UNIT_NEW), encoding="utf-8")
    run([shop], tmp_path / "new", Settings(encoder="none"))
    out = written([tmp_path / "old", tmp_path / "new"], tmp_path / "site")
    name = name_of("documents", "consent", language)
    feed = (out / language / "changes.xml").read_text(encoding="utf-8")
    told = CliRunner().invoke(
        app,
        ["diff", str(tmp_path / "old"), str(tmp_path / "new"), "--language", language],
        env={"COLUMNS": "400"},
    )
    assert told.exit_code == 0, told.output
    for mark, end in (("−", UNIT_OLD), ("+", UNIT_NEW)):
        assert re.search(rf"  [{mark}] {name}: “[^”\n]*{end}", feed)
        assert re.search(rf"    [{mark}-] {name}: “[^”\n]*{end}", told.output)
    page = (out / language / "tumar-ru.html").read_text(encoding="utf-8")
    shown = page.partition('<section aria-labelledby="changes">')[2].partition("</section>")[0]
    parts = re.findall(r'<small class="part">(.*?):</small>', shown)
    assert len(parts) == shown.count("<q "), "each quote names its part"
    assert set(parts) == {name}


def test_two_builds_are_the_same_bytes(runs: list[Path], folder: Path, tmp_path: Path) -> None:
    again = written(runs, tmp_path)
    for path in folder.rglob("*"):
        if path.is_file():
            assert (again / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_without_an_earlier_audit_nothing_is_said_of_changes(
    runs: list[Path], tmp_path: Path
) -> None:
    written(runs[-1:], tmp_path)
    assert not list(tmp_path.rglob("changes*"))
    for page in tmp_path.rglob("*.html"):
        assert not re.search(r"changes\.(html|xml)", page.read_text(encoding="utf-8"))


def test_two_runs_of_one_name_are_refused(runs: list[Path], tmp_path: Path) -> None:
    other = tmp_path / runs[0].name
    other.symlink_to(runs[0])
    with pytest.raises(InputError, match="two earlier runs"):
        history([runs[0], other], read_audits(runs[1]))


def test_a_run_shows_what_changed_and_does_not_write_over_it(
    runs: list[Path], tmp_path: Path
) -> None:
    raw, old = str(runs[2] / "raw"), str(runs[1])
    command = ["run", raw, "--out", str(tmp_path / "now"), "--encoder", "none", "--since", old]
    result = CliRunner().invoke(app, [*command, "--site", str(tmp_path / "site")])
    assert result.exit_code == 0, result.output
    assert "second" in section(tmp_path / "site" / "ru" / "words.html", "changes")
    refused = CliRunner().invoke(app, ["run", raw, "--out", old, "--since", old, "--site", "x"])
    assert refused.exit_code == 2
    assert CliRunner().invoke(app, command).exit_code == 2, "--since without --site"
