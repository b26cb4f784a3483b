from pathlib import Path

import pandas as pd
import pytest

from audit.core import Audit
from audit.law import effect
from audit.report.tables import COLUMNS, all_tables, table, write_csv, write_parquet


@pytest.mark.parametrize("name", COLUMNS)
def test_an_empty_table_has_the_shape_of_a_full_one(audits: dict[str, Audit], name: str) -> None:
    full, empty = table(name, list(audits.values())), table(name, [])
    assert len(full) > 0
    assert len(empty) == 0
    pd.testing.assert_series_equal(full.dtypes, empty.dtypes)


def test_files_hold_what_the_frames_hold(tmp_path: Path, audits: dict[str, Audit]) -> None:
    write_parquet(list(audits.values()), tmp_path)
    write_csv(list(audits.values()), tmp_path)
    for name, frame in all_tables(list(audits.values())).items():
        assert len(pd.read_parquet(tmp_path / f"{name}.parquet")) == len(frame)
        assert len(pd.read_csv(tmp_path / f"{name}.csv")) == len(frame)


def test_quotes_in_the_table_are_verbatim(audits: dict[str, Audit]) -> None:
    facts = table("facts", list(audits.values()))
    for row in facts[facts["quote"] != ""].itertuples():
        assert audits[row.policy_id].document.text[row.start : row.end] == row.quote


def test_remedies_cost_what_closing_the_gap_would_earn(audits: dict[str, Audit]) -> None:
    remedies = table("remedies", list(audits.values()))
    assert set(remedies["status"]) <= {"partial", "violated", "missing"}
    assert (remedies["gain"] > 0).all()
    assert (remedies[["remedy_en", "remedy_kk", "remedy_ru"]] != "").all(axis=None)
    for row in remedies.head(20).itertuples():
        assert row.gain == effect(audits[row.policy_id], row.criterion, "met")
