"""Street findings (fynd i gatunätet): parts that do not meet, dead ends, cuts at the frame."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from skolval.domain.language import N_
from skolval.sources.street_ways import RawStreets, Streets

__all__ = ["findings_of", "notes_of"]

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_MODES = {"walk": "on foot", "cycle": "by bicycle", "drive": "by car"}
_AT_FRAME = 50.0
"""Metres from the frame within which a dead end is taken for a street that was cut there."""


def findings_of(streets: Streets, raw: RawStreets) -> dict[str, int]:
    """Return what the network is like, name to number; nothing of it is mended."""
    ends = _ends(streets)
    n_nodes = len(streets.nodes)
    found = {}
    for mode, told in _MODES.items():
        usable = (streets.edges[mode] != "no").to_numpy(bool)
        if usable.any():
            parts, outside = _parts(ends[usable], n_nodes)
            found[f"parts {told}"] = parts
            found[f"nodes outside the largest part {told}"] = outside
    degree = np.bincount(ends.ravel(), minlength=n_nodes)
    dead = np.flatnonzero(degree == 1)
    found["dead ends"] = len(dead)
    found["dead ends at the frame"] = int(_at_frame(streets.nodes.iloc[dead], raw).sum())
    found["edges without length"] = int((streets.edges["metres"] == 0).sum())
    found["crossings without a node"] = _bare_crossings(streets, ends)
    return found


def notes_of(cleaned: dict[str, int], n_nodes: int) -> tuple[str, ...]:
    """Return English sentences on what a reader should know, to be retold."""
    notes = []
    if cleaned.get("parts on foot", 0) > 1:
        outside = cleaned["nodes outside the largest part on foot"]
        notes.append(
            N_(
                "The streets fall into {parts} parts on foot, {share} % of the nodes in the"
                " largest. All are kept; ways are measured on the largest."
            ).format(
                parts=cleaned["parts on foot"],
                share=f"{100 * (1 - outside / max(n_nodes, 1)):.1f}",
            )
        )
    if cleaned.get("dead ends at the frame"):
        notes.append(
            N_(
                "{n} streets end at the frame of the extract: ways near it may be shorter in"
                " reality. Take an extract that is wider than the municipality."
            ).format(n=cleaned["dead ends at the frame"])
        )
    dropped = sum(cleaned.get(name, 0) for name in ("loops", "repeated edges", "edges cut off"))
    if dropped:
        notes.append(
            N_("{n} pieces of street were left out: loops, repeated ones and cut ones.").format(
                n=dropped
            )
        )
    return tuple(notes)


def _ends(streets: Streets) -> IntArray:
    ids = pd.Index(streets.nodes["node_id"])
    columns = [ids.get_indexer(pd.Index(streets.edges[end])) for end in ("from_node", "to_node")]
    return np.column_stack(columns).astype(np.int64)


def _parts(ends: IntArray, n_nodes: int) -> tuple[int, int]:
    """Return how many parts the edges form, and the nodes of all but the largest."""
    links = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n_nodes, n_nodes))
    _parts, label = connected_components(links, directed=False)
    sizes = np.bincount(label[np.unique(ends)])
    sizes = sizes[sizes > 0]
    return len(sizes), int(sizes.sum() - sizes.max())


def _at_frame(dead: pd.DataFrame, raw: RawStreets) -> BoolArray:
    points = shapely.points(dead["x"].to_numpy(float), dead["y"].to_numpy(float))
    around = raw.frame
    if around is None:
        around = shapely.MultiPoint(np.column_stack([raw.x, raw.y])).convex_hull
    inside = shapely.contains(around, points)
    near = shapely.distance(shapely.boundary(around), points) <= _AT_FRAME
    return np.asarray(near | ~inside, bool)


def _bare_crossings(streets: Streets, ends: IntArray) -> int:
    """Return how many pairs of streets cross on the map without meeting: mostly bridges."""
    lines = streets.lines()
    one, two = shapely.STRtree(lines).query(lines, predicate="crosses")
    apart = ~(ends[one][:, :, None] == ends[two][:, None, :]).any(axis=(1, 2))
    return int((apart & (one < two)).sum())
