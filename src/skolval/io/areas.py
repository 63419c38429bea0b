"""The areas table: the table, the shapes, or both joined by area_id."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from skolval.domain.language import N_
from skolval.io.area_shapes import Shapes, read_shapes
from skolval.io.faults import Complaint, Ledger
from skolval.io.head import Head
from skolval.io.tables import Loaded, empty_table, load_table

__all__ = ["load_areas", "no_areas"]

_NO_SHAPE = Complaint(
    "geometry",
    N_("The area {value} has no shape in areas.geojson."),
    N_("It is left out of maps; add its polygon if you want it there."),
    level="warning",
)
_NO_ROW = Complaint(
    "reference",
    N_("The area {value} has a shape but no row in the areas table."),
    N_("Add the row, or take the shape away."),
)


def no_areas(head: Head) -> pd.DataFrame:
    """Return an areas table without rows."""
    return empty_table("areas", head).assign(geometry=pd.Series([], dtype=object))


def load_areas(folder: Path, table: Loaded | None, head: Head, ledger: Ledger) -> Loaded | None:
    """Return the areas with their shapes, or None if the instance has no areas."""
    shapes = read_shapes(folder, head, ledger)
    if shapes is None:
        return None if table is None else _with_shapes(table, {})
    shaped = load_table(shapes.sheet, head, ledger)
    by_area = dict(zip(shaped.frame["area_id"], shapes.geometry, strict=True))
    if table is None:
        return _with_shapes(shaped, by_area)
    _compare(table, shaped, ledger)
    return _with_shapes(_joined(table, shaped, shapes), by_area)


def _compare(table: Loaded, shaped: Loaded, ledger: Ledger) -> None:
    ids, drawn = table.frame["area_id"], shaped.frame["area_id"]
    ledger.cells(table.sheet, "area_id", (~ids.isin(drawn) & ids.notna()).to_numpy(bool), _NO_SHAPE)
    ledger.cells(
        shaped.sheet, "area_id", (~drawn.isin(ids) & drawn.notna()).to_numpy(bool), _NO_ROW
    )


def _joined(table: Loaded, shaped: Loaded, shapes: Shapes) -> Loaded:
    """Fill columns that only the shapes' properties hold into the table."""
    extra = [
        name
        for name in shaped.frame
        if name not in table.sheet.labels and name in shapes.sheet.labels | shaped.sheet.labels
    ]
    if not extra or shaped.frame["area_id"].duplicated().any():
        return table
    rows = shaped.frame.set_index("area_id")[extra].reindex(table.frame["area_id"])
    frame = table.frame.drop(columns=extra, errors="ignore")
    return Loaded(pd.concat([frame, rows.reset_index(drop=True)], axis=1), table.sheet)


def _with_shapes(table: Loaded, by_area: dict[str, object]) -> Loaded:
    """Add the column geometry, and a point inside the shape where x and y are missing."""
    geometry = [by_area.get(area) for area in table.frame["area_id"]]
    points = [
        (np.nan, np.nan) if one is None or one.is_empty else _point(one)  # type: ignore[attr-defined]  # shapely is untyped here
        for one in geometry
    ]
    x, y = np.array(points, float).reshape(-1, 2).T
    known = table.frame["x"].notna() & table.frame["y"].notna()
    frame = table.frame.assign(
        x=table.frame["x"].where(known, pd.Series(x)),
        y=table.frame["y"].where(known, pd.Series(y)),
        geometry=pd.Series(geometry, dtype=object),
    )
    return Loaded(frame, table.sheet)


def _point(shape: object) -> tuple[float, float]:
    point = shape.representative_point()  # type: ignore[attr-defined]  # shapely is untyped here
    return (point.x, point.y)
