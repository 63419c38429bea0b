"""Whole metres from every home to some units by networkx's Dijkstra, doors on their streets."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
import numpy as np

from skolval.travel.graph import street_graph
from skolval.travel.network import network_of
from skolval.travel.snapping import snap


def peer_metres(instance, units: Iterable[int]) -> np.ndarray:
    """(homes, units) metres; one search from each unit's door, no one-ways."""
    network = network_of(instance)
    graph = street_graph(instance)
    ids = instance.nodes["node_id"].tolist()
    homes = snap(*(instance.pupils[axis].to_numpy() for axis in ("x", "y")), network=network)
    doors = snap(*(instance.units[axis].to_numpy() for axis in ("x", "y")), network=network)
    start, end = network.start[homes.edge], network.end[homes.edge]
    found = []
    for unit in units:
        edge, offset = int(doors.edge[unit]), doors.offset[unit]
        graph.add_edge("door", ids[network.start[edge]], metres=offset)
        graph.add_edge("door", ids[network.end[edge]], metres=network.metres[edge] - offset)
        reach = nx.single_source_dijkstra_path_length(graph, "door", weight="metres")
        graph.remove_node("door")
        far = np.array([reach[name] for name in ids])
        rest = network.metres[homes.edge] - homes.offset
        way = np.minimum(far[start] + homes.offset, far[end] + rest)
        same = homes.edge == edge
        way[same] = np.minimum(way[same], np.abs(homes.offset[same] - offset))
        found.append(np.floor(way + homes.gap + doors.gap[unit] + 0.5).astype(int))
    return np.column_stack(found)
