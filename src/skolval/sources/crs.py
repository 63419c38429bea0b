"""The coordinate system (koordinatsystem) that positions are in, and where they then lie.

What the file declares is believed only when the numbers agree; without a declaration the
numbers alone decide, and where they cannot (the twelve local zones of SWEREF 99 share their
numbers) the municipality does. What cannot be told is a fault with the candidates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS
from shapely.geometry import MultiPoint
from shapely.geometry.base import BaseGeometry

from skolval.domain.counts import FloatArray
from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray
from skolval.errors import Fault
from skolval.io.faults import CELLS_TOLD, Ledger
from skolval.io.values import parsed_number
from skolval.sources._clues import Clues, elsewhere, no_column, not_told, unknown_name
from skolval.sources._readings import Reading, fits, named_reading, readings, sample
from skolval.sources.municipalities import Municipality
from skolval.sources.systems import SWEREF99TM, converted, system_called, title_of

__all__ = [
    "Clues",
    "Located",
    "ShapeArray",
    "around",
    "box_of",
    "located",
    "located_shapes",
    "read_system",
]


ShapeArray = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Located:
    """Positions in the wanted system.

    Parameters
    ----------
    x, y : metres east and north (degrees where the target has them), centimetres kept; not a
        number where there is no position.
    crs : the system that the numbers were in. turned : rows whose axes were swapped.
    notes : what was found out or repaired, in English, for provenance (see `retold`).
    """

    x: FloatArray
    y: FloatArray
    crs: str
    turned: BoolArray
    notes: tuple[str, ...] = ()


def box_of(municipality: Municipality) -> BaseGeometry:
    """Return the box around a municipality (kommun), EPSG:3006: a coarse `Clues.within`."""
    box: BaseGeometry = shapely.box(
        municipality.west, municipality.south, municipality.east, municipality.north
    )
    return box


def around(x: FloatArray, y: FloatArray, *, metres: float = 10_000.0) -> BaseGeometry | None:
    """Return the surface around other known points (EPSG:3006), as a `Clues.within`."""
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return None
    points = np.column_stack([x[known], y[known]])
    surface: BaseGeometry = MultiPoint(points).convex_hull.buffer(metres)
    return surface


def located(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    ledger: Ledger,
    target: str = SWEREF99TM,
    clues: Clues | None = None,
) -> Located | None:
    """Return the positions of a table's rows in `target`, or None where they cannot be told.

    Parameters
    ----------
    frame : one row per point. x, y : the columns that hold east and north, or longitude and
        latitude, as numbers or texts with decimal comma; swapped ones are found and turned.
    """
    clues = clues or Clues()
    east, good_x = _numbers(frame, x, clues, ledger)
    north, good_y = _numbers(frame, y, clues, ledger)
    if not (good_x and good_y):
        return None
    reading, notes = read_system(east, north, clues, ledger)
    if reading is None:
        return None
    place = _Rows(frame, (x, y), clues, ledger)
    return _placed(east, north, reading, target, place, notes)


def located_shapes(
    shapes: ShapeArray, *, ledger: Ledger, target: str = SWEREF99TM, clues: Clues | None = None
) -> tuple[ShapeArray, tuple[str, ...]] | None:
    """Return drawn shapes in `target`, with notes, or None where their system cannot be told.

    Parameters
    ----------
    shapes : shapely geometries; missing ones stay missing. Heights are dropped.
    """
    clues = clues or Clues()
    corners = shapely.get_coordinates(shapes)
    reading, notes = read_system(corners[:, 0], corners[:, 1], clues, ledger)
    if reading is None:
        return None
    east, north = (1, 0) if reading.turned else (0, 1)
    system = reading.system

    def moved(corner: FloatArray) -> FloatArray:
        return np.column_stack(converted(corner[:, east], corner[:, north], system, target))

    turned: ShapeArray = shapely.transform(shapely.force_2d(shapes), moved)
    return turned, notes


def read_system(
    x: FloatArray, y: FloatArray, clues: Clues, ledger: Ledger
) -> tuple[Reading | None, tuple[str, ...]]:
    """Return how the numbers are to be read, with notes; None with a fault where unknown."""
    x, y = sample(x, y)
    named = clues.asked or clues.declared
    if named and not system_called(named):
        ledger.add(unknown_name(named, clues))
        return None, ()
    if not len(x):
        return Reading(system_called(named) or SWEREF99TM, turned=False), ()
    if named:
        reading = named_reading(named, x, y, clues.within)
        if reading is not None:
            return reading, _notes(reading, named)
    found = () if clues.asked else readings(x, y, clues.within)
    if len(found) == 1:
        return found[0], _notes(found[0], named)
    if named and clues.within is not None and named_reading(named, x, y) is not None:
        ledger.add(elsewhere(system_called(named), clues))
    else:
        ledger.add(not_told(x, y, found or readings(x, y, clues.within), clues))
    return None, ()


def _notes(reading: Reading, named: str) -> tuple[str, ...]:
    notes = []
    if not named:
        notes.append(
            N_("No coordinate system is named; the numbers are {system}.").format(
                system=reading.title
            )
        )
    elif system_called(named) != reading.system:
        notes.append(
            N_("The file says {named}, but the numbers are {system}; they were read so.").format(
                named=title_of(system_called(named)), system=reading.title
            )
        )
    if reading.turned:
        notes.append(
            N_("The axes are in the order north, east (latitude, longitude); they were turned.")
        )
    return tuple(notes)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows that are being placed, for their faults."""

    frame: pd.DataFrame
    columns: tuple[str, str]
    clues: Clues
    ledger: Ledger

    def tell(self, bad: BoolArray, rule: str, message: str, remedy: str) -> None:
        """Write down one fault for each bad row, and how many more there are."""
        rows = np.flatnonzero(bad)
        clues = self.clues
        blank = Fault(message, clues.file, clues.sheet, column=", ".join(self.columns),
                      rule=rule, remedy=remedy, level=clues.level)  # fmt: skip
        for row in rows[:CELLS_TOLD]:
            cells = ", ".join(str(self.frame[column].iloc[row]) for column in self.columns)
            self.ledger.add(replace(blank, row=int(row) + clues.first_row, value=cells))
        rest = len(rows) - CELLS_TOLD
        if rest > 0:
            more = _("{rest} more rows have the same fault.").format(rest=rest)
            self.ledger.add(replace(blank, message=more))


def _placed(
    x: FloatArray,
    y: FloatArray,
    reading: Reading,
    target: str,
    rows: _Rows,
    notes: tuple[str, ...],
) -> Located:
    half = np.isnan(x) != np.isnan(y)
    rows.tell(half, "position", _("One coordinate is given but not the other."),
              _("Give both, or neither."))  # fmt: skip
    given = ~np.isnan(x) & ~np.isnan(y)
    zero = given & (x == 0) & (y == 0)
    rows.tell(zero, "position", _("Both coordinates are zero, which is no place in Sweden."),
              _("Leave the cells empty, or give the position."))  # fmt: skip
    right = given & fits(x, y, reading)
    turned = given & ~zero & ~right & fits(x, y, replace(reading, turned=not reading.turned))
    odd = given & ~zero & ~right & ~turned
    _tell_odd(x, y, odd, reading, rows)
    swapped = right if reading.turned else turned
    good = right | turned
    first, second = np.where(swapped, y, x), np.where(swapped, x, y)
    east, north = (np.full(len(x), np.nan) for _axis in "xy")
    east[good], north[good] = converted(first[good], second[good], reading.system, target)
    decimals = 7 if CRS.from_user_input(target).is_geographic else 2
    if turned.any():
        shown = ", ".join(str(row + rows.clues.first_row) for row in np.flatnonzero(turned)[:5])
        notes += (
            N_("{count} positions had their axes swapped and were turned: rows {shown}.").format(
                count=int(turned.sum()),
                shown=shown + (" ..." if turned.sum() > 5 else ""),
            ),
        )
    return Located(
        np.round(east, decimals), np.round(north, decimals), reading.system, swapped, notes
    )


def _tell_odd(x: FloatArray, y: FloatArray, odd: BoolArray, reading: Reading, rows: _Rows) -> None:
    """Name the rows outside Sweden, and those that are in another system than the rest."""
    other: dict[str, BoolArray] = {}
    for row in np.flatnonzero(odd):
        found = {one.system for one in readings(x[[row]], y[[row]])}
        title = title_of(found.pop()) if len(found) == 1 else ""
        other.setdefault(title, np.zeros(len(x), np.bool_))[row] = True
    for title, bad in sorted(other.items()):
        if title:
            message = _("The position is {other}, while the others are {system}.").format(
                other=title, system=reading.title
            )
            remedy = _("Convert the row to the system of the others.")
        else:
            message = _("The position lies outside Sweden, read as {system}.").format(
                system=reading.title
            )
            remedy = _("Check the digits, or leave both cells empty.")
        rows.tell(bad, "position", message, remedy)


def _numbers(
    frame: pd.DataFrame, column: str, clues: Clues, ledger: Ledger
) -> tuple[FloatArray, bool]:
    """Return a column as numbers, missing where empty, and whether every cell could be read."""
    if column not in frame:
        ledger.add(no_column(frame, column, clues))
        return np.empty(0), False
    read = parsed_number(frame[column].reset_index(drop=True))
    bad = np.zeros(len(frame), np.bool_)
    for _complaint, rows in read.wrong:
        bad |= rows
    for row in np.flatnonzero(bad)[:CELLS_TOLD]:
        value = str(frame[column].iloc[row])
        ledger.add(
            Fault(
                _("{value!r} is not a number.").format(value=value),
                clues.file, clues.sheet, int(row) + clues.first_row, column, value, "number",
                _("Write degrees or metres in digits, with a comma or a point for decimals."),
            )
        )  # fmt: skip
    return read.series.to_numpy(np.float64, na_value=np.nan), not bad.any()
