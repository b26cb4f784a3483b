import ast
import re
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LARGEST = 300_000
CHECKED = "NBVAL_CHECK_OUTPUT"

OF_ONE_MACHINE = re.compile(
    r"(?<![\w/:.])/(?:home|root|tmp|usr|var|opt|mnt|private|Users|work)/"  # an absolute path
    r"|[A-Za-z]:\\\\?\w"
    r"|\b0x[0-9a-f]{6,}"  # a memory address
    r"|\b\d\d:\d\d:\d\d\b"  # a time of day
)
OWN_LOGIC = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While)


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def code_cells(path: Path) -> list[Any]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def checked_cells(path: Path) -> list[Any]:
    return [
        cell
        for cell in code_cells(path)
        if CHECKED in cell.source or "nbval-check-output" in cell.metadata.get("tags", [])
    ]


def is_for_people(cell: Any) -> bool:
    """A panel to work in, which only a person opens."""
    tags = cell.metadata.get("tags", [])
    assert ("skip-execution" in tags) == ("nbval-skip" in tags)
    return "skip-execution" in tags


def outline(notebook: Any) -> list[tuple[str, str, list[str]]]:
    return [
        (cell.cell_type, cell.source.strip(), cell.metadata.get("tags", []))
        for cell in notebook.cells
    ]


def output_texts(cell: Any) -> list[str]:
    texts = []
    for output in cell.outputs:
        for value in (output.get("text", ""), *output.get("data", {}).values()):
            texts.append(value if isinstance(value, str) else str(value))
    return texts


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    assert isinstance(request.param, Path)
    return request.param


def test_there_are_notebooks_and_each_has_its_script() -> None:
    assert len(NOTEBOOKS) >= 10
    assert [p.stem for p in NOTEBOOKS] == sorted(p.stem for p in FOLDER.glob("*.py"))


def test_the_script_says_the_same(path: Path) -> None:
    assert outline(jupytext.read(path.with_suffix(".py"))) == outline(read(path))


def test_it_begins_with_a_title_and_what_one_learns(path: Path) -> None:
    first = read(path).cells[0]
    assert first.cell_type == "markdown"
    title, *rest = first.source.splitlines()
    assert re.match(r"# \S", title)
    assert "**You learn:**" in "\n".join(rest)


def test_every_cell_was_run_in_order_and_none_failed(path: Path) -> None:
    cells = [cell for cell in code_cells(path) if not is_for_people(cell)]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"


def test_only_the_panel_of_the_review_is_left_to_people() -> None:
    left = [(path.stem, c) for path in NOTEBOOKS for c in code_cells(path) if is_for_people(c)]
    ((name, cell),) = left
    assert name == "09_review"
    assert cell.source.startswith("ReviewTool(")
    assert cell == code_cells(FOLDER / "09_review.ipynb")[-1]


def test_checked_cells_have_outputs(path: Path) -> None:
    cells = checked_cells(path)
    assert len(cells) >= 3
    for cell in cells:
        assert any(text.strip() for text in output_texts(cell)), cell.source


def test_it_is_thin(path: Path) -> None:
    for cell in code_cells(path):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, OWN_LOGIC), cell.source
        assert len(cell.source.splitlines()) <= 15, cell.source


def test_outputs_hold_nothing_of_one_machine(path: Path) -> None:
    for cell in code_cells(path):
        for text in output_texts(cell):
            assert not (found := OF_ONE_MACHINE.search(text)), found
        assert "execution" not in cell.metadata


def test_it_reads_the_raw_policies_and_writes_nothing(path: Path) -> None:
    code = "\n".join(cell.source for cell in code_cells(path))
    assert "../data/raw" in code
    assert "processed" not in code
    assert not re.search(r"\.(to_csv|to_parquet|write_\w+)\(|\bopen\(", code)


def test_it_is_small(path: Path) -> None:
    assert path.stat().st_size < LARGEST


def test_links_lead_somewhere(path: Path) -> None:
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", cell.source):
                assert (FOLDER / target).exists(), target


def test_the_machine_pattern_speaks_and_keeps_silent() -> None:
    for text in ("in /home/x/a.txt", "'/tmp/y'", "<A at 0x7f00aa11bb>", "at 12:30:59", "C:\\Users"):
        assert OF_ONE_MACHINE.search(text), text
    for text in ("https://cpm.kz/tmp/x", "../data/raw/x.txt", "09:00 - 19:00", "2026-11-22"):
        assert not OF_ONE_MACHINE.search(text), text
