"""Column generation: trips are added while one of them would lower the number of buses.

Source
------
Desrosiers, J., Soumis, F. and Desrochers, M. (1984). Routing with time windows by column
generation. *Networks* 14. Wentges, P. (1997), smoothed prices. *Int. Trans. Oper. Res.* 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.problem import IntArray
from skolval.solver.routing_case import BusCase
from skolval.solver.routing_labels import Pricer, Prices
from skolval.solver.routing_master import Master
from skolval.solver.routing_pool import FRESH, Column, Pool
from skolval.solver.system import FloatArray

__all__ = ["Root", "generated", "least_trips", "singles"]

_SMOOTH = 0.5
_ROUNDS = 80
_WINDOW, _TAIL = 6, 1e-3
"""Rounds without this much gain end the search for columns."""


@dataclass(frozen=True, slots=True)
class Root:
    """The relaxed programme as column generation leaves it.

    Parameters
    ----------
    value : buses. shares : (C,) of each column. prices : of the rows. rounds : of adding columns.
    master : to go on from. complete : no trip at all would lower the value.
    """

    value: float
    shares: FloatArray
    prices: Prices
    rounds: int
    master: Master
    complete: bool = False


def singles(case: BusCase, school: int) -> list[Column]:
    """Return a trip of its own for every stop."""
    return [Column(school, FRESH, (stop,)) for stop in range(len(case.schools[school].pupils))]


def generated(pool: Pool, least: IntArray, *, exact: bool = False) -> Root:
    """Return the relaxed programme when no more trips help; the pool has grown.

    Parameters
    ----------
    least : (S,) trips that each school has at least.
    exact : at the end it is asked whether any trip was overlooked.
    """
    master = Master(pool, least)
    pricers = [Pricer(pool.case, school) for school in range(len(pool.case.schools))]
    value, shares, prices = master.solve()
    centre, values, rounds, complete = prices, [value], 0, False
    while rounds < _ROUNDS and not complete:
        rounds += 1
        centre = centre.toward(prices, 1 - _SMOOTH)
        idle = len(values) > _WINDOW and values[-1 - _WINDOW] - value < _TAIL
        if idle or not (_added(pool, pricers, centre) or _added(pool, pricers, prices)):
            if not exact:
                break
            added, complete = _overlooked(pool, pricers, prices)
            if not added:
                break
        value, shares, prices = master.solve()
        values.append(value)
    return Root(value, shares, prices, rounds, master, complete)


def _added(pool: Pool, pricers: list[Pricer], prices: Prices) -> int:
    return sum(pool.add(pricer.search(prices).columns) for pricer in pricers)


def _overlooked(pool: Pool, pricers: list[Pricer], prices: Prices) -> tuple[int, bool]:
    """Return how many trips were overlooked, and whether it is certain that there were none."""
    found = [pricer.search(prices, exact=True) for pricer in pricers]
    added = sum(pool.add(priced.columns) for priced in found)
    return added, not added and all(priced.complete for priced in found)


def least_trips(pool: Pool) -> tuple[IntArray, bool]:
    """Return (S,) how many trips each school has at least, and whether that is proven.

    Each school's own relaxed programme tells, rounded up; the trips found enter the pool.
    """
    least, proven = np.zeros(len(pool.case.schools), np.int64), True
    for school in range(len(least)):
        alone = Pool(pool.case.alone(school))
        alone.add(singles(alone.case, 0))
        alone.add([Column(0, FRESH, c.stops) for c in pool.columns if c.school == school])
        root = generated(alone, np.zeros(1, np.int64), exact=True)
        least[school] = int(np.ceil(root.value - 1e-6))
        proven &= root.complete
        pool.add([Column(school, FRESH, column.stops) for column in alone.columns])
    return least, proven
