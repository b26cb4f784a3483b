"""Languages: one pack each, folding, the pattern language, and telling languages apart.

What a further language takes besides a pack: CONTRIBUTING.md.
"""

from __future__ import annotations

from audit.lang import en, kk, ru
from audit.lang.pack import Pack
from audit.lang.pattern import Pattern, PatternIndex

LANGUAGES: dict[str, Pack] = {"kk": kk.PACK, "ru": ru.PACK, "en": en.PACK}

__all__ = ["LANGUAGES", "Pack", "Pattern", "PatternIndex"]
