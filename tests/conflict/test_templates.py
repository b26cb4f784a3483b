import dataclasses

import pytest

from audit.conflict import templates
from audit.conflict.templates import clusters
from audit.core import Document
from audit.pipeline import audit_document

TEXT = """1. Жалпы ережелер
Осы саясат {name} сайтында дербес деректерді өңдеу тәртібін айқындайды және барлық пайдаланушыларға қолданылады.
2. Деректер
Оператор пайдаланушының аты-жөнін, телефон нөмірін және электрондық поштасын байланыс орнату үшін жинайды.
3. Қорғау
Деректерді рұқсатсыз қол жеткізуден қорғау үшін қажетті ұйымдастырушылық және техникалық шаралар қолданылады.
"""
FRUIT = (
    "алма",
    "өрік",
    "шие",
    "жүзім",
    "қарбыз",
    "қауын",
    "алмұрт",
    "шабдалы",
    "анар",
    "інжір",
    "лимон",
    "мейіз",
)
OTHER = "Дүкен тапсырысты жеткізу үшін мекенжайды сұрайды және оны курьерлік қызметке береді, басқа ешкімге көрсетпейді."


def audited(name: str, text: str):
    return audit_document(Document.of(text, doc_id=name, language="kk"))


def test_a_swapped_name_hides_no_copy() -> None:
    own = "Сонымен қатар клубқа кіру карталары мен жаттығу кестесі туралы ақпарат бір жыл бойы сақталады."
    copies = [
        audited("a", TEXT.format(name="https://a.kz")),
        audited("b", TEXT.format(name="https://b.kz") + own),
    ]
    [cluster] = clusters([*copies, audited("c", OTHER * 3)])
    assert cluster.members == ("a", "b")
    assert 0.5 <= cluster.likeness < 1
    assert len(cluster.shared) == 3
    assert cluster.own == {"a": (), "b": (own,)}


def test_unlike_texts_make_no_cluster() -> None:
    assert clusters([audited("a", TEXT.format(name="a.kz")), audited("c", OTHER)]) == []
    assert clusters([]) == []


def test_order_does_not_matter() -> None:
    audits = [audited(name, TEXT.format(name=f"https://{name}.kz")) for name in "cab"]
    assert clusters(audits) == clusters(reversed(audits))


def test_a_chain_of_copies_is_one_group_and_copies_of_another_text_a_second() -> None:
    sentences = [
        f"Жағдай {word}: оператор {word} туралы деректі {word} мақсатымен жинайды және сақтайды.\n"
        for word in FRUIT
    ]
    chain = [audited(f"a{at}", "".join(sentences[at : at + 8])) for at in range(5)]
    others = [audited(f"b{at}", TEXT.format(name=f"b{at}.kz")) for at in range(3)]
    first, second = clusters([*others, *chain])
    assert first.members == ("a0", "a1", "a2", "a3", "a4")
    assert 0.5 <= first.likeness < 1
    assert len(first.shared) == 4
    assert [len(own) for own in first.own.values()] == [1, 0, 0, 0, 1]
    assert second.members == ("b0", "b1", "b2")
    assert second.likeness == 1


def test_a_template_of_many_needs_few_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    links_in = templates._links_in

    def counted(bucket, likeness, alike, joined):
        def counting(one: str, other: str) -> float:
            nonlocal compared
            compared += 1
            return likeness(one, other)

        return links_in(bucket, counting, alike, joined)

    monkeypatch.setattr(templates, "_links_in", counted)
    policy = audited("p", TEXT.format(name="p.kz"))
    many = [
        dataclasses.replace(policy, document=dataclasses.replace(policy.document, doc_id=f"{at}"))
        for at in range(50)
    ]
    [cluster] = clusters(many)
    assert len(cluster.members) == 50
    assert compared == 49
