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
