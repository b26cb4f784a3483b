from audit.core import Audit
from audit.law import score
from audit.law.sensitivity import SCHEMES, SPREAD, drawn, value_under


def test_the_published_scheme_is_the_score(audits: dict[str, Audit]) -> None:
    for audit in audits.values():
        assert value_under(audit.verdicts, SCHEMES["as published"]) == audit.score.value


def test_other_schemes_move_the_score_their_way(audits: dict[str, Audit]) -> None:
    verdicts = audits["centrium.kz"].verdicts
    assert any(verdict.status == "partial" for verdict in verdicts)
    nothing, half, everything = (
        value_under(verdicts, SCHEMES[name])
        for name in ("partial earns nothing", "as published", "partial earns all")
    )
    assert nothing is not None
    assert half is not None
    assert everything is not None
    assert nothing < half < everything
    duties = [verdict for verdict in verdicts if verdict.duty != "good_practice"]
    assert value_under(verdicts, SCHEMES["duties of the law only"]) == score(duties).value


def test_nothing_assessed_has_no_score(audits: dict[str, Audit]) -> None:
    assert all(value_under((), scheme) is None for scheme in SCHEMES.values())


def test_drawn_schemes_are_repeatable_and_near_the_published() -> None:
    published = SCHEMES["as published"]
    assert drawn(50) == drawn(50)
    assert drawn(50) != drawn(50, seed=2)
    for scheme in drawn(50):
        assert 0 <= scheme.partial <= 1
        for name, weight in scheme.severity.items():
            assert 1 / SPREAD <= weight / published.severity[name] <= SPREAD
