"""What a careful reader sees in the five policies of the repository is in their records."""

from __future__ import annotations

import dataclasses
import random
import re
from pathlib import Path

import pytest

from audit.core import Audit, Document
from audit.core.codec import to_record
from audit.evaluation import Tally, compare_with_gold, evaluate, read_gold
from audit.pipeline import audit_document
from audit.run import run

ROOT = Path(__file__).parents[1]
RAW, GOLD = ROOT / "data" / "raw", ROOT / "data" / "gold"


def said(audit: Audit) -> set[str]:
    return {f.key for f in audit.facts} | {f"findings.{f.code}" for f in audit.findings}


@pytest.mark.parametrize(
    ("policy", "keys"),
    [
        ("centrium.kz", {"findings.definitions_only_data", "findings.confusable_characters"}),
        (
            "emaluplus-vko.kz",
            {"transfer_conditions.never", "trackers.google_analytics", "trackers.yandex_metrica", "retention.unlimited",
             "findings.contradiction_transfer", "findings.foreign_template"},
        ),
        ("sergekvms.kz", {"cross_border.declared", "findings.technical_data_not_personal"}),
        ("pytkamnet.kz", {"storage_location.abroad", "cross_border.declared"}),
        ("cpm.kz", {"retention.unlimited", "findings.numbering_gap", "data_categories.open_ended", "purposes.open_ended"}),
    ],
)  # fmt: skip
def test_what_stands_in_the_policy_is_found(
    audits: dict[str, Audit], policy: str, keys: set[str]
) -> None:
    assert keys <= said(audits[policy])


def test_what_is_absent_is_absent(audits: dict[str, Audit]) -> None:
    assert not [key for key in said(audits["centrium.kz"]) if key.startswith("data_categories.")]
    assert not [key for key in said(audits["pytkamnet.kz"]) if key.startswith("rights.")]


def test_the_valid_bin_is_read(audits: dict[str, Audit]) -> None:
    assert [c.value for c in audits["sergekvms.kz"].contacts if c.kind == "bins"] == [
        "230440900088"
    ]


def test_figures_on_the_repository_corpus(tmp_path: Path) -> None:
    assert run([RAW], tmp_path).complete
    result = evaluate(GOLD, tmp_path)
    assert result.absent == []
    assert result.tally().f1 >= 0.95
    assert result.contacts().f1 == 1.0
    assert result.evidence() >= 0.9


SWAPS = {
    "centrium": "tokzhailau", "ЕМ АЛУ плюс": "Сары Өзен", "em.alu.plus": "sary.ozen", "emaluplus-vko": "saryozen",
    "Sergek Technologies": "Bulaq Systems", "sergekvms": "bulaqvms", "sergekgroup": "bulaqgroup",
    "Expert Independent Research Institute": "Steppe Open Data Centre", "pytkamnet": "dalanet", "instituteeir": "stepdata",
    "Педагогикалық шеберлік орталығы": "Көкжиек білім орталығы", "cpm.kz": "kokzhiek.kz",
}  # fmt: skip
INFLECTIONS = (
    (r"\bтелефон нөмірі\b", "телефон нөмірлері"),
    (r"\bтуған күні\b", "туған күндері"),
    (r"\bПайдаланушының\b", "Пайдаланушылардың"),
    (r"\bпайдаланушының\b", "пайдаланушылардың"),
    (r"\bОператор\b", "Оператор"),
    (r"\bүшінші тұлғаларға\b", "үшінші тұлғаға"),
    (r"\bмемлекеттік органдарға\b", "мемлекеттік органға"),
    (r"\bмақсаттарға\b", "мақсаттарына"),
    (r"\bшараларды\b", "шараны"),
)


def disguised(audit: Audit, seed: int) -> Document:
    """The policy with other names, other word forms and its sections in another order."""
    text = audit.document.text
    for old, new in SWAPS.items():
        text = text.replace(old, new)
    for pattern, new in INFLECTIONS:
        text = re.sub(pattern, new, text)
    heading = re.compile(r"(?m)^(?=(?:\d{1,2}\.(?!\d)|[IVX]+\.) ?\D{3,90}$)")
    sections = heading.split(text)
    head, *rest = sections
    random.Random(seed).shuffle(rest)
    parts = [part.rstrip("\n") for part in (head, *rest)]
    return dataclasses.replace(
        Document.of("\n\n".join(parts)),
        doc_id=audit.document.doc_id,
        language="kk",
        languages=("kk",),
    )


def test_the_figures_do_not_come_from_memory(audits: dict[str, Audit]) -> None:
    """Swapped names, reordered sections and inflected words keep the figure."""
    moved = {"numbering_gap", "broken_reference"}
    total = Tally()
    for gold in read_gold(GOLD):
        for seed in range(3):
            record = to_record(audit_document(disguised(audits[gold["policy_id"]], seed)))
            comparison = compare_with_gold(gold, record, "")
            for (_, code), tally in comparison.codes.items():
                if code not in moved:
                    total = total + tally
    assert total.f1 >= 0.95
