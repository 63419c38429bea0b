"""Street cleaning (städning av gatunät): from ways as they stand to nodes and edges.

Real extracts are untidy: they fall into many parts, hold ways that turn back on themselves,
stand twice, or are cut off at the frame. What is left out is counted and told, and parts
that do not meet the rest are kept: which of them counts is for the one who measures.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.sources.street_chains import Links, chains_of
from skolval.sources.street_findings import findings_of, notes_of
from skolval.sources.street_ways import RawStreets, Streets, Trait
from skolval.travel.shapes import bends_of

__all__ = ["clean_streets"]

IntArray = npt.NDArray[np.int64]


def clean_streets(raw: RawStreets, *, join: bool = True) -> Streets | None:
    """Return nodes and edges of the ways, None where no way joins two nodes.

    Parameters
    ----------
    join : whether links are joined where nothing branches off, their bends kept.
    """
    links, counts = _links(raw)
    if not len(links):
        return None
    symmetric = np.array([trait.symmetric for trait in raw.traits], bool)
    if join:
        chains, traits = chains_of(links, len(raw.ids), symmetric)
    else:
        chains = np.column_stack([links.start, links.end]).tolist()
        traits = links.trait.tolist()
    nodes, edges = _frames(raw, chains, [raw.traits[trait] for trait in traits])
    used = len(np.unique(np.concatenate([links.start, links.end])))
    cleaned = raw.told | counts | {"bends joined": used - len(nodes)}
    cleaned["nodes on no way"] = len(raw.ids) - used
    streets = Streets(nodes, edges, cleaned)
    found = findings_of(streets, raw)
    return Streets(nodes, edges, cleaned | found, notes=notes_of(cleaned | found, len(nodes)))


def _links(raw: RawStreets) -> tuple[Links, dict[str, int]]:
    """Return every pair of neighbouring nodes once, with what was dropped."""
    lengths = np.array([max(len(way) - 1, 0) for way in raw.ways], np.int64)
    pairs = [np.column_stack([way[:-1], way[1:]]) for way in raw.ways if len(way) > 1]
    if not pairs:
        return Links(*(np.empty(0, np.int64) for _ in range(3))), {}
    ends = np.concatenate(pairs).astype(np.int64)
    links = Links(ends[:, 0], ends[:, 1], np.repeat(raw.trait, lengths))
    loop = links.start == links.end
    cut = ((links.start < 0) | (links.end < 0)) & ~loop
    closed = np.array([trait.closed for trait in raw.traits], bool)[links.trait]
    links = links.part(~(loop | cut | closed))
    first = _first_of_repeated(links, raw)
    counts = {
        "loops": int(loop.sum()),
        "repeated edges": len(links) - len(first),
        "edges cut off": int(cut.sum()),
        "edges that nobody may use": int((closed & ~loop & ~cut).sum()),
    }
    return links.part(first), counts


def _first_of_repeated(links: Links, raw: RawStreets) -> IntArray:
    """Return the rows of links that do not stand before, either way round, for the same modes."""
    modes = [(t.walk, t.cycle, t.drive, t.unsafe) for t in raw.traits]
    kinds = {mode: number for number, mode in enumerate(dict.fromkeys(modes))}
    kind = np.array([kinds[mode] for mode in modes], np.int64)[links.trait]
    either = np.array([trait.symmetric for trait in raw.traits], bool)[links.trait]
    low, high = np.minimum(links.start, links.end), np.maximum(links.start, links.end)
    keys = np.column_stack(
        [np.where(either, low, links.start), np.where(either, high, links.end), kind]
    )
    _keys, first = np.unique(keys, axis=0, return_index=True)
    return np.sort(first).astype(np.int64)


def _frames(
    raw: RawStreets, chains: list[list[int]], traits: list[Trait]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    start = np.array([chain[0] for chain in chains], np.int64)
    end = np.array([chain[-1] for chain in chains], np.int64)
    kept = np.unique(np.concatenate([start, end]))
    nodes = pd.DataFrame({"node_id": raw.ids[kept], "x": raw.x[kept], "y": raw.y[kept]})
    columns: dict[str, Any] = {
        "from_node": raw.ids[start],
        "to_node": raw.ids[end],
        "metres": [_length(raw, chain) for chain in chains],
        "oneway": [trait.walk in {"forward", "backward"} for trait in traits],
        **{mode: [getattr(trait, mode) for trait in traits] for mode in _MODES},
        "speed": [trait.speed or np.nan for trait in traits],
        "unsafe": [trait.unsafe for trait in traits],
        **{name: [getattr(t, name) or None for t in traits] for name in ("road_class", "name")},
        "bends": [bends_of(raw.x[chain], raw.y[chain]) or None for chain in chains],
    }
    edges = pd.DataFrame(columns)
    texts = ("road_class", "name", "bends", *_MODES)
    return nodes.astype({"node_id": "str"}), edges.astype(dict.fromkeys(texts, "str"))


_MODES = ("walk", "cycle", "drive")


def _length(raw: RawStreets, chain: list[int]) -> float:
    """Return metres along a chain, to the centimetre."""
    return round(float(np.hypot(np.diff(raw.x[chain]), np.diff(raw.y[chain])).sum()), 2)
