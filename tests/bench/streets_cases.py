"""Distances on a large street network: ours beside networkx and beside plain SciPy."""

from __future__ import annotations

import time
import tracemalloc
from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from tests.travel.grid import grid_instance
from tests.travel.networkx_peer import peer_metres

from bench.registry import Report, case, median_seconds
from skolval.travel import travel_table
from skolval.travel.network import Network, network_of

_UNITS_ASKED = 3
"""Units for which networkx is asked; the time for all is in proportion."""


@case
def homes_to_units_by_street() -> Report:
    """30,000 homes to 90 units on 52,900 crossings, from tables in memory to metres."""
    report = Report(
        "Exact distances of 30,000 homes to 90 units on a street network of 52,900 nodes", "2 s"
    )
    instance = grid_instance(side=230, homes=30_000, units=90, seed=1)
    report.add(
        "skolval, from tables to a travel table",
        f"{median_seconds(lambda: travel_table(instance)):.2f} s",
    )
    tracemalloc.start()
    table = travel_table(instance)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    report.add("memory above the tables, at most", f"{peak:.0f} MiB")
    network = network_of(instance)
    report.add("SciPy's Dijkstra alone, from crossings to crossings (no doors)",
               f"{median_seconds(lambda: _plain(network, 90)):.2f} s")  # fmt: skip
    began = time.perf_counter()
    found = peer_metres(instance, range(_UNITS_ASKED))
    seconds = time.perf_counter() - began
    differ = int((found != table.metres[table.origin_of_pupil][:, :_UNITS_ASKED]).sum())
    report.add("networkx, single-source Dijkstra from 90 units (measured on 3)",
               f"{seconds * 90 / _UNITS_ASKED:.0f} s, {differ} of {30_000 * _UNITS_ASKED} metres differ")  # fmt: skip
    return report


@case
def ways_that_heed_danger() -> Report:
    """The same with unsafe roads that weigh double: metres, unsafe metres, minutes."""
    report = Report("The same where a tenth of the streets is unsafe and weighs double")
    instance = grid_instance(side=230, homes=30_000, units=90, seed=1)
    unsafe = np.random.default_rng(2).random(len(instance.edges)) < 0.1
    instance = instance.replace(
        edges=instance.edges.assign(unsafe=unsafe),
        ways=replace(instance.ways, unsafe_factor=2.0),
    )
    report.add(
        "skolval, from tables to a travel table",
        f"{median_seconds(lambda: travel_table(instance), 3):.2f} s",
    )
    return report


def _plain(network: Network, units: int) -> np.ndarray:
    ends = (
        np.concatenate([network.start, network.end]),
        np.concatenate([network.end, network.start]),
    )
    graph = coo_array((np.tile(network.metres, 2), ends), shape=(network.n_nodes,) * 2).tocsr()
    return dijkstra(graph, indices=np.arange(units) * (network.n_nodes // units))
