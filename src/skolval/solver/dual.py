"""Prices in place of shared rows: a proven bound from any prices, the best found smoothly.

Every shared row gets a price (seats, a ceiling on travel, both rows of an absolute value);
each pupil then takes the cheapest option alone. Whatever the prices, the sum is at most the
least cost, so the bound needs no trust in how the prices were found. Softened, so that near
choices share a pupil, the sum is smooth in the prices; they are improved by a quasi-Newton
method while the softness is lowered.

The two rows of an absolute value have one signed price, a share between -1 and 1 of what the
value itself costs, which may be a price too (a ceiling on the sum of deviations).

Source
------
Nesterov (2005), Smooth minimization of non-smooth functions, Mathematical Programming 103;
Byrd, Lu, Nocedal & Zhu (1995), A limited memory algorithm for bound constrained optimization.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from skolval.domain.problem import BoolArray, IntArray
from skolval.domain.surfaces import Cancel
from skolval.solver.dual_kernel import cheapest, margins
from skolval.solver.shape import Shape
from skolval.solver.system import FloatArray

__all__ = [
    "Dual",
    "best_prices",
    "bound_of",
    "class_prices",
    "reduced_costs",
    "usual_difference",
]

_SOFTNESS = ((0.03, 60), (0.01, 60), (0.003, 80), (0.001, 120))
"""Temperatures, in parts of a party's usual difference in cost, and steps at each."""
_MARGIN = 1e-11
_FLOOR = 1e-3


@dataclass(frozen=True, slots=True)
class Dual:
    """Prices on the shared rows and the bound they prove.

    Parameters
    ----------
    prices : (R,) at least 0 on an upper bound, at most 0 on a lower one.
    bound : at most the least cost. steps : evaluations made.
    """

    prices: FloatArray
    bound: float
    steps: int = 0


def class_prices(shape: Shape, prices: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return what the `prices` of the rows make each class and each wide row cost."""
    by_class: FloatArray = shape.narrow.T @ prices
    return by_class, prices[shape.wide_rows]


def reduced_costs(shape: Shape, prices: FloatArray) -> FloatArray:
    """Return (K,) by how much each choice is dearer than its bundle's cheapest at `prices`."""
    return margins(shape, *class_prices(shape, prices))


def bound_of(shape: Shape, prices: FloatArray) -> float:
    """Return the proven bound of any `prices`; those of the wrong sign count as 0."""
    right = _allowed(shape, prices)
    value, _, size = _lagrangian(shape, right, 0.0)
    return value - _MARGIN * size


def usual_difference(shape: Shape) -> float:
    """Return a usual difference in cost between the options of one party."""
    return _unit(shape, _typical(shape))


def best_prices(
    shape: Shape, begin: FloatArray | None = None, cancel: Cancel | None = None
) -> Dual:
    """Return good prices and their bound.

    Parameters
    ----------
    begin : (R,) prices to begin from, as a neighbouring problem left them.
    cancel : once it is set, the prices found so far are good enough.
    """

    def look(_point: FloatArray) -> None:
        if cancel is not None and cancel.is_set():
            raise StopIteration

    search = _Search.of(shape)
    if not len(search.lower):
        none = np.zeros(len(shape.row_upper))
        return Dual(none, bound_of(shape, none))
    point = search.initial() if begin is None else search.point(begin)
    best = Dual(search.prices(point), -np.inf)
    steps = 0
    ladder = _SOFTNESS if begin is None else _SOFTNESS[2:]
    for softness, most in ladder:
        tau = softness * search.unit
        found = minimize(
            lambda at, tau=tau: search.value(at, tau),
            point,
            jac=True,
            method="L-BFGS-B",
            bounds=list(zip(search.lower, search.upper, strict=True)),
            callback=look,
            options={"maxiter": most, "maxcor": 20, "ftol": 1e-9, "gtol": 1e-9},
        )
        point = found.x
        steps += int(found.nfev)
        prices = search.prices(point)
        bound = bound_of(shape, prices)
        if bound > best.bound:
            best = Dual(prices, bound, steps)
        if cancel is not None and cancel.is_set():
            break
    return Dual(best.prices, best.bound, steps)


def _allowed(shape: Shape, prices: FloatArray) -> FloatArray:
    """Return `prices` with those set to 0 that would make the sum without bound."""
    right = np.where(np.isinf(shape.row_upper), np.minimum(prices, 0.0), prices)
    right = np.where(np.isinf(shape.row_lower), np.maximum(right, 0.0), right)
    free = np.isinf(shape.own_upper)
    if free.any():
        # A slack's row may not be priced above what the slack costs.
        slack = shape.own[:, free].tocoo()
        dear = shape.own_cost[free][slack.col] / np.maximum(-slack.data, 1e-12)
        np.minimum.at(right, slack.row, dear)
    return right


def _lagrangian(shape: Shape, prices: FloatArray, tau: float) -> tuple[float, FloatArray, float]:
    """Return the sum at `prices`, its slope in them, and the size of the numbers added."""
    taken, counts, activity = cheapest(shape, *class_prices(shape, prices), tau)
    worth = shape.own_cost + shape.own.T @ prices
    high = np.where(np.isinf(shape.own_upper), shape.own_lower, shape.own_upper)
    at = np.where(worth >= 0, shape.own_lower, high)
    side = np.where(prices > 0, shape.row_upper, shape.row_lower)
    side = np.where(np.isinf(side), np.where(np.isinf(shape.row_upper), 0.0, shape.row_upper), side)
    side = np.where(np.isinf(side), 0.0, side)
    slope = shape.narrow @ counts + shape.own @ at - side
    slope[shape.wide_rows] += activity
    parts = (taken, float(worth @ at), -float(prices @ side), shape.constant)
    size = sum(map(abs, parts)) + float(np.abs(prices * side).sum())
    return sum(parts), slope, size


@dataclass(frozen=True, slots=True)
class _Search:
    """The prices as the quasi-Newton method sees them: numbers of about one size.

    Parameters
    ----------
    unit : a party's usual difference in cost. scale : (R,) price of a row per number.
    plain : (R,) whether a row is none of a pair. lower, upper : bounds of the numbers.
    """

    shape: Shape
    unit: float
    weight: float
    scale: FloatArray
    plain: BoolArray
    where: IntArray
    lower: FloatArray
    upper: FloatArray

    @classmethod
    def of(cls, shape: Shape) -> _Search:
        """Return the search for prices on the rows of `shape`."""
        plain = np.ones(len(shape.row_upper), np.bool_)
        plain[shape.pairs[:, 1:].ravel()] = False
        typical = _typical(shape)
        unit = _unit(shape, typical)
        scale = unit / typical
        where = np.flatnonzero(plain)
        low = np.where(np.isinf(shape.row_lower[where]), 0.0, -np.inf)
        # At a price of 0 the ceiling's deviations are worthless and nothing would lift it again.
        ceiling = np.diff(shape.own[:, shape.pairs[:, 0]].tocsr()[where].indptr) > 1
        low = np.where(ceiling & (low == 0), _FLOOR, low)
        high = np.where(np.isinf(shape.row_upper[where]), 0.0, np.inf)
        dear = _allowed(shape, np.full(len(plain), 1e300))[where]
        high = np.minimum(high, np.where(dear < 1e299, dear / scale[where], np.inf))
        pairs = np.ones(len(shape.pairs))
        n = float(shape.size.sum()) or 1.0
        return cls(
            shape,
            unit,
            n * unit,
            scale,
            plain,
            where,
            np.r_[low, -pairs],
            np.r_[high, pairs],
        )

    def initial(self) -> FloatArray:
        """Return where to begin: seats free, ceilings at a price of about one unit."""
        point = np.zeros(len(self.lower))
        n, pairs = len(self.where), self.shape.pairs
        point[:n] = np.where(_coupling(self.shape)[self.where], 0.3, 0.0)
        _, slope, _ = _lagrangian(self.shape, self.prices(point), _SOFTNESS[0][0] * self.unit)
        away = slope[pairs[:, 1]]
        # A share of 0 everywhere would make a ceiling on the sum look worthless.
        point[n:] = away / (np.abs(away) + self.unit)
        return np.clip(point, self.lower, self.upper)

    def point(self, prices: FloatArray) -> FloatArray:
        """Return the numbers of `prices`."""
        plain = prices[self.where] / self.scale[self.where]
        worth = self._worth(np.where(self.plain, prices, 0.0))
        signed = prices[self.shape.pairs[:, 1]] - prices[self.shape.pairs[:, 2]]
        share = np.where(worth > 0, signed / np.where(worth > 0, worth, 1.0), 0.0)
        numbers: FloatArray = np.clip(np.r_[plain, share], self.lower, self.upper)
        return numbers

    def prices(self, point: FloatArray) -> FloatArray:
        """Return the prices that the numbers `point` stand for."""
        n = len(self.where)
        prices = np.zeros(len(self.plain))
        prices[self.where] = point[:n] * self.scale[self.where]
        signed = point[n:] * np.maximum(self._worth(prices), 0.0)
        prices[self.shape.pairs[:, 1]] = np.maximum(signed, 0.0)
        prices[self.shape.pairs[:, 2]] = np.maximum(-signed, 0.0)
        return prices

    def value(self, point: FloatArray, tau: float) -> tuple[float, FloatArray]:
        """Return minus the softened sum, per party and unit, and its slope in the numbers."""
        n, pairs = len(self.where), self.shape.pairs
        prices = self.prices(point)
        total, slope, _ = _lagrangian(self.shape, prices, tau)
        signed = point[n:]
        steep = np.where(signed >= 0, slope[pairs[:, 1]], -slope[pairs[:, 2]])
        plain = np.where(self.plain, prices, 0.0)
        worth = self._worth(plain)
        passed = np.zeros(len(self.shape.own_cost))
        passed[pairs[:, 0]] = np.where(worth > 0, signed * steep, 0.0)
        by_row = slope + self.shape.own @ passed
        found: FloatArray = np.r_[
            by_row[self.where] * self.scale[self.where], np.maximum(worth, 0.0) * steep
        ]
        return -total / self.weight, -found / self.weight

    def _worth(self, plain: FloatArray) -> FloatArray:
        worth: FloatArray = self.shape.own_cost + self.shape.own.T @ plain
        return worth[self.shape.pairs[:, 0]]


def _coupling(shape: Shape) -> BoolArray:
    """Return which rows are about all: wide rows, and rows of absolute values alone."""
    only_own: BoolArray = np.diff(shape.narrow.indptr) == 0
    only_own[shape.wide_rows] = True
    only_own[shape.pairs[:, 1:].ravel()] = False
    return only_own


def _typical(shape: Shape) -> FloatArray:
    """Return a usual coefficient of each row, in what one party adds."""
    narrow = abs(shape.narrow)
    count = np.diff(narrow.indptr)
    mean = np.asarray(narrow.sum(axis=1)).ravel() / np.maximum(count, 1)
    if len(shape.wide_rows):
        mean[shape.wide_rows] = np.abs(shape.wide).mean(axis=1)
    of_own = np.ones(len(shape.own_cost))
    of_own[shape.pairs[:, 0]] = mean[shape.pairs[:, 1]]
    alone = mean == 0
    own = abs(shape.own).tocsr() @ np.where(of_own > 0, of_own, 1.0)
    share = own / np.maximum(np.diff(shape.own.indptr), 1)
    return np.where(alone, np.where(share > 0, share, 1.0), mean)


def _unit(shape: Shape, typical: FloatArray) -> float:
    """Return a usual difference in cost between the options of one party."""
    width = np.diff(shape.start)
    some = np.flatnonzero(width > 0)
    spread = 0.0
    if len(some):
        low = np.minimum.reduceat(shape.cost, shape.start[some])
        mean = np.add.reduceat(shape.cost, shape.start[some]) / width[some]
        spread = float((mean - low).mean())
    away = shape.own_cost[shape.pairs[:, 0]] * typical[shape.pairs[:, 1]]
    return max(spread, float(away.mean()) if len(away) else 0.0) or 1.0
