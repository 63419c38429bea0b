"""Streets (gatunät) from OpenStreetMap extracts in Overpass JSON, plain or gzip.

Several extracts of one place (walking, driving) are read as one network: ways with the same
number are the same way.

Source: OpenStreetMap contributors, ODbL 1.0.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.osm_network import OsmFile, osm_facts, raw_streets
from skolval.sources.osm_tags import Danger
from skolval.sources.street_cleaning import clean_streets
from skolval.sources.street_ways import Streets
from skolval.sources.strict_csv import SWEREF99TM, present

__all__ = ["Streets", "read_overpass"]

_STRANGE = (
    ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError,
)  # fmt: skip
"""What reading JSON of another kind raises: other keys, other types, depth without end."""


def read_overpass(
    paths: Path | Sequence[Path],
    ledger: Ledger,
    *,
    danger: Danger | None = None,
    target: str = SWEREF99TM,
    join: bool = True,
) -> Streets | None:
    """Return the cleaned streets of one or several extracts, or None if a file is faulty.

    Parameters
    ----------
    danger : when a road is unsafe for a child to walk along.
    target : coordinate system of the result. Lengths are those of the map projection, in
        SWEREF 99 TM at most 0.05 % off.
    join : whether edges are joined where nothing branches off.
    """
    files = [_read(path, ledger) for path in ([paths] if isinstance(paths, Path) else paths)]
    read = [file for file in files if file is not None]
    if len(read) < len(files) or not read:
        return None
    streets = clean_streets(raw_streets(read, danger=danger, target=target), join=join)
    if streets is None:
        for file in read:
            ledger.add(_fault(file.name, _("The file holds no way between two known nodes.")))
        return None
    return replace(streets, facts=osm_facts(read, streets.cleaned))


def _read(path: Path, ledger: Ledger) -> OsmFile | None:
    if not present(path, ledger):
        return None
    name = f"{path.parent.name}/{path.name}"
    try:
        raw = path.read_bytes()
        told: dict[str, Any] = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
        return _understood(path, told)
    except (OSError, EOFError, zlib.error, *_STRANGE):
        ledger.add(_fault(name, _("The file is no Overpass JSON with nodes and ways.")))
        return None


def _understood(path: Path, told: dict[str, Any]) -> OsmFile:
    elements = told["elements"]
    nodes = [element for element in elements if element["type"] == "node"]
    ways = [element for element in elements if element["type"] == "way"]
    place = np.array([(node["lat"], node["lon"]) for node in nodes], np.float64).reshape(-1, 2)
    if not (np.abs(place) <= (90.0, 180.0)).all():  # nothing told is no number either
        raise ValueError
    vintage = str((told.get("osm3s") or {}).get("timestamp_osm_base", ""))
    return OsmFile.of(
        path,
        node=np.array([node["id"] for node in nodes], np.int64),
        place=place,
        ways={
            int(np.int64(way["id"])): (_numbers(way["nodes"]), _tags(way.get("tags")))
            for way in ways
        },
        vintage=vintage[:10],
    )


def _numbers(nodes: list[Any]) -> list[int]:
    if not isinstance(nodes, list):
        raise TypeError
    found: list[int] = np.array([int(node) for node in nodes], np.int64).tolist()
    return found


def _tags(told: dict[str, Any] | None) -> dict[str, str]:
    return {str(key): str(value) for key, value in (told or {}).items() if value is not None}


def _fault(file: str, message: str) -> Fault:
    return Fault(
        message,
        file=file,
        rule="overpass",
        remedy=_("Give an extract as Overpass JSON, plain or compressed by gzip."),
    )
