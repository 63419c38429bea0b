"""One scale of colours for areas, units and legends: readable in grey, honest at the ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["COLOURS", "UNKNOWN", "Scale", "scale_of"]

COLOURS = ("#f4efe1", "#ccdbcb", "#98c0bb", "#569caa", "#2c6f95", "#1b3a63")
"""From light to dark; lightness falls evenly, so that a grey copy keeps the order."""

UNKNOWN = "#ffffff"
_STEPS = (0.01, 0.02, 0.05, 0.10, 0.15, 0.20)


@dataclass(frozen=True, slots=True)
class Scale:
    """Classes of equal width; the last is open upwards.

    Parameters
    ----------
    breaks : lower ends of the second to last class, as shares.
    """

    breaks: tuple[float, ...]

    def colour(self, share: float) -> str:
        """Return the colour of a share, white when it is unknown or hidden."""
        if math.isnan(share):
            return UNKNOWN
        return COLOURS[int(np.searchsorted(self.breaks, share, side="right"))]


def scale_of(shares: Any) -> Scale:
    """Return a scale whose classes are of a round width and cover most of `shares`."""
    known = np.asarray(shares, float)
    known = known[~np.isnan(known)]
    top = float(np.quantile(known, 0.95)) if len(known) else 0.5
    width = next((step for step in _STEPS if step * len(COLOURS) >= top), _STEPS[-1])
    return Scale(tuple(round(width * i, 4) for i in range(1, len(COLOURS))))
