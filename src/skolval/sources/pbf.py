"""Streets (gatunät) from OpenStreetMap files as they are distributed: PBF, or XML.

Needs the package osmium, which is the extra ``osm``.

Source: OpenStreetMap contributors, ODbL 1.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from skolval.domain.language import _
from skolval.errors import DependencyError, Fault
from skolval.io.faults import Ledger
from skolval.sources.osm_network import OsmFile, osm_facts, raw_streets
from skolval.sources.osm_tags import Danger
from skolval.sources.street_cleaning import clean_streets
from skolval.sources.street_ways import Streets
from skolval.sources.strict_csv import SWEREF99TM, present

__all__ = ["read_pbf"]

Box = tuple[float, float, float, float]
_Ways = dict[int, tuple[list[int], dict[str, str]]]


def read_pbf(
    paths: Path | Sequence[Path],
    ledger: Ledger,
    *,
    box: Box | None = None,
    danger: Danger | None = None,
    target: str = SWEREF99TM,
) -> Streets | None:
    """Return the cleaned streets of one or several OpenStreetMap files, or None if one is faulty.

    Parameters
    ----------
    box : (west, south, east, north) degrees; ways without a node inside are left out, so that
        a municipality can be cut from a country's file. None takes all.
    danger : when a road is unsafe for a child to walk along. target : as `read_overpass`.

    Raises
    ------
    DependencyError
        If osmium is not installed.
    """
    osmium = _osmium()
    files = [_read(osmium, path, box, ledger) for path in _several(paths)]
    read = [file for file in files if file is not None]
    if len(read) < len(files) or not read:
        return None
    streets = clean_streets(raw_streets(read, danger=danger, target=target))
    if streets is None:
        for file in read:
            ledger.add(_fault(file.name, _("The file holds no way between two known nodes.")))
        return None
    return replace(streets, facts=osm_facts(read, streets.cleaned))


def _several(paths: Path | Sequence[Path]) -> Sequence[Path]:
    return [paths] if isinstance(paths, Path) else paths


def _osmium() -> Any:
    try:
        return import_module("osmium")
    except ImportError as error:
        raise DependencyError(
            Fault(
                _("Reading OpenStreetMap files (PBF) needs the package osmium."),
                rule="dependency",
                remedy=_("Run: pip install 'skolval[osm]'. Overpass JSON can be read without it."),
            )
        ) from error


def _read(osmium: Any, path: Path, box: Box | None, ledger: Ledger) -> OsmFile | None:
    if not present(path, ledger):
        return None
    name = f"{path.parent.name}/{path.name}"
    try:
        ways = _ways(osmium, path)
        wanted = {node for over, _tags in ways.values() for node in over}
        number, place = _nodes(osmium, path, wanted)
        frame = _frame(osmium, path)
    except RuntimeError as error:  # what osmium raises for any file it cannot read
        reason = str(error).replace(str(path), path.name).splitlines()[0].rstrip(".")
        told = _("The file is no OpenStreetMap file: {reason}.").format(reason=reason)
        ledger.add(_fault(name, told))
        return None
    if box is not None:
        ways = _within(ways, box, number, place)
    day = _day(osmium, path)
    file = OsmFile.of(path, node=number, place=place, ways=ways, vintage=day)
    return replace(file, frame=frame if box is None else box)


def _ways(osmium: Any, path: Path) -> _Ways:
    wanted = osmium.FileProcessor(str(path), osmium.osm.WAY).with_filter(
        osmium.filter.KeyFilter("highway")
    )
    return {way.id: ([node.ref for node in way.nodes], dict(way.tags)) for way in wanted}


def _nodes(osmium: Any, path: Path, wanted: set[int]) -> tuple[Any, Any]:
    number, place = [], []
    for node in osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(
        osmium.filter.IdFilter(wanted)
    ):
        if node.location.valid():
            number.append(node.id)
            place.append((node.location.lat, node.location.lon))
    return np.array(number, np.int64), np.array(place, np.float64).reshape(-1, 2)


def _frame(osmium: Any, path: Path) -> Box | None:
    """Return the box that the file's head tells, if it tells one."""
    box = osmium.FileProcessor(str(path), osmium.osm.NOTHING).header.box()
    if not box.valid():
        return None
    low, high = box.bottom_left, box.top_right
    return low.lon, low.lat, high.lon, high.lat


def _day(osmium: Any, path: Path) -> str:
    head = osmium.FileProcessor(str(path), osmium.osm.NOTHING).header
    return str(head.get("osmosis_replication_timestamp", ""))[:10]


def _within(ways: _Ways, box: Box, number: Any, place: Any) -> _Ways:
    west, south, east, north = box
    inside = (place >= (south, west)).all(axis=1) & (place <= (north, east)).all(axis=1)
    here = set(number[inside].tolist())
    return {way: told for way, told in ways.items() if not here.isdisjoint(told[0])}


def _fault(file: str, message: str) -> Fault:
    return Fault(
        message,
        file=file,
        rule="osm",
        remedy=_("Give an extract as .osm.pbf, for example one cut from a country's file."),
    )
