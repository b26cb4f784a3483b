"""Lines -> inline list items and sentences, as offsets into the line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.lang import LANGUAGES
from audit.lang.fold import LOOK_ALIKES

_ABBREVIATIONS = frozenset().union(*(pack.abbreviations for pack in LANGUAGES.values()))
_END = re.compile(
    r"""[.!?…](?:(?<![.!?…]{2})[.!?…]*[»"”')\]]*[\s\u00a0]+(?=[«"“„'(\[]?[^\W_a-zа-яёәғқңөұүһі])"""
    r"""|(?<=[a-zа-яёәғқңөұүһі]{3}[.!?])(?=[А-ЯЁӘҒҚҢӨҰҮҺІ][а-яёәғқңөұүһі]))"""
)
_LONGEST_TOKEN = 40
_MAX_LABELS = 300
"""Labels looked at in one line; no list inside a line is longer."""
_LAST_TOKEN = re.compile(r"[\w.]+$")
_LABEL = re.compile(r"(?:(?<=^)|(?<=[\s:;,.(]))\(?(\d{1,2}|[^\W\d_])[.)](?=\s)")
_LABEL_END = re.compile(r"[.)]\s")
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of `text`; abbreviations and initials do not end one."""
    start = 0
    for match in _END.finditer(text):
        if _ends_sentence(text, start, match.start(), match.end()):
            yield start, match.end()
            start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _ends_sentence(text: str, start: int, stop: int, following: int) -> bool:
    if text[stop] != ".":
        return True
    last = _LAST_TOKEN.search(text, max(start, stop - _LONGEST_TOKEN), stop)
    if not last:
        return True
    if following == stop + 1 and not last.group()[0].islower():
        return False
    token = last.group().lower()
    if token.isdigit():
        return last.start() > start and not text[following].isdigit()
    if len(token) == 1 and token.isalpha():
        return False
    return token not in _ABBREVIATIONS or token in {"т.б", "т.д", "т.п", "etc"}


def inline_items(text: str) -> list[tuple[int, int, str]]:
    """Spans of a line cut at the labels of a list that runs inside it, with each label.

    The first span is what stands before the list; a line without such a list is one span. Besides
    labelled lists ("a) ...; b) ...") the items may be parted by semicolons after a colon.
    """
    run = _longest_run(text)
    if len(run) > 1:
        cuts = [0, *(start for start, _, _ in run), len(text)]
        labels = ["", *(label for _, _, label in run)]
        bodies = [0, *(end for _, end, _ in run)]
        spans = list(zip(bodies, cuts[1:], labels, strict=True))
        return [span for span in spans if text[span[0] : span[1]].strip()]
    colon = text.find(": ")
    if colon >= 0 and text.count(";", colon) > 0:
        return [(0, colon + 1, ""), *_parted(text, colon + 1)]
    return [(0, len(text), "")]


def _parted(text: str, start: int) -> Iterator[tuple[int, int, str]]:
    while start < len(text):
        end = text.find(";", start) + 1 or len(text)
        if text[start:end].strip():
            yield start, end, "*"
        start = end


def _longest_run(text: str) -> list[tuple[int, int, str]]:
    """The longest list of labels that count up from the first (1, a, а)."""
    if len(_LABEL_END.findall(text)) < 2:  # one label makes no list
        return []
    labels = [(match.start(), match.end(), match.group(1)) for match in _LABEL.finditer(text)]
    labels = labels[:_MAX_LABELS]
    best: list[tuple[int, int, str]] = []
    for at, first in enumerate(labels):
        if 1 not in _ranks(first[2]):
            continue
        run = [first]
        for label in labels[at + 1 :]:
            if len(run) + 1 in _ranks(label[2]) and label[2].isdigit() == first[2].isdigit():
                run.append(label)
        if len(run) > len(best):
            best = run
    return best


def _ranks(label: str) -> set[int]:
    """Places in the count that a label may stand for; look-alike letters stand for two."""
    if label.isdigit():
        return {int(label)}
    letter = label.lower()
    twins = {
        letter,
        LOOK_ALIKES.get(letter, ""),
        *(a for a, b in LOOK_ALIKES.items() if b == letter),
    }
    return {
        alphabet.index(twin) + 1
        for alphabet in (_LATIN, _CYRILLIC)
        for twin in twins
        if twin and twin in alphabet
    }
