"""Streets (gatunät) from an OpenStreetMap extract in Overpass JSON, for walking.

Real extracts are untidy: they fall into many parts, hold ways that turn back on
themselves and are cut off at the frame. What was cleaned away is counted and told.

Source: OpenStreetMap contributors, ODbL 1.0.
"""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.strict_csv import present, to_sweref

__all__ = ["Streets", "read_overpass"]


@dataclass(frozen=True, slots=True)
class Streets:
    """The cleaned network and what was cleaned away.

    Parameters
    ----------
    nodes : node_id, x, y. edges : from_node, to_node, metres, oneway (never, on foot).
    cleaned : what was dropped, name to number.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    cleaned: dict[str, int]


def read_overpass(path: Path, ledger: Ledger) -> Streets | None:
    """Return the largest connected part of the extract's ways, or None if the file is faulty.

    One-way signs do not bind pedestrians (only ``oneway:foot`` would) and are left aside.
    Lengths are those of the map projection, at most 0.05 % off.
    """
    if not present(path, ledger):
        return None
    try:
        elements = json.loads(_opened(path))["elements"]
        places = {e["id"]: (e["lat"], e["lon"]) for e in elements if e["type"] == "node"}
        ways = [e["nodes"] for e in elements if e["type"] == "way"]
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError):
        ledger.add(_fault(path, _("The file is no Overpass JSON with nodes and ways.")))
        return None
    links, cleaned = _links(ways, places)
    if not links:
        ledger.add(_fault(path, _("The file holds no way between two known nodes.")))
        return None
    return _network(np.array(links, np.int64), places, cleaned)


def _opened(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def _links(
    ways: list[list[int]], places: dict[int, Any]
) -> tuple[list[tuple[int, int]], dict[str, int]]:
    """Return every pair of neighbouring nodes once, lower id first, with what was dropped."""
    found: set[tuple[int, int]] = set()
    loops = repeats = cut = 0
    for way in ways:
        for a, b in pairwise(way):
            pair = (min(a, b), max(a, b))
            if a == b:
                loops += 1
            elif a not in places or b not in places:
                cut += 1
            elif pair in found:
                repeats += 1
            else:
                found.add(pair)
    return sorted(found), {"loops": loops, "repeated edges": repeats, "edges cut off": cut}


def _network(
    links: np.ndarray[Any, np.dtype[np.int64]],
    places: dict[int, tuple[float, float]],
    cleaned: dict[str, int],
) -> Streets:
    ids = np.array(sorted(places), np.int64)
    ends = np.searchsorted(ids, links)
    ones = np.ones(len(ends))
    shape = (len(ids), len(ids))
    parts, label = connected_components(coo_array((ones, (ends[:, 0], ends[:, 1])), shape=shape),
                                        directed=False)  # fmt: skip
    kept = label == int(np.bincount(label).argmax())
    ends = ends[kept[ends[:, 0]]]
    lat, lon = np.array([places[int(i)] for i in ids]).T
    x, y = to_sweref(lat, lon)
    metres = np.hypot(x[ends[:, 0]] - x[ends[:, 1]], y[ends[:, 0]] - y[ends[:, 1]])
    nodes = pd.DataFrame({"node_id": ids.astype(str), "x": x, "y": y})[kept]
    edges = pd.DataFrame(
        {
            "from_node": ids[ends[:, 0]].astype(str),
            "to_node": ids[ends[:, 1]].astype(str),
            "metres": np.round(metres, 2),
            "oneway": False,
        }
    )
    counts = {"nodes in other parts": int((~kept).sum()), "other parts": int(parts) - 1}
    return Streets(nodes.reset_index(drop=True), edges, counts | cleaned)


def _fault(path: Path, message: str) -> Fault:
    return Fault(
        message,
        file=f"{path.parent.name}/{path.name}",
        rule="overpass",
        remedy=_("Give an extract as Overpass JSON, plain or compressed by gzip."),
    )
