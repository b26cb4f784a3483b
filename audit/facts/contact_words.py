"""Word lists by which contacts are known: alternatives of regular expressions, ` | ` between them."""

from __future__ import annotations


def _any(words: str) -> str:
    """One regular expression for any of `words`."""
    lines = words.strip().splitlines()
    return "|".join(word.strip() for line in lines for word in line.split(" | "))


SITE_ENDINGS = _any(r"""
    kz | com | ru | org | net | app | io | me | dev | pro | ai | online | site | tech | codes
    қаз | рф | media | academy | taxi | studio | shop | store | group | info | biz | agency
    digital | health | school | club | travel | world | expert | space | su | uz | kg | eu
    co | cloud | finance | games | sh
""")
"""Top-level domains by which a bare address of a site is known."""

SERVICES = _any(r"""
    google | yandex | яндекс | facebook | instagram | whatsapp | wa\.me | t\.me | telegram
    tiktok | youtube | youtu\.be | linkedin | twitter | x\.com | vk\.com | apple\.com
    microsoft | mozilla | opera\.com | aboutcookies | allaboutcookies | youronlinechoices
    networkadvertising | aboutads | adilet | zan\.kz | (?<![\w.-])(?:www\.)?gov\.kz | egov\.kz
    zero\.kz | openai | anthropic | supabase | vercel | firebase | cloudflare | amazon
    stripe | paypal | mailchimp | hotjar | sentry | (?<![\w-])ps\.kz | hoster\.kz
    cloudpayments | robokassa | paybox | thismywebsite | github | gitlab | 2gis | booking\.com
    kaspi\.kz | node\.js | next\.js | gmail | mail\.ru | rkn\.gov | pd\.rkn
""")
"""Sites of well-known services, registers and makers, which are not those of the operator."""

FOREIGN_FIRMS = _any(r"""
    google | yandex | яндекс | meta | facebook | apple | amazon | microsoft | vercel
    supabase | cloudflare | openai | stripe | paypal | usaid | telegram | sentry | mixpanel
    amplitude | kaspi | halyk | народный банк | халық банк | freedom pay | hetzner
    кредитн\w+ бюро | отбасы банк | казпочт | қазпошта | digitalocean | mongodb | twilio | sendgrid | github | firebase
""")
"""Firms whose names stand in policies of others."""

FORM_KK = _any(r"""
    ЖШС | КМК | ЖББМ | АҚ | ЖК | ҚҚ | РММ | КММ | МКК | МКҚК | РМК | ШЖҚ (?:РМК|МКК|КМК|МКҚК)
    ММ | ЖМ | МҚҰ | КеАҚ | ҚБ | КҚ
""")
"""Legal forms of firms and bodies, short and in full; in full with their case endings."""

FORM_KK_LONG = _any(r"""
    жауапкершілігі шектеулі серіктестігі | акционерлік қоғамы | жеке кәсіпкер(?:і|лігі)?
    қайырымдылық (?:қоғамдық )?қоры | қоғамдық қоры | қоғамдық бірлестігі | жекеменшік мекемесі | мемлекеттік мекемесі
    корпоративтік қоры | коммуналдық (?:мемлекеттік )?(?:мекемесі|кәсіпорны) | жеке мекемесі
    қоры | мекемесі | университеті | кәсіпорны | қауымдастығы | бірлестігі | одағы | мектебі
    колледжі | қоғамы | серіктестігі | банкі | компаниясы | редакциясы | орталығы
""")

FORM_RU = _any(r"""
    ТОО | АО | ИП | ОФ | ЧУ | УО | ГУ | КГУ | РГУ | РГП(?: на ПХВ)? | КГП(?: на ПХВ)?
    ГКП(?: на ПХВ)? | ГККП | НАО | ЧК | КФ | ОО | ОЮЛ | КХ | ЧФ | ООО | ЗАО | ПАО | МФО | НУО
""")

FORM_RU_LONG = _any(r"""
    [Тт]овариществ[оаему]{1,2} с ограниченной ответственностью
    [Аа]кционерн(?:ое|ого|ым|ому|ом) обществ[оаему]{1,2}
    [Ии]ндивидуальн(?:ый|ого|ым|ому) предпринимател[ьяюем]{1,2}
    [Оо]бщественн(?:ый|ого) фонда? | [Чч]астн(?:ое|ого) учреждени[ея]
    [Оо]бщественн(?:ое|ого) объединени[ея] | [Кк]орпоративн(?:ый|ого) фонда?
    [Нн]екоммерческ(?:ое|ого) акционерн(?:ое|ого) обществ[оа] | [Чч]астн(?:ая|ой) компани[яи]
    [Гг]осударственн(?:ое|ого) учреждени[ея] | [Уу]чреждени[ея] образования
    [Гг]осударственн(?:ое|ого) предприяти[ея](?: на праве хозяйственного ведения)?
    [Кк]оммунальн(?:ое|ого) государственн(?:ое|ого) (?:учреждени|предприяти)[ея]
""")

FORM_EN = _any(r"""
    LLP | LLC | N?C?JSC | Ltd\.? | Limited | Inc\.? | IE | PLC | Corp\.? | GmbH | Foundation
    Public Foundation | Limited Liability Partnership | Joint[- ]Stock Company
    Private (?:Educational )?(?:Company|Institution) | Sole Proprietor
""")

RECIPIENT = _any(r"""
    переда(?:ют|ет|ём|ем|ча|н) | предоставля | дата-центр | хостинг | партн | бюро | эквайр
    через | беріле | береміз | ұсыныла | серіктес | арқылы | transfer | share[sd]?\b | disclos
    processed by | process(?:or|ing) | host
""")
"""Words beside a name that make its bearer a recipient of data."""

STREET = _any(r"""
    ул\. | улица | пр\. | пр-т | просп\. | проспект | мкр\.? | микрорайон | к-сі | көшесі
    көш\. | (?<=\w )к\.(?=,? ?\d) | даңғылы | дңғ\. | ықшам ?аудан[ыі]? | ы\.?/?а\.? | шағын ?аудан[ыі]? | [Ss]treet
    [Ss]tr?\. | [Aa]venue | [Aa]ve\b\.? | [Dd]istrict | [Mm]icrodistrict | mkr | бульвар | б-р
    шоссе | тракт | переулок | пер\. | алаңы | площадь | [Ss]quare | [Bb]oulevard | [Rr]oad
    проезд | үй | дом | д\. | оф\. | office | кеңсе | БЦ | БО
""")
"""Words of a street, house or office in an address."""

PLACE = _any(r"""
    Қазақстан | Казахстан | Kazakhstan | РК | ҚР | Алматы | Pavlodar | Semey | Aktau | Atyrau
    Aktobe | Kostanay | Kokshetau | Taraz | Uralsk | Oral | Turkistan | Астана | Нұр-Сұлтан
    Нур-Султан | Шымкент | Almaty | Astana | Shymkent | Қарағанды | Караганда | Karaganda
    Ақтөбе | Актобе | Атырау | Ақтау | Актау | Павлодар | Өскемен | Усть-Каменогорск | Семей
    Тараз | Қостанай | Костанай | Көкшетау | Кокшетау | Орал | Уральск | Петропавл | Қызылорда
    Кызылорда | Түркістан | Туркестан | Талдықорған | Талдыкорган | Жезқазған | Екібастұз
    Темиртау | Теміртау | (?<!\d)\d{6}(?!\d) | (?<!\w)[A-Z]\d\d[A-Z]\d[A-Z]\d(?!\w)
    [Гг]\. ?\w+ | (?<!\w)\w+ (?:қ\.|қаласы(?:нда:)?|облысы|кенті|ауылы|область) | обл\. | (?<!\w)[A-Z]\w+ [Rr]egion
""")
"""What an address begins with: country, cities, postcodes, regions."""

ADDRESS_LABEL = _any(r"""
    мекен-?жай(?:ы|ымыз|ыңыз)?
    (?:юридический |почтовый |фактический |наш |место ?нахождени[ея]|)адрес[уеа]?(?: оператора| компании| местонахождения| регистрации)?
    местонахождени[ея] | орналасқан жері
    (?:legal |postal |registered |mailing |office |our )?address | registered office
""")
"""Words before an address."""

ADDRESS_END = _any(r"""
    бұдан | далее | hereinafter | тел | phone | e-?mail | эл\. | электрон | бсн | бин | bin
    иин | жсн | www | http | телефон | сайт | ұялы | қабылдау | время | \+7 | 8 ?\(
    мекенжай(?:ында|ы бойынша) | бойынша | орналасқан | \bи\b | және | or\b | по\b | to\b | \(
""")
"""Words before which an address ends."""

DATE_LABEL = _any(r"""
    дата | редакци | вступ | действует с | обновлен | утвержд | верси | от «?\d | жаңарт
    күшіне | редакция | нұсқа | edition | бекіт | қолданыс | қолданыла | әрекет ет | бері жүреді
    бұйры[қғ] | күні | толықтырыл | дополнен | введен | принят | effective | last | updated
    түзетіл | күшінде | (?:басқармасы|директоры|кеңесі|басшысы|ректоры|төрағасы)ның 20
    version | revis | dated | as of | approved | in(?:to)? (?:force|effect) | takes effect
""")
"""Words beside the date from which a policy holds."""

NOT_A_DATE = _any(r"""
    закон | заң | 94-V | \bФЗ\b | кодекс
    приказ\w* (?:исполняющего|и\. ?о|министр|председател|комитета) | министрінің | \blaw\b
    regulation | № ?\d+-[IVX] | қаулы | постановлени | (?:года|г\.),? (?:№ ?\S+ )?«Об?(?!\w)
""")
"""Words beside the dates of laws and orders."""
