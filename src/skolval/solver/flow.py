"""Min-cost flow: whole numbers for free where only places are counted (minsta kostnadsflöde)."""

from __future__ import annotations

import numpy as np
from ortools.graph.python import min_cost_flow

from skolval.domain.problem import BoolArray, IntArray

__all__ = ["transport"]


def transport(
    arcs: tuple[IntArray, IntArray, IntArray],
    supply: IntArray,
    capacity: IntArray,
    *,
    exact: BoolArray | None = None,
) -> IntArray | None:
    """Return how much flows on each arc at the least total cost, or None if not all can leave.

    Parameters
    ----------
    arcs : (source, sink, cost) of each arc; costs are whole and may be negative.
    supply : what each source sends, all of it. capacity : what each sink takes at most.
    exact : sinks that take their whole capacity; none when left out.
    """
    source, sink, cost = arcs
    n, m = len(supply), len(capacity)
    least = np.zeros(n, np.int64)
    if len(source):
        np.minimum.at(least, source, cost)
    flow = min_cost_flow.SimpleMinCostFlow()
    numbers = flow.add_arcs_with_capacity_and_unit_cost(
        source, n + sink, supply[source], cost - least[source]
    )
    loose = np.arange(m) if exact is None else np.flatnonzero(~exact)
    flow.add_arcs_with_capacity_and_unit_cost(
        n + loose, np.full(len(loose), n + m), capacity[loose], np.zeros(len(loose), np.int64)
    )
    flow.set_nodes_supplies(np.arange(n), supply)
    taken = np.zeros(m, np.int64) if exact is None else np.where(exact, capacity, 0)
    flow.set_nodes_supplies(n + np.arange(m), -taken)
    flow.set_node_supply(n + m, int(taken.sum()) - int(supply.sum()))
    if flow.solve() != flow.OPTIMAL:
        return None
    flows: IntArray = flow.flows(numbers)
    return flows
