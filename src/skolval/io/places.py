"""Checks that coordinates lie where the instance's CRS is used, and are in the right order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from pyproj import CRS, Transformer

from skolval.domain.counts import FloatArray
from skolval.domain.language import _
from skolval.domain.problem import BoolArray
from skolval.io.faults import Complaint, Ledger
from skolval.io.tables import Loaded

__all__ = ["Extent", "check_positions", "extent_of"]

_MARGIN = 200_000
"""Metres outside the CRS's area of use that are still believed."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Least and greatest believable x and y, in metres."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, x: FloatArray, y: FloatArray) -> BoolArray:
        """Return which points lie inside."""
        inside: BoolArray = (
            (x >= self.west) & (x <= self.east) & (y >= self.south) & (y <= self.north)
        )
        return inside


@cache
def extent_of(crs: str) -> Extent:
    """Return where coordinates of `crs` can lie: its area of use and a margin."""
    system = CRS.from_user_input(crs)
    used = system.area_of_use
    if used is None:
        return Extent(-np.inf, -np.inf, np.inf, np.inf)
    to_metres = Transformer.from_crs("EPSG:4326", system, always_xy=True)
    west, south, east, north = to_metres.transform_bounds(*used.bounds, densify_pts=21)
    return Extent(west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)


def check_positions(table: Loaded, crs: str, ledger: Ledger, *, prefix: str = "") -> None:
    """Write down half positions, swapped axes, degrees, and points far outside the CRS.

    Parameters
    ----------
    prefix : of the two columns, ``second_`` for second homes.
    """
    names = f"{prefix}x", f"{prefix}y"
    x, y = (table.frame[name].to_numpy(float) for name in names)
    _check_halves(table, ledger, (names[1], x, y), given=names[0])
    _check_halves(table, ledger, (names[0], y, x), given=names[1])
    both = ~np.isnan(x) & ~np.isnan(y)
    extent = extent_of(crs)
    odd = both & ~extent.holds(x, y)
    if not odd.any():
        return
    swapped = odd & extent.holds(y, x)
    degrees = odd & (np.abs(x) <= 180) & (np.abs(y) <= 180)
    ledger.cells(table.sheet, names[0], swapped, _swapped(crs))
    ledger.cells(table.sheet, names[0], degrees, _degrees(crs))
    ledger.cells(table.sheet, names[0], odd & ~swapped & ~degrees, _outside(crs, extent))


def _check_halves(
    table: Loaded, ledger: Ledger, halves: tuple[str, FloatArray, FloatArray], *, given: str
) -> None:
    """Write down where the coordinate `given` has no partner in the column of `halves`."""
    column, present, absent = halves
    half = ~np.isnan(present) & np.isnan(absent)
    if half.any() and not table.frame[column].notna().any():
        complaint = Complaint(
            "position",
            _("{given} is given but not {column}.").format(given=given, column=column),
            _("Give both coordinates."),
        )
        ledger.table(table.sheet, complaint, column=column)
    elif half.any():
        complaint = Complaint(
            "position",
            _("One coordinate is given but not the other."),
            _("Give both, or neither."),
        )
        ledger.cells(table.sheet, column, half, complaint)


def _swapped(crs: str) -> Complaint:
    return Complaint(
        "position",
        _("x and y seem to be swapped: {value} is a northing."),
        _(
            "In {crs} x is the easting (smaller) and y the northing (larger); swap the columns."
        ).format(crs=crs),
    )


def _degrees(crs: str) -> Complaint:
    return Complaint(
        "position",
        _("{value} looks like degrees (longitude and latitude), not metres."),
        _("Convert the coordinates to {crs}, for example in QGIS.").format(crs=crs),
    )


def _outside(crs: str, extent: Extent) -> Complaint:
    return Complaint(
        "position",
        _("The point with x {value} lies far outside where {crs} is used.").format(
            crs=crs, value="{value}"
        ),
        _(
            "x should lie in {west:.0f}..{east:.0f} and y in {south:.0f}..{north:.0f}; "
            "check digits and the CRS in instance.yaml."
        ).format(west=extent.west, east=extent.east, south=extent.south, north=extent.north),
    )
