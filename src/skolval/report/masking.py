"""A count of pupils below five, or all but fewer than five, is never published.

Both a small group and a small remainder are hidden, for either tells who belongs to
the group. What is not done yet: secondary suppression, that is hiding further cells so
that a hidden one cannot be computed from totals; every page says so.

Source: Skolverket's practice for published statistics (smallest shown count and
smallest shown complement 5); Offentlighets- och sekretesslagen 24 kap. 8 §.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["SMALLEST", "hidden", "published"]

SMALLEST = 5


def hidden(members: npt.ArrayLike, total: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Return which counts of a group must be hidden.

    Parameters
    ----------
    members, total : pupils of the group, and all pupils, by unit.
    """
    inside, everyone = np.asarray(members, float), np.asarray(total, float)
    few: npt.NDArray[np.bool_] = (inside < SMALLEST) | (everyone - inside < SMALLEST)
    return few


def published(members: npt.ArrayLike, total: npt.ArrayLike) -> npt.NDArray[Any]:
    """Return the shares members / total, NaN where they are hidden."""
    inside, everyone = np.asarray(members, float), np.asarray(total, float)
    share = inside / np.maximum(everyone, 1)
    shown: npt.NDArray[Any] = np.where(hidden(inside, everyone), np.nan, share)
    return shown
