"""Coverage-guided fuzzing of reading, or of everything behind it; stops at the first crash.

    python benchmarks/fuzz.py read [-runs=10000] [-max_total_time=60]
    python benchmarks/fuzz.py facts -runs=10000

Needs atheris, which is for Linux. `read` takes bytes as a file of any format, `facts` text that is
audited and written as a record. Only problems of the types that the package names may come out.
"""

from __future__ import annotations

import runpy
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["audit"]):
    from audit.core import Document, InputError
    from audit.core.codec import dump_line, from_record, parse_object, to_record
    from audit.pipeline import audit_document
    from audit.read.decode import canonical
    from audit.read.formats import READERS
    from audit.read.load import languages_of

ENDINGS = sorted(READERS)
LONGEST = 4_000


def read(data: bytes) -> None:
    """A file: the first byte chooses its ending."""
    ending = ENDINGS[data[0] % len(ENDINGS)] if data else ".txt"
    try:
        canonical(READERS[ending](data[1:], "fuzz")).encode("utf-8")
    except InputError:
        return


def facts(data: bytes) -> None:
    """A text: its record is written and read back, and its clauses give it back."""
    text = canonical(data.decode("utf-8", errors="replace"))[:LONGEST]
    text = canonical(text)
    languages = languages_of(text)
    doc = Document.of(text, language=languages[0] if languages else "", languages=languages)
    audit = audit_document(doc)
    if "".join(text[slice(*clause.span)] for clause in audit.clauses) not in ("", text):
        raise AssertionError("clauses lose text")
    line = dump_line(to_record(audit))
    if dump_line(to_record(from_record(parse_object(line, "fuzz"), text))) != line:
        raise AssertionError("the record is not what it was made from")


TARGETS = {"read": read, "facts": facts}


def seeds(target: str, folder: Path) -> Path:
    """Nasty files and the collected policies, for the fuzzer to begin with."""
    root = Path(__file__).parents[1]
    for name, content, _ in runpy.run_path(str(root / "tests" / "nasty.py"))["files"]():
        if len(content) < 20_000:
            first = bytes([ENDINGS.index(Path(name).suffix)]) if target == "read" else b""
            (folder / name).write_bytes(first + content)
    for file in (root / "data" / "raw").glob("*.txt"):
        (folder / file.name).write_bytes(file.read_bytes()[:LONGEST])
    return folder


def main() -> None:
    target, options = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        corpus = seeds(target, Path(folder))
        atheris.Setup([sys.argv[0], str(corpus), "-timeout=60", *options], TARGETS[target])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
