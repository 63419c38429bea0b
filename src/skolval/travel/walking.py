"""Walking distance (gångväg): shortest ways on the streets from many homes to some units.

One search per unit on the reversed network finds the way from every node at once; a home
then only chooses by which end of its own street to leave.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from skolval.travel.network import Network
from skolval.travel.snapping import Snap

__all__ = ["WALKING_METRES_PER_HOUR", "walking_metres", "walking_minutes", "whole_metres"]

WALKING_METRES_PER_HOUR = 5000
"""Walking speed 5 km/h, as Swedish municipalities and the national route planner assume."""

_UNITS_AT_A_TIME = 32
_HOMES_AT_A_TIME = 50_000
_ROWS_AT_A_TIME = 256  # so many stay in the processor's own memory

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Metres = npt.NDArray[np.int32]


def walking_metres(network: Network, *, homes: Snap, units: Snap) -> Metres:
    """Return (homes, units) metres of the shortest way, -1 where one-ways leave none.

    A way is: straight from the door to the street, along streets, straight to the other
    door. Memory stays bounded: units and homes are taken in blocks.
    """
    n_homes, n_units = len(homes.edge), len(units.edge)
    metres = np.empty((n_homes, n_units), np.int32)
    backwards = _backwards(network, units)
    for first in range(0, n_units, _UNITS_AT_A_TIME):
        last = min(first + _UNITS_AT_A_TIME, n_units)
        from_node = dijkstra(backwards, indices=network.n_nodes + np.arange(first, last))
        # Rows by node: a home then reads one stretch of memory for all units of the block.
        from_node = np.ascontiguousarray(from_node.T)
        for start in range(0, n_homes, _HOMES_AT_A_TIME):
            rows = slice(start, min(start + _HOMES_AT_A_TIME, n_homes))
            block = _block(network, from_node, homes.part(rows), units.part(slice(first, last)))
            metres[rows, first:last] = whole_metres(block)
    return metres


def whole_metres(metres: FloatArray) -> Metres:
    """Return metres rounded to whole ones, half upwards; -1 where they are infinite.

    Rounded to the micrometre first, so that sums that differ in their last bit agree.
    """
    finite = np.isfinite(metres)
    rounded = np.round(metres if finite.all() else np.where(finite, metres, 0.0), 6)
    rounded += 0.5
    np.floor(rounded, out=rounded)
    whole: Metres = rounded.astype(np.int32)
    whole[~finite] = -1
    return whole


def walking_minutes(metres: Metres) -> Metres:
    """Return whole minutes on foot, rounded up; -1 where the metres are unknown."""
    # 60 minutes to 5,000 m is 3 to 250, and whole 32-bit numbers then hold any way on earth.
    per_minute = np.int32(WALKING_METRES_PER_HOUR // 20)
    minutes = np.empty_like(metres)
    for start in range(0, len(metres), _ROWS_AT_A_TIME):
        rows = slice(start, start + _ROWS_AT_A_TIME)
        part = metres[rows] * np.int32(3)
        part += per_minute - np.int32(1)
        np.floor_divide(part, per_minute, out=minutes[rows])
        minutes[rows][metres[rows] < 0] = -1
    return minutes


def _block(network: Network, from_node: FloatArray, homes: Snap, units: Snap) -> FloatArray:
    to_start, to_end = homes.ways_out(network)
    by_start = from_node[network.start[homes.edge]]
    by_start += to_start[:, None]
    by_end = from_node[network.end[homes.edge]]
    by_end += to_end[:, None]
    block = np.minimum(by_start, by_end, out=by_start)
    _along_one_street(block, network, homes, units)
    block += homes.gap[:, None]
    block += units.gap[None, :]
    return block


def _along_one_street(block: FloatArray, network: Network, homes: Snap, units: Snap) -> None:
    """Let a home and a unit on the same street meet without passing a node."""
    order = np.argsort(homes.edge, kind="stable")
    in_order = homes.edge[order]
    first = np.searchsorted(in_order, units.edge, side="left")
    last = np.searchsorted(in_order, units.edge, side="right")
    for column in np.flatnonzero(last > first):
        rows = order[first[column] : last[column]]
        ahead = units.offset[column] - homes.offset[rows]
        allowed = (ahead >= 0) | (not network.oneway[units.edge[column]])
        direct = np.where(allowed, np.abs(ahead), np.inf)
        block[rows, column] = np.minimum(block[rows, column], direct)


def _backwards(network: Network, units: Snap) -> csr_array:
    """Return the reversed network with one more node per unit, from which searches start."""
    number = network.n_nodes + np.arange(len(units.edge))
    from_start, from_end = units.ways_out(network, arriving=True)
    both = ~network.oneway
    row = [network.end, network.start[both], number, number]
    column = [
        network.start,
        network.end[both],
        network.start[units.edge],
        network.end[units.edge],
    ]
    weight = [network.metres, network.metres[both], from_start, from_end]
    size = network.n_nodes + len(number)
    return _shortest_of_parallel(
        np.concatenate(row), np.concatenate(column), np.concatenate(weight), size
    )


def _shortest_of_parallel(
    row: IntArray, column: IntArray, weight: FloatArray, size: int
) -> csr_array:
    """Return a matrix with one entry per pair of nodes; parallels would else be added up."""
    open_way = np.isfinite(weight)
    row, column, weight = row[open_way], column[open_way], weight[open_way]
    order = np.lexsort((weight, column, row))
    row, column, weight = row[order], column[order], weight[order]
    first = np.r_[True, (row[1:] != row[:-1]) | (column[1:] != column[:-1])]
    row, column, weight = row[first], column[first], weight[first]
    pointer = np.searchsorted(row, np.arange(size + 1))
    return csr_array((weight, column, pointer), shape=(size, size))
