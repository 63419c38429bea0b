"""areas.geojson: the shapes of the areas, turned into the instance's CRS.

WGS 84 as RFC 7946 says, or the CRS of a ``crs`` member (as many GIS programs still write).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean
from skolval.io.dictionary import TABLES
from skolval.io.faults import Ledger, Sheet
from skolval.io.head import Head
from skolval.io.places import Extent, extent_of
from skolval.io.sheets import AREAS_FILE, plain_name
from skolval.io.tables import fields_of

__all__ = ["Shapes", "read_shapes"]

_WGS84 = "EPSG:4326"


@dataclass(frozen=True, slots=True)
class Shapes:
    """The features: their properties as a sheet of the areas table, and their geometries."""

    sheet: Sheet
    geometry: tuple[BaseGeometry | None, ...]


def read_shapes(folder: Path, head: Head, ledger: Ledger) -> Shapes | None:
    """Return the shapes of the areas in the instance's CRS, or None without (good) file."""
    path = folder / AREAS_FILE
    if not path.is_file():
        return None
    content = _content(path, ledger)
    if content is None:
        return None
    features = content["features"]
    geometry = _geometries(features, ledger)
    crs = _crs_member(content, ledger)
    if crs is None or not _plausible(geometry, crs, ledger):
        return None
    to_instance = Transformer.from_crs(crs, CRS.from_user_input(head.crs), always_xy=True)
    turned = tuple(_turned(one, to_instance) for one in geometry)
    if not _in_order(geometry, turned, (crs, head.crs), ledger):
        return None
    return Shapes(_property_sheet(features, head, ledger), turned)


def _fault(message: str, rule: str, remedy: str, **place: Any) -> Fault:
    return Fault(message, file=AREAS_FILE, rule=rule, remedy=remedy, **place)


def _content(path: Path, ledger: Ledger) -> dict[str, Any] | None:
    try:
        content: Any = json.loads(path.read_text("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        row = getattr(error, "lineno", None)
        ledger.add(
            _fault(
                _("The file is not valid JSON."),
                "file_format",
                _("Export the areas again as GeoJSON."),
                row=row,
            )
        )
        return None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        ledger.add(
            _fault(
                _("The file is not a GeoJSON FeatureCollection."),
                "file_format",
                _("Export the areas again as GeoJSON."),
            )
        )
        return None
    whole: dict[str, Any] = content
    return whole


def _geometries(features: list[dict[str, Any]], ledger: Ledger) -> list[BaseGeometry | None]:
    found: list[BaseGeometry | None] = []
    for number, feature in enumerate(features, 1):
        one: BaseGeometry | None = None
        try:
            one = shape(feature["geometry"])
        except (ShapelyError, KeyError, TypeError, ValueError, AttributeError):
            ledger.add(
                _fault(
                    _("Feature {number} has no geometry that can be read.").format(number=number),
                    "geometry",
                    _("Give every area a Polygon or MultiPolygon."),
                )
            )
        if one is not None and one.geom_type not in {"Polygon", "MultiPolygon"}:
            ledger.add(
                _fault(
                    _("Feature {number} is a {kind}, not a polygon.").format(
                        number=number, kind=one.geom_type
                    ),
                    "geometry",
                    _("Give every area a Polygon or MultiPolygon."),
                )
            )
            one = None
        found.append(one)
    return found


def _crs_member(content: dict[str, Any], ledger: Ledger) -> CRS | None:
    member = content.get("crs")
    if member is None:
        return CRS.from_user_input(_WGS84)
    name = member.get("properties", {}).get("name", "") if isinstance(member, dict) else ""
    try:
        return CRS.from_user_input(name)
    except CRSError:
        ledger.add(
            _fault(
                _("The crs member {name!r} is not a known coordinate system.").format(name=name),
                "crs",
                _("Export the areas in WGS 84 (RFC 7946)."),
            )
        )
        return None


def _plausible(geometry: list[BaseGeometry | None], crs: CRS, ledger: Ledger) -> bool:
    known = [one for one in geometry if one is not None and not one.is_empty]
    if not known or not crs.is_geographic:
        return True
    west, south, east, north = shapely.total_bounds(np.array(known, dtype=object))
    if max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90:
        return True
    ledger.add(
        _fault(
            _("The coordinates ({west:.0f}, {south:.0f}) are not degrees, as WGS 84 says.").format(
                west=west, south=south
            ),
            "position",
            _("Export the areas in WGS 84, or with a crs member that names their system."),
        )
    )
    return False


def _in_order(
    drawn: Sequence[BaseGeometry | None],
    turned: Sequence[BaseGeometry | None],
    systems: tuple[CRS, str],
    ledger: Ledger,
) -> bool:
    """Return false where the shapes lie in the instance's CRS only with their axes swapped."""
    source, target = systems
    extent = extent_of(target)
    known = [one for one in turned if one is not None and not one.is_empty]
    if not known or _held(extent, known):
        return True
    to_instance = Transformer.from_crs(source, CRS.from_user_input(target), always_xy=True)
    swapped = [_turned(_swapped(one), to_instance) for one in drawn if one is not None]
    if not _held(extent, [one for one in swapped if one is not None and not one.is_empty]):
        return True
    ledger.add(
        _fault(
            _("The axes of the areas are swapped: the first number is north, or latitude."),
            "position",
            _("GeoJSON has east, or longitude, first; export the areas again."),
        )
    )
    return False


def _held(extent: Extent, shapes: list[BaseGeometry]) -> bool:
    bounds = shapely.total_bounds(np.array(shapes, dtype=object))
    if not np.isfinite(bounds).all():
        return False
    west, south, east, north = bounds
    middle = np.array([(west + east) / 2]), np.array([(south + north) / 2])
    return bool(extent.holds(*middle)[0])


def _swapped(one: BaseGeometry) -> BaseGeometry:
    swapped: BaseGeometry = shapely.transform(one, lambda corner: corner[:, ::-1])
    return swapped


def _turned(one: BaseGeometry | None, to_instance: Transformer) -> BaseGeometry | None:
    if one is None:
        return None
    turned: BaseGeometry = shapely.transform(
        one, lambda xy: np.column_stack(to_instance.transform(xy[:, 0], xy[:, 1]))
    )
    return turned


def _property_sheet(features: list[dict[str, Any]], head: Head, ledger: Ledger) -> Sheet:
    """Return the known properties as a sheet; unknown ones are told, never read."""
    properties = [feature.get("properties") or {} for feature in features]
    names = list(dict.fromkeys(name for row in properties for name in row))
    known = {plain_name(n) for f in fields_of(TABLES["areas"], head) for n in (f.name, *f.aliases)}
    kept = [name for name in names if plain_name(name) in known]
    _tell_unknown([name for name in names if name not in kept], sorted(known), ledger)
    raw = pd.DataFrame(
        {i: [_text(row.get(name)) for row in properties] for i, name in enumerate(kept)},
        index=range(len(properties)),
        dtype="str",
    )
    rows = np.arange(1, len(properties) + 1, dtype=np.int64)
    return Sheet("areas", AREAS_FILE, raw, tuple(kept), rows)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _tell_unknown(names: list[str], known: list[str], ledger: Ledger) -> None:
    if not names:
        return
    near = {name: did_you_mean(plain_name(name), known) for name in names}
    for name in names:
        if near[name].startswith("share_"):
            ledger.add(
                _fault(
                    _("There is no property called {name!r}.").format(name=name),
                    "known_column",
                    _("Rename or delete it."),
                    column=name,
                    value=name,
                    suggestion=near[name],
                )
            )
    others = [name for name in names if not near[name].startswith("share_")]
    if others:
        ledger.add(
            _fault(
                _("These properties are not read: {others}.").format(others=", ".join(others)),
                "known_column",
                _("Nothing needs doing if you do not need them."),
                level="warning",
            )
        )
