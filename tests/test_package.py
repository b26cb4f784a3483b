import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import audit

ROOT = Path(__file__).parents[1]


def test_the_wheel_carries_every_rule_file(tmp_path: Path) -> None:
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            str(tmp_path),
            str(ROOT),
        ],
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    shipped = set(zipfile.ZipFile(wheel).namelist())
    data = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "audit").rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    assert {Path(name).suffix for name in data} >= {".yaml", ".json", ".html", ".svg", ".js"}
    assert data <= shipped


def test_the_version_is_one() -> None:
    assert audit.__version__ in (ROOT / "CITATION.cff").read_text()
    assert audit.__version__ in (ROOT / "CHANGELOG.md").read_text()


def test_direct_dependencies_are_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    locked = {
        line.partition("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
    }
    for requirement in (r for group in groups for r in group):
        name = requirement.partition(">=")[0].partition("[")[0].lower()
        assert name in locked, name
