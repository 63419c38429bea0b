"""A system that only counts places is a flow from one side's rows to the other's (flöde)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow
from scipy import sparse

from skolval.domain.problem import BoolArray, IntArray
from skolval.solver.system import Answer, FloatArray, System

__all__ = ["Network", "network_of", "run_flow"]

_LARGEST = float(1 << 32)


@dataclass(frozen=True, slots=True)
class Network:
    """The two sides of a system that is a flow.

    Parameters
    ----------
    tail, head : (n_columns,) row on either side, -1 for none. side : (n_rows,) 0 or 1.
    """

    tail: IntArray
    head: IntArray
    side: IntArray


def network_of(system: System) -> Network | None:
    """Return the flow that `system` is, or None when it is none.

    Every column stands with a 1 in at most two rows, the rows fall into two sides so that no
    column stands twice on one side, and all costs and bounds are whole numbers.
    """
    matrix = system.matrix.tocsc()
    counts = np.diff(matrix.indptr)
    if not _is_whole(system) or (matrix.data != 1).any() or (counts > 2).any():
        return None
    first, second = _rows_of(matrix, counts)
    side = _sides(first, second, len(system.row_lower))
    if side is None:
        return None
    swap = (first >= 0) & (side[np.maximum(first, 0)] == 1)
    tail, head = np.where(swap, second, first), np.where(swap, first, second)
    return Network(tail, head, side)


def run_flow(system: System, network: Network) -> Answer:
    """Return the least cost of the flow, exact and in whole numbers."""
    low, high = np.ceil(system.lower), np.floor(np.minimum(system.upper, _LARGEST))
    row_low = np.maximum(np.ceil(system.row_lower), 0)
    row_high = np.floor(np.minimum(system.row_upper, _LARGEST))
    if (low > high).any() or (row_low > row_high).any():
        return Answer("infeasible", bound=np.inf, engine="min_cost_flow")
    n_rows, source = len(row_low), len(row_low)
    of_tail = np.where(network.tail >= 0, network.tail, source)
    of_head = np.where(network.head >= 0, network.head, source + 1)
    rows = np.arange(n_rows)
    arcs = (
        np.r_[of_tail, np.where(network.side == 0, source, rows), source + 1],
        np.r_[of_head, np.where(network.side == 0, rows, source + 1), source],
        np.r_[low, row_low, 0],
        np.r_[high, row_high, _LARGEST],
        np.r_[system.cost, np.zeros(n_rows + 1)],
    )
    status, flows = _circulation(arcs, n_rows + 2)
    if flows is None:
        bound = np.inf if status == "infeasible" else -np.inf
        return Answer(status, bound=bound, engine="min_cost_flow")
    values = flows[: len(system.cost)].astype(np.float64)
    value = float(system.cost @ values) + system.constant
    return Answer("found", values=values, bound=value, engine="min_cost_flow")


def _circulation(arcs: tuple[FloatArray, ...], n_nodes: int) -> tuple[str, IntArray | None]:
    """Return the least-cost flow round and round, each arc between its bounds."""
    tail, head, low, high, cost = (np.asarray(part, np.int64) for part in arcs)
    # what each arc must carry is sent beforehand; the rest evens out what that leaves
    owed = np.zeros(n_nodes, np.int64)
    np.add.at(owed, head, low)
    np.subtract.at(owed, tail, low)
    flow = min_cost_flow.SimpleMinCostFlow()
    numbers = flow.add_arcs_with_capacity_and_unit_cost(tail, head, high - low, cost)
    flow.set_nodes_supplies(np.arange(n_nodes), owed)
    status = flow.solve()
    if status != flow.OPTIMAL:
        # numbers out of range are no proof of anything
        return ("infeasible" if status == flow.INFEASIBLE else "unknown"), None
    found: IntArray = flow.flows(numbers) + low
    return "found", found


def _is_whole(system: System) -> bool:
    numbers = np.r_[system.cost, system.lower, system.upper, system.row_lower, system.row_upper]
    known = numbers[np.isfinite(numbers)]
    positive = bool((system.lower >= 0).all() and np.isfinite(system.upper).all())
    return positive and bool((known == np.rint(known)).all()) and bool(system.integer.all())


def _rows_of(matrix: sparse.csc_array, counts: IntArray) -> tuple[IntArray, IntArray]:
    first = np.full(len(counts), -1, np.int64)
    second = np.full(len(counts), -1, np.int64)
    start = matrix.indptr[:-1]
    first[counts >= 1] = matrix.indices[start[counts >= 1]]
    second[counts == 2] = matrix.indices[start[counts == 2] + 1]
    return first, second


def _sides(first: IntArray, second: IntArray, n_rows: int) -> IntArray | None:
    """Return 0 or 1 for each row so that the two rows of a column differ, or None."""
    both = second >= 0
    links = sparse.csr_array(
        (np.ones(int(both.sum())), (first[both], second[both])), (n_rows, n_rows)
    )
    links = links + links.T
    _count, part = sparse.csgraph.connected_components(links, directed=False)
    side = np.full(n_rows, -1, np.int64)
    _named, roots = np.unique(part, return_index=True)
    side[roots] = 0
    front: IntArray = roots
    while len(front):
        reached = _next_to(links, front, side)
        side[reached] = 1 - side[front[0]]
        front = reached
    conflict: BoolArray = side[first[both]] == side[second[both]]
    return None if conflict.any() else side


def _next_to(links: sparse.csr_array, front: IntArray, side: IntArray) -> IntArray:
    near = np.unique(links[front].indices)
    fresh: IntArray = near[side[near] < 0]
    return fresh.astype(np.int64)
