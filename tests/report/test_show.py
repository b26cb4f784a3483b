from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from audit import review
from audit.core import Audit, Document
from audit.core.markup import lit
from audit.pipeline import audit_document
from audit.report import show

HOSTILE = (
    "Мы собираем имя <script>alert('x')</script> и телефон.</textarea></div>\n"
    'Оператор: ТОО «"><img src=x onerror=alert(1)>». \u202eтекст\u202c\n'
    + "Данные хранятся бессрочно. "
    * 20
)


class Markup(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.marked: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("br", "hr"):
            self.open.append(tag)
        if tag == "mark":
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self.open:
            self.marked[-1] += data


@pytest.fixture
def hostile(document: Callable[..., Document]) -> Audit:
    return audit_document(document(HOSTILE))


def views(audit: Audit) -> list[str]:
    items = review.queue([audit], below=0.99)
    assert items
    return [
        audit._repr_html_(),
        audit.document._repr_html_(),
        show.verdicts(audit, language="ru")._repr_html_(),
        show.text(audit)._repr_html_(),
        *(show.waiting(audit, item, language="kk")._repr_html_() for item in items),
    ]


def test_hostile_text_is_shown_as_text(hostile: Audit) -> None:
    for markup in views(hostile):
        page = Markup(markup)
        assert page.open == []
        assert not {"script", "img", "textarea"} & set(page.tags)
    assert "<script>alert('x')</script>" in Markup(hostile.document._repr_html_()).text
    assert '"><img src=x onerror=alert(1)>' in Markup(hostile._repr_html_()).text


def test_an_audit_shows_every_quote_lit(audits: dict[str, Audit]) -> None:
    for audit in audits.values():
        page = Markup(audit._repr_html_())
        marked = "\n".join(page.marked)
        assert str(audit.score.value) in page.text
        for fact in audit.facts:
            for item in fact.evidence:
                assert item.quote in marked
        for verdict in audit.verdicts:
            assert verdict.criterion_id in page.text
        assert audit.document.text in page.text


def test_only_what_was_asked_for_is_lit(audits: dict[str, Audit]) -> None:
    audit = audits["cpm.kz"]
    fact = next(fact for fact in audit.facts if fact.evidence)
    one, field, everything = (
        Markup(show.text(audit, *what).markup).marked for what in ([fact.key], [fact.field], [])
    )
    assert all(any(item.quote in mark for mark in one) for item in fact.evidence)
    assert sum(map(len, one)) <= sum(map(len, field)) < sum(map(len, everything))


@pytest.mark.parametrize(
    ("spans", "wanted"),
    [
        ([], "a&lt;bcdef"),
        ([(11, 13)], "a<mark>&lt;b</mark>cdef"),
        ([(13, 15), (11, 13), (12, 14)], "a<mark>&lt;bcd</mark>ef"),
        ([(0, 11), (15, 99)], "<mark>a</mark>&lt;bcd<mark>ef</mark>"),
        ([(0, 10), (17, 20)], "a&lt;bcdef"),
    ],
)
def test_spans_are_marked_once(spans: list[tuple[int, int]], wanted: str) -> None:
    assert lit("a<bcdef", spans, start=10) == wanted


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "Табылмады"), ("ru", "Не найдено"), ("en", "Not found")]
)
def test_the_verdict_table_speaks_the_language(
    audits: dict[str, Audit], language: str, words: str
) -> None:
    audit = audits["cpm.kz"]
    page = Markup(show.verdicts(audit, "missing", language=language).markup)
    assert words in page.text
    assert page.tags.count("th") == 2  # more has no room on a telephone
    assert page.tags.count("tr") == 1 + sum(v.status == "missing" for v in audit.verdicts)


def test_what_waits_is_shown_with_its_clause(audits: dict[str, Audit]) -> None:
    items = review.queue(audits.values(), below=0.95)
    item = next(i for i in items if i.what.startswith("purposes."))
    audit = audits[item.policy_id]
    page = Markup(show.waiting(audit, item).markup)
    assert item.subject.evidence[0].quote in page.marked
    assert len(page.text) > len(item.subject.evidence[0].quote)
    silent = next(i for i in items if not i.subject.evidence)
    assert "Nothing was found" in show.waiting(audits[silent.policy_id], silent).markup
