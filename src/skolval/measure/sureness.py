"""How sure a measured row is: its standard error, and the interval of the underlying D.

Only counts of whole pupils have them. The same counts come back again and again (when a run is
written, audited, compared and reported), and their interval is drawn once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.inference.inversion import Interval, dissimilarity_interval
from skolval.inference.pooled_inversion import pooled_interval
from skolval.inference.standard_error import KNOWN, delta_standard_error

__all__ = ["UNSURE", "sureness", "sureness_of_parts"]

_NAN = float("nan")
UNSURE = {"se": _NAN, "underlying": _NAN, "low_95": _NAN, "high_95": _NAN}
"""What a row without whole pupils has."""

Table = tuple[FloatArray, FloatArray]


def sureness(name: str, x: FloatArray, t: FloatArray) -> dict[str, float]:
    """Return `UNSURE` filled in for index `name` of `x` members among `t` pupils by unit."""
    found = dict(UNSURE)
    if name in KNOWN:
        found["se"] = delta_standard_error(name, np.stack([x, t - x], axis=1))
    if name == "dissimilarity":
        found |= _told(_interval(_key([(x, t)])))
    return found


def sureness_of_parts(name: str, parts: Sequence[Table]) -> dict[str, float]:
    """Return `UNSURE` filled in for index `name` pooled over grades, each (x, t)."""
    if name != "dissimilarity":
        return dict(UNSURE)
    used = [(x, t) for x, t in parts if 0 < x.sum() < t.sum()]
    return dict(UNSURE) | _told(_interval(_key(used)))


def _told(found: Interval) -> dict[str, float]:
    return {"underlying": found.point, "low_95": found.low, "high_95": found.high}


def _key(tables: Sequence[Table]) -> tuple[tuple[bytes, bytes], ...]:
    whole = [(np.rint(x[t > 0]), np.rint(t[t > 0])) for x, t in tables]
    return tuple((x.tobytes(), t.tobytes()) for x, t in whole)


@lru_cache(maxsize=512)
def _interval(key: tuple[tuple[bytes, bytes], ...]) -> Interval:
    tables = [(np.frombuffer(x), np.frombuffer(t)) for x, t in key]
    if len(tables) == 1:
        return dissimilarity_interval(*tables[0])
    return pooled_interval(tables)
