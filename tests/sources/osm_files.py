"""Made-up OpenStreetMap extracts: a village of invented streets, with every untidiness."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from pyproj import Transformer

EAST, NORTH = 646_000.0, 6_637_000.0
_BACK = Transformer.from_crs("EPSG:3006", "EPSG:4326", always_xy=True)


def degrees(east: float, north: float) -> tuple[float, float]:
    """(lat, lon) of a point so many metres from the village's corner."""
    lon, lat = _BACK.transform(EAST + east, NORTH + north)
    return round(lat, 7), round(lon, 7)


def elements_of(
    nodes: dict[int, tuple[float, float]], ways: dict[int, tuple[list[int], dict[str, str]]]
) -> list[dict[str, Any]]:
    """Overpass elements of nodes in metres and of ways with tags."""
    found: list[dict[str, Any]] = []
    for number, place in nodes.items():
        lat, lon = degrees(*place)
        found.append({"type": "node", "id": number, "lat": lat, "lon": lon})
    for number, (over, tags) in ways.items():
        found.append({"type": "way", "id": number, "nodes": over, "tags": tags})
    return found


def overpass(path: Path, nodes, ways, *, pack: bool = True) -> Path:
    """Write an extract and return its path."""
    told = {
        "version": 0.6,
        "osm3s": {"timestamp_osm_base": "2026-03-01T02:00:00Z"},
        "elements": elements_of(nodes, ways),
    }
    text = json.dumps(told).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text, mtime=0) if pack else text)
    return path


#  5---6---7      Kvarngatan 1-2-3 with a bend at 2, Åvägen 3-7 (80 km/h, no footway),
#  |       |      Stigen 1-5 (path), Runtgatan 5-6-7 one-way, ring 3-8-9-3,
#  1---2---3--8   a stair 6-10, a private drive 5-11, an island 20-21, a motorway 3-30
NODES = {
    1: (0, 0), 2: (100, 20), 3: (200, 0), 5: (0, 100), 6: (100, 100), 7: (200, 100),
    8: (250, -30), 9: (200, -60), 10: (100, 150), 11: (-50, 100), 20: (900, 900), 21: (950, 900),
    30: (400, 0), 40: (500, 500),
}  # fmt: skip
WAYS: dict[int, tuple[list[int], dict[str, str]]] = {
    100: ([1, 2, 3], {"highway": "residential", "name": "Kvarngatan", "maxspeed": "30"}),
    101: ([3, 7], {"highway": "secondary", "name": "Åvägen", "maxspeed": "80"}),
    102: ([1, 5], {"highway": "path", "surface": "gravel"}),
    103: ([5, 6, 7], {"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}),
    104: ([3, 8, 9, 3], {"highway": "residential", "junction": "roundabout"}),
    105: ([6, 10], {"highway": "steps"}),
    106: ([5, 11], {"highway": "service", "access": "private"}),
    107: ([20, 21], {"highway": "footway"}),
    108: ([3, 30], {"highway": "motorway"}),
    109: ([6, 10], {"highway": "steps"}),
    110: ([6, 6], {"highway": "steps"}),
    111: ([7, 999], {"highway": "residential"}),
    112: ([7, 40], {"highway": "construction"}),
}
