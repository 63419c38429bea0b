"""A tiny look-alike of the public files of Uppsala: four square areas, five units.

area 0 | area 1      1 km squares; the streets cover the two lower ones.
-------+-------
area 2 | area 3
"""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import Any

from pyproj import Transformer

WEST, SOUTH = 646000.0, 6638000.0
BANDS = [f"age_{low}_{low + 4}" for low in range(0, 20, 5)]
AREAS: list[dict[str, Any]] = [
    # code, children 0-4, 5-9, residents, foreign background, without post-secondary (of 1,000)
    {"deso": "0380C0010", "young": 100, "old": 150, "pop": 1500, "foreign": 300, "low": 200},
    {"deso": "0380C0020", "young": 110, "old": 120, "pop": 1600, "foreign": 800, "low": 600},
    {"deso": "0380C0030", "young": 90, "old": 80, "pop": 1400, "foreign": 140, "low": 300},
    {"deso": "0380C0040", "young": 57, "old": 62, "pop": 1300, "foreign": 650, "low": 500},
]
UNITS: list[dict[str, Any]] = [
    {"school_code": "11111111", "name": "Aspskolan", "owner_type": "Kommunal", "span": "F-5",
     "pupils": 200, "foreign": "20.0", "post": "70.0", "east": 300, "north": 1500},
    {"school_code": "22222222", "name": "Björkskolan", "owner_type": "Kommunal", "span": "F-6",
     "pupils": 180, "foreign": "55.5", "post": "50.0", "east": 1500, "north": 1500},
    {"school_code": "33333333", "name": "Enskolan", "owner_type": "Enskild", "span": "F-9",
     "pupils": 90, "foreign": "", "mark": "suppressed_few", "post": "80.0", "east": 700,
     "north": 400},
    {"school_code": "44444444", "name": "Granskolan", "owner_type": "Kommunal", "span": "7-9",
     "pupils": 150, "foreign": "35.0", "post": "60.0", "east": 1100, "north": 300},
    {"school_code": "55555555", "name": "Lindskolan", "owner_type": "Kommunal", "span": "F-6",
     "pupils": 120, "foreign": "40.0", "post": "65.0", "east": 1600, "north": 600},
]  # fmt: skip
_BACK = Transformer.from_crs("EPSG:3006", "EPSG:4326", always_xy=True)


def degrees(east: float, north: float) -> tuple[float, float]:
    """(lon, lat) of metres from the south-west corner."""
    lon, lat = _BACK.transform(WEST + east, SOUTH + north)
    return round(lon, 8), round(lat, 8)


def write_public_files(folder: Path) -> Path:
    """Write the whole look-alike folder."""
    for name in ("uppsala-deso", "uppsala-schools", "uppsala-osm", "uppsala-ul-stops"):
        (folder / name).mkdir(parents=True)
    _areas(folder / "uppsala-deso")
    _units(folder / "uppsala-schools" / "uppsala_grundskolor_2024_25.csv")
    _streets(folder / "uppsala-osm" / "uppsala_city_walk_overpass_2023-01-12.json.gz")
    lon, lat = degrees(500, 500)
    _csv(folder / "uppsala-ul-stops" / "uppsala_ul_stops_2023.csv",
         [{"stop_id": "9021", "name": "Torget", "lat": lat, "lon": lon, "lines_2020": "1 3"}])  # fmt: skip
    return folder


def edit_csv(path: Path, row: int, **cells: Any) -> None:
    """Change cells of one row of a CSV file; a cell of None drops the column."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for column, value in cells.items():
        if value is None:
            rows = [{key: cell for key, cell in r.items() if key != column} for r in rows]
        else:
            rows[row][column] = value
    _csv(path, rows)


def _csv(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _areas(folder: Path) -> None:
    rows, features = [], []
    for number, area in enumerate(AREAS):
        east, north = 1000 * (number % 2), 1000 - 1000 * (number // 2)
        row = {
            "deso": area["deso"], "pop": area["pop"], "swedish_background":
            area["pop"] - area["foreign"], "foreign_background": area["foreign"],
            "edu_compulsory": area["low"] // 4, "edu_upper_secondary":
            area["low"] - area["low"] // 4, "edu_post_sec_lt3y": 100,
            "edu_post_sec_ge3y": 900 - area["low"], "edu_missing": 30, "regso": "Torp",
            "rep_e_3006": WEST + east + 500, "rep_n_3006": SOUTH + north + 500,
        } | dict(zip(BANDS, (area["young"], area["old"], 70, 60), strict=True))  # fmt: skip
        rows.append(row)
        ring = [(east, north), (east + 1000, north), (east + 1000, north + 1000),
                (east, north + 1000), (east, north)]  # fmt: skip
        shape: dict[str, Any] = {
            "type": "Polygon",
            "coordinates": [[degrees(*corner) for corner in ring]],
        }
        if number == 3:  # a stray line beside the surface, as in the published file
            stray = {"type": "LineString", "coordinates": [degrees(*ring[0]), degrees(*ring[1])]}
            shape = {"type": "GeometryCollection", "geometries": [shape, stray]}
        features.append(
            {"type": "Feature", "properties": {"deso": area["deso"]}, "geometry": shape}
        )
    _csv(folder / "uppsala_deso2018_attributes.csv", rows)
    collection = {"type": "FeatureCollection", "features": features}
    (folder / "uppsala_deso2018.geojson").write_text(json.dumps(collection), encoding="utf-8")


def _units(path: Path) -> None:
    rows = []
    for unit in UNITS:
        lon, lat = degrees(unit["east"], unit["north"])
        area = AREAS[(unit["north"] < 1000) * 2 + (unit["east"] >= 1000)]["deso"]
        rows.append(
            {
                "school_code": unit["school_code"], "name": unit["name"], "owner": "x",
                "owner_type": unit["owner_type"], "lat": lat, "lon": lon, "deso": area,
                "grades_inferred": unit["span"], "pupils": unit["pupils"],
                "pct_foreign_background": unit["foreign"],
                "pct_foreign_background_flag": unit.get("mark", ""),
                "pct_parents_post_secondary": unit["post"],
                "pct_parents_post_secondary_flag": "",
            }
        )  # fmt: skip
    _csv(path, rows)


def _streets(path: Path) -> None:
    """A grid of 250 m over the lower areas, and every untidiness there is."""
    nodes, ways = {}, []
    for i in range(9):
        for j in range(5):
            nodes[100 + 10 * i + j] = degrees(250 * i, 250 * j)
    ways += [[100 + 10 * i + j for i in range(9)] for j in range(5)]
    ways += [[100 + 10 * i + j for j in range(5)] for i in range(9)]
    nodes |= {1: degrees(5000, 0), 2: degrees(5100, 0)}
    ways += [[1, 2], [100, 110], [100, 100], [184, 999]]
    elements: list[dict[str, Any]] = [
        {"type": "node", "id": number, "lat": lat, "lon": lon}
        for number, (lon, lat) in nodes.items()
    ]
    elements += [{"type": "way", "id": k, "nodes": way} for k, way in enumerate(ways)]
    path.write_bytes(gzip.compress(json.dumps({"elements": elements}).encode()))
