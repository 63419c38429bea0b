"""Trips, buses that make them, and the fewest buses for given trips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import maximum_bipartite_matching

from skolval.domain.problem import IntArray
from skolval.solver.routing_case import BusCase

__all__ = ["BusPlan", "Trip", "chained", "led_from"]


@dataclass(frozen=True, slots=True)
class Trip:
    """One trip to one school: its stops in order, numbered within the school."""

    school: int
    stops: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BusPlan:
    """Buses and what is known of how few they are.

    Parameters
    ----------
    buses : the trips of each bus in order of time.
    bound : value of the linear relaxation over the trips that were looked at. It is a lower
        bound on the number of buses only where `proven`.
    proven : no further trip could have lowered the bound.
    """

    buses: tuple[tuple[Trip, ...], ...]
    bound: float = 0.0
    proven: bool = False

    def __len__(self) -> int:
        return len(self.buses)

    @property
    def trips(self) -> tuple[Trip, ...]:
        """All trips."""
        return tuple(trip for bus in self.buses for trip in bus)

    def replace(self, **changes: Any) -> Self:
        """Return a changed copy."""
        return replace(self, **changes)


def chained(case: BusCase, trips: Sequence[Trip]) -> BusPlan:
    """Return the plan that makes these trips with the fewest buses.

    The trips that a bus can make one after the other are a graph in the order of time; the
    fewest paths that cover it are a greatest matching.

    Source
    ------
    Fulkerson, D. R. (1956). Note on Dilworth's decomposition theorem. *Proc. AMS* 7.
    """
    following = _following(case, trips)
    match = maximum_bipartite_matching(following, perm_type="column")
    after = {int(a): int(b) for a, b in enumerate(match) if b >= 0}
    led = set(after.values())
    buses = []
    for at in range(len(trips)):
        if at not in led:
            bus = [at]
            while bus[-1] in after:
                bus.append(after[bus[-1]])
            buses.append(tuple(trips[t] for t in bus))
    return BusPlan(tuple(buses))


def led_from(case: BusCase, trips: Sequence[Trip]) -> list[IntArray]:
    """Return for each trip the schools from which a bus comes in time for it."""
    latest = {school: case.latest(school) for school in {trip.school for trip in trips}}
    found = []
    for trip in trips:
        came, most = latest[trip.school]
        ride = case.schools[trip.school].ride(trip.stops)
        found.append(came[most[1:, trip.stops[0]] >= ride])
    return found


def _following(case: BusCase, trips: Sequence[Trip]) -> sparse.csr_array:
    """Return which trip (column) can follow which (row)."""
    of_school = np.array([trip.school for trip in trips], np.int64)
    before = [np.flatnonzero(np.isin(of_school, came)) for came in led_from(case, trips)]
    row = np.concatenate(before)
    column = np.repeat(np.arange(len(trips)), [len(some) for some in before])
    return sparse.csr_array((np.ones(len(row)), (row, column)), (len(trips), len(trips)))
