"""A limit on the time that one document may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


class TimeUpError(BaseException):
    """The time of a document is over; no `except Exception` on the way may swallow it."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises TimeUpError in the block when it takes longer than `seconds`.

    Only where signals arrive, which is the main thread of a process on Unix; a thread of a cluster's
    worker has no limit but the size of its documents.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "setitimer"
    ):
        yield
        return
    before = signal.signal(signal.SIGALRM, _time_is_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _time_is_up(signum: int, frame: object) -> NoReturn:
    raise TimeUpError
