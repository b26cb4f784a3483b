"""Names of the operator: by their legal form, or by how the policy presents its owner."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from audit.core import Clause, Contact, Document
from audit.facts import contact_words as words
from audit.facts.places import contact_at, normal_form

_QUOTED = r"(?:«[^«»\n]{2,60}«[^«»\n]{2,60}»{1,2}|[«\"“„][^«»\"“”„\n]{2,80}[»\"”])"
_QUOTED_KIND = r"«[^«»\n]{2,60}»[ \u00a0][^«»\n]{2,50}»"
"""A name in quotation marks with its kind behind it: «Сенім Қаржы» микроқаржы ұйымы»."""
_QUOTED_KIND_RU = r"«[^«»\n]{2,50}«[^«»\n]{2,60}»(?:»)?"
_FORM_KK = f"(?:{words.FORM_KK})"
_FORM_KK_LONG = (
    r"(?:шаруашылық жүргізу құқығындағы )?"
    r"(?:республикалық |мемлекеттік |коммуналдық |қазыналық ){0,3}"
    f"(?:{words.FORM_KK_LONG})"
)
_FORM_RU = f"(?:{words.FORM_RU})"
_FORM_RU_LONG = f"(?:{words.FORM_RU_LONG})"
_FORM_EN = f"(?:{words.FORM_EN})"
_CAPITAL = r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]"
_PERSON = rf"{_CAPITAL}[\w’'-]{{1,40}}(?:[ \u00a0]+(?:{_CAPITAL}[\w’'-]{{1,40}}|{_CAPITAL}\.)){{1,2}}(?:[ \u00a0]*{_CAPITAL}\.)?"
_LATIN_NAME = r"[A-Z][\w&.'-]{0,60}(?:[ \u00a0]{1,4}(?:[A-Z][\w&.'-]{0,60}|of|and|for|the|&)){0,6}"
"""Words are bounded, so that a long run of letters is not tried from each of them to its end."""


_NAMES = {
    r"[«\"“„]": (
        rf"{_QUOTED}[ \u00a0]*(?:{_FORM_KK}(?!\w)|{_FORM_KK_LONG})",
        rf"{_QUOTED_KIND}[ \u00a0]*(?:{_FORM_KK}(?!\w)|{_FORM_KK_LONG})",
        rf"{_QUOTED}[ \u00a0]*ЖК[ \u00a0]+{_PERSON}",
        rf"(?<!\w)(?<![»”\"][ \u00a0])(?:{_FORM_RU}|{_FORM_RU_LONG}|{_FORM_KK})[ \u00a0]+(?:{_QUOTED_KIND_RU}|{_QUOTED})",
        rf"(?:(?:LLP|JSC|LLC|IE)[ \u00a0]+)?{_QUOTED}[ \u00a0,]*{_FORM_EN}(?!\w)",
        rf"(?<!\w)(?:LLP|JSC|LLC|IE|RSE|(?:[Pp]rivate )?(?:[Ee]ducational )?[Ii]nstitution|(?:[Pp]ublic )?[Ff]oundation|University)[ \u00a0]+{_QUOTED}",
        rf"(?i:(?:non-profit )?(?:joint[- ]stock company|limited liability partnership)|state institution)[ \u00a0]+{_QUOTED}",
    ),
    r"[A-Z]": (
        rf"(?<![\w.-]){_LATIN_NAME}[ \u00a0,]+{_FORM_EN}(?!\w)",
        rf"(?<![\w.-]){_LATIN_NAME}[ \u00a0]+{_FORM_KK_LONG}",
        rf"(?<![\w.-]){_LATIN_NAME}[ \u00a0]+(?:ЖШС|АҚ)(?!\w)",
    ),
    r"ИП|ЖК|IE|ндивидуальн|еке кәсіпкер|ТОО|АО|ЖШС|LLP|JSC": (
        rf"(?<!\w)(?:ИП|ЖК|IE|[Ии]ндивидуальн(?:ый|ого) предпринимател[ья]|[Жж]еке кәсіпкер)[ \u00a0]+{_PERSON}",
        rf"(?<!\w)(?:ТОО|АО|ЖШС|LLP|JSC)[ \u00a0]+{_LATIN_NAME}",
        rf"(?<!\w)IE[ \u00a0]+{_CAPITAL}\w+",
        rf"(?<!\w){_PERSON}[ \u00a0]+(?:ЖК(?!\w)|жеке кәсіпкер(?:і|лігі)?(?!\w))",
    ),
}
"""What a line must hold -> patterns of the names that it may then have."""

_NAMES_BY_HINT = tuple(
    (re.compile(hint), tuple(map(re.compile, patterns))) for hint, patterns in _NAMES.items()
)
_FOREIGN_FIRMS = re.compile(words.FOREIGN_FIRMS, re.IGNORECASE)
_ALIAS = r"(?:бұдан әрі|далее|hereinafter|ары қарай|әрі қарай)"
_ROLE = r"(?i:Оператор|Компания|Operator|Company|Әкімшілік|Мекеме|Ұйым|Қор|Администраци|«Мы»|[“\"]we[”\"]|«біз»)"
_OWNERS = (
    "Операторы?|Компания|Сайт әкімшілігі|Меншік иесі|Администрация сайта|Operator|Data controller|"
    "Владелец(?: сайта)?|Иесі|Owner|Разработчик|Создатель|Әзірлеуші|Жасаушы|Developer|Creator"
)
_INITIALS = "".join(sorted({owner[0] + owner[0].lower() for owner in _OWNERS.split("|")}))
_OWNER = f"(?=[{_INITIALS}])(?i:{_OWNERS})"
"""The initials before it are sought three times quicker than the words."""
_BRAND = (
    re.compile(
        rf"({_QUOTED}|{_LATIN_NAME}|(?<![\w-])[\w-]+\.(?:kz|com|app))[ \u00a0]*\((?:(?i:{_ALIAS})[^)]{{0,40}}|(?:the )?[«“\"]?){_ROLE}"
    ),
    re.compile(
        rf"{_OWNER}[ \u00a0]*(?:деректер[а-яіөүұңғқһә]*)?[ \u00a0]*[:–—-][ \u00a0]*(?:компания[ \u00a0]+|жеке компания[ \u00a0]+)?({_QUOTED}|{_PERSON}|{_LATIN_NAME}(?=[.,;\n]|$))"
    ),
    re.compile(rf"({_LATIN_NAME}) is the (?i:(?:data )?(?:controller|operator))"),
    re.compile(
        rf"(?:I(?<!\wI)(?: am|,)|My name is|my name is|Меня зовут|меня зовут|Developed by|developed by)[ \u00a0]+({_CAPITAL}[\w’'-]+[ \u00a0]{_CAPITAL}[\w’'-]+)"
    ),
)


_OFFICE = re.compile(
    r"(?:Management Board|Board(?: of Directors)?|(?:General |Executive )?Director|Rector|Chairman|Head|Order|Website|Administration) of (?:the )?"
)
"""What may stand before the name of a firm, and be written as a part of it."""

_HAS_FORM = re.compile(
    rf"(?<!\w)(?:{_FORM_RU}|{_FORM_RU_LONG}|{_FORM_KK}|{_FORM_KK_LONG}|{_FORM_EN})(?!\w)"
)
_CYRILLIC_WORD = "[А-ЯЁӘҒҚҢӨҰҮҺІ][а-яёәғқңөұүһі-]+"
_INDIVIDUAL = re.compile(
    r"(?<!\w)(?:(?:ИП|ЖК|IE)(?!\w)|(?i:индивидуальн|жеке кәсіпкер|individual entrepreneur))"
)


def is_legal_name(name: str) -> bool:
    """True for a name with a legal form (ТОО, ЖШС, LLP ...) or of a person, not a bare brand."""
    return bool(_HAS_FORM.search(name)) or _is_person(name)


def is_individual(name: str) -> bool:
    """True for the name of a sole trader or another natural person."""
    return bool(_INDIVIDUAL.search(name)) or _is_person(name)


def _is_person(name: str) -> bool:
    """True for two or three Cyrillic words that begin with capitals; a Latin pair may be a brand."""
    return bool(re.fullmatch(rf"{_CYRILLIC_WORD}(?: {_CYRILLIC_WORD}){{1,2}}", name))


def formal_names_in(line: str) -> list[tuple[int, int]]:
    """Where names with a legal form stand in a line; they may overlap."""
    return [
        match.span()
        for hint, patterns in _NAMES_BY_HINT
        if hint.search(line)
        for pattern in patterns
        for match in pattern.finditer(line)
    ]


def find_names(
    doc: Document, clauses: Sequence[Clause], formal: Iterable[tuple[int, int]]
) -> Iterator[Contact]:
    """The `formal` names, or else how the owner is presented; not those of recipients."""
    spans = [span for span in _outermost(formal) if not _FOREIGN_FIRMS.search(doc.text, *span)]
    if not spans:
        spans = _outermost(
            [match.span(1) for pattern in _BRAND for match in pattern.finditer(doc.text)]
        )
    for start, end in _without_recipients(doc, clauses, spans):
        while office := _OFFICE.match(doc.text, start, end):
            start = office.end()
        quote = doc.text[start:end]
        quoted_only = quote[0] in '«"“„' and quote[-1] in '»"”'
        inner = (start + 1, end - 1) if quoted_only and "://" in quote else (start, end)
        yield contact_at(doc, "operator_names", *inner)


_RECIPIENT = re.compile(words.RECIPIENT, re.IGNORECASE)


def _without_recipients(
    doc: Document, clauses: Sequence[Clause], spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The names without those of other firms to which data go; the first name is the operator's.

    A name is the operator's too that shares half of its proper words, in whatever case.
    """
    ends = [clause.span.end for clause in clauses]
    giving: dict[int, list[tuple[int, int]]] = {}
    own = _proper_words(doc.text[slice(*spans[0])]) if spans else set()
    for start, end in spans:
        number = bisect_right(ends, start)
        clause = clauses[number]
        if number not in giving:
            giving[number] = [m.span() for m in _RECIPIENT.finditer(doc.text, *clause.body)]
        named_as_recipient = any(stop <= start for _, stop in giving[number][:1]) or (
            clause.language == "kk" and any(begin >= end for begin, _ in giving[number][-1:])
        )
        proper = _proper_words(doc.text[start:end])
        same = own and 2 * len(proper & own) >= len(proper)
        apart = clause.section_role in ("contacts", "general") and not named_as_recipient
        if same or apart:
            yield start, end


def _proper_words(name: str) -> set[str]:
    """Stems of the words that tell one firm from another: those in the innermost quotation marks."""
    inner = re.findall(r"[«\"“„]([^«»\"“”„]+)[»\"”]", name) or [_HAS_FORM.sub("", name)]
    return set(normal_form("operator_names", inner[-1]).split())


def _outermost(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that no other one holds, in order."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept
