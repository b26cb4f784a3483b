"""What the figures may not fall below, and the verdicts on the collected policies as a reader sees them.

`python tests/gold/ratchet.py` raises the floors to what is reached today and writes the verdicts anew; it refuses to
lower a floor unless given `--lower`. The diff of the two files then shows what a change of rules did.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from audit.evaluation import Tally, evaluate
from audit.facts import extract
from audit.labels import Labelled, is_trained, read_labels
from audit.run import run

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FLOORS, VERDICTS = HERE / "floors.json", HERE / "verdicts.md"
LABELS, GOLD, RAW = ROOT / "data/labels/clauses.jsonl", ROOT / "data/gold", ROOT / "data/raw"
SLACK = 0.005


def digest(*folders: Path) -> str:
    """Hash of the files that the figures are measured on."""
    hashed = hashlib.sha256()
    for folder in folders:
        for path in sorted([folder] if folder.is_file() else folder.iterdir()):
            hashed.update(path.read_bytes())
    return hashed.hexdigest()[:16]


def collected() -> tuple[dict[str, float], str]:
    """Figures on the collected policies (rules and second opinion), and their verdicts to read."""
    with tempfile.TemporaryDirectory() as folder:
        result = run([RAW], Path(folder))
        measured = evaluate(GOLD, Path(folder))
        audits = result.audits
    figures = {f"collected {field} F1": measured.tally(field=field).f1 for field in measured.fields}
    figures["collected F1"] = measured.tally().f1
    figures["collected contacts F1"] = measured.contacts().f1
    figures["collected evidence"] = measured.evidence()
    right, of = map(sum, zip(*measured.verdicts().values(), strict=True))
    figures["collected verdicts"] = right / of
    lines = ["# Verdicts on the collected policies", ""]
    for audit in audits:
        lines += [f"## {audit.document.doc_id}", ""]
        for verdict in audit.verdicts:
            lines.append(f"- {verdict.criterion_id} **{verdict.status}** {verdict.reason.en}")
            lines += [f"  > {' '.join(item.quote.split())}" for item in verdict.evidence[:2]]
        lines.append("")
    return figures, "\n".join(lines)


def labelled() -> dict[str, float]:
    """F1 of the rules alone on the labelled clauses, by language and overall."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for entry in read_labels(LABELS):
        tallies[entry.doc.language] += _tally(entry)
    figures = {f"labelled {language} F1": tally.f1 for language, tally in tallies.items()}
    figures["labelled F1"] = sum(tallies.values(), Tally()).f1
    return figures


def _tally(entry: Labelled) -> Tally:
    said = {
        fact.key
        for fact in extract(entry.doc, entry.clauses)
        if is_trained(fact.key) and fact.evidence
    }
    labels = [pair for codes in entry.labels.values() for pair in codes.items()]
    gold = {code for code, firm in labels if firm and is_trained(code)}
    disputed = {code for code, firm in labels if not firm} - gold
    return Tally(len(said & gold), len(said - gold - disputed), len(gold - said))


def measure() -> tuple[dict[str, float], str]:
    """All figures, and the verdicts to read."""
    figures, verdicts = collected()
    return figures | labelled(), verdicts


def main() -> None:
    """Writes both files; stops at a figure that fell, unless told to lower it."""
    figures, verdicts = measure()
    old = json.loads(FLOORS.read_text())["floors"] if FLOORS.exists() else {}
    floors = {name: int((value - SLACK) * 1000) / 1000 for name, value in sorted(figures.items())}
    fallen = [name for name, floor in floors.items() if floor < old.get(name, 0)]
    if fallen and "--lower" not in sys.argv:
        raise SystemExit(f"fell: {', '.join(fallen)}; mend it, or give --lower")
    content = {"corpus": digest(RAW, GOLD, LABELS), "floors": floors}
    FLOORS.write_text(json.dumps(content, indent=1) + "\n")
    VERDICTS.write_text(verdicts)


if __name__ == "__main__":
    main()
