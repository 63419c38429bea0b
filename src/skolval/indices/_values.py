"""A value per pupil by unit, and what the indices of such values share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.problem import IntArray
from skolval.domain.surfaces import IndexValue

__all__ = ["PupilValues", "evaluate_values"]


@dataclass(frozen=True, slots=True)
class PupilValues:
    """A continuous value of every pupil, such as the parents' education index.

    Parameters
    ----------
    value : (n,). unit : (n,) codes 0..U-1, every code used. weight : (n,) pupils per row.

    Raises
    ------
    ValueError
        For a missing value or a weight that is not positive.
    """

    value: FloatArray
    unit: IntArray
    weight: FloatArray

    def __post_init__(self) -> None:
        if not np.isfinite(self.value).all():
            raise ValueError("a value is missing or infinite")
        if not (np.isfinite(self.weight).all() and (self.weight > 0).all()):
            raise ValueError("a weight is missing, infinite or not positive")

    @property
    def units(self) -> int:
        """How many units."""
        return int(self.unit.max()) + 1 if len(self.unit) else 0

    def sizes(self) -> FloatArray:
        """Return (U,) the pupils of every unit."""
        return np.asarray(np.bincount(self.unit, self.weight, self.units), np.float64)

    def squares(self) -> tuple[float, float, FloatArray]:
        """Return the sums of squares between and within units, and the unit means."""
        sizes = self.sizes()
        overall = float(np.average(self.value, weights=self.weight))
        centred = self.value - overall
        means = np.bincount(self.unit, self.weight * centred, self.units) / sizes
        between = float(sizes @ (means * means))
        inside = centred - means[self.unit]
        return between, float(self.weight @ (inside * inside)), means + overall


def evaluate_values(
    values: PupilValues, value: Callable[[PupilValues], float], expected: float = float("nan")
) -> IndexValue:
    """Return the value with its random level, or NaN with the reason why there is none."""
    if not len(values.value):
        return IndexValue(float("nan"), reason="no_pupils")
    if np.ptp(values.value) == 0:
        return IndexValue(float("nan"), reason="no_variation")
    if values.units == 1:
        return IndexValue(0.0, 0.0, flag="one_unit")
    return IndexValue(value(values), expected)
