"""Trips to one school that are worth their cost at given prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skolval.domain.problem import IntArray
from skolval.solver.routing_case import BusCase
from skolval.solver.routing_kernel import priced_trips
from skolval.solver.routing_pool import FRESH, Column
from skolval.solver.system import FloatArray

__all__ = ["Priced", "Pricer", "Prices"]

_EPS = 1e-6
LABELS, EXACT_LABELS = 150_000, 30_000
"""Labels that one search may hold, and one that overlooks nothing: it compares far more."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What the rows of the programme are worth.

    Parameters
    ----------
    stops : (n,) of all stops counted through. leaves : (S,) of a bus at each school.
    trips : (S,) of a trip more to each school, whatever it does.
    """

    stops: FloatArray
    leaves: FloatArray
    trips: FloatArray

    def toward(self, other: Prices, part: float) -> Prices:
        """Return prices that have gone `part` of the way to the other."""
        return Prices(
            *(
                (1 - part) * mine + part * theirs
                for mine, theirs in (
                    (self.stops, other.stops),
                    (self.leaves, other.leaves),
                    (self.trips, other.trips),
                )
            )
        )


@dataclass(frozen=True, slots=True)
class Priced:
    """What a search found: columns, the lowest reduced cost, whether every trip was thought of."""

    columns: list[Column]
    lowest: float
    complete: bool


@dataclass(frozen=True, slots=True)
class _Found:
    front: npt.NDArray[np.int32]
    ride: IntArray
    worth: FloatArray
    parent: npt.NDArray[np.int32]
    alive: npt.NDArray[np.bool_]


class Pricer:
    """Looks for trips to one school; what does not change with the prices is made once."""

    def __init__(self, case: BusCase, school: int) -> None:
        self.school, self._here = school, case.schools[school]
        self._limits = (case.capacity, case.longest)
        first = case.first
        self._mine = slice(int(first[school]), int(first[school + 1]))
        self._came, self._latest = case.latest(school)
        self._order = np.argsort(-self._latest, axis=0, kind="stable")
        self._sorted = np.take_along_axis(self._latest, self._order, 0).T.copy()

    def search(self, prices: Prices, *, exact: bool = False) -> Priced:
        """Return the columns with negative reduced cost, some for each first stop and start.

        Parameters
        ----------
        exact : no trip is overlooked (unless the labels run out); otherwise a label gives way
            to another that is as good whatever stops that one has been at.
        """
        here, profit = self._here, prices.stops[self._mine]
        earned = float(prices.leaves[self.school] + prices.trips[self.school])
        cost = np.concatenate([[1.0], prices.leaves[self._came]])
        *found, full = priced_trips(
            (here.pupils, here.dwell, here.between, here.home, profit, *self._limits),
            (self._sorted, self._cheapest(cost), len(cost)),
            (cost, earned),
            np.argsort(-profit / here.pupils, kind="stable"),
            EXACT_LABELS if exact else LABELS,
            exact,
        )
        return self._gathered(_Found(*found), cost - earned, complete=exact and not full)

    def _cheapest(self, cost: FloatArray) -> IntArray:
        """Return (n, k) the cheapest of the first starts in each stop's order."""
        ordered = cost[self._order].T
        least = np.minimum.accumulate(ordered, axis=1)
        is_new = np.concatenate(
            [np.ones((len(ordered), 1), np.bool_), ordered[:, 1:] < least[:, :-1]], axis=1
        )
        place = np.maximum.accumulate(np.where(is_new, np.arange(len(cost)), 0), axis=1)
        best: IntArray = np.take_along_axis(self._order.T, place, 1).astype(np.int64)
        return best

    def _gathered(self, found: _Found, cost: FloatArray, *, complete: bool) -> Priced:
        if not len(found.front):
            return Priced([], 0.0, complete)
        fits = self._latest[:, found.front] >= found.ride
        reduced = np.where(fits & found.alive, cost[:, None] - found.worth, np.inf)
        best, start = reduced.min(0), reduced.argmin(0)
        picked = {(int(label), k) for k, label in enumerate(reduced.argmin(1))}
        by_front = np.lexsort((np.arange(len(best)), best, found.front))
        firsts = by_front[np.unique(found.front[by_front], return_index=True)[1]]
        picked |= {(int(label), int(start[label])) for label in firsts}
        columns = [
            Column(self.school, FRESH if k == 0 else int(self._came[k - 1]), _stops(found, label))
            for label, k in sorted(picked)
            if reduced[k, label] < -_EPS
        ]
        return Priced(columns, float(best.min()), complete)


def _stops(found: _Found, label: int) -> tuple[int, ...]:
    stops = []
    while label >= 0:
        stops.append(int(found.front[label]))
        label = int(found.parent[label])
    return tuple(stops)
