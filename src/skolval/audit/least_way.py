"""A set of places has the least total way exactly when no circle of changes shortens it.

Arrows go from an offering to another for each pupil who could change; a free seat is a node
of its own that ends one chain and begins the next. Ways are compared by metres, then by
squared metres. Where no circle is shorter, the prices that the search leaves tell which
arrows lie on circles of length nothing: what the lottery decides between. Pupils are then
taken from the last in the lottery to the first, and nobody may find a nearer unit from which
arrows of pupils after them lead back.

Sources: Klein (1967), negative circles; Bellman (1958), Ford (1956); Ahuja, Magnanti & Orlin
(1993), chapter 9.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.compiled import compiled
from skolval.domain.problem import BoolArray, IntArray

__all__ = ["NOWHERE_METRES", "Prices", "Ways", "luckier", "shorter"]

NOWHERE_METRES = 10**12
"""Metres of having no place: more than all ways together. Their square counts as nothing."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Who is where, and where else they could be; pupils and offerings by number from 0.

    Parameters
    ----------
    home : (n,) offering of each pupil, `nowhere` without one. own : (n,) metres there.
    pupil, offering, metres : (e,) of every other place that each could have, nowhere too.
    room : (nowhere,) seats that are left empty.
    """

    home: IntArray
    own: IntArray
    pupil: IntArray
    offering: IntArray
    metres: IntArray
    room: IntArray

    @property
    def nowhere(self) -> int:
        """The number that stands for no place at all."""
        return len(self.room)

    def change(self) -> tuple[IntArray, IntArray]:
        """Return by how much each arrow lengthens the metres and the squared metres."""
        before = self.own[self.pupil]
        return self.metres - before, _squared(self.metres) - _squared(before)


def _squared(metres: IntArray) -> IntArray:
    known = np.where(metres == NOWHERE_METRES, 0, metres)
    return known * known


@dataclass(frozen=True, slots=True)
class Prices:
    """What the search leaves: the shortest way to each node by metres and squares."""

    metres: IntArray
    squares: IntArray


@compiled
def _least(source, target, metres, square, size):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return the least change of metres and of squares, and its arrow, by pair of nodes."""
    first = np.full((size, size), 1 << 60, np.int64)
    second = np.zeros((size, size), np.int64)
    arrow = np.full((size, size), -1, np.int64)
    for k in range(len(source)):
        u, v = source[k], target[k]
        less = metres[k] < first[u, v]
        if less or (metres[k] == first[u, v] and square[k] < second[u, v]):
            first[u, v], second[u, v], arrow[u, v] = metres[k], square[k], k
    return first, second, arrow


@compiled
def _shorten(first, second, d1, d2, before):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Shorten the ways by one arrow more; return a node whose way became shorter, or -1."""
    moved = -1
    for u in range(len(first)):
        for v in range(len(first)):
            if first[u, v] >= 1 << 60:
                continue
            a, b = d1[u] + first[u, v], d2[u] + second[u, v]
            if a < d1[v] or (a == d1[v] and b < d2[v]):
                d1[v], d2[v], before[v] = a, b, u
                moved = v
    return moved


def shorter(ways: Ways) -> tuple[IntArray, Prices]:
    """Return the arrows of a circle that shortens the ways, none if there is no such circle.

    Returns
    -------
    Arrow numbers, and the prices, which mean something only when there is no circle.
    """
    size = ways.nowhere + 2
    first, second, arrow = _least(ways.home[ways.pupil], ways.offering, *ways.change(), size)
    free = size - 1
    first[np.append(ways.room > 0, values=True).nonzero()[0], free] = 0
    first[free, :free] = 0
    d1, d2, before = np.zeros((3, size), np.int64)
    before -= 1
    for _round in range(size):
        moved = int(_shorten(first, second, d1, d2, before))
        if moved < 0:
            return np.empty(0, np.int64), Prices(d1, d2)
    nodes = _walked(before, moved)
    used = [int(arrow[u, v]) for u, v in zip(nodes, np.roll(nodes, -1), strict=True)]
    return np.array([k for k in used if k >= 0], np.int64), Prices(d1, d2)


def _walked(before: IntArray, node: int) -> list[int]:
    """Return the nodes of the circle behind a way that is still becoming shorter."""
    for _step in range(len(before)):
        node = int(before[node])
    found = [node]
    while int(before[found[-1]]) != node:
        found.append(int(before[found[-1]]))
    return found[::-1]


@compiled
def _lucky(turn, start, target, better, home, reach):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return an arrow of the first pupil in the lottery who could have it, or -1, and how many."""
    found, count = -1, 0
    for k in range(len(turn) - 1, -1, -1):
        p = turn[k]
        for e in range(start[p], start[p + 1]):
            if better[e] and reach[target[e], home[p]]:
                found = e
                count += 1
                break
        for e in range(start[p], start[p + 1]):
            if not reach[home[p], target[e]]:
                for a in range(len(reach)):
                    if reach[a, home[p]]:
                        reach[a] |= reach[target[e]]
    return found, count


def luckier(ways: Ways, prices: Prices, lot: IntArray) -> tuple[int, int]:
    """Return an arrow that the lottery should have let a pupil take, -1 for none, and how many.

    Parameters
    ----------
    prices : of `shorter`, which found no circle. lot : (n,) the smaller goes first.
    """
    metres, square = ways.change()
    source = ways.home[ways.pupil]
    tight = metres + prices.metres[source] == prices.metres[ways.offering]
    tight &= square + prices.squares[source] == prices.squares[ways.offering]
    kept = np.flatnonzero(tight)
    kept = kept[np.argsort(ways.pupil[kept], kind="stable")]
    pupil, target = ways.pupil[kept], ways.offering[kept]
    same = ways.metres[kept] == ways.own[pupil]
    better = (ways.metres[kept] < ways.own[pupil]) | (same & (target < ways.home[pupil]))
    start = np.searchsorted(pupil, np.arange(len(ways.home) + 1))
    found, count = _lucky(
        np.argsort(lot, kind="stable"), start, target, better, ways.home, _reach(ways, prices)
    )
    return (int(kept[found]) if found >= 0 else -1), int(count)


def _reach(ways: Ways, prices: Prices) -> BoolArray:
    """Return which nodes lead to which by free seats alone, at no cost."""
    size = ways.nowhere + 2
    free = size - 1
    level = (prices.metres == prices.metres[free]) & (prices.squares == prices.squares[free])
    reach = np.eye(size, dtype=bool)
    reach[:free, free] = level[:free] & np.append(ways.room > 0, values=True)
    reach[free, :free] = level[:free]
    reach[np.ix_(reach[:, free], reach[free])] = True
    return reach
