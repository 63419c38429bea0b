"""Each pupil takes the cheapest option at given prices, sharply or softly: the compiled loop.

The bundles are cut into chunks of fixed borders, and what the chunks found is added in their
order, so the bytes are the same for any number of threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit

from skolval.domain.problem import IntArray
from skolval.solver.shape import Shape
from skolval.solver.system import FloatArray

__all__ = ["Taken", "cheapest", "margins"]

_CHUNKS = 16
_FAR = 40.0
_SMALL = 20_000

Taken = tuple[float, FloatArray, FloatArray]
"""Sum of the soft least costs, parties per class, and activity of the wide rows."""


def cheapest(shape: Shape, price: FloatArray, wide_price: FloatArray, tau: float) -> Taken:
    """Return what is taken when every party takes its cheapest option.

    Parameters
    ----------
    price : (C,) of each class. wide_price : (W,) of each wide row.
    tau : temperature of the soft minimum; 0 takes the cheapest, the first among equals.
    """
    taken = np.empty(shape.n_choices)
    borders = _borders(shape)
    values = np.zeros(len(borders) - 1)
    activity = np.zeros((len(borders) - 1, len(wide_price)))

    def work(c: int) -> None:
        part = (borders[c], borders[c + 1])
        table = (shape.start, shape.size, shape.may_miss, shape.cost, shape.kind, shape.wide)
        values[c] = _take(part, table, (price, wide_price), tau, taken, activity[c])

    _each(work, len(values), shape.n_choices)
    counts = _counted(shape.kind, taken, np.zeros(len(price)))
    return float(values.sum()), counts, activity.sum(axis=0)


def margins(shape: Shape, price: FloatArray, wide_price: FloatArray) -> FloatArray:
    """Return (K,) by how much each choice is dearer than its bundle's cheapest."""
    beyond = np.empty(shape.n_choices)
    borders = _borders(shape)

    def work(c: int) -> None:
        part = (borders[c], borders[c + 1])
        table = (shape.start, shape.may_miss, shape.cost, shape.kind, shape.wide)
        _beyond(part, table, price, wide_price, beyond)

    _each(work, len(borders) - 1, shape.n_choices)
    return beyond


def _borders(shape: Shape) -> IntArray:
    """Return the first bundle of each chunk: about equally many choices in each."""
    cuts = np.linspace(0, shape.n_choices, _CHUNKS + 1).astype(np.int64)
    borders = np.searchsorted(shape.start, cuts)
    borders[0], borders[-1] = 0, len(shape.size)
    return borders.astype(np.int64)


def _each(work: Callable[[int], None], count: int, size: int) -> None:
    if size < _SMALL:
        for c in range(count):
            work(c)
        return
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(work, range(count)))


@njit(cache=True, nogil=True)
def _priced(j, cost, kind, wide, price, wide_price):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    own = cost[j] + price[kind[j]]
    for w in range(len(wide_price)):
        own += wide_price[w] * wide[w, j]
    return own


@njit(cache=True, nogil=True)
def _take(part, table, prices, tau, taken, activity):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    start, size, may_miss, cost, kind, wide = table
    price, wide_price = prices
    total = 0.0
    for b in range(part[0], part[1]):
        least = 0.0 if may_miss[b] else np.inf
        best = -1
        for j in range(start[b], start[b + 1]):
            own = _priced(j, cost, kind, wide, price, wide_price)
            taken[j] = own
            if own < least:
                least = own
                best = j
        if start[b] < start[b + 1]:
            nobody = least if may_miss[b] else np.inf
            total += size[b] * _share(taken[start[b] : start[b + 1]], size[b], least, nobody, tau)
            if tau <= 0.0 and best >= 0:
                taken[best] = size[b]
        for w in range(len(wide_price)):
            for j in range(start[b], start[b + 1]):
                activity[w] += taken[j] * wide[w, j]
    return total


@njit(cache=True, nogil=True)
def _share(taken, size, least, nobody, tau):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Turn costs into shares of `size`, all 0 where it is sharp; return the soft least cost."""
    if tau <= 0.0:
        taken[:] = 0.0
        return least
    # Having no place costs 0: as far from the least as the least is from 0.
    mass = np.exp(nobody / tau) if -_FAR * tau < nobody < np.inf else 0.0
    for j in range(len(taken)):
        far = (taken[j] - least) / tau
        taken[j] = np.exp(-far) if far < _FAR else 0.0
        mass += taken[j]
    for j in range(len(taken)):
        if taken[j] > 0.0:
            taken[j] *= size / mass
    return least - tau * np.log(mass)


@njit(cache=True, nogil=True)
def _beyond(part, table, price, wide_price, beyond):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    start, may_miss, cost, kind, wide = table
    for b in range(part[0], part[1]):
        least = 0.0 if may_miss[b] else np.inf
        for j in range(start[b], start[b + 1]):
            beyond[j] = _priced(j, cost, kind, wide, price, wide_price)
            least = min(least, beyond[j])
        for j in range(start[b], start[b + 1]):
            beyond[j] -= least


@njit(cache=True, nogil=True)
def _counted(kind, taken, counts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    for j in range(len(kind)):
        counts[kind[j]] += taken[j]
    return counts
