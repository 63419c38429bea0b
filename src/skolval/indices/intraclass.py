"""Intraclass correlation ICC (intraklasskorrelation): two pupils of a unit are so much alike.

Definition
----------
The share of the variance between units in a model where units are drawn from a population of
units. The estimator matters more than a usual year-to-year change, so it is always named.

Formula
-------
anova: (MSB - MSW) / (MSB + (n0 - 1) MSW),  n0 = (T - sum_u t_u^2 / T) / (U - 1)
ml, reml: s_b / (s_b + s_w) at the maximum of the (restricted) normal likelihood of
y_iu = m + b_u + e_iu, profiled over s_b / s_w; exact, without iteration over pupils.

Convention
----------
anova may be negative. Undefined (NaN) when the value does not vary; 0 with flag for one unit.

Random baseline
---------------
0 by construction for anova; ml and reml are cut off at 0.

Source
------
Donner, A. (1986). A review of inference procedures for the intraclass correlation coefficient.
International Statistical Review 54, 67-82; Searle, S. R., Casella, G. and McCulloch, C. E.
(1992). Variance components.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from skolval.domain.surfaces import IndexValue
from skolval.indices._least import least
from skolval.indices._values import PupilValues, evaluate_values

__all__ = ["FAMILY", "METHODS", "SYMBOL", "index"]

SYMBOL = "ICC"
FAMILY = "continuous"
METHODS: tuple[str, ...] = ("anova", "ml", "reml")


def _anova(values: PupilValues) -> float:
    sizes = values.sizes()
    between, within, _means = values.squares()
    pupils, units = sizes.sum(), values.units
    if pupils <= units:
        return float("nan")
    n0 = (pupils - (sizes * sizes).sum() / pupils) / (units - 1)
    msb, msw = between / (units - 1), within / (pupils - units)
    return float((msb - msw) / (msb + (n0 - 1) * msw))


def _likelihood(values: PupilValues, *, restricted: bool) -> float:
    sizes = values.sizes()
    _between, within, means = values.squares()
    pupils = float(sizes.sum())

    def deviance(rho: float) -> float:
        ratio = rho / (1 - rho)
        weight = sizes / (1 + ratio * sizes)
        mean = float(weight @ means / weight.sum())
        squares = within + float(weight @ (means - mean) ** 2)
        told = float(np.log1p(ratio * sizes).sum())
        if restricted:
            return (pupils - 1) * float(np.log(squares)) + told + float(np.log(weight.sum()))
        return pupils * float(np.log(squares)) + told

    return _least(deviance)


def _least(deviance: Callable[[float], float]) -> float:
    """Return the share in [0, 1) where the deviance is least; a fine grid avoids local dents."""
    grid = np.linspace(0, 1 - 1e-9, 65)
    best = int(np.argmin([deviance(float(rho)) for rho in grid]))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    rho = least(deviance, float(low), float(high))
    return 0.0 if deviance(0.0) <= deviance(rho) else rho


_ESTIMATORS: dict[str, Callable[[PupilValues], float]] = {
    "anova": _anova,
    "ml": partial(_likelihood, restricted=False),
    "reml": partial(_likelihood, restricted=True),
}


def index(values: PupilValues, method: str = "reml") -> IndexValue:
    """Return the intraclass correlation by `method`, one of `METHODS`.

    Raises
    ------
    ValueError
        For an unknown method.
    """
    if method not in _ESTIMATORS:
        raise ValueError(f"the intraclass correlation has the methods {METHODS}, not {method!r}")
    return evaluate_values(values, _ESTIMATORS[method], 0.0)
