"""The national files, read once, from which any municipality is cut."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pyproj import Transformer

from skolval.errors import InputError
from skolval.io.faults import Ledger
from skolval.sources.areas import AreasRead, read_areas
from skolval.sources.inferred_grades import years_told
from skolval.sources.municipalities import Municipality
from skolval.sources.overpass import read_overpass
from skolval.sources.pbf import read_pbf
from skolval.sources.road_lines import read_road_lines
from skolval.sources.statistics import Asked, StatisticsRead, read_statistics
from skolval.sources.stops import read_stops
from skolval.sources.street_ways import Streets
from skolval.sources.strict_csv import SWEREF99TM
from skolval.sources.units import UnitsRead, read_school_units

__all__ = ["MunicipalityFiles", "National", "read_national"]

_OSM, _OVERPASS = frozenset({".pbf", ".osm"}), frozenset({".json", ".gz"})
_WIDER = 5_000.0
"""Metres around a municipality within which streets are kept."""


@dataclass(frozen=True, slots=True)
class MunicipalityFiles:
    """Which files, and what they do not say themselves.

    Parameters
    ----------
    statistics, units : one file or more. areas, streets, stops : or None.
    layer, area_code, crs : of the map file. vintage, units_vintage : of statistics and units.
    """

    statistics: tuple[Path, ...]
    units: tuple[Path, ...]
    areas: Path | None = None
    layer: str = ""
    area_code: str = ""
    crs: str = ""
    streets: Path | None = None
    stops: Path | None = None
    vintage: str = ""
    units_vintage: str = ""


@dataclass(frozen=True, slots=True)
class National:
    """What the files hold, of every municipality in them.

    Parameters
    ----------
    years : which units have years 1 and 9, where a table says so.
    """

    files: MunicipalityFiles
    statistics: StatisticsRead
    units: UnitsRead
    years: pd.DataFrame
    shapes: AreasRead | None = None
    streets: Streets | None = None
    stops: pd.DataFrame | None = None


def read_national(files: MunicipalityFiles, home: Municipality | None = None) -> National:
    """Return what all files hold.

    Parameters
    ----------
    home : the only municipality that is wanted: units, surfaces and streets are cut to it.

    Raises
    ------
    InputError
        With every fault of all files at once.
    """
    ledger = Ledger()
    statistics = read_statistics(
        files.statistics, ledger=ledger, asked=Asked(vintage=files.vintage)
    )
    code = home.code if home else ""
    units = read_school_units(
        files.units, ledger=ledger, municipality=code, vintage=files.units_vintage
    )
    years = years_told(files.units if units else (), ledger)
    shapes = None
    if files.areas is not None:
        shapes = read_areas(
            files.areas,
            ledger=ledger,
            layer=files.layer,
            code=files.area_code,
            crs=files.crs,
            municipality=code,
        )
    streets = None if files.streets is None else _streets(files.streets, home, ledger)
    stops = None if files.stops is None else read_stops(files.stops, ledger)
    if ledger.broken or statistics is None or units is None:
        raise InputError(fault for fault in ledger.faults if fault.level == "error")
    return National(files, statistics, units, years, shapes, streets, stops)


def _streets(path: Path, home: Municipality | None, ledger: Ledger) -> Streets | None:
    """Return streets from Overpass JSON, an OpenStreetMap file, or lines as from NVDB."""
    kinds = [suffix.casefold() for suffix in path.suffixes]
    if _OSM & set(kinds):
        return read_pbf(path, ledger, box=_degrees(home) if home else None)
    if kinds and kinds[-1] in _OVERPASS:
        return read_overpass(path, ledger)
    return read_road_lines(path, ledger)


def _degrees(home: Municipality) -> tuple[float, float, float, float]:
    """Return the box around a municipality, a few kilometres wider, in WGS 84."""
    back = Transformer.from_crs(SWEREF99TM, "EPSG:4326", always_xy=True)
    west, south, east, north = back.transform_bounds(
        home.west - _WIDER, home.south - _WIDER, home.east + _WIDER, home.north + _WIDER
    )
    return (west, south, east, north)
