"""Rows that exact contiguity adds when they are needed (avskiljande områden).

If an area is to be of a unit's zone, then so must some area of every set that separates it from
the unit's own area. There are far too many such sets to write them all down; those that a
proposal breaks are found among them: beside whole pieces that lie apart the least set between
piece and root, and for fractions a least cut by maximum flow.

Source
------
Oehrlein & Haunert (2017), J. Spatial Information Science 15, 89-120; Carvajal, Constantino,
Goycoolea, Vielma & Weintraub (2013), Imposing connectivity constraints in forest planning models,
Operations Research 61(4), 824-836.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from skolval.domain.counts import FloatArray
from skolval.domain.problem import BoolArray, IntArray
from skolval.domain.surfaces import Cut
from skolval.rules._zones import Zones, joined

__all__ = ["Separators"]

Flow = tuple[IntArray, tuple[IntArray, IntArray, IntArray], tuple[IntArray, IntArray]]
"""Upper bounds of further columns, entries (row, column from the options on, coefficient) and
bounds of rows."""

_SCALE = 1_000_000
_SUPPORT, _ASKED, _CLEAR = 1e-6, 0.1, 0.02
"""Least value that counts as chosen, that is asked about, and by which a cut must be broken."""
_MOST_IN_ZONE, _MOST_OF_PIECE = 25, 12


class Separators:
    """Finds the broken rows of exact contiguity.

    Parameters
    ----------
    rows : option rows that must be connected.
    nearer : a neighbour nearer to the root by steps, for each of `rows`: position in `rows`, node,
        and whether it is ground anyway.
    allowed : (n_options,) options that other rules leave; sets that separate are only sought
        among areas that a zone can have, None for all.
    certain : (n_options,) options that every placement takes. The areas that connect to the root
        through certain ones are its core; nothing need be said of them, nor of those beside them.
    """

    def __init__(
        self,
        zones: Zones,
        rows: IntArray,
        nearer: tuple[IntArray, IntArray, BoolArray],
        allowed: BoolArray | None = None,
        certain: BoolArray | None = None,
    ) -> None:
        self._zones = zones
        self._nearer = nearer
        self._allowed = allowed
        self._rows = rows
        self._node = zones.node()
        inside = self._node >= 0 if allowed is None else (self._node >= 0) & allowed
        self._can = self._ground(inside)
        sure = np.zeros(len(inside), np.bool_) if certain is None else inside & certain
        self._core = joined(zones, self._ground(sure))
        pairs = (np.repeat(np.arange(zones.n_areas), np.diff(zones.start)), zones.neighbour)
        ones = np.ones(len(zones.neighbour), np.int32)
        self._graph = sparse.csr_array((ones, pairs), (zones.n_areas, zones.n_areas))

    def _ground(self, inside: BoolArray) -> BoolArray:
        """Return (n_zones, n_areas) the nodes of the options `inside`, open roots among them."""
        zones = self._zones
        flat = np.zeros(len(zones) * zones.n_areas, np.bool_)
        flat[self._node[inside & (self._node >= 0)]] = True
        found: BoolArray = flat.reshape(len(zones), zones.n_areas)
        own = np.arange(len(zones))
        found[own[zones.open], zones.root[zones.open]] = True
        return found

    def narrowed(self, allowed: BoolArray, certain: BoolArray | None = None) -> Separators:
        """Return the same where only `allowed` options are left: the sets are smaller."""
        return Separators(self._zones, self._rows, self._nearer, allowed, certain)

    def useless(self) -> IntArray:
        """Return the options that no placement can take: no way leads from the root to them."""
        reached = joined(self._zones, self._can)
        rows = self._rows if self._allowed is None else self._rows[self._allowed[self._rows]]
        return rows[~reached[self._zones.of_row[rows], self._zones.area[rows]]]

    def flow(self) -> Flow:
        """Return all rows at once, with columns of their own (Shirabe 2005).

        From every core flows one unit to each area of its zone, through areas of the zone. Areas
        beside the core have it from there and nowhere else; a root that is not certain is beside a
        core of its own.
        """
        zones = self._zones
        own = np.arange(len(zones))
        beside = (self._core.astype(np.int32) @ self._graph) > 0
        beside[own, zones.root] |= ~self._core[own, zones.root]
        zone, area = np.nonzero(self._can & ~self._core)
        n = len(zone)
        number = np.full(self._can.shape, -1, np.int64)
        number[zone, area] = np.arange(n)
        of, in_zone, other = zones.beside(zone, area)
        to = number[in_zone, other]
        kept = (to >= 0) & ~beside[in_zone, other]
        near = np.flatnonzero(beside[zone, area])
        tail, head = of[kept], np.r_[to[kept], near]
        rows = self._rows if self._allowed is None else self._rows[self._allowed[self._rows]]
        at = number[zones.of_row[rows], zones.area[rows]]
        rows, at = rows[at >= 0], at[at >= 0]
        most = self._behind(n, (of[to >= 0], to[to >= 0]), at)
        node, column = zones.rows_at(zone * zones.n_areas + area)
        arc = len(self._node) + np.arange(len(head))
        row = np.r_[head, tail, at, n + head, n + node]
        names = np.r_[arc, arc[: len(tail)], rows, arc, column]
        value = np.r_[
            np.ones(len(arc), np.int64),
            np.full(len(tail) + len(rows), -1),
            np.ones(len(arc), np.int64),
            -most[node],
        ]
        lower = np.r_[np.zeros(n, np.int64), np.full(n, -(2**40))]
        return most[head], (row, names, value), (lower, np.zeros(2 * n, np.int64))

    @staticmethod
    def _behind(n: int, ends: tuple[IntArray, IntArray], at: IntArray) -> IntArray:
        """Return how many options must be connected in the piece of each of `n` nodes."""
        graph = sparse.csr_array((np.ones(len(ends[0])), ends), (n, n))
        _, part = connected_components(graph, directed=False)
        asked = np.bincount(part[at], minlength=n)
        most: IntArray = np.maximum(asked[part], 1)
        return most

    def enough(self) -> list[Cut]:
        """Return rows that are more than enough: every area has a neighbour nearer to the root.

        A placement that keeps them is nearly always contiguous, and quickly found; to begin from.
        """
        of, node, ground = self._nearer
        granted = np.zeros(len(self._rows), np.bool_)
        granted[of[ground]] = True
        asked = ~granted if self._allowed is None else ~granted & self._allowed[self._rows]
        at, column = self._zones.rows_at(node)
        order = np.argsort(of[at], kind="stable")
        start = np.searchsorted(of[at][order], np.arange(len(self._rows) + 1))
        column = column[order]
        cuts: list[Cut] = []
        for number in np.flatnonzero(asked).tolist():
            needed = column[start[number] : start[number + 1]]
            names = np.r_[self._rows[number], needed].astype(np.int64)
            cuts.append((names, np.r_[1, np.full(len(needed), -1)].astype(np.int64), 0))
        return cuts

    def __call__(self, values: FloatArray) -> list[Cut]:
        """Return the rows that `values` of the options break; exact for whole values."""
        zones = self._zones
        asked = self._rows[values[self._rows] > _ASKED]
        if not len(asked):
            return []
        inside = self._node >= 0
        weight = np.bincount(self._node[inside], values[inside], self._can.size)
        weight = np.minimum(weight, 1.0).reshape(self._can.shape)
        own = np.arange(len(zones))
        weight[own[zones.open], zones.root[zones.open]] = 1.0
        whole = bool((np.abs(values - np.rint(values)) < _SUPPORT).all())
        cuts: list[Cut] = []
        for zone in np.unique(zones.of_row[asked]).tolist():
            mine = asked[zones.of_row[asked] == zone]
            cuts += self._in_zone(zone, mine, (values, weight[zone]), whole=whole)
        return cuts

    def _in_zone(
        self, zone: int, rows: IntArray, worth: tuple[FloatArray, FloatArray], *, whole: bool
    ) -> Iterator[Cut]:
        values, weight = worth
        filled = weight > _SUPPORT
        root = int(self._zones.root[zone])
        part = self._parts(filled)
        at = part[self._zones.area[rows]]
        apart = (at != part[root]) | ~filled[root]
        for piece in np.unique(at[apart]).tolist():
            inside = rows[at == piece]
            inside = inside[np.argsort(-values[inside], kind="stable")][:_MOST_OF_PIECE]
            between = self._between(zone, part == piece, root)
            for row in inside.tolist():
                yield self._cut(row, zone, between)
        if not whole:
            yield from self._fractional(zone, rows[~apart], worth, root)

    def _parts(self, filled: BoolArray) -> IntArray:
        """Return the number of the piece of every area; areas outside are pieces of their own."""
        pairs = self._graph.tocoo()
        both = filled[pairs.row] & filled[pairs.col]
        one, other = pairs.row[both], pairs.col[both]
        graph = sparse.csr_array((np.ones(len(one)), (one, other)), self._graph.shape)
        _, part = connected_components(graph, directed=False)
        return np.asarray(part, np.int64)

    def _between(self, zone: int, piece: BoolArray, root: int) -> IntArray:
        """Return the areas beside `piece` that lie between it and the root."""
        can = self._can[zone]
        beside = can & ~piece & ((self._graph @ piece.astype(np.int32)) > 0)
        if beside[root]:
            return np.array([root], np.int64)
        part = self._parts(can & ~piece & ~beside)
        near_root = (part == part[root]) & can & ~piece & ~beside
        between = beside & ((self._graph @ near_root.astype(np.int32)) > 0)
        return np.flatnonzero(between).astype(np.int64)

    def _fractional(
        self, zone: int, rows: IntArray, worth: tuple[FloatArray, FloatArray], root: int
    ) -> Iterator[Cut]:
        """Yield the broken rows of areas that fractions connect to the root."""
        values, weight = worth
        core = weight >= 1 - _SUPPORT
        part = self._parts(core)
        safe = core & (part == part[root])
        near = safe | ((self._graph @ safe.astype(np.int32)) > 0)
        rows = rows[~near[self._zones.area[rows]]]
        rows = rows[np.argsort(-values[rows], kind="stable")]
        network = self._network(zone, weight)
        found = 0
        for row in rows.tolist():
            area = int(self._zones.area[row])
            flow = maximum_flow(network, 2 * root, 2 * area)
            if flow.flow_value >= (values[row] - _CLEAR) * _SCALE:
                continue
            yield self._cut(row, zone, self._least_cut(network - flow.flow, root))
            found += 1
            if found >= _MOST_IN_ZONE:
                return

    def _network(self, zone: int, weight: FloatArray) -> sparse.csr_array:
        """Return the network in which area a, from 2a to 2a + 1, lets its weight through."""
        n = len(weight)
        pairs = self._graph.tocoo()
        both = self._can[zone][pairs.row] & self._can[zone][pairs.col]
        one, other = pairs.row[both], pairs.col[both]
        through = np.rint(weight * _SCALE).astype(np.int32)
        own = np.arange(n)
        rows, columns = np.r_[2 * own, 2 * one + 1], np.r_[2 * own + 1, 2 * other]
        many = np.full(len(one), 2**30, np.int32)
        return sparse.csr_array((np.r_[through, many], (rows, columns)), (2 * n, 2 * n))

    def _least_cut(self, left: sparse.csr_array, root: int) -> IntArray:
        left = sparse.csr_array(left)
        left.data = np.maximum(left.data, 0)
        left.eliminate_zeros()
        reached = np.zeros(left.shape[0], np.bool_)
        reached[breadth_first_order(left, 2 * root, return_predecessors=False)] = True
        return np.flatnonzero(reached[::2] & ~reached[1::2]).astype(np.int64)

    def _cut(self, row: int, zone: int, between: IntArray) -> Cut:
        """Return the row: `row` is chosen only if something at the areas between is."""
        _, columns = self._zones.rows_at(zone * self._zones.n_areas + between)
        names = np.r_[row, columns].astype(np.int64)
        return names, np.r_[1, np.full(len(columns), -1)].astype(np.int64), 0
