"""Policies of different operators made from one template: what they share and where they differ.

Candidates come from MinHash signatures (Broder 1997) of five-word shingles in a locality-sensitive
index and are then compared exactly. Names, numbers and sites are left out of the shingles, so that a
swapped operator hides no copy. The index may miss a pair, the more easily the nearer it is to the
threshold: at `ALIKE` it offers 55 % of the pairs that share half of their shingles, 87 % of those that
share 0.6 and 99 % of those that share 0.7. In a group the chance is smaller, for one link is enough.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from datasketch import MinHash, MinHashLSH

from audit.core import Audit
from audit.lang.fold import fold, kz1048

if TYPE_CHECKING:
    from scipy.cluster.hierarchy import DisjointSet

SHINGLE = 5
PERMUTATIONS = 128
ALIKE = 0.5
"""Share of common shingles from which two policies count as made from one template."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_SITE = re.compile(r"[^\s@]{1,80}@\S+|https?://\S+|www\.\S+")


@dataclass(frozen=True)
class Cluster:
    """Policies made from one template.

    `members` are policy ids, sorted; `likeness` is the smallest Jaccard similarity of the links that
    hold them together, as many as it takes and no more. `shared` are the clauses that all have, as the first member words
    them; `own` are the clauses that only one has, by policy id.
    """

    members: tuple[str, ...]
    likeness: float
    shared: tuple[str, ...]
    own: dict[str, tuple[str, ...]]


def clusters(audits: Iterable[Audit], *, alike: float = ALIKE) -> list[Cluster]:
    """Groups of two or more policies whose texts share at least `alike` of their shingles."""
    from scipy.cluster.hierarchy import DisjointSet

    by_id = {audit.document.doc_id: audit for audit in sorted(audits, key=_doc_id)}
    joined = DisjointSet(by_id)
    links = list(
        _links({name: _shingles(a.document.text) for name, a in by_id.items()}, alike, joined)
    )
    weakest: dict[str, float] = {}
    for name, likeness in links:
        weakest[joined[name]] = min(likeness, weakest.get(joined[name], 1.0))
    groups = sorted(tuple(sorted(group)) for group in joined.subsets() if len(group) > 1)
    return [
        _cluster(members, weakest[joined[members[0]]], [by_id[name] for name in members])
        for members in groups
    ]


def _doc_id(audit: Audit) -> str:
    return audit.document.doc_id


def _shingles(text: str) -> frozenset[bytes]:
    words = [kz1048(fold(word.lower())) for word in _WORD.findall(_SITE.sub(" ", text))]
    return frozenset(b" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


def _links(
    shingles: Mapping[str, frozenset[bytes]], alike: float, joined: DisjointSet
) -> Iterator[tuple[str, float]]:
    """A policy and its exact likeness to another, for every link that joins two groups of `joined`."""

    # Unlike policies share several buckets at times, and are compared once.
    @lru_cache(maxsize=1_000_000)
    def likeness(one: str, other: str) -> float:
        common = len(shingles[one] & shingles[other])
        return common / (len(shingles[one]) + len(shingles[other]) - common)

    for bucket in _buckets(shingles, alike):
        yield from _links_in(bucket, likeness, alike, joined)


def _buckets(shingles: Mapping[str, frozenset[bytes]], alike: float) -> Iterator[list[str]]:
    """Policies that one band of the index holds to be alike."""
    index = MinHashLSH(threshold=alike, num_perm=PERMUTATIONS)
    for name, mine in shingles.items():
        if mine:
            signature = MinHash(num_perm=PERMUTATIONS)
            signature.update_batch(mine)
            index.insert(name, signature)
    for table in index.hashtables:
        yield from (sorted(table.get(key)) for key in table.keys())  # noqa: SIM118 - no mapping


def _links_in(
    bucket: Sequence[str],
    likeness: Callable[[str, str], float],
    alike: float,
    joined: DisjointSet,
) -> Iterator[tuple[str, float]]:
    """The links between groups in one bucket, which they join; who is joined is not compared again."""
    groups: list[list[str]] = []
    for name in bucket:
        mine, others = [name], []
        for group in groups:
            if not joined.connected(name, group[0]):
                found = (likeness(name, other) for other in group)
                link = next((value for value in found if value >= alike), None)
                if link is None:
                    others.append(group)
                    continue
                joined.merge(name, group[0])
                yield name, round(link, 3)
            group += mine
            mine = group
        groups = [*others, mine]


def _cluster(members: tuple[str, ...], likeness: float, audits: Sequence[Audit]) -> Cluster:
    texts = [dict(_clauses(audit)) for audit in audits]
    sayers = Counter(chain.from_iterable(texts))
    own = {
        name: tuple(text for key, text in mine.items() if sayers[key] == 1)
        for name, mine in zip(members, texts, strict=True)
    }
    shared = tuple(text for key, text in texts[0].items() if sayers[key] == len(texts))
    return Cluster(members, likeness, shared, own)


def _clauses(audit: Audit) -> Iterator[tuple[bytes, str]]:
    """Clauses with at least one shingle, by their folded words."""
    for clause in audit.clauses:
        text = audit.document.text[slice(*clause.body)]
        words = _WORD.findall(_SITE.sub(" ", text))
        if len(words) >= SHINGLE and clause.section_role != "furniture":
            yield b" ".join(fold(word.lower()) for word in words), text
