"""Each rule by which a line is a heading or none, on the lines that the rule speaks of.

A case is a few lines parted by " / "; headings are marked with "=" in front.
"""

import pytest

from audit.core import Span
from audit.read.headings import headings_of
from audit.read.lines import lines_of
from audit.read.roles import role_of_clause, role_of_heading

TEXT = "Мы доставляем заказы по всей стране и за её пределами."
LONG = "Оператор вправе в любое время без согласия субъекта и без уведомления изменить эти условия"

CASES = {
    "a hash": f"=## Что ещё / {TEXT}",
    "a hash at the end": f"{TEXT} / =## Что ещё",
    "a chapter, though it ends in a full stop": f"=Глава 2. Что ещё. / {TEXT}",
    "a Roman number": f"=Начало / {TEXT} / =II. Что ещё / {TEXT}",
    "capitals": f"=Начало / {TEXT} / =ПРОЧИЕ ВЕЩИ / имя",
    "capitals that are an abbreviation": f"=Начало / {TEXT} / ТОО / ИИН",
    "capitals that lead in": f"=Начало / {TEXT} / МЫ СОБИРАЕМ: / имя",
    "the first line": f"=Политика / {TEXT}",
    "the last line": f"=Начало / {TEXT} / Ваши права",
    "more words than a heading has": f"II. {LONG} так, как он сочтёт нужным / {TEXT}",
    "an item": f"=Начало / {TEXT} / • Права / 1) Права / а) Права / II) Права / {TEXT}",
    "the end of an item": f"=Начало / {TEXT} / II. Права; / III. Права, / {TEXT}",
    "an address": f"=Начало / {TEXT} / II. info@site.kz / {TEXT}",
    "a long number": f"=Начало / {TEXT} / II. БИН 230440900088 / {TEXT}",
    "a year": f"=Начало / {TEXT} / =II. Итоги 2024 / {TEXT}",
    "a telephone": f"=Начало / {TEXT} / II. Звоните +7 701 / {TEXT}",
    "words after a colon": f"=Начало / {TEXT} / II. Адрес: Алматы / {TEXT}",
    "furniture": f"=Начало / {TEXT} / II. Время работы / {TEXT}",
    "a sentence": f"=Начало / {TEXT} / Права есть. / {TEXT}",
    "numbers with text between": f"=1. Начало / {TEXT} / =2. Что ещё / {TEXT} / =3. Итог / {TEXT}",
    "numbers of a list": "=Начало / 1. имя / 2. телефон / 3. адрес / Конец.",
    "numbers of sentences": f"=Начало / 1. {TEXT} / И ещё. / 2. {TEXT} / И ещё. / 3. {TEXT} / Всё.",
    "titles over lists": "=1. А / 1. а / 2. б / 3. в / =2. Б / 1. а / 2. б / 3. в / =3. В / 1. а / 2. б / 3. в / =4. Г / 1. а / 2. б / 3. в",
    "a title over no list": "=1. А / 1. а / 2. б / 3. в / =2. Б / 1. а / 2. б / 3. в / =3. В / 1. а / 2. б / 3. в / 4. Г / 5. Д / 1. а",
    "a lone title": f"=Начало / {TEXT} / 1. а / 2. б / 3. в / 4. г / 5. д / И ещё. / =6. Права субъекта / {TEXT}",
    "a lone title of unknown words": f"=Начало / {TEXT} / 1. а / 2. б / 3. в / 4. г / 5. д / И ещё. / 6. Что ещё / {TEXT}",
    "a title beside its like": f"=Начало / {TEXT} / 1. а / 2. б / 3. в / 4. Права субъекта / {TEXT}",
    "a subtitle": f"=Начало / {TEXT} / =2.1. Права субъекта / {TEXT}",
    "a clause in short": f"=Начало / {TEXT} / 2.1. Права субъекта / 2.2. {TEXT}",
    "a subtitle of unknown words": f"=Начало / {TEXT} / 2.1. Что ещё / {TEXT}",
    "a subtitle that leads in": f"=Начало / {TEXT} / 2.1. Права субъекта: / {TEXT}",
    "rows of a table": f"=Начало / {TEXT} / =Данные | Срок / Договоры | 5 лет / Ваши права | всегда / {TEXT}",
    "rows of a page's table": f"=Начало / {TEXT} / =Данные        Срок / Договоры      5 лет / Ваши права    всегда / {TEXT}",
    "titles spaced wide": f"=Начало / {TEXT} / Мы собираем  имя. / =ПЕРЕДАЧА  ЛИЦАМ / Курьерские  службы. / =ХРАНЕНИЕ  ДАННЫХ / {TEXT}",
    "a known title": f"=Начало / имя / =Ваши права / {TEXT}",
    "a known title over a list": f"=Начало / {TEXT} / =Ваши права / • доступ / • отзыв",
    "a known title over a lead-in": f"=Начало / {TEXT} / =Ваши права / Доступ: / к данным",
    "a known title over a line as short": f"=Начало / {TEXT} / Ваши права / и отзыв",
    "a known title in small letters": f"=Начало / {TEXT} / ваши права / {TEXT}",
    "a known title that leads in": f"=Начало / {TEXT} / Ваши права: / {TEXT}",
    "a known title in a list": f"=Начало / Мы защищаем: / Ваши права / {TEXT}",
    "a long known title": f"=Начало / {TEXT} / Ваши права на доступ к данным и на их удаление / {TEXT} {TEXT}",
    "a long known title set apart": f"=Начало / {TEXT} /  / =Ваши права на доступ к данным и на их удаление / {TEXT} {TEXT}",
    "an unknown title after a sentence": f"=Начало / {TEXT} / =Что ещё / {TEXT}",
    "an unknown title after a blank line": f"=Начало / имя /  / =Что ещё / {TEXT}",
    "an unknown title after neither": f"=Начало / имя / Что ещё / {TEXT}",
    "an unknown title over shorter text": f"=Начало / {TEXT} / Что ещё важно / Ничего.",
    "an unknown title of many words": f"=Начало / {TEXT} / Что ещё важно и кому об этом сказать сразу / {TEXT} {TEXT}",
    "quotation marks and digits": f"=Начало / {TEXT} / =«Тұмар» / {TEXT} / =2024 год / {TEXT}",
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_headings_are_told_from_other_lines(case: str) -> None:
    marked = [line.strip() for line in case.split(" / ")]
    text = "\n".join(line.removeprefix("=") for line in marked)
    lines = list(lines_of(text, Span(0, len(text))))
    found = {text[lines[at].start : lines[at].end] for at in headings_of(lines)}
    assert found == {line.removeprefix("=") for line in marked if line.startswith("=")}


def test_a_heading_announces_a_role_in_any_language() -> None:
    titles = ["Права субъекта", "Субъектінің құқықтары", "Your rights", "Біз туралы"]
    assert [role_of_heading(title) for title in titles] == ["rights", "rights", "rights", ""]


@pytest.mark.parametrize(
    ("text", "section", "role"),
    [
        ("Персональные данные – любая информация о лице.", "rights", "definitions"),
        ("Настоящая Политика действует для сайта.", "definitions", "general"),
        ("Настоящая Политика действует для сайта.", "rights", "rights"),
        ("Мы храним данные.", "definitions", "definitions"),
        ("Время работы", "contacts", "furniture"),
        ("09:00 - 19:00", "contacts", "furniture"),
    ],
)
def test_the_form_of_a_clause_tells_its_role_before_its_section(
    text: str, section: str, role: str
) -> None:
    assert role_of_clause(text, section) == role
