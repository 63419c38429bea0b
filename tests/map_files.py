"""Self-made maps with the faults of real ones. Four squares of 1 km in Uppsala municipality:

0380A0010 | 0380A0020      north
----------+----------
0380A0030 | 0380A0040      south-west corner (646000, 6638000) in SWEREF 99 TM
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer

WEST, SOUTH = 646_000.0, 6_638_000.0
CODES = ("0380A0010", "0380A0020", "0380A0030", "0380A0040")
NAMES = ("Åsby", "Öna", "Ängen", "Torp")


def squares(side: float = 1000.0) -> list[Any]:
    """The four squares, in metres."""
    corners = [(0, 1), (1, 1), (0, 0), (1, 0)]
    return [
        shapely.box(WEST + side * east, SOUTH + side * north,
                    WEST + side * (east + 1), SOUTH + side * (north + 1))
        for east, north in corners
    ]  # fmt: skip


def turned(shapes: Any, crs: str, *, swap: bool = False) -> list[Any]:
    """Shapes in SWEREF 99 TM in another system, with swapped axes if asked."""
    to = Transformer.from_crs("EPSG:3006", crs, always_xy=True)

    def move(corner: Any) -> Any:
        x, y = to.transform(corner[:, 0], corner[:, 1])
        return np.column_stack([y, x] if swap else [x, y])

    return [shapely.transform(shape, move) for shape in shapes]


def frame(shapes: Any = None, crs: str | None = "EPSG:3006", **columns: Any) -> Any:
    """A map in memory; without columns it has desokod and namn."""
    columns = columns or {"desokod": list(CODES), "namn": list(NAMES)}
    return gpd.GeoDataFrame(columns, geometry=squares() if shapes is None else shapes, crs=crs)


def write_geojson(path: Path, shapes: Any, rows: list[dict[str, Any]], **members: Any) -> Path:
    """GeoJSON as it is told to be written, without anybody's tidying."""
    features = [
        {"type": "Feature", "properties": row,
         "geometry": None if shape is None else shapely.geometry.mapping(shape)}
        for shape, row in zip(shapes, rows, strict=True)
    ]  # fmt: skip
    content = {"type": "FeatureCollection", **members, "features": features}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def deso_rows(codes: Any = CODES) -> list[dict[str, Any]]:
    return [{"desokod": code, "namn": name} for code, name in zip(codes, NAMES, strict=True)]


def old_crs(code: int) -> dict[str, Any]:
    """The crs member of GeoJSON before RFC 7946."""
    return {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}}


def write_shapefile(folder: Path, name: str = "omr", *, drop: tuple[str, ...] = (),
                    encoding: str = "ISO-8859-1", shapes: Any = None) -> Path:  # fmt: skip
    """A shapefile without some of its parts."""
    folder.mkdir(parents=True, exist_ok=True)
    frame(shapes).to_file(folder / f"{name}.shp", encoding=encoding)
    for suffix in drop:
        (folder / f"{name}{suffix}").unlink()
    return folder / f"{name}.shp"


def zipped(folder: Path, to: Path, *, inner: str = "") -> Path:
    with zipfile.ZipFile(to, "w") as archive:
        for one in sorted(folder.iterdir()):
            archive.write(one, inner + one.name)
    return to
