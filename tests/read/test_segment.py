from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.core import Audit, Clause, Document
from audit.read import ROLES, segment
from audit.read.sentences import inline_items, sentences

LINES = st.lists(
    st.sampled_from(
        [
            "1. Жалпы ережелер",
            "- телефон;",
            "2.1. Оператор собирает:",
            "а) имя; б) адрес.",
            "",
            "\t",
            "Конец.",
            "# H",
            "II. ҚҰҚЫҚТАР",
            "[]",
            "🙂",
        ]
    )
    | st.text(max_size=60),
    max_size=25,
).map("\n".join)


@settings(max_examples=300)
@given(LINES)
def test_clauses_tile_the_text(text: str) -> None:
    doc = Document.of(text, language="kk")
    clauses = segment(doc)
    if clauses:
        assert "".join(text[slice(*clause.span)] for clause in clauses) == text
    for number, clause in enumerate(clauses):
        assert clause.span.start <= clause.body.start < clause.body.end <= clause.span.end
        assert clause.section_role in ROLES
        assert clause.parent is None or clause.parent < number


def _clauses(doc: Document) -> list[tuple[Clause, str]]:
    return [(clause, doc.text[slice(*clause.body)]) for clause in segment(doc)]


def test_items_hang_under_their_lead_in(document: Callable[..., Document]) -> None:
    doc = document(
        "1. Данные\n1.1. Оператор собирает:\n1) имя;\n2) телефон:\n- мобильный;\n- домашний;\n3) адрес.\n1.2. Срок хранения один год."
    )
    clauses = _clauses(doc)
    by_text = {text.rstrip(".;:"): clause for clause, text in clauses}
    lead = [text for _, text in clauses].index("Оператор собирает:")
    phone = [text for _, text in clauses].index("телефон:")
    assert by_text["имя"].parent == by_text["адрес"].parent == lead
    assert by_text["домашний"].parent == phone
    assert by_text["имя"].kind == "item"
    assert by_text["Срок хранения один год"].parent == 0
    assert by_text["Срок хранения один год"].number == "1.2"


def test_an_inline_list_becomes_items(document: Callable[..., Document]) -> None:
    doc = document("7. Сайт келесі деректерді алады: a. телефон нөмірі; b. электрондық пошта.")
    texts = [(clause.kind, text) for clause, text in _clauses(doc)]
    assert texts == [
        ("sentence", "Сайт келесі деректерді алады:"),
        ("item", "телефон нөмірі;"),
        ("item", "электрондық пошта."),
    ]


def test_a_definition_is_told_from_a_provision(document: Callable[..., Document]) -> None:
    doc = document(
        "2. Термины и определения\nОператор – лицо, которое обрабатывает данные.\n"
        "Персональные данные – любая информация о лице.\nМы храним данные три года и удаляем их."
    )
    roles = {text.split()[0]: clause.section_role for clause, text in _clauses(doc)}
    assert roles["Оператор"] == roles["Персональные"] == "definitions"
    assert roles["Мы"] != "definitions"


def test_furniture_is_told_from_the_policy(audits: dict[str, Audit]) -> None:
    audit = audits["centrium.kz"]
    furniture = [
        audit.document.text[slice(*c.body)] for c in audit.clauses if c.section_role == "furniture"
    ]
    assert "Время работы" in furniture
    assert "09:00 - 19:00" in furniture
    assert all(len(text) < 60 for text in furniture)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Телефон, адрес және т.б. деректер жиналады. Олар сақталады.", 2),
        ("См. ст. 8 Закона. Далее.", 2),
        ("Директор И. И. Иванов подписал. Конец.", 2),
        ("Данные хранятся.Пользователь согласен.", 2),
        ("Version 2.1 of the policy, e.g. for apps. Next one.", 2),
    ],
)
def test_abbreviations_do_not_end_a_sentence(text: str, count: int) -> None:
    assert len(list(sentences(text))) == count


def test_labels_of_an_inline_list_count_up() -> None:
    assert [label for *_, label in inline_items("Мыналар: а) бір; б) екі; в) үш.")] == [
        "",
        "а",
        "б",
        "в",
    ]
    assert len(inline_items("Статья 5. Общие положения (п. 3).")) == 1
