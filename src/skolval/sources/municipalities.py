"""Where Sweden's 290 municipalities (kommuner) lie: coarse boxes, so that positions can be judged.

Source: boxes in whole kilometres (SWEREF 99 TM) around the digital boundaries of SCB, CC0.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.problem import BoolArray

__all__ = ["Municipality", "in_sweden", "municipalities", "municipality_called"]

_MARGIN = 3_000.0
"""Metres around a box that still belong to it: the boundaries are simplified."""

_AT_ONCE = 8_192


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality and the least box around it, metres in SWEREF 99 TM (EPSG:3006)."""

    code: str
    name: str
    west: float
    south: float
    east: float
    north: float


@cache
def municipalities() -> dict[str, Municipality]:
    """Return every municipality by its four-digit code (kommunkod)."""
    text = (files("skolval.sources") / "municipalities.csv").read_text("utf-8")
    return {
        row["code"]: Municipality(
            row["code"],
            row["name"],
            *(1000.0 * int(row[f"{side}_km"]) for side in ("west", "south", "east", "north")),
        )
        for row in csv.DictReader(text.splitlines())
    }


def municipality_called(text: str) -> Municipality | None:
    """Return the municipality with this code or name, however it is written; None if unknown.

    ``0380``, ``380``, ``Uppsala``, ``UPPSALA KOMMUN`` and ``0380 Uppsala`` are the same one.
    """
    known = municipalities()
    plain = text.strip().casefold()
    if plain.isdigit():
        return known.get(plain.zfill(4))
    first = plain.split(" ", 1)[0]
    if first.isdigit():
        return known.get(first.zfill(4))
    plain = plain.removesuffix(" kommun").removesuffix(" stad").strip()
    for one in known.values():
        name = one.name.casefold()
        if plain == name or (plain.endswith("s") and plain[:-1] == name):
            return one
    return None


@cache
def _sides() -> FloatArray:
    """Return (4, 290) west, south, east and north of every box, with the margin."""
    boxes = [(box.west, box.south, box.east, box.north) for box in municipalities().values()]
    margin = np.array([-_MARGIN, -_MARGIN, _MARGIN, _MARGIN])
    sides: FloatArray = (np.array(boxes) + margin).T
    return sides


def in_sweden(x: FloatArray, y: FloatArray) -> BoolArray:
    """Return which points, metres in SWEREF 99 TM, lie in the box of some municipality."""
    west, south, east, north = _sides()
    inside = np.zeros(len(x), np.bool_)
    possible = np.flatnonzero(
        (x >= west.min()) & (x <= east.max()) & (y >= south.min()) & (y <= north.max())
    )
    for part in np.split(possible, range(_AT_ONCE, len(possible), _AT_ONCE)):
        there_x, there_y = x[part, None], y[part, None]
        held = (there_x >= west) & (there_x <= east) & (there_y >= south) & (there_y <= north)
        inside[part] = held.any(axis=1)
    return inside
