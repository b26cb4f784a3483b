"""What each process that audits sets for itself."""

from __future__ import annotations

import gc


def look_for_waste_seldom() -> None:
    """Makes Python look for waste less often: rules make many objects that stay, and looking is waste."""
    gc.set_threshold(100_000, 50, 50)
