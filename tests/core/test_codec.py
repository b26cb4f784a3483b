import json

import jsonschema
import pytest

from audit.core import Audit, InputError
from audit.core.codec import dump_line, from_record, record_schema, to_record


def test_records_satisfy_the_published_schema(audits: dict[str, Audit]) -> None:
    for audit in audits.values():
        jsonschema.validate(to_record(audit), record_schema())


def test_every_quote_is_the_text_at_its_offsets(audits: dict[str, Audit]) -> None:
    for audit in audits.values():
        record = to_record(audit)
        quotes = [
            item
            for part in ("facts", "cues", "verdicts", "findings")
            for entry in record[part]
            for item in entry["evidence"]
        ]
        assert quotes
        for item in quotes:
            assert audit.document.text[item["start"] : item["end"]] == item["quote"]


def test_a_record_read_back_writes_the_same_bytes(audits: dict[str, Audit]) -> None:
    for audit in audits.values():
        line = dump_line(to_record(audit))
        again = from_record(json.loads(line), audit.document.text)
        assert dump_line(to_record(again)) == line


def test_a_record_refuses_another_text(audits: dict[str, Audit]) -> None:
    record = to_record(audits["cpm.kz"])
    with pytest.raises(InputError, match="not the one this record was made from"):
        from_record(record, "another text")
