"""A good whole placement from the linear programme: rounded, then improved by small exchanges.

The fractions are rounded by one min-cost flow. Pupils then change units, alone where a seat
is free and in pairs where none is; a change for the worse is taken more and more seldom
(simulated annealing, Kirkpatrick, Gelatt & Vecchi 1983). Ceilings that join everything are
priced as in the linear programme, and dearly beyond their limit. What comes out is only a
beginning for the search in whole counts; its value is reckoned anew, and no bound is claimed.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import BoolArray, IntArray
from skolval.solver.blocks import coupling_rows
from skolval.solver.facets import counting_caps
from skolval.solver.flow import transport
from skolval.solver.nearby_kernel import annealed
from skolval.solver.root import Root
from skolval.solver.shape import Shape
from skolval.solver.system import FloatArray

__all__ = ["nearby"]

_NEAR = 0.1
"""Margin of the options looked at, in usual differences."""
_STEPS = 300
"""Changes tried per party."""
_HOT, _COLD, _ENOUGH = 0.007, 0.001, 0.02
_DEAR = 3.0
_GRAIN = 1000


def nearby(root: Root) -> tuple[FloatArray, FloatArray] | None:
    """Return values of the choices and the own columns, None where none was found.

    Only for programmes whose rows count places, sum deviations or put a ceiling on sums.
    """
    shape = root.shape
    joins = np.flatnonzero(coupling_rows(shape))
    cap, room = counting_caps(shape)
    if not _is_simple(root, joins, cap):
        return None
    kept = np.flatnonzero(root.margin <= _NEAR * root.unit)
    begun = _rounded(root, kept, cap, room)
    if begun is None:
        return None
    whole = _improved(root, kept, joins, (cap, room), begun)
    counts = np.bincount(shape.kind, whole, shape.n_kinds)
    own = np.zeros(len(shape.own_cost))
    own[shape.pairs[:, 0]] = np.abs(shape.narrow[shape.pairs[:, 1]] @ counts)
    return (whole, own) if _holds(root, whole, counts.astype(np.float64), own) else None


def _is_simple(root: Root, joins: IntArray, cap: IntArray) -> bool:
    shape = root.shape
    known = np.zeros(len(shape.row_upper), np.bool_)
    known[joins] = True
    known[shape.pairs[:, 1:].ravel()] = True
    known[np.unique(cap[cap >= 0])] = True
    known[_facet_rows(root)] = True
    own = np.ones(len(shape.own_cost), np.bool_)
    own[shape.pairs[:, 0]] = False
    upper_only = np.isinf(shape.row_lower[joins]).all()
    return bool(known.all() and not own.any() and upper_only and not shape.may_miss.any())


def _facet_rows(root: Root) -> IntArray:
    return np.arange(root.n_plain, len(root.shape.row_upper))


def _rounded(root: Root, kept: IntArray, cap: IntArray, room: FloatArray) -> IntArray | None:
    """Return the choice of each party, near the linear programme, within the seats."""
    shape = root.shape
    bundle = np.searchsorted(shape.start, kept, side="right") - 1
    dear = np.minimum(root.margin[kept] / root.unit, 50.0) + 1.0 - root.choices[kept]
    cost = np.rint(_GRAIN * dear).astype(np.int64)
    everybody = int(shape.size.sum())
    sink = np.where(cap < 0, len(room), cap)[shape.kind[kept]]
    seats = np.r_[np.minimum(room, everybody), everybody].astype(np.int64)
    flows = transport((bundle, sink, cost), shape.size.astype(np.int64), seats)
    return None if flows is None else np.repeat(kept, flows)


def _improved(
    root: Root,
    kept: IntArray,
    joins: IntArray,
    caps: tuple[IntArray, FloatArray],
    begun: IntArray,
) -> FloatArray:
    """Return parties per choice after the exchanges, beginning from the choices `begun`."""
    shape, at = root.shape, begun.astype(np.int64)
    start, listed = _listed(shape, kept, begun)
    movable = np.flatnonzero(np.diff(start) > 1)
    if not len(movable):
        return np.bincount(at, minlength=shape.n_choices).astype(np.float64)
    prices, pairs = root.prices[joins], shape.pairs
    own, wide = _joint_rows(shape, joins)
    table = shape.narrow[pairs[:, 1]].tocsc()
    worth = shape.own_cost[pairs[:, 0]] + own.T @ prices
    counts = np.bincount(shape.kind[at], minlength=shape.n_kinds).astype(np.float64)
    away = np.asarray(shape.narrow[pairs[:, 1]] @ counts)
    cap, rooms = _rooms(shape, caps, len(begun))
    load = np.bincount(cap[at], minlength=len(rooms)).astype(np.int64)
    sums = wide[:, at].sum(axis=1) + own @ np.abs(away)
    best, _ = annealed(
        movable,
        at,
        (start, listed),
        (shape.kind, shape.cost + wide.T @ prices, wide, cap),
        ((table.indptr, table.indices, table.data, worth), own, load, away),
        (rooms, shape.row_upper[joins], prices, _DEAR * np.abs(prices) + 1e-9, sums),
        _lists(cap[at], rooms, np.unique(cap)),
        (
            _STEPS * len(movable),
            _HOT * root.unit,
            _COLD * root.unit,
            _ENOUGH * root.unit,
            np.array([88172645463325252], np.uint64),
        ),
    )
    return np.bincount(best, minlength=shape.n_choices).astype(np.float64)


def _listed(shape: Shape, kept: IntArray, begun: IntArray) -> tuple[IntArray, IntArray]:
    """Return where the choices of each party begin, and the kept choices, party by party."""
    bundle = np.searchsorted(shape.start, kept, side="right") - 1
    first = np.searchsorted(bundle, np.arange(len(shape.size) + 1))
    of_party = np.searchsorted(shape.start, begun, side="right") - 1
    width = first[of_party + 1] - first[of_party]
    start = np.r_[0, np.cumsum(width)]
    ahead = np.repeat(start[:-1] - first[of_party], width)
    return start, kept[np.arange(start[-1]) - ahead]


def _joint_rows(shape: Shape, joins: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return what the rows that join parties count of each deviation and of each choice."""
    pairs = shape.pairs
    own = shape.own[joins][:, pairs[:, 0]].toarray() if len(joins) else np.zeros((0, len(pairs)))
    wide = np.zeros((len(joins), shape.n_choices))
    wide[np.searchsorted(joins, shape.wide_rows)] = shape.wide
    return own, wide


def _rooms(
    shape: Shape, caps: tuple[IntArray, FloatArray], parties: int
) -> tuple[IntArray, IntArray]:
    """Return in which room each choice is, and how many each holds; the last holds everybody."""
    cap_of, room = caps
    cap = np.where(cap_of < 0, len(room), cap_of)[shape.kind]
    return cap, np.r_[np.minimum(room, parties), parties].astype(np.int64)


def _lists(
    place: IntArray, rooms: IntArray, used: IntArray
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return who is where, each one's number there, where each list begins and how long it is."""
    load = np.bincount(place, minlength=len(rooms))
    space = np.zeros(len(rooms), np.int64)
    space[used] = np.maximum(rooms[used], load[used]) + 1  # one more while two change places
    first = np.cumsum(space) - space
    members = np.full(int(space.sum()), -1)
    order = np.argsort(place, kind="stable")
    number = np.empty(len(place), np.int64)
    number[order] = np.arange(len(place)) - np.repeat(np.cumsum(load) - load, load)
    members[first[place] + number] = np.arange(len(place))
    return members, number, first, load.astype(np.int64)


def _holds(root: Root, whole: FloatArray, counts: FloatArray, own: FloatArray) -> bool:
    shape = root.shape
    rows = shape.narrow @ counts + shape.own @ own
    rows[shape.wide_rows] += shape.wide @ whole
    rows = rows[: root.n_plain]
    slip = 1e-6 * np.maximum(1.0, np.abs(rows))
    inside: BoolArray = (rows <= shape.row_upper[: root.n_plain] + slip) & (
        rows >= shape.row_lower[: root.n_plain] - slip
    )
    return bool(inside.all())
