"""Column generation: trips are added while one of them would lower the number of buses.

Source
------
Desrosiers, J., Soumis, F. and Desrochers, M. (1984). Routing with time windows by column
generation. *Networks* 14. Wentges, P. (1997), smoothed prices. *Int. Trans. Oper. Res.* 4.
"""

from __future__ import annotations

from collections.abc import Callable
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
    master : to go on from.
    """

    value: float
    shares: FloatArray
    prices: Prices
    rounds: int
    master: Master


def singles(case: BusCase, school: int) -> list[Column]:
    """Return a trip of its own for every stop."""
    return [Column(school, FRESH, (stop,)) for stop in range(len(case.schools[school].pupils))]


def generated(
    pool: Pool, least: IntArray, heard: Callable[[int, float], None] | None = None
) -> Root:
    """Return the relaxed programme when no more trips help; the pool has grown.

    Parameters
    ----------
    least : (S,) trips that each school has at least.
    heard : called with the round and the value.
    """
    master = Master(pool, least)
    pricers = [Pricer(pool.case, school) for school in range(len(pool.case.schools))]
    value, shares, prices = master.solve()
    centre, values, rounds = prices, [value], 0
    while rounds < _ROUNDS:
        rounds += 1
        centre = centre.toward(prices, 1 - _SMOOTH)
        if not _added(pool, pricers, centre) and not _added(pool, pricers, prices):
            break
        value, shares, prices = master.solve()
        values.append(value)
        if heard is not None:
            heard(rounds, value)
        if len(values) > _WINDOW and values[-1 - _WINDOW] - value < _TAIL:
            break
    return Root(value, shares, prices, rounds, master)


def _added(pool: Pool, pricers: list[Pricer], prices: Prices) -> int:
    return sum(pool.add(pricer.search(prices).columns) for pricer in pricers)


def least_trips(pool: Pool) -> IntArray:
    """Return (S,) how many trips each school has at least, by its own relaxed programme.

    The trips found on the way enter the pool.
    """
    least = np.zeros(len(pool.case.schools), np.int64)
    for school in range(len(least)):
        alone = Pool(pool.case.alone(school))
        alone.add(singles(alone.case, 0))
        alone.add([Column(0, FRESH, c.stops) for c in pool.columns if c.school == school])
        root = generated(alone, np.zeros(1, np.int64))
        least[school] = int(np.ceil(root.value - 1e-6))
        pool.add([Column(school, FRESH, column.stops) for column in alone.columns])
    return least
