"""The layer of groups for QGIS: a point a unit that has groups, sized by them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from skolval.report.facts import unit_numbers
from skolval.report.hosting_map import RECENT_COLOURS, recent_breaks
from skolval.report.hosting_named import share_column
from skolval.report.hosting_told import hosting_told
from skolval.report.qgis import sized_style
from skolval.report.scale import Scale
from skolval.report.told import Told

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["groups_layer", "groups_styles"]


def groups_layer(runs: Sequence[Run], names: Sequence[str], audience: str) -> gpd.GeoDataFrame:
    """Return the units that have groups today or in any run; empty where no run has groups.

    Columns: unit_id, name, groups_today, and of every run with groups those opened, the pupils
    in them and the share they are of all pupils of the unit (``newly_arrived``, or
    ``on_introduction``), empty where hidden.
    """
    units = runs[0].units
    columns: dict[str, Any] = {name: units[name].to_numpy() for name in ("unit_id", "name")}
    shown = np.zeros(len(units), np.bool_)
    for name, run in zip(names, runs, strict=True):
        mask = unit_numbers(run, audience).mask.placed
        told = hosting_told(run, Told(run, runs[0], audience != "internal"), mask)
        if told is None:
            continue
        columns.setdefault("groups_today", told.numbers.today)
        columns[f"{name}_groups"] = told.numbers.groups
        columns[f"{name}_pupils"] = pd.Series(told.by_unit).astype("Int64")
        columns[f"{name}_{share_column(run)}"] = told.recent.round(4)
        shown |= (told.numbers.groups > 0) | (told.numbers.today > 0)
    points = shapely.points(units["x"].to_numpy(float), units["y"].to_numpy(float))
    whole = gpd.GeoDataFrame(columns, geometry=points, crs=runs[0].crs)
    return whole[shown].reset_index(drop=True)


def groups_styles(
    layer: gpd.GeoDataFrame, names: Sequence[str]
) -> list[tuple[str, str, str, bool]]:
    """Return (layer, name, style, whether it is the usual one) for every run with groups."""
    known = [name for name in names if f"{name}_groups" in layer]
    columns = [next(c for c in _shares(name) if c in layer) for name in known]
    shares = [layer[column].to_numpy(float) for column in columns]
    scale = Scale(recent_breaks(shares)) if shares else Scale(())
    return [
        (
            "groups",
            name,
            sized_style(
                column,
                f'2 + 2.4 * sqrt(coalesce("{name}_groups", 0))',
                scale,
                RECENT_COLOURS,
            ),
            name == known[-1],
        )
        for name, column in zip(known, columns, strict=True)
    ]


def _shares(name: str) -> tuple[str, str]:
    return f"{name}_newly_arrived", f"{name}_on_introduction"
