"""Signs of vector files: what their layers hold, told without reading the shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

__all__ = ["VectorSigns", "vector_signs"]

_AREA_COLUMN = re.compile(r"^(deso(kod)?|regso(kod)?|nyko\d?|omr(å|a)de(s?kod)?|area_id)$")

_OF_SHAPE = (("Polygon", "areas"), ("Line", "streets_lines"))


@dataclass(frozen=True, slots=True)
class VectorSigns:
    """What one layer shows: its code among the kinds, and why."""

    code: str
    why: tuple[str, ...]
    layer: str
    rows: int | None
    crs: str


def vector_signs(path: Path) -> VectorSigns | None:
    """Return the signs of the layer that tells most, None if the file holds no layer."""
    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        found = [_layer(path, name) for name in layers]
    except (DataSourceError, DataLayerError, ValueError):
        return None
    ranked = ("areas", "streets_lines", "points")
    return min(found, key=lambda signs: ranked.index(signs.code), default=None)


def _layer(path: Path, layer: str) -> VectorSigns:
    about = pyogrio.read_info(path, layer=layer, force_feature_count=True)
    shape = str(about["geometry_type"])
    if shape == "Unknown":
        shape = _first_shape(path, layer)
    codes = [str(name) for name in about["fields"] if _AREA_COLUMN.match(str(name).casefold())]
    code = next((kind for sign, kind in _OF_SHAPE if sign in shape), "points")
    rows = int(about["features"])
    return VectorSigns(
        code, (shape, *codes), layer, rows if rows >= 0 else None, str(about["crs"] or "")
    )


def _first_shape(path: Path, layer: str) -> str:
    _meta, _fids, shapes, _fields = pyogrio.raw.read(path, layer=layer, columns=[], max_features=1)
    return str(shapely.from_wkb(shapes[0]).geom_type) if len(shapes) else ""
