"""All pupils to units with the least walking in all (minsta sammanlagda gångväg), uniquely.

As few pupils as possible are left without a seat; among such placements the metres of all
together are as few as possible; among those the sum of the squared metres, so that long ways
are shared; and what is left is decided pupil by pupil in the order of the lottery: each gets
the nearest unit, of equally near ones the first, that still allows such a placement.

Every step keeps exactly the placements that were best so far: of a least-cost flow's prices,
only arcs at which the price is met (tight arcs) can be in a least-cost placement, and a
school whose price differs from that of an empty seat is as full in all of them.

Source: Ahuja, Magnanti & Orlin (1993), chapter 9 (reduced costs and tight arcs).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from skolval.domain.language import _
from skolval.domain.problem import BoolArray, IntArray
from skolval.errors import Fault, InputError
from skolval.solver.flow import transport
from skolval.solver.settle import settled

__all__ = ["least_walking"]

_AT_FIRST = 6
"""Nearest units that each pupil is tried at before more are found to be needed."""
_MOST = 1 << 61
"""Largest cost times nodes that the flow engine counts with."""


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Pupil-school pairs sorted by pupil; the last school is none, with room for all.

    Parameters
    ----------
    pupil, school, cost : (e,). at : (n,) arc of each pupil in a least-cost flow.
    """

    pupil: IntArray
    school: IntArray
    cost: IntArray
    at: IntArray

    def rise(self) -> IntArray:
        """Return how much more each arc costs than its pupil's own."""
        own: IntArray = self.cost - self.cost[self.at[self.pupil]]
        return own

    def leaving(self) -> IntArray:
        """Return the school at which each arc's pupil is."""
        school: IntArray = self.school[self.at[self.pupil]]
        return school


def least_walking(
    start: IntArray, school: IntArray, metres: IntArray, *, seats: IntArray, lot: IntArray
) -> IntArray:
    """Return (n,) the entry that each pupil gets, -1 without a seat.

    Parameters
    ----------
    start : (n + 1,) first entry of each pupil. school, metres : of each entry.
    seats : of each school. lot : (n,) lottery number, the smaller goes first.

    Raises
    ------
    InputError
        If a way is too long to be squared and added exactly.
    """
    n, m = len(start) - 1, len(seats)
    usable = np.flatnonzero(seats[school] > 0)
    pupil = np.repeat(np.arange(n), np.diff(start))[usable]
    farthest = int(metres[usable].max(initial=0))
    _refuse_far(farthest, n + m)
    # Dearer than anything that an exchange along all schools can save.
    none = (m + 1) * (farthest + 1)
    who = np.concatenate([pupil, np.arange(n)])
    order = np.argsort(who, kind="stable")
    entry = np.concatenate([usable, np.full(n, -1)])[order]
    where = np.concatenate([school[usable], np.full(n, m)])[order]
    cost = np.concatenate([metres[usable], np.full(n, none)])[order]
    room = np.append(np.maximum(seats, 0), n)
    arcs, price = _least(who[order], where, cost, room)
    load = np.bincount(arcs.school[arcs.at], minlength=m + 1)
    loose = price[:-1] == price[-1]
    kept = np.flatnonzero(_is_tight(arcs, price))
    arcs, entry = _restricted(arcs, kept), entry[kept]
    squares = np.where(arcs.school == m, 0, arcs.cost * arcs.cost)
    arcs = _Arcs(arcs.pupil, arcs.school, squares, arcs.at)
    arcs, load = _rerouted(arcs, (load, room, loose))
    price = _prices(arcs, (load, room, loose))
    loose &= price[:-1] == price[-1]
    kept = np.flatnonzero(_is_tight(arcs, price))
    arcs, entry = _restricted(arcs, kept), entry[kept]
    at = settled((arcs.pupil, arcs.school, arcs.cost), arcs.at, lot, seats=(load, room, loose))
    return np.asarray(entry[at], np.int64)


def _refuse_far(farthest: int, nodes: int) -> None:
    if farthest * farthest * (nodes + 3) > _MOST:
        raise InputError(
            Fault(
                _("A way of {metres} m is too long for guarantee schools.").format(metres=farthest),
                value=str(farthest),
                rule="guarantee",
                remedy=_("Correct the distances; they are metres."),
            )
        )


def _least(
    pupil: IntArray, school: IntArray, cost: IntArray, room: IntArray
) -> tuple[_Arcs, IntArray]:
    """Return the arcs with a least-cost flow on them, and its prices.

    The flow is sought on each pupil's nearest schools; schools that its prices show to be
    worth while are added until there are none.
    """
    n = int(pupil[-1]) + 1 if len(pupil) else 0
    start = np.searchsorted(pupil, np.arange(n + 1))
    tried = _cheapest(start, cost, _AT_FIRST) | (school == len(room) - 1)
    while True:
        rows = np.flatnonzero(tried)
        flow = transport((pupil[rows], school[rows], cost[rows]), np.ones(n, np.int64), room)
        found = _taken(rows, pupil, flow)
        part = _Arcs(pupil[rows], school[rows], cost[rows], np.searchsorted(rows, found))
        load = np.bincount(school[found], minlength=len(room))
        price = _prices(part, (load, room, np.ones(len(room), bool)))
        arcs = _Arcs(pupil, school, cost, found)
        worth = arcs.rise() < price[school] - price[arcs.leaving()]
        if not worth.any():
            return arcs, price
        tried |= worth


def _taken(rows: IntArray, pupil: IntArray, flow: IntArray | None) -> IntArray:
    """Return the arc of each pupil; everybody can at least be without a seat."""
    if flow is None:
        raise ArithmeticError("the flow engine found no flow where one exists")
    found = rows[flow > 0]
    arc = np.empty(len(found), np.int64)
    arc[pupil[found]] = found
    return arc


@njit(cache=True)
def _cheapest(start, cost, most):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    kept = np.zeros(len(cost), np.bool_)
    best = np.empty(most, np.int64)
    for i in range(len(start) - 1):
        held = 0
        for e in range(start[i], start[i + 1]):
            if held == most and cost[e] >= cost[best[most - 1]]:
                continue
            k = min(held, most - 1)
            while k > 0 and cost[best[k - 1]] > cost[e]:
                best[k] = best[k - 1]
                k -= 1
            best[k] = e
            held = min(held + 1, most)
        for k in range(held):
            kept[best[k]] = True
    return kept


def _prices(arcs: _Arcs, seats: tuple[IntArray, IntArray, BoolArray]) -> IntArray:
    """Return (m + 1,) prices of the schools and, last, of an empty seat; lower is dearer.

    Shortest ways in the graph of schools where a step is the cheapest exchange of one pupil,
    by Bellman and Ford; of a least-cost flow it has no cycle that saves.

    Parameters
    ----------
    seats : load, room and, of each school, whether its load may change.
    """
    load, room, loose = seats
    m = len(room)
    far = np.int64(1) << 60
    step = np.full((m + 1) * (m + 1), far)
    np.minimum.at(step, arcs.leaving() * (m + 1) + arcs.school, arcs.rise())
    steps = step.reshape(m + 1, m + 1)
    steps[:m, m] = np.where(loose & (load < room), 0, far)
    steps[m, :m] = np.where(loose & (load > 0), 0, far)
    price = np.zeros(m + 1, np.int64)
    for _round in range(m + 2):
        nearer = np.minimum(price, (price[:, None] + steps).min(axis=0))
        if (nearer == price).all():
            return price
        price = nearer
    raise ArithmeticError("the flow is not of least cost")


def _is_tight(arcs: _Arcs, price: IntArray) -> BoolArray:
    tight: BoolArray = arcs.rise() == price[arcs.school] - price[arcs.leaving()]
    return tight


def _restricted(arcs: _Arcs, kept: IntArray) -> _Arcs:
    """Return the arcs `kept`, every pupil's own among them."""
    return _Arcs(
        arcs.pupil[kept], arcs.school[kept], arcs.cost[kept], np.searchsorted(kept, arcs.at)
    )


def _rerouted(arcs: _Arcs, seats: tuple[IntArray, IntArray, BoolArray]) -> tuple[_Arcs, IntArray]:
    """Return the arcs with a flow of least cost, and its loads; loads that are fixed stay."""
    load, room, loose = seats
    degree = np.bincount(arcs.pupil, minlength=len(arcs.at))
    rows = np.flatnonzero(degree[arcs.pupil] > 1)
    if not len(rows):
        return arcs, load
    free, number = np.unique(arcs.pupil[rows], return_inverse=True)
    here = np.bincount(arcs.school[arcs.at[free]], minlength=len(room))
    settled_load = load - here
    flow = transport(
        (number.astype(np.int64), arcs.school[rows], arcs.cost[rows]),
        np.ones(len(free), np.int64),
        np.where(loose, room - settled_load, here),
        exact=~loose,
    )
    at = arcs.at.copy()
    at[free] = _taken(rows, np.searchsorted(free, arcs.pupil), flow)
    load = np.bincount(arcs.school[at], minlength=len(room))
    return _Arcs(arcs.pupil, arcs.school, arcs.cost, at), load
