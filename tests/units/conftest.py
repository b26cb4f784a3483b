"""What the tests of units need: the bookshop's files in a folder with a manifest."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bookshop import CONSENT, COOKIES, OPERATOR, POLICY, POLICY_KK

FILES = {"policy.txt": POLICY, "consent.txt": CONSENT, "cookies.txt": COOKIES, "kk.txt": POLICY_KK}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with the bookshop's unit in Russian (`tumar-ru`) and its policy in Kazakh (`tumar-kk`)."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    parts = [{"file": f"{kind}.txt", "document": kind} for kind in ("policy", "consent", "cookies")]
    lines = [
        {"policy_id": "tumar-ru", "operator": OPERATOR, "files": parts},
        {"policy_id": "tumar-kk", "operator": OPERATOR, "file": "kk.txt"},
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "manifest.jsonl").write_text(text, encoding="utf-8")
    return folder
