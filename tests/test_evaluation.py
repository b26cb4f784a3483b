from pathlib import Path

from audit.core import Audit
from audit.evaluation import evaluate, evaluate_audits
from audit.run import Settings, run

ROOT = Path(__file__).parents[1]


def test_audits_in_memory_are_judged_like_their_records(
    tmp_path: Path, audits: dict[str, Audit]
) -> None:
    gold = ROOT / "data" / "gold"
    chosen = [audit for name, audit in audits.items() if name != "cpm.kz"]
    result = run([ROOT / "data" / "raw"], tmp_path, Settings(encoder="none"))
    assert result.complete
    of_audits, of_records = evaluate_audits(gold, chosen), evaluate(gold, tmp_path)
    assert of_audits.absent == ["cpm.kz"]
    kept = [c for c in of_records.comparisons if c.policy_id != "cpm.kz"]
    assert of_audits.comparisons == kept
