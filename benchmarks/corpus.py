"""Makes a corpus of any size out of the labelled clauses: the same seed, the same bytes.

    python benchmarks/corpus.py 1000 corpus/ [--seed 1]

Policies are as long as the collected ones (median 5,000 characters, some ten times that), in Kazakh,
Russian, English or two languages one after the other. Two in three come from a template, with another
operator, other numbers and a few sections of their own; the others are put together anew. No real
operator is named.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
LABELS = ROOT / "data" / "labels" / "clauses.jsonl"
MEDIAN, SPREAD = 5_000, 0.6
"""Of the lengths, log-normal in characters; those of the 19 collected and development texts."""

LANGUAGES = {"kk": 0.45, "ru": 0.4, "en": 0.15}
TEMPLATES = 300
FROM_TEMPLATE, TWO_LANGUAGES, OWN_SECTIONS = 2 / 3, 0.2, 0.15
_SYLLABLES = [
    "ал",
    "бек",
    "дар",
    "ер",
    "жан",
    "көк",
    "қан",
    "мер",
    "нұр",
    "сай",
    "тау",
    "үміт",
    "шын",
    "арна",
    "дала",
]
_QUOTED = re.compile(r"«[^«»\n]{2,40}»")
_NUMBER = re.compile(r"(?<![\d.№/-])\d{2,3}(?![\d.№/-])")

Section = tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("policies", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    characters = write(options.policies, options.folder, seed=options.seed)
    print(
        f"{options.policies} policies, {characters / max(1, options.policies):,.0f} characters each"
    )


def write(policies: int, folder: Path, *, seed: int = 1) -> int:
    """Writes `policies` files into `folder`; gives the characters written."""
    folder.mkdir(parents=True, exist_ok=True)
    characters = 0
    for number, text in enumerate(texts(policies, seed=seed)):
        (folder / f"p{number:07}.txt").write_text(text, encoding="utf-8", newline="\n")
        characters += len(text)
    return characters


def texts(policies: int, *, seed: int = 1) -> Iterator[str]:
    """The policies one by one; each depends on the seed and its number alone."""
    sections = sections_by_language(LABELS)
    templates = [
        assembled(random.Random(f"{seed} template {n}"), sections) for n in range(TEMPLATES)
    ]
    for number in range(policies):
        rng = random.Random(f"{seed} policy {number}")
        if rng.random() < FROM_TEMPLATE:
            language, template = rng.choice(templates)
            own = sections[language]
            chosen = [
                rng.choice(own) if rng.random() < OWN_SECTIONS else section for section in template
            ]
        else:
            _, chosen = assembled(rng, sections)
        yield personal(rng, "\n\n".join("\n".join(section) for section in chosen)) + "\n"


def sections_by_language(labels: Path) -> dict[str, list[Section]]:
    """Headings with the clauses below them."""
    rows = [json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines()]
    found: dict[str, list[list[str]]] = defaultdict(list)
    before = ""
    for row in rows:
        if row["kind"] == "heading" or row["doc"] != before:
            found[row["lang"]].append([])
        found[row["lang"]][-1].append(row["text"])
        before = row["doc"]
    return {language: [tuple(lines) for lines in own] for language, own in found.items()}


def assembled(rng: random.Random, sections: dict[str, list[Section]]) -> tuple[str, list[Section]]:
    """Language and sections of a new policy."""
    language = rng.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
    languages = [language]
    if language != "en" and rng.random() < TWO_LANGUAGES:
        languages.append("ru" if language == "kk" else "kk")
    length = rng.lognormvariate(0, SPREAD) * MEDIAN / len(languages)
    chosen = []
    for name in languages:
        written = 0
        while written < length:
            section = rng.choice(sections[name])
            chosen.append(section)
            written += sum(map(len, section)) + len(section) + 1
    return language, chosen


def personal(rng: random.Random, text: str) -> str:
    """`text` with an operator and numbers of its own."""
    name = "".join(rng.choices(_SYLLABLES, k=3)).capitalize()
    text = _QUOTED.sub(lambda match: f"«{name}»" if rng.random() < 0.8 else match.group(), text)
    return _NUMBER.sub(lambda match: str(rng.randint(10, 365)), text)


if __name__ == "__main__":
    main()
