"""Evenness measures as maxima of straight lines: never above the measure, and how far below.

Each of the measures is a sum over cells (units, or a unit's pupils in one grade) of t d(p),
where t is the pupils of a cell, p the group's share there and d a convex function that is 0 at
the share P of all. A line that touches d from below, a p + b, gives a g + b t, linear in the
members g = p t and the pupils t, so the maximum over lines is linear in the placement, whole
where a and b are whole, and at most t d(p). Between two lines the distance to a convex function
is largest where they cross, or at p = 0 and p = 1; `largest_error` looks at all of these points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, entr, expit, logit, rel_entr

from skolval.domain.problem import IntArray

__all__ = ["MEASURES", "SCALE", "Measure", "largest_error", "lines"]

FloatArray = npt.NDArray[np.float64]
SCALE = 100_000
"""Parts of a pupil that a cell's value is counted in."""
_PERMILLE = 1000
_NEAREST = 1e-5
"""How near 0 and 1 lines touch: some measures are upright there."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of evenness.

    Parameters
    ----------
    distance : d(p) for shares p, given P. slope : its derivative. touch : the share at which
        the derivative is a given slope. complete : what d is divided by, given P, so that the
        measure is 1 where groups never meet. bend : lines lie closest where d bends most, d''
        being (p (1 - p)) to the power 2 bend - 2 but for a factor.
    """

    distance: Callable[[FloatArray, float], FloatArray]
    slope: Callable[[FloatArray, float], FloatArray]
    touch: Callable[[FloatArray, float], FloatArray]
    complete: Callable[[float], float]
    bend: float


def _roots(p: FloatArray) -> FloatArray:
    root: FloatArray = np.sqrt(p * (1 - p))
    return root


def _root_slope(p: FloatArray, share: float) -> FloatArray:
    root = _roots(np.array(share))
    slope: FloatArray = (2 * p - 1) / (2 * root * _roots(p))
    return slope


def _root_distance(p: FloatArray, share: float) -> FloatArray:
    at = np.array(share)
    # the tangent at P adds up to nothing over all cells where everybody is placed
    distance: FloatArray = 1 - _roots(p) / _roots(at) - _root_slope(at, share) * (p - share)
    return distance


def _root_touch(slope: FloatArray, share: float) -> FloatArray:
    at = np.array(share)
    turned = _roots(at) * (slope + _root_slope(at, share))
    touch: FloatArray = (1 + turned / np.sqrt(1 + turned**2)) / 2
    return touch


MEASURES: dict[str, Measure] = {
    "variance_ratio": Measure(
        distance=lambda p, share: (p - share) ** 2,
        slope=lambda p, share: 2 * (p - share),
        touch=lambda slope, share: share + slope / 2,
        complete=lambda share: share * (1 - share),
        bend=1.0,
    ),
    "theil_h": Measure(
        distance=lambda p, share: rel_entr(p, share) + rel_entr(1 - p, 1 - share),
        slope=lambda p, share: logit(p) - logit(share),
        touch=lambda slope, share: expit(slope + logit(share)),
        complete=lambda share: float(entr(share) + entr(1 - share)),
        bend=0.5,
    ),
    "hutchens": Measure(
        distance=_root_distance,
        slope=lambda p, share: _root_slope(p, share) - _root_slope(np.array(share), share),
        touch=_root_touch,
        complete=lambda _share: 1.0,
        bend=0.25,
    ),
}


def lines(measure: Measure, share: float, pieces: int) -> tuple[IntArray, IntArray]:
    """Return whole (slope, height) of lines that lie nowhere above the measure.

    A line's value for a cell is slope x members (in permille of a pupil) + height x pupils,
    in 1/100,000 pupil. Where the lines touch is chosen so that they are about equally far from
    the measure everywhere; the flat one at P is among them.
    """
    even = (np.arange(pieces) + 0.5) / pieces
    at = np.clip(betaincinv(measure.bend, measure.bend, even), _NEAREST, 1 - _NEAREST)
    wanted = measure.slope(at, share) * SCALE / _PERMILLE
    slope = np.unique(np.r_[np.rint(wanted), 0].astype(np.int64))
    steep = slope * _PERMILLE / SCALE
    at = np.clip(measure.touch(steep, share), 0, 1)
    height = np.floor(SCALE * (measure.distance(at, share) - steep * at)).astype(np.int64)
    height[slope == 0] = 0
    return slope, height


def largest_error(measure: Measure, share: float, found: tuple[IntArray, IntArray]) -> float:
    """Return by how much the lines `found` can be too low, per pupil, whatever the share."""
    slope, height = (part.astype(np.float64) for part in found)
    slope = slope * _PERMILLE
    one, two = np.triu_indices(len(slope), 1)
    crossing = (height[one] - height[two]) / (slope[two] - slope[one])
    p = np.r_[0.0, 1.0, crossing[(crossing > 0) & (crossing < 1)]]
    highest = (slope[:, None] * p + height[:, None]).max(0)
    return float((measure.distance(p, share) - highest / SCALE).max())
