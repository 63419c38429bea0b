"""Which coordinate systems can numbers be in? Each reading is tried and judged by where it falls.

A reading is a system and an order of axes. It fits when nearly all points fall in Sweden (or
in the municipality, where that is known), and in the part of the country where the system is
used. No reading is preferred: two that fit are two candidates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from skolval.domain.counts import FloatArray
from skolval.domain.problem import BoolArray
from skolval.sources.municipalities import in_sweden
from skolval.sources.systems import (
    SWEREF99TM,
    SYSTEMS,
    WGS84,
    System,
    converted,
    system_called,
    title_of,
)

__all__ = ["HALF", "MOST", "Reading", "fits", "named_reading", "readings", "sample"]

MOST = 0.9
"""Share of the points that must fall in Sweden; the rest are faults of single rows."""

HALF = 0.5
"""Share that must fall in the municipality: a geocoder misses it more often than the country."""

_SAMPLE = 2_000
_AROUND = 3_000.0
"""Metres around a municipality that still belong to it: outlines are simplified."""
_DEGREES_AROUND = 0.3


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read two columns of numbers.

    Parameters
    ----------
    system : code of the coordinate system.
    turned : the first column is north (or latitude) and the second east (or longitude).
    share : part of the points that fall where they can lie, 0-1.
    named : somebody named the system, so that it need not be in use where the points fall.
    """

    system: str
    turned: bool
    share: float = 1.0
    named: bool = False

    @property
    def title(self) -> str:
        """The system as people name it."""
        return title_of(self.system)


def sample(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the points that are there, at most 2,000 of them, evenly picked."""
    there = np.isfinite(x) & np.isfinite(y) & ((x != 0) | (y != 0))
    x, y = x[there], y[there]
    step = max(1, -(-len(x) // _SAMPLE))
    return x[::step], y[::step]


def readings(
    x: FloatArray, y: FloatArray, within: BaseGeometry | None = None
) -> tuple[Reading, ...]:
    """Return the readings that fit, those that hold most points first.

    Parameters
    ----------
    within : where the points must lie (EPSG:3006), for example the municipality. Where no
        reading puts nearly all points there, those that put most of them there are returned.
    """
    if not len(x):
        return ()
    found = [
        replace(reading, share=share)
        for system in SYSTEMS
        for reading in (Reading(system.code, turned=False), Reading(system.code, turned=True))
        if (share := _share(x, y, reading, within)) >= HALF
    ]
    full = [reading for reading in found if reading.share >= MOST]
    return tuple(sorted(full or found, key=lambda reading: -reading.share))


def named_reading(
    name: str, x: FloatArray, y: FloatArray, within: BaseGeometry | None = None
) -> Reading | None:
    """Return the reading in the named system, in the order of axes that fits; None without."""
    code = system_called(name)
    if not code:
        return None
    both = [Reading(code, turned, named=True) for turned in (False, True)]
    both = [replace(one, share=_share(x, y, one, within)) for one in both]
    best = max(both, key=lambda reading: (reading.share, not reading.turned))
    return best if best.share >= HALF else None


def _share(x: FloatArray, y: FloatArray, reading: Reading, within: BaseGeometry | None) -> float:
    """Return the part of the points that falls `within`, 0 where too few fall in Sweden."""
    if fits(x, y, reading).mean() < MOST:
        return 0.0
    return float(fits(x, y, reading, within).mean())


def fits(
    x: FloatArray, y: FloatArray, reading: Reading, within: BaseGeometry | None = None
) -> BoolArray:
    """Return which points fall where they can lie when they are read so."""
    if reading.turned:
        x, y = y, x
    east, north = converted(x, y, reading.system, SWEREF99TM)
    there = in_sweden(east, north)
    if within is not None:
        near = shapely.buffer(within, _AROUND)
        shapely.prepare(near)
        there[there] = shapely.contains_xy(near, east[there], north[there])
    local = None if reading.named else _LOCAL.get(reading.system)
    if local is not None and there.any():
        there[there] = _in_use(local, east[there], north[there])
    return there


_LOCAL = {system.code: system for system in SYSTEMS if system.local}


def _in_use(system: System, east: FloatArray, north: FloatArray) -> BoolArray:
    lon, lat = converted(east, north, SWEREF99TM, WGS84)
    used = np.zeros(len(lon), np.bool_)
    for west, south, to_east, to_north in system.local:
        used |= (
            (lon >= west - _DEGREES_AROUND)
            & (lon <= to_east + _DEGREES_AROUND)
            & (lat >= south - _DEGREES_AROUND)
            & (lat <= to_north + _DEGREES_AROUND)
        )
    return used
