"""Policies of different operators made from one template: what they share and where they differ.

Candidates come from MinHash signatures (Broder 1997) of five-word shingles in a locality-sensitive
index; each pair is then compared exactly. Names, numbers and sites are left out of the shingles, so
that a swapped operator hides no copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from datasketch import MinHash, MinHashLSH

from audit.core import Audit
from audit.lang.fold import fold

SHINGLE = 5
PERMUTATIONS = 128
ALIKE = 0.5
"""Share of common shingles from which two policies count as made from one template."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_SITE = re.compile(r"[^\s@]{1,80}@\S+|https?://\S+|www\.\S+")


@dataclass(frozen=True)
class Cluster:
    """Policies made from one template.

    `members` are policy ids, sorted; `likeness` is the smallest Jaccard similarity by which one of
    them hangs on to another. `shared` are the clauses that all have, as the first member words
    them; `own` are the clauses that only one has, by policy id.
    """

    members: tuple[str, ...]
    likeness: float
    shared: tuple[str, ...]
    own: dict[str, tuple[str, ...]]


def clusters(audits: Iterable[Audit], *, alike: float = ALIKE) -> list[Cluster]:
    """Groups of two or more policies whose texts share at least `alike` of their shingles."""
    by_id = {audit.document.doc_id: audit for audit in sorted(audits, key=_doc_id)}
    shingles = {name: _shingles(audit.document.text) for name, audit in by_id.items()}
    links = list(_links(shingles, alike))
    groups: dict[str, set[str]] = {name: {name} for name in by_id}
    for one, other, _ in links:
        joined = groups[one] | groups[other]
        for name in joined:
            groups[name] = joined
    unique = {tuple(sorted(group)) for group in groups.values() if len(group) > 1}
    return [
        _cluster(
            members,
            min(likeness for one, _, likeness in links if one in members),
            [by_id[name] for name in members],
        )
        for members in sorted(unique)
    ]


def _doc_id(audit: Audit) -> str:
    return audit.document.doc_id


def _shingles(text: str) -> frozenset[bytes]:
    words = [fold(word.lower()) for word in _WORD.findall(_SITE.sub(" ", text))]
    return frozenset(b" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


def _links(shingles: dict[str, frozenset[bytes]], alike: float) -> Iterator[tuple[str, str, float]]:
    """Pairs of policies that are alike, with their exact Jaccard similarity."""
    index = MinHashLSH(threshold=alike, num_perm=PERMUTATIONS)
    for name, mine in shingles.items():
        if not mine:
            continue
        signature = MinHash(num_perm=PERMUTATIONS)
        signature.update_batch(sorted(mine))
        for other in sorted(index.query(signature)):
            likeness = len(mine & shingles[other]) / len(mine | shingles[other])
            if likeness >= alike:
                yield other, name, round(likeness, 3)
        index.insert(name, signature)


def _cluster(members: tuple[str, ...], likeness: float, audits: Sequence[Audit]) -> Cluster:
    texts = [dict(_clauses(audit)) for audit in audits]
    common = set(texts[0]).intersection(*texts[1:])
    own = {
        name: tuple(
            text
            for key, text in mine.items()
            if not any(key in other for other in texts if other is not mine)
        )
        for name, mine in zip(members, texts, strict=True)
    }
    shared = tuple(text for key, text in texts[0].items() if key in common)
    return Cluster(members, likeness, shared, own)


def _clauses(audit: Audit) -> Iterator[tuple[bytes, str]]:
    """Clauses with at least one shingle, by their folded words."""
    for clause in audit.clauses:
        text = audit.document.text[slice(*clause.body)]
        words = _WORD.findall(_SITE.sub(" ", text))
        if len(words) >= SHINGLE and clause.section_role != "furniture":
            yield b" ".join(fold(word.lower()) for word in words), text
