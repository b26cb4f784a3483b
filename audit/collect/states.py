"""What became of each thing that was asked for: one state, never silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

State = Literal[
    "found",
    "not_found",
    "wrong_language",
    "cut_short",
    "unreadable",
    "blocked",
    "robots",
    "forbidden_address",
    "too_large",
    "timeout",
    "tls",
    "unreachable",
    "redirects",
    "http_error",
]

REMEDIES: dict[State, str] = {
    "not_found": "look for the page by hand and give its address in the list",
    "wrong_language": "look for the version in that language by hand",
    "cut_short": "look for the page by hand and give its address in the list",
    "unreadable": "save its text by hand, or recognise its pictures (OCR)",
    "blocked": "the site refuses programs: save the page from a browser and import it",
    "robots": "the site asks programs to stay away: save the page from a browser and import it",
    "forbidden_address": "an address inside a network is asked only with --allow-private",
    "too_large": "it is no policy; give the address of the policy itself",
    "timeout": "try again later",
    "tls": "the site's certificate is broken: save the page from a browser and import it",
    "unreachable": "check the address, try again later",
    "redirects": "give the address of the policy itself",
    "http_error": "check the address, try again later",
}
"""State -> what the reader of the log can do about it; `found` needs nothing."""


class Refused(Exception):  # noqa: N818 - an answer, to be written down, not an error
    """Why an address gave no content: `state` for programs, `detail` for people."""

    def __init__(self, state: State, detail: str, *, status: int = 0, wait: float = 0.0) -> None:
        self.state = state
        self.detail = detail
        self.status = status
        self.wait = wait
        self.hops: tuple[str, ...] = ()
        super().__init__(f"{state}: {detail}")


@dataclass(frozen=True)
class Page:
    """What an address gave: `hops` are the addresses that led on to `url`, the one that answered.

    `body` is the content with compression undone; `headers` have names in lower case.
    """

    url: str
    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)
    collected_at: str
    hops: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The media type that the server names, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()
