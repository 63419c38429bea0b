"""How long work tells of itself: with the seconds since it began, or not at all."""

from __future__ import annotations

import time

from skolval.domain.surfaces import Progress

__all__ = ["silent", "timed"]


def silent(_line: str) -> None:
    """Tell nobody."""


def timed(progress: Progress | None) -> Progress:
    """Return `progress` that is told the seconds from now before each line."""
    if progress is None:
        return silent
    began = time.perf_counter()
    return lambda line: progress(f"{time.perf_counter() - began:6.1f} s: {line}")
