"""Twenty invented sites of varied build, and two without a policy; each says where its policy lies."""

from __future__ import annotations

from dataclasses import dataclass

from collect_server import Answer, Site, html, page, pdf
from collect_texts import CONSENT, COOKIES, LAW, NEWS, POLICY, SHOP

PDF = "application/pdf"


@dataclass(frozen=True)
class Case:
    """A site, and the paths of its policies by language (a whole address for another host)."""

    host: str
    name: str
    site: Site
    policies: dict[str, str]
    start: str = "/"


def text(language: str, host: str, name: str) -> str:
    return POLICY[language].format(host=host, name=name)


def policy(language: str, host: str, name: str, *, title: str = "", more: str = "") -> Answer:
    """The policy as a page; its first line is the title unless another is given."""
    first, _, rest = text(language, host, name).partition("\n")
    return Answer(page(title or first, rest + more))


def home(links: str, *, footer: str = "", more: str = "") -> Answer:
    return html(f"<h1>Магазин</h1><nav>{links}</nav><p>{SHOP}</p>{more}<footer>{footer}</footer>")


def other(kind: str, host: str, name: str) -> Answer:
    words = {"consent": CONSENT, "cookies": COOKIES}[kind]["ru"].format(host=host, name=name)
    title, _, rest = words.partition("\n")
    return Answer(page(title, rest))


def cases(port: int) -> list[Case]:
    """All sites; addresses of other hosts carry `port`."""
    return [
        Case(
            "almaty-books.kz",
            "ТОО «Китап»",
            {
                "/": home(
                    "<a href='/catalog'>Каталог</a>",
                    footer="<a href='/privacy'>Политика конфиденциальности</a>",
                ),
                "/privacy": policy("ru", "almaty-books.kz", "ТОО «Китап»"),
            },
            {"ru": "/privacy"},
        ),
        Case(
            "dala-nan.kz",
            "«Дала нан» ЖШС",
            {
                "/": home("", footer="<a href='kupiya'>Құпиялылық саясаты</a>"),
                "/kupiya": policy("kk", "dala-nan.kz", "«Дала нан» ЖШС"),
            },
            {"kk": "/kupiya"},
        ),
        Case(
            "steppe-soft.kz",
            "Steppe Soft LLP",
            {
                "/": home("<a href='/legal/notice.html'>Privacy</a>"),
                "/legal/notice.html": policy("en", "steppe-soft.kz", "Steppe Soft LLP"),
            },
            {"en": "/legal/notice.html"},
        ),
        Case(  # three versions behind prefixes, the switcher on the policy itself
            "uch-til.kz",
            "ТОО «Үш тіл»",
            {
                "/": home("", footer="<a href='/ru/privacy'>Конфиденциальность</a>"),
                **{
                    f"/{language}/privacy": policy(
                        language,
                        "uch-til.kz",
                        "ТОО «Үш тіл»",
                        more="\n<a href='/kk/privacy'>ҚАЗ</a> <a href='/ru/privacy'>РУС</a>"
                        " <a href='/en/privacy'>ENG</a>",
                    )
                    for language in ("kk", "ru", "en")
                },
            },
            {language: f"/{language}/privacy" for language in ("kk", "ru", "en")},
        ),
        Case(  # the switcher leads to the first page of the other language
            "eki-bet.kz",
            "ТОО «Екі бет»",
            {
                "/": home(
                    "<a href='/kz/'>Қазақша</a>", footer="<a href='/p1'>Персональные данные</a>"
                ),
                "/p1": policy("ru", "eki-bet.kz", "ТОО «Екі бет»", title="Персональные данные"),
                "/kz/": html(
                    "<h1>Дүкен</h1><p>Тауарлар тізімі мен бағалары осында.</p>"
                    "<footer><a href='/kz/p1'>Дербес деректер</a></footer>"
                ),
                "/kz/p1": policy("kk", "eki-bet.kz", "ТОО «Екі бет»", title="Дербес деректер"),
            },
            {"ru": "/p1", "kk": "/kz/p1"},
        ),
        Case(  # versions by hreflang
            "hreflang.kz",
            "HrefLang LLP",
            {
                "/": home("", footer="<a href='/policy'>Политика конфиденциальности</a>"),
                "/policy": Answer(
                    page(
                        "Политика конфиденциальности",
                        text("ru", "hreflang.kz", "HrefLang LLP"),
                        head="<link rel=alternate hreflang=kk-KZ href='/policy?l=kk'>"
                        "<link rel=alternate hreflang=en href='/policy?l=en'>",
                    )
                ),
                "/policy?l=kk": policy("kk", "hreflang.kz", "HrefLang LLP"),
                "/policy?l=en": policy("en", "hreflang.kz", "HrefLang LLP"),
            },
            {"ru": "/policy", "kk": "/policy?l=kk", "en": "/policy?l=en"},
        ),
        Case(  # the policy is a PDF
            "pdf-sayasat.kz",
            "АО «Саясат»",
            {
                "/": home(
                    "", footer="<a href='/docs/pk.pdf'>Политика обработки персональных данных</a>"
                ),
                "/docs/pk.pdf": Answer(pdf(text("ru", "pdf-sayasat.kz", "АО «Саясат»")), PDF),
            },
            {"ru": "/docs/pk.pdf"},
        ),
        Case(  # a page that shows the PDF in a frame
            "frame-pdf.kz",
            "ТОО «Рамка»",
            {
                "/": home("", footer="<a href='/konf'>Конфиденциальность</a>"),
                "/konf": html(
                    "<h1>Политика конфиденциальности</h1><iframe src='/f/9.pdf'></iframe>"
                ),
                "/f/9.pdf": Answer(pdf(text("ru", "frame-pdf.kz", "ТОО «Рамка»")), PDF),
            },
            {"ru": "/f/9.pdf"},
        ),
        Case(  # a PDF a language
            "eki-pdf.kz",
            "«Екі құжат» ЖШС",
            {
                "/": home(
                    "",
                    footer="<a href='/kk.pdf'>Құпиялылық саясаты</a>"
                    "<a href='/ru.pdf'>Политика конфиденциальности</a>",
                ),
                "/kk.pdf": Answer(pdf(text("kk", "eki-pdf.kz", "«Екі құжат» ЖШС")), PDF),
                "/ru.pdf": Answer(pdf(text("ru", "eki-pdf.kz", "«Екі құжат» ЖШС")), PDF),
            },
            {"kk": "/kk.pdf", "ru": "/ru.pdf"},
        ),
        Case(  # only behind "Documents"
            "qujattar.kz",
            "ТОО «Құжаттар»",
            {
                "/": home("<a href='/docs'>Документы</a><a href='/blog'>Блог</a>"),
                "/docs": html(
                    "<h1>Документы</h1><a href='/d/1'>Публичная оферта</a>"
                    "<a href='/d/2'>Положение о защите персональных данных</a>"
                ),
                "/d/1": Answer(page("Публичная оферта", SHOP * 20)),
                "/d/2": policy(
                    "ru",
                    "qujattar.kz",
                    "ТОО «Құжаттар»",
                    title="Положение о защите персональных данных",
                ),
            },
            {"ru": "/d/2"},
        ),
        Case(  # only under the form of registration
            "tirkelu.kz",
            "«Тіркелу» ЖШС",
            {
                "/": home("<a href='/reg'>Тіркелу</a>"),
                "/reg": html(
                    "<form><label>Мен <a href='/kupiyalylyk'>дербес деректерді өңдеу "
                    "саясатымен</a> келісемін</label></form>"
                ),
                "/kupiyalylyk": policy("kk", "tirkelu.kz", "«Тіркелу» ЖШС"),
            },
            {"kk": "/kupiyalylyk"},
        ),
        Case(  # linked from nowhere
            "jasyryn.kz",
            "ТОО «Жасырын»",
            {
                "/": home("<a href='/catalog'>Каталог</a>"),
                "/privacy-policy": policy("ru", "jasyryn.kz", "ТОО «Жасырын»"),
            },
            {"ru": "/privacy-policy"},
        ),
        Case(  # news, the law, a course and a policy of quality beside it
            "shu.kz",
            "ТОО «Шу»",
            {
                "/": home(
                    "<a href='/news/7'>Как компании готовят политику конфиденциальности и почему "
                    "персональные данные теперь в моде</a>"
                    "<a href='/law'>Закон РК «О персональных данных и их защите»</a>"
                    "<a href='/course'>Курсы по защите персональных данных</a>"
                    "<a href='/quality'>Политика качества</a>",
                    footer="<a href='/pd'>Политика в отношении обработки персональных данных</a>",
                ),
                "/news/7": Answer(page("Новости рынка", NEWS)),
                "/law": Answer(page("Закон Республики Казахстан", LAW)),
                "/course": Answer(page("Курсы", NEWS)),
                "/quality": Answer(page("Политика качества", SHOP * 20)),
                "/pd": policy("ru", "shu.kz", "ТОО «Шу»"),
            },
            {"ru": "/pd"},
        ),
        Case(  # the privacy notice of another company beside the own one
            "captcha.kz",
            "ТОО «Капча»",
            {
                "/": home(
                    f"<a href='http://bigsearch.test:{port}/privacy'>Privacy</a>"
                    f"<a href='http://bigsearch.test:{port}/privacy'>Конфиденциальность</a>",
                    footer="<a href='/politika'>Политика конфиденциальности</a>",
                ),
                "/politika": policy("ru", "captcha.kz", "ТОО «Капча»"),
            },
            {"ru": "/politika"},
        ),
        Case(  # kept by a host of files, and naming the operator
            "bulut.kz",
            "ТОО «Бұлт»",
            {
                "/": home(
                    "",
                    footer=f"<a href='http://files.test:{port}/bulut.pdf'>"
                    "Политика конфиденциальности</a>",
                )
            },
            {"ru": f"http://files.test:{port}/bulut.pdf"},
        ),
        Case(  # an old page in the Cyrillic code page, its encoding named only by the header
            "eski.kz",
            "ИП Серик",
            {
                "/": Answer(
                    "<html><body><a href='/polit.htm'>Политика конфиденциальности</a>"
                    "</body></html>".encode("cp1251"),
                    "text/html; charset=windows-1251",
                ),
                "/polit.htm": Answer(
                    page("Политика конфиденциальности", text("ru", "eski.kz", "ИП Серик"))
                    .decode()
                    .replace("<meta charset='utf-8'>", "")
                    .encode("cp1251"),
                    "text/html; charset=windows-1251",
                ),
            },
            {"ru": "/polit.htm"},
        ),
        Case(  # a picture as the link, and a base address
            "suret.kz",
            "«Сурет» ЖШС",
            {
                "/": html(
                    "<base href='/site/'><p>Дүкен</p>"
                    "<a href='kk'><img alt='Құпиялық саясаты' src='i.png'></a>"
                ),
                "/site/kk": policy("kk", "suret.kz", "«Сурет» ЖШС"),
            },
            {"kk": "/site/kk"},
        ),
        Case(  # consent form and cookie notice named before the policy
            "tolyq.kz",
            "ТОО «Толық»",
            {
                "/": home(
                    "",
                    footer="<a href='/soglasie'>Согласие на обработку персональных данных</a>"
                    "<a href='/cookie'>Использование файлов cookie</a>"
                    "<a href='/conf'>Соглашение о конфиденциальности</a>",
                ),
                "/soglasie": other("consent", "tolyq.kz", "ТОО «Толық»"),
                "/cookie": other("cookies", "tolyq.kz", "ТОО «Толық»"),
                "/conf": policy(
                    "ru", "tolyq.kz", "ТОО «Толық»", title="Соглашение о конфиденциальности"
                ),
            },
            {"ru": "/conf"},
        ),
        Case(  # the site has moved; the address of the link says it, its words do not
            "koshti.kz",
            "ТОО «Көшті»",
            {
                "/": Answer(status=301, headers={"Location": f"http://www.koshti.kz:{port}/ru"}),
            },
            {"ru": f"http://www.koshti.kz:{port}/ru/privacy-policy"},
        ),
        Case(  # the list names the policy itself, whose title names only the operator
            "tikelei.kz",
            "ТОО «Тікелей»",
            {"/doc/15": policy("ru", "tikelei.kz", "ТОО «Тікелей»", title="ТОО «Тікелей»")},
            {"ru": "/doc/15"},
            start="/doc/15",
        ),
    ]


def neighbours(port: int) -> dict[str, Site]:
    """Hosts that the sites point to."""
    return {
        "bigsearch.test": {"/privacy": policy("en", "bigsearch.test", "Big Search Inc.")},
        "files.test": {"/bulut.pdf": Answer(pdf(text("ru", "bulut.kz", "ТОО «Бұлт»")), PDF)},
        "www.koshti.kz": {
            "/ru": home("", footer="<a href='/ru/privacy-policy'>Читать</a>"),
            "/ru/privacy-policy": policy("ru", "koshti.kz", "ТОО «Көшті»", title="Наш подход"),
        },
    }


def without_policy(port: int) -> list[Case]:
    """Sites on which everything but a policy can be taken for one."""
    return [
        Case(
            "joq.kz",
            "ТОО «Жоқ»",
            {
                "/": home(
                    f"<a href='http://bigsearch.test:{port}/privacy'>Политика конфиденциальности</a>"
                    "<a href='/law'>О персональных данных</a>"
                    "<a href='/news/7'>Политика конфиденциальности</a>"
                    "<a href='/soft404'>Құпиялылық саясаты</a>",
                    more="<form>Нажимая кнопку, вы даёте согласие на обработку персональных "
                    "данных</form>",
                ),
                "/law": Answer(page("Закон Республики Казахстан", LAW)),
                "/news/7": Answer(page("Новости рынка", NEWS)),
                "/soft404": Answer(page("Страница не найдена", SHOP)),
            },
            {},
        ),
        Case(
            "tek-kelisim.kz",
            "ТОО «Тек келісім»",
            {
                "/": home("", footer="<a href='/soglasie'>Обработка персональных данных</a>"),
                "/soglasie": other("consent", "tek-kelisim.kz", "ТОО «Тек келісім»"),
            },
            {},
        ),
    ]
