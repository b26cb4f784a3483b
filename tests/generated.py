"""Files that are written by a program and kept in the repository. `python tests/generated.py` writes them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from audit import __version__
from audit.collect import describe
from audit.report.datapackage import as_markdown

ROOT = Path(__file__).parents[1]
RAW, LABELS = ROOT / "data" / "raw", ROOT / "data" / "labels"

CLAUSE = {
    "doc": ("sc:Text", "The document."),
    "number": ("sc:Integer", "Place of the clause in it."),
    "lang": ("sc:Text", "kk, ru or en."),
    "sector": ("sc:Text", "The trade of the invented operator."),
    "kind": ("sc:Text", "heading, paragraph, lead (of a list) or item."),
    "role": ("sc:Text", "What its section is about; furniture is the page around the policy."),
    "text": ("sc:Text", "The clause as it would stand on the page."),
}
LABEL = {
    "field": "Field of the codebook.",
    "code": "Code of the codebook.",
    "quote": "The words that say it, a part of the text.",
}


def croissant() -> dict[str, Any]:
    """The description of the labelled clauses in the Croissant format, version 1.0."""
    data = (LABELS / "clauses.jsonl").read_bytes()
    return {
        "@context": {
            "@language": "en",
            "@vocab": "https://schema.org/",
            "citeAs": "cr:citeAs",
            "column": "cr:column",
            "conformsTo": "dct:conformsTo",
            "cr": "http://mlcommons.org/croissant/",
            "data": {"@id": "cr:data", "@type": "@json"},
            "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
            "dct": "http://purl.org/dc/terms/",
            "extract": "cr:extract",
            "field": "cr:field",
            "fileObject": "cr:fileObject",
            "fileProperty": "cr:fileProperty",
            "format": "cr:format",
            "includes": "cr:includes",
            "isLiveDataset": "cr:isLiveDataset",
            "jsonPath": "cr:jsonPath",
            "key": "cr:key",
            "md5": "cr:md5",
            "parentField": "cr:parentField",
            "path": "cr:path",
            "recordSet": "cr:recordSet",
            "references": "cr:references",
            "regex": "cr:regex",
            "repeated": "cr:repeated",
            "replace": "cr:replace",
            "sc": "https://schema.org/",
            "separator": "cr:separator",
            "source": "cr:source",
            "subField": "cr:subField",
            "transform": "cr:transform",
        },
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "labelled-privacy-clauses",
        "description": (
            "Clauses of invented privacy policies in Kazakh, Russian and English, labelled by the codebook. "
            "No sentence comes from a real policy; labels come from one automated pass and no second reader."
        ),
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "inLanguage": ["kk", "ru", "en"],
        "version": __version__,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": "clauses.jsonl",
                "name": "clauses.jsonl",
                "contentUrl": "clauses.jsonl",
                "encodingFormat": "application/jsonlines",
                "sha256": hashlib.sha256(data).hexdigest(),
            }
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": "clauses",
                "name": "clauses",
                "key": [{"@id": "clauses/doc"}, {"@id": "clauses/number"}],
                "field": [
                    *(_field(name, kind, about) for name, (kind, about) in CLAUSE.items()),
                    *(
                        _field(f"label_{name}", "sc:Text", about, path=f"$[*].{name}")
                        for name, about in LABEL.items()
                    ),
                ],
            }
        ],
    }


def _field(name: str, kind: str, about: str, *, path: str = "") -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"clauses/{name}",
        "name": f"clauses/{name}",
        "description": about,
        "dataType": kind,
        **({"repeated": True} if path else {}),
        "source": {
            "fileObject": {"@id": "clauses.jsonl"},
            "extract": {"column": "labels" if path else name},
            **({"transform": {"jsonPath": path}} if path else {}),
        },
    }


def generated() -> dict[Path, str]:
    """File -> what it holds."""
    return {
        ROOT / "docs" / "columns.md": as_markdown(),
        RAW / "datapackage.json": _json(describe(RAW)),
        LABELS / "croissant.json": _json(croissant()),
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for file, content in generated().items():
        file.write_text(content, encoding="utf-8", newline="\n")
