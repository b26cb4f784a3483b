"""Hosts are treated as they ask, and every answer has a name."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from collect_server import HASTE, NOW, Answer, World, html, refusal

from audit.collect import Fetcher, Refused, Wire

Fetchers = Callable[..., Fetcher]


def robots(text: str, status: int = 200) -> Answer:
    return Answer(text.encode(), "text/plain", status)


def test_the_program_says_who_it_is_and_why(world: World, port: int, fetcher: Fetchers) -> None:
    world.sites = {"a.kz": {"/": html("x")}}
    fetcher().get(f"http://a.kz:{port}/")
    (agent,) = world.agents
    assert agent.startswith("kz-privacy-audit/")
    assert "mailto:tests@example.org" in agent
    assert "audit" in agent


@pytest.mark.parametrize(
    ("rules", "state"),
    [
        (robots("User-agent: *\nDisallow: /"), "robots"),
        (robots("User-agent: kz-privacy-audit\nDisallow: /"), "robots"),
        (robots("User-agent: *\nCrawl-delay: 3600"), "robots"),
        (robots("", 503), "http_error"),
        (robots("", 429), "blocked"),
        (robots("User-agent: other\nDisallow: /"), ""),
        (robots("", 404), ""),
        (robots("", 403), ""),
        (html("<p>no robots here"), ""),
        (Answer(status=302, headers={"Location": "/robots.txt"}), ""),
    ],
)
def test_robots_txt_is_heeded(
    world: World, port: int, fetcher: Fetchers, rules: Answer, state: str
) -> None:
    world.sites = {"a.kz": {"/robots.txt": rules, "/": html("x")}}
    if state:
        assert refusal(fetcher(), f"http://a.kz:{port}/").state == state
        assert "a.kz /" not in world.asked
    else:
        assert fetcher().get(f"http://a.kz:{port}/").status == 200


def test_robots_txt_is_asked_once_a_host_and_for_every_redirect(
    world: World, port: int, fetcher: Fetchers
) -> None:
    world.sites = {
        "a.kz": {
            "/": Answer(status=301, headers={"Location": f"http://b.kz:{port}/x"}),
            "/2": html("x"),
        },
        "b.kz": {"/robots.txt": robots("User-agent: *\nDisallow: /x"), "/x": html("x")},
    }
    one = fetcher()
    refused = refusal(one, f"http://a.kz:{port}/")
    assert refused.state == "robots"
    assert refused.hops == (f"http://a.kz:{port}/",)
    one.get(f"http://a.kz:{port}/2")
    assert world.asked.count("a.kz /robots.txt") == 1
    assert "b.kz /x" not in world.asked


def test_redirects_are_recorded(world: World, port: int, fetcher: Fetchers) -> None:
    world.sites = {
        "a.kz": {
            "/": Answer(status=302, headers={"Location": "/1"}),
            "/1": Answer(status=308, headers={"Location": f"http://b.kz:{port}/2#top"}),
        },
        "b.kz": {"/2": html("there")},
    }
    page = fetcher().get(f"http://a.kz:{port}/")
    assert page.url == f"http://b.kz:{port}/2"
    assert page.hops == (f"http://a.kz:{port}/", f"http://a.kz:{port}/1")
    assert page.collected_at == NOW.isoformat(timespec="seconds")


def test_redirects_in_a_circle_and_without_end(world: World, port: int, fetcher: Fetchers) -> None:
    world.sites = {
        "a.kz": {
            "/": Answer(status=302, headers={"Location": "/1"}),
            "/1": Answer(status=302, headers={"Location": "/"}),
            **{f"/n{i}": Answer(status=302, headers={"Location": f"/n{i + 1}"}) for i in range(50)},
        }
    }
    assert refusal(fetcher(), f"http://a.kz:{port}/").state == "redirects"
    assert refusal(fetcher(), f"http://a.kz:{port}/n0").state == "redirects"
    assert sum("/n" in line for line in world.asked) == HASTE.redirects + 1


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (401, "blocked"),
        (403, "blocked"),
        (404, "not_found"),
        (410, "not_found"),
        (500, "http_error"),
    ],
)
def test_answers_have_names(
    world: World, port: int, fetcher: Fetchers, status: int, state: str
) -> None:
    world.sites = {"a.kz": {"/": Answer(status=status)}}
    refused = refusal(fetcher(), f"http://a.kz:{port}/")
    assert (refused.state, refused.status) == (state, status)


def test_a_short_wait_that_a_host_asks_for_is_waited(
    world: World, port: int, fetcher: Fetchers, pauses: list[float]
) -> None:
    world.sites = {"a.kz": {"/": [Answer(status=429, headers={"Retry-After": "3"}), html("now")]}}
    assert b"now" in fetcher().get(f"http://a.kz:{port}/").body
    assert 3.0 in pauses


@pytest.mark.parametrize("wait", ["3600", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_a_long_wait_is_said_and_the_host_left_alone(
    world: World, port: int, fetcher: Fetchers, pauses: list[float], wait: str
) -> None:
    world.sites = {"a.kz": {"/": Answer(status=429, headers={"Retry-After": wait})}}
    refused = refusal(fetcher(), f"http://a.kz:{port}/")
    assert refused.state == "blocked"
    assert "asks to wait" in refused.detail
    assert world.asked.count("a.kz /") == 1
    assert max(pauses, default=0.0) <= HASTE.max_wait


def test_passing_trouble_is_tried_again_with_longer_pauses(
    world: World, port: int, fetcher: Fetchers, pauses: list[float]
) -> None:
    manners = replace(HASTE, backoff=1.0)
    world.sites = {"a.kz": {"/": [Answer(status=503), Answer(status=502), html("up")]}}
    assert b"up" in fetcher(manners).get(f"http://a.kz:{port}/").body
    assert [pause for pause in pauses if pause] == [1.0, 2.0]


def test_between_two_requests_to_a_host_there_is_a_pause(
    world: World, port: int, fetcher: Fetchers, pauses: list[float]
) -> None:
    world.sites = {
        "a.kz": {"/": html("x"), "/2": html("y")},
        "b.kz": {"/robots.txt": robots("User-agent: *\nCrawl-delay: 4"), "/": html("z")},
    }
    one = fetcher(replace(HASTE, delay=2.0))
    one.get(f"http://a.kz:{port}/")
    one.get(f"http://a.kz:{port}/2")
    assert pauses == [2.0, 2.0]
    one.get(f"http://b.kz:{port}/")
    one.get(f"http://b.kz:{port}/")
    assert pauses == [2.0, 2.0, 2.0, 4.0]


def test_one_request_at_a_time_goes_to_a_host(world: World, port: int, wire: Wire) -> None:
    paths = [f"/{number}" for number in range(12)]
    world.sites = {host: {path: html("x") for path in paths} for host in ("a.kz", "b.kz")}
    world.thinking = 0.005
    one = Fetcher(wire, HASTE, now=lambda: NOW)
    urls = [f"http://{host}:{port}{path}" for path in paths for host in ("a.kz", "b.kz")]
    with ThreadPoolExecutor(8) as pool:
        assert all(page.status == 200 for page in pool.map(one.get, urls))
    assert world.busiest["a.kz"] == world.busiest["b.kz"] == 1


def test_hosts_whose_robots_lead_to_each_other_do_not_lock_each_other_out(
    world: World, port: int, wire: Wire
) -> None:
    for host, other in (("a.kz", "b.kz"), ("b.kz", "a.kz")):
        to = {"Location": f"http://{other}:{port}/r"}
        world.sites[host] = {
            "/robots.txt": Answer(status=302, headers=to),
            "/r": robots(""),
            "/": html("x"),
        }
    one = Fetcher(wire, HASTE, now=lambda: NOW)
    urls = [f"http://{host}:{port}/" for host in ("a.kz", "b.kz") * 4]
    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(one.get, urls, timeout=120))) == 8


def test_once_closed_nothing_is_asked_and_no_pause_is_left(
    world: World, port: int, wire: Wire
) -> None:
    world.sites = {"a.kz": {"/": html("x")}}
    one = Fetcher(wire, replace(HASTE, delay=3600.0), now=lambda: NOW)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(one.get, f"http://a.kz:{port}/")
        assert world.heard("a.kz /robots.txt") == 1
        one.close()
        assert isinstance(waiting.exception(timeout=120), Refused)
    assert world.asked == ["a.kz /robots.txt"]


@pytest.mark.parametrize("target", ["http://[", "http://a]b/", "//["])
def test_a_redirect_to_no_address_has_a_name(
    world: World, port: int, fetcher: Fetchers, target: str
) -> None:
    world.sites = {"a.kz": {"/": Answer(status=302, headers={"Location": target})}}
    assert refusal(fetcher(), f"http://a.kz:{port}/").state == "unreachable"
