"""Contacts and identity of the operator: verbatim values, validated where they can be.

Codebook field `contacts`. E-mail addresses by form, phones by libphonenumber, BIN and IIN by their
check digit (law.md 6.4), dates as ISO 8601, sites without those of well-known services, names by
legal form, addresses by the words that begin and make one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import phonenumbers

from audit.core import Clause, Contact, Document
from audit.facts.values import date_in
from audit.lang.fold import mixed_words

_EMAIL = re.compile(r"[^\W_][\w.%+-]{0,63}@[^\W_][\w-]{0,62}(?:\.[\w-]{1,62}){1,4}")
_DIGIT = re.compile(r"\d")
_PHONE_DIGITS = 7
"""Digits that a line with a phone number has at least."""
_DIGITS = re.compile(r"(?<![\d.,/-])\d{12}(?![\d.,/-]*\d)")
_ID_LABEL = re.compile(r"БСН|БИН|ЖСН|ИИН|BIN|IIN|бизнес", re.IGNORECASE)
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”«»()\[\]{}|\\^`]{3,200}"
    r"|(?<![@\w.-])[\w-]{2,63}(?:\.[\w-]{2,63}){0,2}\.(?:kz|com|ru|org|net|app|io|me|dev|pro|ai|online|site|tech|codes|қаз|рф|media|academy|taxi|studio|shop|store|group|info|biz|agency|digital|health|school|club|travel|world|expert|space|su|uz|kg|eu|co|cloud|finance|games|sh)(?![\w@-])(?:/[\w./-]*)?",
    re.IGNORECASE,
)
_SERVICES = re.compile(
    r"google|yandex|яндекс|facebook|instagram|whatsapp|wa\.me|t\.me|telegram|tiktok|youtube|youtu\.be|linkedin|twitter|"
    r"x\.com|vk\.com|apple\.com|microsoft|mozilla|opera\.com|aboutcookies|allaboutcookies|youronlinechoices|"
    r"networkadvertising|aboutads|adilet|zan\.kz|(?<![\w.-])(?:www\.)?gov\.kz|egov\.kz|zero\.kz|openai|anthropic|supabase|vercel|firebase|cloudflare|amazon|"
    r"stripe|paypal|mailchimp|hotjar|sentry|(?<![\w-])ps\.kz|hoster\.kz|cloudpayments|robokassa|paybox|thismywebsite|github|gitlab|2gis|booking\.com|kaspi\.kz|node\.js|next\.js|gmail|mail\.ru|rkn\.gov|pd\.rkn",
    re.IGNORECASE,
)
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
    """Contacts of `doc` in the order of `CONTACT_KINDS` and of the text; equal values are given once."""
    found = (
        *_emails(doc),
        *_phones(doc),
        *_short_numbers(doc),
        *_addresses(doc, clauses),
        *_bins(doc),
        *_names(doc, clauses),
        *_websites(doc),
        *_dates(doc, clauses),
    )
    return tuple(_unique(found))


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


_STEM = 6
"""Letters by which words of names and addresses are compared, so that case endings do not part them."""


def normal_form(kind: str, value: str) -> str:
    """`value` without what does not matter when two contacts are compared."""
    value = value.strip().lower()
    if kind == "phones":
        return re.sub(r"\D", "", value)[-10:]
    if kind == "websites":
        return re.sub(r"^(?:https?://)?(?:www\.)?", "", value).rstrip("/")
    if kind in ("operator_names", "postal_addresses"):
        return " ".join(word[:_STEM] for word in re.findall(r"\w+", value))
    return value


def _contact(doc: Document, kind: str, start: int, end: int, value: str = "") -> Contact:
    evidence = doc.cite(start, end)
    return Contact(kind, value or evidence.quote, evidence)


def _email_matches(text: str) -> Iterator[re.Match[str]]:
    for start, end in _lines(text):
        if text.find("@", start, end) >= 0:
            yield from _EMAIL.finditer(text, start, end)


def _emails(doc: Document) -> Iterator[Contact]:
    for match in _email_matches(doc.text):
        yield _contact(
            doc, "emails", match.start(), match.start() + len(match.group().rstrip(".-"))
        )


def _phones(doc: Document) -> Iterator[Contact]:
    taken = [match.span() for match in _DIGITS.finditer(doc.text)]
    for line, line_end in _lines(doc.text):
        if len(_DIGIT.findall(doc.text, line, line_end)) < _PHONE_DIGITS:
            continue
        for match in phonenumbers.PhoneNumberMatcher(doc.text[line:line_end], "KZ"):
            left, right = line + match.start, line + match.end
            if not any(start < right and left < end for start, end in taken):
                yield _contact(doc, "phones", left, right)


_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?![\d/.-])(?![ \u00a0]\d)")
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
            yield _contact(doc, "phones", *match.span())


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the lines of `text`; no contact goes on in the next."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = end if end >= 0 else len(text)
        yield start, end
        start = end + 1


def _bins(doc: Document) -> Iterator[Contact]:
    for match in _DIGITS.finditer(doc.text):
        labelled = _ID_LABEL.search(doc.text, max(0, match.start() - 60), match.start())
        if labelled and bin_is_valid(match.group()):
            yield _contact(doc, "bins", *match.span())


# Sites


def _websites(doc: Document) -> Iterator[Contact]:
    emails = [match.span() for match in _email_matches(doc.text)]
    for match in _URL.finditer(doc.text):
        start, end = match.span()
        end = start + len(match.group().rstrip(_TRAILING))
        inside_email = any(left <= start < right for left, right in emails)
        if (
            inside_email
            or (
                _SERVICES.search(doc.text, start, end)
                and not _OWN_PAGE.search(doc.text, start, end)
            )
            or _is_disguised(doc.text[start:end])
        ):
            continue
        yield _contact(doc, "websites", start, end)


def _is_disguised(url: str) -> bool:
    """True for a URL with a letter of the other script in it: a defect, not an address."""
    return bool(mixed_words(url))


# Names

_QUOTED = r"(?:«[^«»\n]{2,60}«[^«»\n]{2,60}»{1,2}|[«\"“„][^«»\"“”„\n]{2,80}[»\"”])"
_QUOTED_KIND = r"«[^«»\n]{2,60}»[ \u00a0][^«»\n]{2,50}»"
"""A name in quotation marks with its kind behind it: «Сенім Қаржы» микроқаржы ұйымы»."""
_QUOTED_KIND_RU = r"«[^«»\n]{2,50}«[^«»\n]{2,60}»(?:»)?"
_FORM_KK = (
    r"(?:ЖШС|КМК|ЖББМ|АҚ|ЖК|ҚҚ|РММ|КММ|МКК|МКҚК|РМК|ШЖҚ (?:РМК|МКК|КМК|МКҚК)|ММ|ЖМ|МҚҰ|КеАҚ|ҚБ|КҚ)"
)
_FORM_KK_LONG = (
    r"(?:шаруашылық жүргізу құқығындағы )?(?:республикалық |мемлекеттік |коммуналдық |қазыналық ){0,3}"
    r"(?:жауапкершілігі шектеулі серіктестігі|акционерлік қоғамы|жеке кәсіпкер(?:і|лігі)?|қоғамдық қоры|қоғамдық бірлестігі|"
    r"жекеменшік мекемесі|мемлекеттік мекемесі|корпоративтік қоры|коммуналдық (?:мемлекеттік )?(?:мекемесі|кәсіпорны)|"
    r"жеке мекемесі|қоры|мекемесі|университеті|кәсіпорны|қауымдастығы|бірлестігі|одағы|мектебі|колледжі|қоғамы|серіктестігі|банкі|компаниясы|редакциясы|орталығы)"
)
_FORM_RU = r"(?:ТОО|АО|ИП|ОФ|ЧУ|ГУ|КГУ|РГУ|РГП(?: на ПХВ)?|КГП(?: на ПХВ)?|ГКП(?: на ПХВ)?|ГККП|НАО|ЧК|КФ|ОО|ОЮЛ|КХ|ЧФ|ООО|ЗАО|ПАО|МФО|НУО)"
_FORM_RU_LONG = (
    r"(?:[Тт]овариществ[оаему]{1,2} с ограниченной ответственностью|[Аа]кционерн(?:ое|ого|ым|ому) обществ[оаему]{1,2}|[Ии]ндивидуальн(?:ый|ого|ым|ому) предпринимател[ьяюем]{1,2}|"
    r"[Оо]бщественн(?:ый|ого) фонда?|[Чч]астн(?:ое|ого) учреждени[ея]|[Оо]бщественн(?:ое|ого) объединени[ея]|[Кк]орпоративн(?:ый|ого) фонда?|"
    r"[Нн]екоммерческ(?:ое|ого) акционерн(?:ое|ого) обществ[оа]|[Чч]астн(?:ая|ой) компани[яи]|[Гг]осударственн(?:ое|ого) учреждени[ея]|[Кк]оммунальн(?:ое|ого) государственн(?:ое|ого) (?:учреждени|предприяти)[ея])"
)
_FORM_EN = r"(?:LLP|LLC|N?C?JSC|Ltd\.?|Limited|Inc\.?|IE|PLC|Corp\.?|GmbH|Foundation|Public Foundation|Limited Liability Partnership|Joint[- ]Stock Company|Private (?:Company|Institution)|Sole Proprietor)"
_CAPITAL = r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]"
_PERSON = rf"{_CAPITAL}[\w’'-]+(?:[ \u00a0]+(?:{_CAPITAL}[\w’'-]+|{_CAPITAL}\.)){{1,2}}(?:[ \u00a0]*{_CAPITAL}\.)?"
_LATIN_NAME = r"[A-Z][\w&.'-]*(?:[ \u00a0]+(?:[A-Z][\w&.'-]*|of|and|for|the|&)){0,6}"


def _hint_of(pattern: str) -> int:
    """Which of `_HINTS` a pattern of names needs."""
    if "«" in pattern:
        return 0
    return 1 if pattern.startswith(r"(?<![\w.-])[A-Z]") else 2


_NAMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_QUOTED}[ \u00a0]*(?:{_FORM_KK}(?!\w)|{_FORM_KK_LONG})",
        rf"{_QUOTED_KIND}[ \u00a0]*(?:{_FORM_KK}(?!\w)|{_FORM_KK_LONG})",
        rf"{_QUOTED}[ \u00a0]*ЖК[ \u00a0]+{_PERSON}",
        rf"(?<!\w)(?<![»”\"][ \u00a0])(?:{_FORM_RU}|{_FORM_RU_LONG}|{_FORM_KK})[ \u00a0]+(?:{_QUOTED_KIND_RU}|{_QUOTED})",
        rf"(?<!\w)(?:ИП|ЖК|IE|[Ии]ндивидуальн(?:ый|ого) предпринимател[ья]|[Жж]еке кәсіпкер)[ \u00a0]+{_PERSON}",
        rf"(?<!\w)(?:ТОО|АО|ЖШС|LLP|JSC)[ \u00a0]+{_LATIN_NAME}",
        rf"(?:(?:LLP|JSC|LLC|IE)[ \u00a0]+)?{_QUOTED}[ \u00a0,]*{_FORM_EN}(?!\w)",
        rf"(?<!\w)(?:LLP|JSC|LLC|IE|RSE|(?:[Pp]rivate )?[Ii]nstitution|(?:[Pp]ublic )?[Ff]oundation|University)[ \u00a0]+{_QUOTED}",
        rf"(?<!\w)IE[ \u00a0]+{_CAPITAL}\w+",
        rf"(?<![\w.-]){_LATIN_NAME}[ \u00a0,]+{_FORM_EN}(?!\w)",
        rf"(?<![\w.-]){_LATIN_NAME}[ \u00a0]+{_FORM_KK_LONG}",
        rf"(?i:(?:non-profit )?(?:joint[- ]stock company|limited liability partnership)|state institution)[ \u00a0]+{_QUOTED}",
        rf"(?<![\w.-]){_LATIN_NAME}[ \u00a0]+(?:ЖШС|АҚ)(?!\w)",
    )
)
_HINTS = (r"[«\"“„]", "[A-Z]", "ИП|ЖК|IE|ндивидуальн|еке кәсіпкер|ТОО|АО|ЖШС|LLP|JSC")
_NAMES_BY_HINT = tuple(
    (re.compile(hint), tuple(p for p in _NAMES if _hint_of(p.pattern) == number))
    for number, hint in enumerate(_HINTS)
)
"""Patterns of names by what a line must have for them: quotation marks, capitals, a legal form."""
_FOREIGN_FIRMS = re.compile(
    r"google|yandex|яндекс|meta|facebook|apple|amazon|microsoft|vercel|supabase|cloudflare|openai|stripe|paypal|usaid|telegram|"
    r"sentry|mixpanel|amplitude|kaspi|halyk|народный банк|халық банк|freedom pay|hetzner|digitalocean|mongodb|twilio|sendgrid|github|firebase",
    re.IGNORECASE,
)
_ALIAS = r"(?:бұдан әрі|далее|hereinafter|ары қарай|әрі қарай)"
_ROLE = r"(?i:Оператор|Компания|Operator|Company|Әкімшілік|Мекеме|Ұйым|Қор|Администраци|«Мы»|[“\"]we[”\"]|«біз»)"
_OWNER = (
    r"(?i:Операторы?|Компания|Сайт әкімшілігі|Меншік иесі|Администрация сайта|Operator|Data controller|"
    r"Владелец(?: сайта)?|Иесі|Owner|Разработчик|Әзірлеуші|Developer)"
)
_BRAND = (
    re.compile(
        rf"({_QUOTED}|{_LATIN_NAME}|(?<![\w-])[\w-]+\.(?:kz|com|app))[ \u00a0]*\((?:(?i:{_ALIAS})[^)]{{0,40}}|(?:the )?[«“\"]?){_ROLE}"
    ),
    re.compile(
        rf"{_OWNER}[ \u00a0]*(?:деректер[а-яіөүұңғқһә]*)?[ \u00a0]*[:–—-][ \u00a0]*(?:компания[ \u00a0]+|жеке компания[ \u00a0]+)?({_QUOTED}|{_PERSON}|{_LATIN_NAME}(?=[.,;\n]|$))"
    ),
    re.compile(rf"({_LATIN_NAME}) is the (?i:(?:data )?(?:controller|operator))"),
    re.compile(
        rf"(?:\bI am|\bI,|[Mm]y name is|[Мм]еня зовут|[Dd]eveloped by)[ \u00a0]+({_CAPITAL}[\w’'-]+[ \u00a0]{_CAPITAL}[\w’'-]+)"
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


def _names(doc: Document, clauses: Sequence[Clause]) -> Iterator[Contact]:
    spans = [
        match.span()
        for start, end in _lines(doc.text)
        for hint, patterns in _NAMES_BY_HINT
        if hint.search(doc.text, start, end)
        for pattern in patterns
        for match in pattern.finditer(doc.text, start, end)
    ]
    spans = [span for span in _outermost(spans) if not _FOREIGN_FIRMS.search(doc.text, *span)]
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
        yield _contact(doc, "operator_names", *inner)


_RECIPIENT = re.compile(
    r"переда(?:ют|ет|ём|ем|ча|н)|предоставля|дата-центр|хостинг|партн|бюро|эквайр|через|беріле|береміз|ұсыныла|серіктес|"
    r"арқылы|transfer|share[sd]?\b|disclos|processed by|process(?:or|ing)|host",
    re.IGNORECASE,
)


def _without_recipients(
    doc: Document, clauses: Sequence[Clause], spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The names without those of other firms to which data go; the first name is the operator's."""
    ends = [clause.span.end for clause in clauses]
    words: dict[int, list[tuple[int, int]]] = {}
    own = _proper_words(doc.text[slice(*spans[0])]) if spans else set()
    for start, end in spans:
        number = bisect_right(ends, start)
        clause = clauses[number]
        if number not in words:
            words[number] = [m.span() for m in _RECIPIENT.finditer(doc.text, *clause.body)]
        named_as_recipient = any(stop <= start for _, stop in words[number][:1]) or (
            clause.language == "kk" and any(begin >= end for begin, _ in words[number][-1:])
        )
        same = _proper_words(doc.text[start:end]) & own
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


# Addresses

_STREET = (
    r"(?:ул\.|улица|пр\.|пр-т|просп\.|проспект|мкр\.?|микрорайон|к-сі|көшесі|көш\.|даңғылы|дңғ\.|ықшам ?аудан[ыі]?|ы\.?/?а\.?|шағын ?аудан[ыі]?|"
    r"[Ss]treet|[Ss]tr?\.|[Aa]venue|[Aa]ve\b\.?|[Dd]istrict|[Mm]icrodistrict|mkr|бульвар|б-р|шоссе|тракт|переулок|пер\.|алаңы|площадь|[Ss]quare|[Bb]oulevard|[Rr]oad|проезд|үй|дом|д\.|оф\.|office|кеңсе|БЦ|БО)"
)
_PLACE = r"(?:Қазақстан|Казахстан|Kazakhstan|РК|ҚР|Алматы|Pavlodar|Semey|Aktau|Atyrau|Aktobe|Kostanay|Kokshetau|Taraz|Uralsk|Oral|Turkistan|Астана|Нұр-Сұлтан|Нур-Султан|Шымкент|Almaty|Astana|Shymkent|Қарағанды|Караганда|Karaganda|Ақтөбе|Актобе|Атырау|Ақтау|Актау|Павлодар|Өскемен|Усть-Каменогорск|Семей|Тараз|Қостанай|Костанай|Көкшетау|Кокшетау|Орал|Уральск|Петропавл|Қызылорда|Кызылорда|Түркістан|Туркестан|Талдықорған|Талдыкорган|Жезқазған|Екібастұз|Темиртау|Теміртау|(?<!\d)\d{6}(?!\d)|(?<!\w)[A-Z]\d\d[A-Z]\d[A-Z]\d(?!\w)|[Гг]\. ?\w+|(?<!\w)\w+ (?:қ\.|қаласы|облысы|область)|обл\.|(?<!\w)[A-Z]\w+ [Rr]egion)"
_ADDRESS_LABEL = re.compile(
    r"(?:мекен-?жай(?:ы|ымыз|ыңыз)?|(?:юридический |почтовый |фактический |наш |место ?нахождени[ея]|)адрес[уеа]?(?: оператора| компании| местонахождения| регистрации)?|местонахождени[ея]|орналасқан жері|"
    r"(?:legal |postal |registered |mailing |office |our )?address|registered office)(?: \([^)]{1,40}\))?[ \u00a0]*(?:[:–—-]|болып табылады)[ \u00a0]*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    rf"(?:(?:Республика |Қазақстан Республикасы,? ?|Republic of )?{_PLACE}[,. \u00a0]+)(?:[^\n;:@]{{0,80}}?)(?:{_STREET})[^\n;:@()]{{0,60}}",
)
_STREETS = re.compile(_STREET)
_ADDRESS_EN = re.compile(
    r"(?<!\w)\d{1,4}(?:/\d{1,4})?[A-Za-z]?,? (?:[A-Z][\w.-]+ ){1,4}(?:Street|St\.|Avenue|Ave\.|Road|Boulevard|Highway)[^\n;:@()]{0,80}?(?=[.;\n]|, or |$)"
)
_ADDRESS_END = re.compile(
    r"[,.;]?\s*(?:бұдан|далее|hereinafter|тел|phone|e-?mail|эл\.|электрон|бсн|бин|bin|иин|жсн|www|http|телефон|сайт|ұялы|қабылдау|время|\+7|8 ?\(|мекенжай(?:ында|ы бойынша)|бойынша|орналасқан|\bи\b|және|or\b|по\b|to\b|\()|,\s+\w{3,}(?:ет|ют|ется|емый|емое|емая)\b|[.;](?:\s|$)|\n|$",
    re.IGNORECASE,
)


def _addresses(doc: Document, clauses: Sequence[Clause]) -> Iterator[Contact]:
    spans = []
    for match in _ADDRESS_LABEL.finditer(doc.text):
        start = match.end()
        line_end = doc.text.find("\n", start)
        end = _address_end(doc.text, start, line_end if line_end >= 0 else len(doc.text))
        candidate = doc.text[start:end]
        if (
            len(candidate) >= 10
            and re.search(r"\d", candidate)
            and "@" not in candidate
            and "://" not in candidate
        ):
            spans.append((start, end))
    spans += [match.span() for match in _ADDRESS_EN.finditer(doc.text)]
    for match in _in_lines(_ADDRESS, doc.text):
        end = _address_end(doc.text, match.start(), match.end())
        if re.search(r"\d", doc.text[match.start() : end]):
            spans.append((match.start(), end))
    for start, end in _disjoint(spans):
        yield _contact(doc, "postal_addresses", start, end)


def _in_lines(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches of `pattern`, which spans no lines, in the lines that have a number and a street."""
    for start, end in _lines(text):
        if _DIGIT.search(text, start, end) and _STREETS.search(text, start, end):
            yield from pattern.finditer(text, start, end)


def _address_end(text: str, start: int, limit: int) -> int:
    """Where an address that begins at `start` stops: at a new label or the end of its sentence."""
    for match in _ADDRESS_END.finditer(text, start, limit):
        before = text[start : match.start()]
        abbreviated = re.search(
            r"(?:^|[\s,.])(?:[^\W\d_]|пос|ул|пр|просп|обл|мкр|оф|каб|стр|қ|көш|ш\.а|st|ave|apt|кв|корп|р-н|н\.п|ауд|бл|этаж|к|т\.е\.б|н\.п)$",
            before,
            re.IGNORECASE,
        )
        if match.group().startswith(".") and abbreviated and match.end() < limit:
            continue
        return match.start()
    return limit


def _disjoint(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


# Dates

_DATE_LABEL = re.compile(
    r"дата|редакци|вступ|действует с|обновлен|утвержд|верси|от «?\d|жаңарт|күшіне|редакция|нұсқа|бекіт|қолданыс|қолданыла|әрекет ет|бері жүреді|бұйры[қғ]|күні|толықтырыл|дополнен|введен|принят|effective|last|updated|version|revis|dated|as of|approved|in(?:to)? (?:force|effect)|takes effect",
    re.IGNORECASE,
)
_NOT_A_DATE = re.compile(
    r"закон|заң|94-V|\bФЗ\b|кодекс|приказ\w* (?:исполняющего|и\. ?о|министр|председател|комитета)|министрінің|\blaw\b|regulation|№ ?\d+-[IVX]|қаулы|постановлени|(?:года|г\.),? (?:№ ?\S+ )?«Об?(?!\w)",
    re.IGNORECASE,
)

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
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
            yield _contact(doc, "effective_dates", *clause.body, value=value)
            continue
        for year in _YEAR.finditer(text):
            start, end = max(0, year.start() - _BESIDE_YEAR), year.end() + _BESIDE_YEAR
            around = text[max(0, start - _LABEL_BEFORE) : end + _LABEL_AFTER]
            law = _NOT_A_DATE.search(text, max(0, start - _LABEL_AFTER), end + _LABEL_AFTER)
            value = date_in(text[start:end])
            if value and _DATE_LABEL.search(around) and not law:
                span = clause.body.start + start, min(clause.body.end, clause.body.start + end)
                yield _contact(doc, "effective_dates", *span, value=value)


def _is_heading_date(text: str, number: int, count: int) -> bool:
    """True for a line that is nothing but a date, at the head or the foot of the policy."""
    short = len(text) <= _DATE_LINE and not _NOT_A_DATE.search(text)
    return short and (number < _HEAD_LINES or number >= count - 2)
