"""Hand-drawn street networks for the travel tests."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
from tests.towns import town


def instance_of(
    nodes: dict[str, tuple[float, float]],
    edges: list[tuple],
    *,
    homes: dict[str, tuple[float, float]],
    units: dict[str, tuple[float, float]],
    **more: Any,
):
    """A town of grade F with the given streets; an edge is (from, to, metres[, oneway])."""
    return town(
        [{"unit_id": u, "name": u, "x": x, "y": y} for u, (x, y) in units.items()],
        [{"offering_id": f"{u}-F", "unit_id": u, "grade": "F", "seats": 9} for u in units],
        [{"pupil_id": p, "grade": "F", "x": x, "y": y} for p, (x, y) in homes.items()],
        nodes=[{"node_id": n, "x": x, "y": y} for n, (x, y) in nodes.items()],
        edges=[
            {"from_node": e[0], "to_node": e[1], "metres": float(e[2]), "oneway": len(e) > 3}
            for e in edges
        ],
        **more,
    )


def oracle(nodes, edges, *, homes, units) -> np.ndarray:
    """Distances by networkx alone: every door's foot splits its edge."""
    graph = split_graph(nodes, edges, homes=homes, units=units)
    table = np.full((len(homes.edge), len(units.edge)), np.inf)
    for i, _home in enumerate(homes.edge):
        reach = nx.single_source_dijkstra_path_length(graph, ("home", i), weight="metres")
        for j, _unit in enumerate(units.edge):
            table[i, j] = reach.get(("unit", j), np.inf) + homes.gap[i] + units.gap[j]
    return table


def split_graph(nodes, edges, *, homes, units) -> nx.MultiDiGraph:
    """The streets with every foot as a node of its own, in order along its edge.

    A foot at the end of an edge is the node itself, so a one-way street does not shut it in.
    """
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(nodes)
    feet: dict[int, list[tuple[float, Any]]] = {}
    for side, doors in (("home", homes), ("unit", units)):
        for i, (edge, offset) in enumerate(zip(doors.edge, doors.offset, strict=True)):
            feet.setdefault(int(edge), []).append((float(offset), (side, i)))
            u, v, metres, *_one = edges[edge]
            for end in [u] * int(offset < 1e-6) + [v] * int(metres - offset < 1e-6):
                graph.add_edge(end, (side, i), metres=0.0)
                graph.add_edge((side, i), end, metres=0.0)
    for number, (u, v, metres, *one) in enumerate(edges):
        stops = [(0.0, u), *sorted(feet.get(number, []), key=lambda foot: foot[0]), (metres, v)]
        for (at, a), (to, b) in pairwise(stops):
            graph.add_edge(a, b, metres=to - at)
            if not one:
                graph.add_edge(b, a, metres=to - at)
    return graph


def nearest_gap(nodes, edges, x: float, y: float) -> float:
    """Distance to the nearest edge, by plain trigonometry over all edges."""
    gaps = []
    for u, v, *_more in edges:
        (ax, ay), (bx, by) = nodes[u], nodes[v]
        square = (bx - ax) ** 2 + (by - ay) ** 2
        share = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square if square else 0.0
        share = min(1.0, max(0.0, share))
        gaps.append(float(np.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay))))
    return min(gaps)
