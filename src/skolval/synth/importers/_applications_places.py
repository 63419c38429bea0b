"""Where the pupils of applications live: coordinates of any system, or addresses of a register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from skolval.domain.counts import FloatArray
from skolval.domain.instance import Instance
from skolval.domain.language import N_, _
from skolval.domain.problem import IntArray
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.addresses import AddressRegister, address_of, register_of
from skolval.sources.application_roles import ROLES, proposed_roles
from skolval.sources.crs import Clues, located
from skolval.sources.geofiles import read_geofile
from skolval.sources.headings import plain
from skolval.sources.mapping import known_name
from skolval.sources.notes import Note
from skolval.sources.systems import SWEREF99TM
from skolval.sources.workbook import Layout, read_sheet
from skolval.synth.importers._applications_cells import Cells, Wrong

__all__ = ["Homes", "area_of", "homes_of", "read_register"]

_AROUND = 20_000.0
"""Metres outside the instance's areas at which a home is still believed (other municipalities)."""
_MISSED = {
    "unread": N_("{count} addresses lack street or number."),
    "street": N_("{count} addresses have a street that the register lacks."),
    "number": N_("{count} addresses have a number that the street lacks in the register."),
    "several": N_("{count} addresses fit places far from each other: give the postcode."),
    "no_letter": N_("{count} addresses were found without their letter."),
    "no_postcode": N_("{count} addresses were found without their postcode."),
}

_TOLD = {
    "unread": N_("The address lacks street or number."),
    "street": N_("The address register has no such street."),
    "number": N_("The address register has no such number in the street."),
    "several": N_("The address fits places far from each other."),
}
_FAR = Wrong(
    "position",
    N_("The home lies more than 20 km from every area of the instance."),
    N_("Check the position; nothing needs doing if the pupil lives in another municipality."),
    level="warning",
)
_REMEDY = N_("Correct the address, add the place to the register, or give coordinates.")


@dataclass(frozen=True, slots=True)
class Homes:
    """Positions of pupils in the instance's system, not a number where there is none.

    Parameters
    ----------
    notes : what was found out and repaired.
    """

    x: FloatArray
    y: FloatArray
    notes: tuple[Note, ...] = ()


def homes_of(
    cells: Cells,
    rows: Sequence[int],
    base: Instance,
    *,
    second: bool,
    register: AddressRegister | None,
) -> Homes:
    """Return the homes of pupils; a protected identity's cells are never looked at.

    Parameters
    ----------
    rows : the row of each pupil, -1 for protected ones. second : the second home of children
        who live by turns in two (växelvist boende).
    """
    start = "second_" if second else ""
    x, y = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    notes: list[Note] = []
    if cells.column(f"{start}x") is not None and cells.column(f"{start}y") is not None:
        x, y, notes = _by_numbers(cells, rows, base, start)
    lacking = [i for i, row in enumerate(rows) if row >= 0 and np.isnan(x[i])]
    if register is not None and lacking:
        found = register.find([_address(cells, rows[i], start) for i in lacking])
        x[lacking], y[lacking] = found.x, found.y
        counts = Counter(found.how)
        notes += [
            Note(text, {"count": counts[how]}) for how, text in _MISSED.items() if counts[how]
        ]
        _tell_missed(cells, [rows[i] for i in lacking], found.how, start)
    _tell_far(cells, rows, base, Homes(x, y), start)
    return Homes(x, y, tuple(notes))


def _tell_far(cells: Cells, rows: Sequence[int], base: Instance, homes: Homes, start: str) -> None:
    """Warn of homes far from every area: a wrong geocode, or a pupil of another municipality."""
    near = _within(base)
    if near is None:
        return
    shapely.prepare(near)
    known = np.flatnonzero(~np.isnan(homes.x))
    away = known[~shapely.contains_xy(near, homes.x[known], homes.y[known])]
    column = cells.column(f"{start}x")
    column = cells.column(f"{start}address") if column is None else column
    cells.tell([rows[pupil] for pupil in away], column, _FAR, close=True, sure=True)


def _by_numbers(
    cells: Cells, rows: Sequence[int], base: Instance, start: str
) -> tuple[FloatArray, FloatArray, list[Note]]:
    """Return positions from coordinates, with faults at the rows of the file."""
    columns = {axis: cells.texts(f"{start}{axis}") for axis in "xy"}
    frame = pd.DataFrame(
        {axis: pd.Series([(texts[r] or None) if r >= 0 else None for r in rows], dtype="str")
         for axis, texts in columns.items()}
    )  # fmt: skip
    own = Ledger()
    clues = Clues(asked=cells.mapping.crs, within=_within(base), first_row=0)
    place = located(frame, x="x", y="y", ledger=own, target=base.crs, clues=clues)
    column = cells.column(f"{start}x")
    for fault in own.faults:
        row = None if fault.row is None else rows[fault.row]
        # a coordinate is a home: the place in the file says enough
        cells.ledger.add(
            cells.table.fault(row, column, replace(fault, value="", message=_whereless(fault)))
        )
    if place is None:
        nowhere = np.full(len(rows), np.nan)
        return nowhere, nowhere.copy(), []
    return place.x.copy(), place.y.copy(), [Note("{text}", {"text": text}) for text in place.notes]


def _whereless(fault: Fault) -> str:
    return fault.message.replace(repr(fault.value), "***") if fault.value else fault.message


def _within(base: Instance) -> BaseGeometry | None:
    shapes = _drawn(base)["geometry"]
    if base.crs != SWEREF99TM or not len(shapes):
        return None
    union: BaseGeometry = shapely.union_all(shapes.to_numpy()).buffer(_AROUND)
    return union


def _drawn(base: Instance) -> pd.DataFrame:
    """Return the areas that have a shape, by code."""
    areas = base.areas
    if "geometry" not in areas:
        return areas.assign(geometry=None).head(0)
    return areas[areas["geometry"].notna()].sort_values("area_id")


def _address(cells: Cells, row: int, start: str) -> tuple[str, str, str, str] | None:
    def text(role: str) -> str:
        column = cells.column(role)
        return "" if column is None else cells.table.text(row, column)

    if start:
        return address_of(text("second_address"), postcode=text("second_postcode"))
    street = text("street")
    if street:
        return address_of(street, text("number"), text("letter"), text("postcode"))
    return address_of(text("address"), postcode=text("postcode"))


def _tell_missed(cells: Cells, rows: Sequence[int], how: Sequence[str], start: str) -> None:
    column = cells.column(f"{start}address")
    column = cells.column("street") if column is None and not start else column
    for kind, message in _TOLD.items():
        bad = [row for row, told in zip(rows, how, strict=True) if told == kind]
        wrong = Wrong("address", message, _REMEDY, level="warning")
        cells.tell(bad, column, wrong, close=True, sure=True)


def area_of(x: FloatArray, y: FloatArray, base: Instance) -> tuple[pd.Series, IntArray]:
    """Return the area of each point, and which points lie in none.

    A point on a border belongs to the area whose code comes first.
    """
    codes = pd.Series([None] * len(x), dtype="str")
    drawn = _drawn(base)
    if not len(drawn):
        return codes, np.empty(0, np.int64)
    tree = shapely.STRtree(drawn["geometry"].to_numpy())
    known = np.flatnonzero(~np.isnan(x))
    points, areas = tree.query(shapely.points(x[known], y[known]), predicate="intersects")
    order = np.lexsort((areas, points))
    first = np.unique(points[order], return_index=True)[1]
    hits = order[first]
    codes.iloc[known[points[hits]]] = drawn["area_id"].to_numpy()[areas[hits]]
    return codes, known[~np.isin(np.arange(len(known)), points)]


def read_register(path: Path, base: Instance, ledger: Ledger) -> AddressRegister | None:
    """Return the address register in a table or map file; None with faults where unread."""
    if path.suffix.casefold() in {".gpkg", ".geojson", ".json", ".shp", ".zip"}:
        layer = read_geofile(path, ledger=ledger)
        if layer is None:
            return None
        points = shapely.centroid(layer.shapes)
        known = {alias for axis in "xy" for alias in ROLES[axis]}
        frame = layer.frame
        frame = frame[[name for name in frame.columns if plain(str(name)) not in known]]
        frame = frame.assign(x=shapely.get_x(points), y=shapely.get_y(points))
        declared = layer.crs
    else:
        table = read_sheet(path, known_name(None), Layout(), ledger)
        if table is None:
            return None
        declared = ""
        frame = pd.DataFrame({name: table.texts(c) for c, name in enumerate(table.names)})
    return _register(path, frame, declared, base, ledger)


def _register(
    path: Path, frame: pd.DataFrame, declared: str, base: Instance, ledger: Ledger
) -> AddressRegister | None:
    names = [str(name) for name in frame.columns]
    roles = proposed_roles([plain(name) for name in names])
    found = {role: frame[names[int(str(c))]] for role, c in roles.items() if role != "wishes"}
    if not {"x", "y"} <= set(found) or not {"street", "address"} & set(found):
        ledger.add(
            Fault(
                _("The address register needs street (or address), number, x and y."),
                file=path.name,
                rule="required_column",
                remedy=_("The file has: {known}.").format(known=", ".join(names)),
            )
        )
        return None
    points = pd.DataFrame({"x": found["x"], "y": found["y"]})
    clues = Clues(declared=declared, within=_within(base), file=path.name, level="warning")
    tried = Ledger()
    place = located(points, x="x", y="y", ledger=tried, target=base.crs, clues=clues)
    if place is None:  # a register of the whole county lies mostly outside the municipality
        place = located(points, x="x", y="y", ledger=ledger, target=base.crs,
                        clues=replace(clues, within=None))  # fmt: skip
    else:
        ledger.add(*tried.faults)
    return None if place is None else register_of(found, place.x, place.y)
