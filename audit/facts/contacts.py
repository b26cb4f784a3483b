"""Contacts and identity of the operator: verbatim values, validated where they can be.

Codebook field `contacts`. E-mail addresses by form, phones by libphonenumber, BIN and IIN by their
check digit (law.md 6.4), dates as ISO 8601, sites without those of well-known services, names by
legal form, addresses by the words that begin and make one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import phonenumbers

from audit.core import Clause, Contact, Document, Evidence
from audit.facts import contact_words as words
from audit.facts.addresses import addresses_in
from audit.facts.names import find_names, formal_names_in
from audit.facts.places import DIGIT, contact_at, lines_of, normal_form, whole_words
from audit.facts.values import date_in
from audit.lang.fold import mixed_words
from audit.lang.memory import remembered

_EMAIL = re.compile(r"[^\W_][\w.%+-]{0,63}@[^\W_][\w-]{0,62}(?:\.[\w-]{1,62}){1,4}")
_PHONE_DIGITS = 7
"""Digits that a line with a phone number has at least."""
_DIGITS = re.compile(r"\d\d{11}(?<![\d.,/-]\d{12})(?![\d.,/-]*\d)")
_ID_LABEL = re.compile(r"БСН|БИН|ЖСН|ИИН|BIN|IIN|бизнес", re.IGNORECASE)
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”«»()\[\]{}|\\^`]{3,200}"
    r"|(?<![@\w.-])[\w-]{2,63}(?:\.[\w-]{2,63}){0,2}"
    rf"\.(?:{words.SITE_ENDINGS})(?![\w@-])(?:/[\w./-]*)?",
    re.IGNORECASE,
)
_SERVICES = re.compile(words.SERVICES, re.IGNORECASE)
_OWN_PAGE = re.compile(
    r"(?:github\.com|gitlab\.com|vk\.com|t\.me|instagram\.com|facebook\.com|tiktok\.com/@|linkedin\.com/company)/"
    r"(?!(?:help|about|policy|policies|privacy|legal|terms|business|settings)\b)[\w.-]{3,}",
    re.IGNORECASE,
)
"""A page of the operator's own with somebody else's service."""
_TRAILING = ".,;:!?»”\")'’"


def bin_is_valid(number: str) -> bool:
    """True when the last of 12 digits is the check digit of a BIN or IIN."""
    if not re.fullmatch(r"\d{12}", number) or len(set(number)) == 1:
        return False
    digits = [int(digit) for digit in number]
    rest = sum(digit * weight for digit, weight in zip(digits, range(1, 12), strict=False)) % 11
    if rest == 10:
        weights = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
        rest = sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11
    return rest == digits[11]


def find_contacts(doc: Document, clauses: Sequence[Clause]) -> tuple[Contact, ...]:
    """Contacts of `doc` by kind, in the order of `CONTACT_KINDS`; equal values are given once."""
    by_line: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for start, line in lines_of(doc.text):
        for kind, left, right in _in_line(line):
            by_line[kind].append((start + left, start + right))

    def of_lines(kind: str) -> Iterator[Contact]:
        return (contact_at(doc, kind, *span) for span in by_line[kind])

    found = (
        *of_lines("emails"),
        *of_lines("phones"),
        *_short_numbers(doc),
        *of_lines("postal_addresses"),
        *_bins(doc),
        *find_names(doc, clauses, by_line["operator_names"]),
        *of_lines("websites"),
        *_dates(doc, clauses),
    )
    return tuple(_unique(found))


@remembered
def _in_line(line: str) -> tuple[tuple[str, int, int], ...]:
    """Kinds and places of what a line shows by itself; of names those with a legal form."""
    emails = _emails_in(line)
    spans = {
        "emails": emails,
        "phones": _phones_in(line),
        "postal_addresses": addresses_in(line),
        "operator_names": formal_names_in(line),
        "websites": _websites_in(line, emails),
    }
    return tuple((kind, *span) for kind, places in spans.items() for span in places)


def _unique(contacts: Iterable[Contact]) -> Iterator[Contact]:
    """Each contact once; of one name in several cases the shortest, which is the nominative."""
    kept: dict[tuple[str, str], Contact] = {}
    for contact in contacts:
        verbatim = contact.kind in ("emails", "phones")
        form = contact.value if verbatim else normal_form(contact.kind, contact.value)
        known = kept.setdefault((contact.kind, form), contact)
        if contact.kind == "operator_names" and len(contact.value) < len(known.value):
            kept[contact.kind, form] = contact
    yield from kept.values()


def _emails_in(line: str) -> list[tuple[int, int]]:
    if "@" not in line:
        return []
    found = ((match.start(), match.group()) for match in _EMAIL.finditer(line))
    return [(start, start + len(email.rstrip(".-"))) for start, email in found]


def _phones_in(line: str) -> list[tuple[int, int]]:
    if len(DIGIT.findall(line)) < _PHONE_DIGITS:
        return []
    taken = [match.span() for match in _DIGITS.finditer(line)]
    found = [(match.start, match.end) for match in phonenumbers.PhoneNumberMatcher(line, "KZ")]
    return [
        (left, right)
        for left, right in found
        if not any(start < right and left < end for start, end in taken)
    ]


_FOUR_DIGITS = re.compile(r"\d\d{3}(?<!\d\d{4})(?![\d/.-])(?![ \u00a0]\d)")
_SHORT_LABEL = re.compile(
    r"(?:(?:call|contact)[- ]cent(?:er|re)|hotline|(?:колл|call|контакт)-?[ ]?центр\w{0,2}|горяч\w{2,3} лини\w|"
    r"байланыс[- ]орталығы\w{0,4}|қысқа нөмір\w{0,4}|короткий номер|short number|тел\.|телефоны?)"
    r"[ \u00a0]*[:–—-]?[ \u00a0]*$",
    re.IGNORECASE,
)
_LABEL_LENGTH = 40


def _short_numbers(doc: Document) -> Iterator[Contact]:
    """Numbers of four digits, which nothing but the word before them tells from other numbers."""
    for match in _FOUR_DIGITS.finditer(doc.text):
        start = match.start()
        if _SHORT_LABEL.search(doc.text, max(0, start - _LABEL_LENGTH), start):
            yield contact_at(doc, "phones", *match.span())


def _bins(doc: Document) -> Iterator[Contact]:
    for match in _DIGITS.finditer(doc.text):
        labelled = _ID_LABEL.search(doc.text, max(0, match.start() - 60), match.start())
        if labelled and bin_is_valid(match.group()):
            yield contact_at(doc, "bins", *match.span())


_LABEL_OF_FAILING = 25
"""Characters before a number that fails its check, in which the label must stand for it to be meant."""


def failing_numbers(doc: Document) -> tuple[Evidence, ...]:
    """Numbers given as BIN or IIN whose check digit is wrong; none when another number is right."""
    labelled = [
        match.span()
        for match in _DIGITS.finditer(doc.text)
        if _ID_LABEL.search(doc.text, max(0, match.start() - _LABEL_OF_FAILING), match.start())
    ]
    if any(bin_is_valid(doc.text[start:end]) for start, end in labelled):
        return ()
    return tuple(doc.cite(start, end) for start, end in labelled)


# Sites


def _websites_in(line: str, emails: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for match in _URL.finditer(line):
        start, end = match.span()
        end = start + len(match.group().rstrip(_TRAILING))
        inside_email = any(left <= start < right for left, right in emails)
        if (
            inside_email
            or (_SERVICES.search(line, start, end) and not _OWN_PAGE.search(line, start, end))
            or mixed_words(line[start:end])  # a defect, not an address
        ):
            continue
        yield start, end


# Dates

_DATE_LABEL = re.compile(words.DATE_LABEL, re.IGNORECASE)
_NOT_A_DATE = re.compile(words.NOT_A_DATE, re.IGNORECASE)
_YEAR = re.compile(r"20\d\d(?<!\d20\d\d)(?!\d)")
_BESIDE_YEAR = 26
_LABEL_BEFORE, _LABEL_AFTER = 60, 40
"""Characters around a year in which its date stands, and in which words say what the date is."""
_DATE_LINE = 36
_HEAD_LINES = 8


def _dates(doc: Document, clauses: Sequence[Clause]) -> Iterator[Contact]:
    for scope in doc.scopes:
        yield from _dates_in(doc, [clause for clause in clauses if scope.overlaps(clause.body)])


def _dates_in(doc: Document, clauses: Sequence[Clause]) -> Iterator[Contact]:
    """The dates of one document, whose head and foot may be a bare date."""
    for number, clause in enumerate(clauses):
        text = doc.text[slice(*clause.body)]
        if _is_heading_date(text, number, len(clauses)) and (value := date_in(text)):
            yield contact_at(doc, "effective_dates", *clause.body, value=value)
            continue
        for year in _YEAR.finditer(text):
            start, end = max(0, year.start() - _BESIDE_YEAR), year.end() + _BESIDE_YEAR
            around = text[max(0, start - _LABEL_BEFORE) : end + _LABEL_AFTER]
            law = _NOT_A_DATE.search(text, max(0, start - _LABEL_AFTER), end + _LABEL_AFTER)
            value = date_in(text[start:end])
            if value and _DATE_LABEL.search(around) and not law:
                left, right = whole_words(text, start, min(end, len(text)))
                span = clause.body.start + left, clause.body.start + right
                yield contact_at(doc, "effective_dates", *span, value=value)


def _is_heading_date(text: str, number: int, count: int) -> bool:
    """True for a line that is nothing but a date, at the head or the foot of the policy."""
    short = len(text) <= _DATE_LINE and not _NOT_A_DATE.search(text)
    return short and (number < _HEAD_LINES or number >= count - 2)
