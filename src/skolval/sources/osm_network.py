"""OpenStreetMap files, however they were packed, as one raw network (OSM-gator)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pyproj import Transformer
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from skolval.domain.provenance import Fact
from skolval.sources.osm_tags import Danger, kind_of, trait_of
from skolval.sources.street_ways import RawStreets, Trait

__all__ = ["OsmFile", "osm_facts", "raw_streets"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Ways = Mapping[int, tuple[Sequence[int], Mapping[str, str]]]

_LEFT_OUT = {
    "unbuilt": "ways not built",
    "private": "private ways",
    "other": "ways of other kinds",
}


_UNSAFE = (
    "a road with no footway and a high limit (60 km/h if not told otherwise); main roads without"
    " a limit are taken as 70 km/h"
)


_PLACE = ("crossings and ends of streets, projected from WGS 84", "computed")
_MODE = ("who may use the street, from its tags", "computed")
_ABOUT: dict[tuple[str, str], tuple[str, str]] = {
    ("nodes", "x"): _PLACE,
    ("nodes", "y"): _PLACE,
    ("edges", "metres"): ("length in the plane of the map projection", "computed"),
    ("edges", "walk"): _MODE,
    ("edges", "cycle"): _MODE,
    ("edges", "drive"): _MODE,
    ("edges", "speed"): ("speed limit, km/h, as tagged", "read"),
    ("edges", "road_class"): ("highway as tagged", "read"),
    ("edges", "name"): ("street name as tagged", "read"),
    ("edges", "unsafe"): (_UNSAFE, "computed"),
}
"""Column to what it holds, and how it came to be."""


@dataclass(frozen=True, slots=True)
class OsmFile:
    """What stands in one extract.

    Parameters
    ----------
    name : folder and file. file, digest : its name, and SHA-256 of its bytes.
    node : (n,) numbers, ascending. place : (n, 2) degrees north and east.
    ways : number to node numbers and tags. vintage : the day it describes, or empty.
    frame : (west, south, east, north) degrees, where told.
    """

    name: str
    file: str
    digest: str
    node: IntArray
    place: FloatArray
    ways: Ways
    vintage: str = ""
    frame: tuple[float, float, float, float] | None = None

    @classmethod
    def of(
        cls, path: Path, *, node: IntArray, place: FloatArray, ways: Ways, vintage: str
    ) -> OsmFile:
        """Return the file with its nodes in order, each once."""
        ids, first = np.unique(node, return_index=True)
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        name = f"{path.parent.name}/{path.name}"
        return cls(name, path.name, digest, ids, place.reshape(-1, 2)[first], ways, vintage)


def raw_streets(files: Sequence[OsmFile], *, danger: Danger | None, target: str) -> RawStreets:
    """Return the ways of all files over their nodes, in `target`; each way once."""
    ids, first = np.unique(np.concatenate([file.node for file in files]), return_index=True)
    place = np.concatenate([file.place for file in files])[first]
    move = Transformer.from_crs("EPSG:4326", target, always_xy=True)
    x, y = move.transform(place[:, 1], place[:, 0])
    known: dict[Trait, int] = {}
    ways, traits, told = [], [], Counter[str]()
    for nodes, tags in _each_once(files).values():
        kind = kind_of(tags)
        if kind != "street":
            told[_LEFT_OUT[kind]] += 1
            continue
        ways.append(_numbers(ids, np.asarray(nodes, np.int64)))
        traits.append(known.setdefault(trait_of(tags, danger), len(known)))
    return RawStreets(
        ids=ids.astype(str),
        x=np.round(x, 2),
        y=np.round(y, 2),
        ways=ways,
        trait=np.array(traits, np.int64),
        traits=tuple(known),
        frame=_frame(files, move),
        told=dict(sorted(told.items())),
    )


def osm_facts(files: Sequence[OsmFile], cleaned: Mapping[str, int]) -> tuple[Fact, ...]:
    """Return where the columns of nodes and edges come from, and what was done to them."""
    done = ", ".join(f"{name}: {number}" for name, number in cleaned.items() if number)
    return tuple(
        Fact(
            table, column, source="OpenStreetMap contributors", vintage=file.vintage,
            definition=definition, made=made, file=file.file, digest=file.digest,
            licence="ODbL 1.0", note=done if column == "metres" else "",
        )
        for file in files
        for (table, column), (definition, made) in _ABOUT.items()
    )  # fmt: skip


def _each_once(files: Sequence[OsmFile]) -> dict[int, tuple[Sequence[int], Mapping[str, str]]]:
    every: dict[int, tuple[Sequence[int], Mapping[str, str]]] = {}
    for file in files:
        for number, way in file.ways.items():
            every.setdefault(number, way)
    return every


def _numbers(ids: IntArray, nodes: IntArray) -> IntArray:
    """Return the places of nodes in `ids`, -1 for those that are not there."""
    place = np.minimum(np.searchsorted(ids, nodes), max(len(ids) - 1, 0))
    if not len(ids):
        return np.full(len(nodes), -1, np.int64)
    return np.where(ids[place] == nodes, place, -1).astype(np.int64)


def _frame(files: Sequence[OsmFile], move: Transformer) -> BaseGeometry | None:
    frames = [file.frame for file in files if file.frame is not None]
    if len(frames) < len(files):
        return None
    west, south, east, north = (
        f(side) for f, side in zip((min, min, max, max), zip(*frames, strict=True), strict=True)
    )
    corners = np.array([(west, south), (east, south), (east, north), (west, north)])
    return Polygon(np.column_stack(move.transform(corners[:, 0], corners[:, 1])))
