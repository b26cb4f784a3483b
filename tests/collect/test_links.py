"""Whatever a site sends or names, reading it ends in a text or in a cause."""

from __future__ import annotations

import pytest
from collect_server import page
from collect_sites import text

from audit.collect.addresses import host_of, joined, path_of
from audit.collect.links import reading_of
from audit.collect.words import document_of_address
from audit.read.formats import MAX_ATTRIBUTES

ODD = ("http://[", "http://a]b/", "http://℀/x", "//[", "")


@pytest.mark.parametrize(
    "charset",
    [
        "undefined",
        "unicode_escape",
        "raw_unicode_escape",
        "punycode",
        "idna",
        "hex",
        "utf-7",
        "no-such",
    ],
)
def test_a_page_may_name_any_encoding(charset: str) -> None:
    source = f"<meta charset={charset}><h1>Privacy</h1><p>\\ud800 +2AA- we keep your data"
    reading = reading_of(source.encode(), ".html", "https://x.kz/")
    assert reading.trouble == ""
    assert "we keep your data" in reading.text
    assert reading.titles == ("Privacy",)


@pytest.mark.parametrize("base", ODD)
def test_an_odd_base_leaves_the_links_of_the_page(base: str) -> None:
    source = f"<base href='{base}'><p>hi <a href='/privacy'>Privacy</a> <a href='http://['>x</a>"
    reading = reading_of(source.encode(), ".html", "https://x.kz/")
    assert [(link.url, link.text) for link in reading.links] == [
        ("https://x.kz/privacy", "Privacy")
    ]


@pytest.mark.parametrize("url", ODD)
def test_a_page_may_lie_at_an_odd_address(url: str) -> None:
    body = page("Privacy policy", text("en", "a.kz", "A") + "<a href='x'>x</a>")
    reading = reading_of(body, ".html", url)
    assert (reading.trouble, reading.titles[0]) == ("", "Privacy policy")


@pytest.mark.parametrize("url", ODD)
def test_nonsense_has_no_host_and_leads_nowhere(url: str) -> None:
    assert (host_of(url), path_of(url), document_of_address(url)) == ("", "", None)
    assert joined(url, "http://[") == ""


def test_parts_of_addresses() -> None:
    assert host_of("https://www.a.kz:8080/x") == "a.kz"
    assert path_of("https://a.kz/x?y#z") == "/x"
    assert joined("https://a.kz/x/", "y") == "https://a.kz/x/y"
    assert joined("https://a.kz/", "mailto:a@a.kz") == ""


@pytest.mark.parametrize("attribute", ["a{} ", "a{}=1\t", "a{}='x'", 'a{}="x y" ', "a{}/"])
def test_a_tag_of_thousands_of_attributes_is_not_parsed(attribute: str) -> None:
    attributes = "".join(map(attribute.format, range(MAX_ATTRIBUTES + 1)))
    body = page("Privacy policy", text("en", "a.kz", "A") + f"<b {attributes}>x</b>")
    reading = reading_of(body, ".html", "https://a.kz/")
    assert "attributes" in reading.trouble
    assert (reading.titles, reading.links) == ((), ())  # neither of which is there without parsing


def test_a_long_value_is_no_crowd_of_attributes() -> None:
    body = page("Privacy policy", text("en", "a.kz", "A") + f"<b title='{'x ' * 9000}'>x</b>")
    assert reading_of(body, ".html", "https://a.kz/").trouble == ""
