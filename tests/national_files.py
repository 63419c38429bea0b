"""A tiny look-alike of national files: two municipalities of squares, invented schools.

Uppsala (0380)                       Knivsta (0330), 20 km south
C1010 student quarter | C1020        C1010
----------------------+--------
C1030 without children| C1040
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from tests.public_files import degrees

SOUTH = -20_000.0
BANDS = [*(f"age_{low}_{low + 4}" for low in range(0, 80, 5)), "age_80_plus"]
ORDINARY = [60, 60, 60, 60, 70, 70, 80, 90, 90, 90, 80, 60, 50, 40, 30, 30, 40]
STUDENTS = [30, 22, 23, 150, 1500, 700, 90, 50, 30, 20, 20, 20, 15, 10, 10, 5, 5]
CHILDLESS = [0, 0, 0, 0, 40, 100, 100, 80, 60, 60, 60, 60, 80, 60, 60, 60, 160]
AREAS: dict[str, dict[str, Any]] = {
    # code: residents by band, of foreign background, low education of 500, corner, RegSO
    "0380C1010": {"ages": STUDENTS, "foreign": 1800, "low": 100, "at": (0, 1000), "regso": "Flog"},
    "0380C1020": {"ages": ORDINARY, "foreign": 300, "low": 300, "at": (1000, 1000), "regso": "Berg"},
    "0380C1030": {"ages": CHILDLESS, "foreign": 100, "low": 250, "at": (0, 0), "regso": "Berg"},
    "0380C1040": {"ages": ORDINARY, "foreign": 80, "low": 150, "at": (1000, 0), "regso": "Dal"},
    "0330C1010": {"ages": ORDINARY, "foreign": 90, "low": 200, "at": (0, SOUTH), "regso": "Kniv"},
}  # fmt: skip
UNITS: list[dict[str, Any]] = [
    {"code": "10000001", "name": "Askskolan", "home": "0380", "pupils": 180, "fb": "20.0",
     "post": "60.0", "y1": True, "y9": False, "at": (1500, 1500)},
    {"code": "10000002", "name": "Bokskolan F-3", "home": "0380", "pupils": 90, "fb": "45.0",
     "post": "50.0", "y1": True, "y9": False, "at": (600, 1300)},
    {"code": "10000003", "name": "Cederskolan", "home": "0380", "pupils": 240, "fb": "30.0",
     "post": "55.0", "y1": True, "y9": True, "at": (1400, 300)},
    {"code": "10000004", "name": "Den fria skolan", "home": "0380", "pupils": 60, "fb": "",
     "mark": "suppressed_few", "post": "80.0", "y1": True, "y9": True, "at": (1100, 900),
     "owner": "Enskild"},
    {"code": "10000005", "name": "Enskolan", "home": "0380", "pupils": 100, "fb": "25.0",
     "post": "52.0", "y1": True, "y9": False, "at": None},
    {"code": "10000006", "name": "Felskolan", "home": "0380", "pupils": 80, "fb": "35.0",
     "post": "45.0", "y1": True, "y9": False, "at": (500, 400_000)},
    {"code": "10000007", "name": "Granskolan", "home": "0380", "pupils": 120, "fb": "28.0",
     "post": "57.0", "y1": False, "y9": True, "at": (1300, 600)},
    {"code": "10000008", "name": "Hemlösa skolan", "home": "", "pupils": 70, "fb": "10.0",
     "post": "50.0", "y1": True, "y9": False, "at": (700, 700)},
    {"code": "10000009", "name": "Idskolan", "home": "0380", "pupils": None, "fb": "",
     "mark": "missing", "post": "", "y1": False, "y9": False, "at": (900, 200)},
    {"code": "20000001", "name": "Knivskolan", "home": "0330", "pupils": 150, "fb": "12.0",
     "post": "50.0", "y1": True, "y9": True, "at": (400, SOUTH + 500)},
]  # fmt: skip


def write_national_files(folder: Path) -> Path:
    """Write statistics.csv, units.csv and areas.geojson of both municipalities."""
    folder.mkdir(parents=True, exist_ok=True)
    _csv(folder / "statistics.csv", [_area_row(code) for code in AREAS])
    _csv(folder / "units.csv", [_unit_row(unit) for unit in UNITS])
    write_areas(folder / "areas.geojson")
    return folder


def write_areas(path: Path, codes: dict[str, str] | None = None) -> None:
    """Write the squares; `codes` renames some areas."""
    features = []
    for code, area in AREAS.items():
        east, north = area["at"]
        ring = [(east, north), (east + 1000, north), (east + 1000, north + 1000),
                (east, north + 1000), (east, north)]  # fmt: skip
        shape = {"type": "Polygon", "coordinates": [[degrees(*corner) for corner in ring]]}
        named = (codes or {}).get(code, code)
        features.append({"type": "Feature", "properties": {"desokod": named}, "geometry": shape})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")


def _area_row(code: str) -> dict[str, Any]:
    area = AREAS[code]
    people = sum(area["ages"])
    return {
        "deso": code, "pop": people, **dict(zip(BANDS, area["ages"], strict=True)),
        "swedish_background": people - area["foreign"], "foreign_background": area["foreign"],
        "edu_compulsory": 50, "edu_upper_secondary": area["low"] - 50,
        "edu_post_sec_lt3y": 100, "edu_post_sec_ge3y": 400 - area["low"],
        "edu_missing": sum(area["ages"][5:13]) - 500, "regso": area["regso"],
        "kommun_kod": code[:4],
    }  # fmt: skip


def _unit_row(unit: dict[str, Any]) -> dict[str, Any]:
    lon, lat = degrees(*unit["at"]) if unit["at"] else ("", "")
    mark = unit.get("mark", "")
    return {
        "school_code": unit["code"], "name": unit["name"], "owner": "Uppsala kommun",
        "owner_type": unit.get("owner", "Kommunal"), "kommun_kod": unit["home"],
        "pupils": "" if unit["pupils"] is None else unit["pupils"],
        "pupils_flag": "missing" if unit["pupils"] is None else "",
        "pct_foreign_background": unit["fb"], "pct_foreign_background_flag": mark,
        "pct_parents_post_secondary": unit["post"],
        "pct_parents_post_secondary_flag": "" if unit["post"] else "missing",
        "has_y1": unit["y1"], "has_y9": unit["y9"], "lat": lat, "lon": lon,
    }  # fmt: skip


def _csv(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
