"""Whole plans: some schools' trips are chosen anew from the pool, the others' stay.

The trips that stay may get other buses. What is free is a programme in whole numbers of some
hundred stops, which is solved to the end or to a number of nodes; so the plan gets better
school by school, and every step is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from skolval.domain.problem import IntArray
from skolval.solver.engine import run_engine
from skolval.solver.routing_case import BusCase
from skolval.solver.routing_dive import parted
from skolval.solver.routing_plan import BusPlan, Trip, chained, led_from
from skolval.solver.routing_pool import FRESH, Column, Pool
from skolval.solver.system import FloatArray, Limits, System

__all__ = ["WholeEffort", "columns_of", "improved"]


@dataclass(frozen=True, slots=True)
class WholeEffort:
    """How hard whole plans are sought.

    Parameters
    ----------
    stops : free at once; a case of up to half as many again is free altogether.
    nodes : of each search. passes : through all schools without a bus saved. seed : of chance.
    seconds : emergency brake of each search.
    """

    stops: int = 400
    nodes: int = 1000
    passes: int = 1
    seed: int = 1
    seconds: float = 600.0


def improved(
    pool: Pool,
    trips: list[Trip],
    least: IntArray,
    *,
    enough: int,
    effort: WholeEffort,
    heard: Callable[[str], None] | None = None,
) -> BusPlan:
    """Return a plan with at most as many buses as the best for `trips`.

    Parameters
    ----------
    least : (S,) trips each school has at least. enough : buses that cannot be undercut.
    """
    plan, idle = chained(pool.case, trips), 0
    for free in _freed(pool.case, effort):
        if len(plan) <= enough or idle >= effort.passes:
            break
        if free is None:
            idle += 1
            continue
        found = _Part(pool, plan, free, least).solved(effort)
        better = None if found is None else chained(pool.case, found)
        if better is not None and len(better) <= len(plan):
            idle = idle if len(better) == len(plan) else 0
            plan = better
        if heard is not None:
            heard(f"{len(free)} schools free: {len(plan)} buses")
    return plan


def _freed(case: BusCase, effort: WholeEffort) -> Iterator[IntArray | None]:
    """Yield sets of schools to be freed; None after each pass through all of them."""
    sizes = np.diff(case.first)
    if sizes.sum() <= 1.5 * effort.stops:
        yield np.arange(len(sizes))
        while True:
            yield None
    chance = np.random.default_rng(effort.seed)
    by_bell = np.argsort([school.bell for school in case.schools], kind="stable")
    while True:
        for order in (by_bell, chance.permutation(by_bell)):
            part = np.cumsum(sizes[order]) // effort.stops
            for number in range(int(part[-1]) + 1):
                chosen = order[part == number]
                if len(chosen):
                    yield np.sort(chosen)
        yield None


class _Part:
    """The programme in which some schools are free and the other schools' trips stand."""

    def __init__(self, pool: Pool, plan: BusPlan, free: IntArray, least: IntArray) -> None:
        self._pool, case = pool, pool.case
        self._free = np.isin(np.arange(len(case.schools)), free)
        self._stands = [trip for trip in plan.trips if not self._free[trip.school]]
        self._open = np.array(
            [c for c, column in enumerate(pool.columns) if self._free[column.school]], np.int64
        )
        self._came = dict(zip(plan.trips, (c.came for c in columns_of(plan)), strict=True))
        self._least = np.where(self._free, least, 0)

    def solved(self, effort: WholeEffort) -> list[Trip] | None:
        """Return all trips of the best plan found, None where none was."""
        system, standing = self._system()
        hint = np.concatenate([self._hint(), standing])
        now = float(system.cost @ hint)
        limits = Limits(
            gap=0.99 / max(now, 1.0), nodes=effort.nodes, seconds=effort.seconds, second=False
        )
        answer = run_engine(system, limits, engine="highs", hint=hint)
        if answer.values is None:
            return None
        taken = self._open[np.flatnonzero(answer.values[: len(self._open)] > 0.5)]
        return [*self._stands, *parted(self._pool.case, (self._pool.columns[c] for c in taken))]

    def _hint(self) -> FloatArray:
        """Return which open columns the plan takes; it may lack some that are not in the pool."""
        wanted = {(trip.school, came, frozenset(trip.stops)) for trip, came in self._came.items()}
        mine = [self._pool.columns[c] for c in self._open]
        return np.array([(c.school, c.came, frozenset(c.stops)) in wanted for c in mine], float)

    def _system(self) -> tuple[System, FloatArray]:
        """Return the programme, and how the trips that stand get their buses now."""
        case, first = self._pool.case, self._pool.case.first
        free_stops = np.repeat(self._free, np.diff(first))
        schools = 2 * len(case.schools)
        kept = np.concatenate([np.flatnonzero(free_stops), int(first[-1]) + np.arange(schools)])
        trip, came, now = self._standing()
        n_open, n_fixed = len(self._open), len(self._stands)
        one = sparse.csr_array(
            (np.ones(len(trip)), (trip, np.arange(len(trip)))), (n_fixed, len(trip))
        )
        columns = [Column(self._stands[t].school, c, ()) for t, c in zip(trip, came, strict=True)]
        open_ = self._pool.matrix([self._pool.columns[c] for c in self._open])[kept]
        system = System(
            cost=np.concatenate([self._pool.cost[self._open], (came == FRESH).astype(float)]),
            lower=np.zeros(n_open + len(trip)),
            upper=np.ones(n_open + len(trip)),
            integer=np.arange(n_open + len(trip)) < n_open,
            matrix=sparse.block_array(
                [[open_, self._pool.matrix(columns)[kept]], [None, one]], format="csr"
            ),
            row_lower=np.concatenate(
                [
                    np.ones(len(kept) - schools),
                    np.zeros(schools // 2),
                    self._least,
                    np.ones(n_fixed),
                ]
            ),
            row_upper=np.concatenate([np.full(len(kept), np.inf), np.ones(n_fixed)]),
        )
        return system, now

    def _standing(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Return the trip, where from and present value of every way to get a bus."""
        ways = [np.concatenate([[FRESH], came]) for came in led_from(self._pool.case, self._stands)]
        trip = np.repeat(np.arange(len(ways)), [len(some) for some in ways])
        came = np.concatenate([np.zeros(0, np.int64), *ways]).astype(np.int64)
        now = np.array([self._came[self._stands[t]] for t in trip], np.int64)
        return trip, came, (came == now).astype(float)


def columns_of(plan: BusPlan) -> list[Column]:
    """Return the plan's trips as columns."""
    return [
        Column(trip.school, FRESH if before is None else before.school, trip.stops)
        for bus in plan.buses
        for before, trip in zip((None, *bus), bus, strict=False)
    ]
