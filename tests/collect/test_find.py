"""On twenty invented sites the policy is found, and no wrong page is taken."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from collect_server import World, html
from collect_sites import Case, cases, home, neighbours, without_policy

from audit.collect import Fetcher, Found, Missed, find
from audit.collect.find import PAGES, WAYS

LEAST_FOUND = 18


def address(case: Case, port: int, path: str) -> str:
    return urljoin(f"http://{case.host}:{port}/", path)


def policies(outcomes: list[Found | Missed]) -> dict[str, str]:
    found = [o for o in outcomes if isinstance(o, Found) and o.document == "policy"]
    return {entry.language: entry.page.url for entry in found}


def test_the_policy_is_found_on_twenty_sites_in_all_its_languages(
    world: World, port: int, fetcher: Callable[[], Fetcher]
) -> None:
    listed = cases(port)
    assert len(listed) == 20
    world.sites = {**{case.host: case.site for case in listed}, **neighbours(port)}
    whole = []
    for case in listed:
        got = policies(find(fetcher(), address(case, port, case.start), operator=case.name))
        right = {lang: address(case, port, path) for lang, path in case.policies.items()}
        assert set(got.values()) <= set(right.values()), f"{case.host}: a wrong page was taken"
        if got == right:
            whole.append(case.host)
    assert len(whole) >= LEAST_FOUND, sorted({case.host for case in listed} - set(whole))


def test_where_there_is_none_nothing_is_taken(
    world: World, port: int, fetcher: Callable[[], Fetcher]
) -> None:
    for case in without_policy(port):
        world.sites = {case.host: case.site, **neighbours(port)}
        outcomes = find(fetcher(), address(case, port, "/"), operator=case.name)
        assert policies(outcomes) == {}
        assert outcomes[0].document == "policy"
        assert isinstance(outcomes[0], Missed)
        assert outcomes[0].state == "not_found"


@pytest.mark.parametrize(("links", "state"), [(5, "cut_short"), (3, "cut_short"), (1, "not_found")])
def test_a_search_that_was_ended_is_not_a_site_without_the_document(
    world: World, port: int, fetcher: Callable[[], Fetcher], links: int, state: str
) -> None:
    site = {"/": home("".join(f"<a href='/{way}'>Документы</a>" for way in range(WAYS)))}
    for way in range(WAYS):
        inner = [f"/{way}/{number}" for number in range(links)]
        named = [f"<a href='{path}'>Политика конфиденциальности</a>" for path in inner]
        site |= {f"/{way}": html("".join(named))}
        site |= {path: html("<p>Товары и цены.") for path in inner}
    world.sites = {"a.kz": site}
    (missed,) = find(fetcher(), f"http://a.kz:{port}/")
    assert isinstance(missed, Missed)
    assert (missed.document, missed.state) == ("policy", state)
    assert sum("robots" not in line for line in world.asked) <= PAGES
