"""The GeoPackage: units, areas and flows from area to unit, ready coloured for QGIS.

No home is in it: a flow starts at the area's own point, and only flows of at least five
pupils are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from skolval.compare import run_names
from skolval.law import banner
from skolval.report.audience import counted_runs
from skolval.report.facts import unit_numbers
from skolval.report.hosting_layer import groups_layer, groups_styles
from skolval.report.map_layers import area_points, flows
from skolval.report.qgis import areas_style, flows_style, services_style, style_rows, units_style
from skolval.report.scale import Scale, scale_of
from skolval.report.service_layer import services_layer

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["write_gpkg"]

_STEADY_DATE = "2000-01-01T00:00:00Z"


def write_gpkg(runs: Sequence[Run], path: Path | str, *, audience: str = "internal") -> Path:
    """Write ``placement.gpkg`` for `runs` in the instance's coordinate system.

    Layers: ``units`` (seats, pupils placed and group-blind composition, three columns per
    run), ``groups`` (units that have groups, where a run places pupils in them), ``areas`` (when
    they have shapes), ``flows`` (area to unit, at least five pupils) and ``services`` (buses
    outwards stop by stop, where a run has any). The layers of a simulated forbidden policy say
    so in their description.
    """
    path = Path(path)
    path.unlink(missing_ok=True)
    runs = counted_runs(runs, audience)
    names = run_names(runs)
    scale = _scale(runs)
    layers = {
        "areas": _areas(runs[0]),
        "units": _units(runs, names, audience),
        "groups": groups_layer(runs, names, audience),
        "flows": _flows(runs, names, audience),
        "services": services_layer(runs, names, audience),
    }
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _STEADY_DATE})
    try:
        for layer, frame in layers.items():
            if len(frame):
                _write(frame, path, layer, banner(runs))
        known = {name for name, frame in layers.items() if len(frame)}
        drawn = _styles(runs, names, scale, known)
        drawn += groups_styles(layers["groups"], names) if "groups" in known else []
        styles = style_rows(drawn)
        pyogrio.write_dataframe(styles, path, layer="layer_styles", driver="GPKG", append=True)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
    return path


def _write(frame: gpd.GeoDataFrame, path: Path, layer: str, warning: str) -> None:
    described = {"DESCRIPTION": warning} if warning else {}
    pyogrio.write_dataframe(
        frame,
        path,
        layer=layer,
        driver="GPKG",
        append=path.exists(),
        dataset_options={"VERSION": "1.2"},
        layer_options={"GEOMETRY_NAME": "geom", **described},
    )


def _scale(runs: Sequence[Run]) -> Scale:
    name = f"share_{runs[0].problem.balance_group}"
    areas = runs[0].areas
    if name in areas and len(areas):
        return scale_of(areas[name].astype(float))
    return scale_of(unit_numbers(runs[0]).share)


def _units(runs: Sequence[Run], names: Sequence[str], audience: str) -> gpd.GeoDataFrame:
    units = runs[0].units
    columns: dict[str, Any] = {
        name: units[name].to_numpy() for name in ("unit_id", "name", "provider", "placeable")
    }
    for name, run in zip(names, runs, strict=True):
        numbers = unit_numbers(run, audience)
        columns[f"{name}_seats"] = numbers.seats
        columns[f"{name}_placed"] = pd.Series(numbers.placed_shown).astype("Int64")
        columns[f"{name}_share"] = numbers.share.round(4)
    points = shapely.points(units["x"].to_numpy(float), units["y"].to_numpy(float))
    return gpd.GeoDataFrame(columns, geometry=points, crs=runs[0].crs)


def _areas(run: Run) -> gpd.GeoDataFrame:
    areas = run.areas
    if "geometry" not in areas or not len(areas):
        return gpd.GeoDataFrame({"area_id": []}, geometry=[], crs=run.crs)
    kept = ["area_id", "name", "population", *(f"share_{g.id}" for g in run.groups)]
    plain = pd.DataFrame({name: areas[name].to_numpy() for name in kept if name in areas})
    shapes = shapely.multipolygons
    made = [
        shape if shape is None or shape.geom_type == "MultiPolygon" else shapes([shape])
        for shape in areas["geometry"]
    ]
    return gpd.GeoDataFrame(plain, geometry=made, crs=run.crs)


def _flows(runs: Sequence[Run], names: Sequence[str], audience: str) -> gpd.GeoDataFrame:
    run = runs[0]
    start = area_points(run)
    end = run.units[["x", "y"]].to_numpy(float)
    rows = [
        (name, *row) for name, one in zip(names, runs, strict=True) for row in flows(one, audience)
    ]
    lines = [shapely.linestrings([start[area], end[unit]]) for _name, area, unit, _pupils in rows]
    return gpd.GeoDataFrame(
        {
            "run": [row[0] for row in rows],
            "area_id": [str(run.problem.area_ids[row[1]]) for row in rows],
            "unit_id": [str(run.problem.unit_ids[row[2]]) for row in rows],
            "pupils": [row[3] for row in rows],
        },
        geometry=lines,
        crs=run.crs,
    )


def _styles(
    runs: Sequence[Run], names: Sequence[str], scale: Scale, layers: set[str]
) -> list[tuple[str, str, str, bool]]:
    styles = [
        ("units", name, units_style(f"{name}_share", f"{name}_placed", scale), name == names[-1])
        for name in names
    ]
    group = f"share_{runs[0].problem.balance_group}"
    if "areas" in layers and group in runs[0].areas:
        styles.append(("areas", group, areas_style(group, scale), True))
    if "flows" in layers:
        styles.append(("flows", "flows", flows_style(), True))
    if "services" in layers:
        styles.append(("services", "services", services_style(), True))
    return styles
