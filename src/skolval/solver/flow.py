"""Min-cost flow: whole numbers for free where only places are counted (minsta kostnadsflöde)."""

from __future__ import annotations

import numpy as np
from ortools.graph.python import min_cost_flow

from skolval.domain.problem import BoolArray, IntArray
from skolval.solver.flow_kernel import few_cheapest, missing, sink_prices

__all__ = ["sparing_transport", "transport"]

_MANY, _FEW, _WIDER = 50_000, 6, 3
"""Arcs above which only some are looked at, how many of each source at first, and then times."""
_HIGHEST = 1 << 61


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


def sparing_transport(
    arcs: tuple[IntArray, IntArray, IntArray],
    supply: IntArray,
    capacity: IntArray,
    *,
    likely: BoolArray | None = None,
) -> IntArray | None:
    """Return what `transport` returns, from few arcs: prices prove that no other is of use.

    The price of a sink that is not full is 0. An arc left out that is no cheaper at the prices
    than the cheapest of its source in use could not lessen the cost; the others are taken in.

    Parameters
    ----------
    likely : arcs to look at first; each source's cheapest where left out.
    """
    if len(arcs[0]) <= _MANY:
        return transport(arcs, supply, capacity)
    if (np.diff(arcs[0]) >= 0).all():
        return _sparing(arcs, supply, capacity, likely)
    order = np.argsort(arcs[0], kind="stable")
    source, sink, cost = (part[order] for part in arcs)
    likely = None if likely is None else likely[order]
    flow = _sparing((source, sink, cost), supply, capacity, likely)
    if flow is None:
        return None
    found = np.empty_like(flow)
    found[order] = flow
    return found


def _sparing(
    arcs: tuple[IntArray, IntArray, IntArray],
    supply: IntArray,
    capacity: IntArray,
    likely: BoolArray | None,
) -> IntArray | None:
    """Return what `sparing_transport` returns for arcs sorted by source."""
    source, sink, cost = arcs
    start = np.searchsorted(source, np.arange(len(supply) + 1))
    used = np.zeros(len(source), np.bool_) if likely is None else likely.copy()
    few = _FEW if likely is None else 1
    few_cheapest(start, cost, few, used)
    flow = np.zeros(len(source), np.int64)
    highest = int(cost.max() - cost.min() + 1) * (len(capacity) + 1)
    while True:
        kept = np.flatnonzero(used)
        some = transport((source[kept], sink[kept], cost[kept]), supply, capacity)
        if some is None:
            if len(kept) == len(used):
                return None
            few *= _WIDER
            few_cheapest(start, cost, few, used)
            continue
        flow[:] = 0
        flow[kept] = some
        price = np.where(np.bincount(sink, flow, len(capacity)) < capacity, 0, highest)
        settled = highest < _HIGHEST and sink_prices(start, (sink, cost), used, flow, price)
        if not settled:
            used[:] = True
        if len(kept) == len(used) or (settled and not missing(start, (sink, cost), used, price)):
            return flow
