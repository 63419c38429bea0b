"""The streets as a networkx object: for interchange, and the oracle of the tests.

In a module of its own, because networkx takes long to load and no placement needs it.
"""

from __future__ import annotations

import networkx as nx

from skolval.domain.instance import Instance
from skolval.travel.edges import edges_of

__all__ = ["street_graph"]


def street_graph(instance: Instance, mode: str = "walk") -> nx.Graph[str]:
    """Return the whole street network as a networkx object, all connected parts included.

    Parameters
    ----------
    instance : with `nodes` and `edges`. mode : walk, cycle or drive.

    Returns
    -------
    networkx.Graph
        A `DiGraph` if any edge may be used one way only. Nodes are node_ids with `x` and `y`; edges
        carry `metres`, the shortest of parallel edges.
    """
    graph: nx.Graph[str] = nx.Graph()
    if not len(instance.nodes):
        return graph
    edges = edges_of(instance, mode)
    if (edges.forward != edges.backward).any():
        graph = nx.DiGraph()
    ids = instance.nodes["node_id"].astype(str).tolist()
    for node, x, y in zip(ids, instance.nodes["x"], instance.nodes["y"], strict=True):
        graph.add_node(node, x=float(x), y=float(y))
    ends = zip(edges.start, edges.end, edges.metres, edges.forward, edges.backward, strict=True)
    for u, v, length, forward, backward in ends:
        if forward:
            _add_shortest(graph, ids[u], ids[v], float(length))
        if backward:
            _add_shortest(graph, ids[v], ids[u], float(length))
    return graph


def _add_shortest(graph: nx.Graph[str], u: str, v: str, metres: float) -> None:
    if not graph.has_edge(u, v) or graph.edges[u, v]["metres"] > metres:
        graph.add_edge(u, v, metres=metres)
