"""Parts of addresses that anybody may have written: nonsense gives nothing, and never an error."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit


def host_of(url: str) -> str:
    """The host of `url` without `www.`; empty where it has none."""
    return (_parts(url).hostname or "").removeprefix("www.")


def path_of(url: str) -> str:
    """The path of `url`; empty where it has none."""
    return _parts(url).path


def place_of(url: str) -> str:
    """Path and query of `url`, by which pages of one host differ; empty for its first page."""
    parts = _parts(url)
    return parts.path.strip("/") + (f"?{parts.query}" if parts.query else "")


def with_scheme(url: str) -> str:
    """`url` as it is asked for: with `https://` where it names no scheme."""
    return url if "//" in url else f"https://{url}"


def joined(base: str, target: str) -> str:
    """Where `target` leads on a page at `base`, when that is an http or https address; else empty."""
    try:
        url = urljoin(base, target.strip())
    except ValueError:
        return ""
    return url if _parts(url).scheme in ("http", "https") else ""


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
