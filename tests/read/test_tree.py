"""Where clauses hang: each rule on a few lines, as `number of the parent: kind` of every clause."""

import pytest

from audit.core import Document
from audit.read import segment

TREES = {
    "the outline of the module": (
        "1. Сбор данных / 1.1. Оператор собирает: / 1) имя; / 2) телефон: / - мобильный; / 3) адрес. / 1.2. Срок – один год.",
        "- heading, 0 sentence, 1 item, 1 item, 3 item, 1 item, 0 sentence",
    ),
    "a number hangs on the number before its last point": (
        "1. Данные / 1.1. Есть имя. / 1.1.1. Есть отчество. / 1.2. Есть адрес.",
        "- heading, 0 sentence, 1 item, 0 sentence",
    ),
    "numbers begin anew under a heading": (
        "# Одно / 1.1. Есть имя. / # Другое / 1.1.1. Есть отчество.",
        "- heading, 0 sentence, - heading, 2 sentence",
    ),
    "a heading ends the section of its style": (
        "# Одно / ## Два / ### Три / ## Два",
        "- heading, 0 heading, 1 heading, 0 heading",
    ),
    "a sentence that ends leads in nothing": (
        "# Данные / Мы собираем имя. / 1) телефон;",
        "- heading, 0 sentence, 0 sentence",
    ),
    "a sentence that does not end leads in": (
        "# Данные / Мы просим вас назвать / 1) телефон;",
        "- heading, 0 sentence, 1 item",
    ),
    "a sentence that ends may announce bullets": (
        "# Данные / Мы собираем следующие данные. / • имя",
        "- heading, 0 sentence, 1 item",
    ),
    "a sentence that ends announces no numbers": (
        "# Данные / Мы собираем следующие данные. / 1) имя",
        "- heading, 0 sentence, 0 sentence",
    ),
    "bullets under a heading are items": ("# Данные / • имя", "- heading, 0 item"),
    "a further sentence hangs where the first does": (
        "# Данные / Мы собираем: / 1) имя. Оно нужно.",
        "- heading, 0 sentence, 1 item, 1 item",
    ),
    "items inside a line": (
        "# Данные / Мы собираем: a) имя; b) адрес.",
        "- heading, 0 sentence, 1 item, 1 item",
    ),
    "items without a marker": (
        "# Данные / Мы собираем: / имя; / адрес.  / Мы храним их год.",
        "- heading, 0 sentence, 1 item, 1 item, 0 sentence",
    ),
    "items without any mark": (
        "# Данные / Мы собираем: / имя / адрес",
        "- heading, 0 sentence, 1 item, 1 item",
    ),
    "a long line without any mark is no item": (
        "# Данные / Мы собираем: / имя / мы храним это ровно один год после конца договора",
        "- heading, 0 sentence, 1 item, 0 sentence",
    ),
    "a paragraph after a colon is no item": (
        "# Данные / Мы собираем: / " + "очень " * 30 + "много",
        "- heading, 0 sentence, 0 sentence",
    ),
}


@pytest.mark.parametrize(("lines", "tree"), TREES.values(), ids=TREES.keys())
def test_a_clause_hangs_on_what_governs_it(lines: str, tree: str) -> None:
    clauses = segment(Document.of(lines.replace(" / ", "\n"), language="ru"))
    places = [f"{'-' if c.parent is None else c.parent} {c.kind}" for c in clauses]
    assert ", ".join(places) == tree


ROLES = {
    "before any heading": ("Мы собираем имя.", "general"),
    "a title is general, whatever it names": ("# Защита данных / Мы есть.", "general general"),
    "a title of definitions is not": ("# Термины / Сайт – это место.", "definitions definitions"),
    "a section of unknown title": ("# О нас / # Что ещё / Мы есть.", "general other other"),
    "a section of unknown title inside another": (
        "# О нас / ## Ваши права / ### Что ещё / Мы есть.",
        "general rights rights rights",
    ),
    "a line that defines nothing ends the definitions": (
        "# О нас / ## Термины / Сайт – место. / Мы есть. / Сайт – место.",
        "general definitions definitions other other",
    ),
    "a numbered line does not": (
        "# О нас / ## Термины / 1) Мы есть. / Сайт – место.",
        "general definitions definitions definitions",
    ),
}


@pytest.mark.parametrize(("lines", "roles"), ROLES.values(), ids=ROLES.keys())
def test_a_clause_is_about_what_its_section_is(lines: str, roles: str) -> None:
    clauses = segment(Document.of(lines.replace(" / ", "\n"), language="ru"))
    assert " ".join(clause.section_role for clause in clauses) == roles
