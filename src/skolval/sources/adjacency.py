"""Neighbouring areas (grannområden): those that share a stretch of border, told with tolerance.

Borders that should be the same differ by centimetres or metres in published files (slivers,
overlaps, gaps, coordinates rounded apart), and areas that only touch in a corner are no
neighbours. What was bridged is told, never silent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from skolval.domain.counts import FloatArray
from skolval.domain.language import N_
from skolval.domain.provenance import Fact
from skolval.sources._stretches import (
    Pairs,
    along,
    beside,
    matching,
    mismatched,
    overlapping,
    shared_metres,
)
from skolval.sources.crs import ShapeArray

__all__ = ["LEAST", "TOLERANCE", "Borders", "borders", "neighbours"]

TOLERANCE = 5.0
"""Metres between borders that should be the same."""

LEAST = 25.0
"""Metres of shared border that make neighbours; a corner that touches has none."""

_SHOWN = 5
_HUNDREDTH = 0.01
_MEANING = N_("Areas that share at least {least} m of border, found within {tolerance} m.")


@dataclass(frozen=True, slots=True)
class Borders:
    """Which areas are neighbours, and what had to be bridged to see it.

    Parameters
    ----------
    frame : area_id, neighbour_id, metres (shared border); each pair once, sorted.
    bridged : the rows of `frame` whose borders do not match corner by corner.
    parted : the pairs that would be neighbours were it not for a barrier.
    mismatched : area_id and metres of border that does not match the neighbours', where any.
    doubled : the pairs of areas that lie on each other by more than a hundredth.
    lonely : areas without any neighbour. notes : the same in English (see `retold`).
    facts : for the provenance of the table `adjacency`.
    """

    frame: pd.DataFrame
    bridged: pd.DataFrame
    parted: pd.DataFrame
    mismatched: pd.DataFrame
    doubled: pd.DataFrame
    lonely: tuple[str, ...]
    notes: tuple[str, ...]
    facts: tuple[Fact, ...] = ()


def neighbours(
    geometries: Sequence[BaseGeometry] | ShapeArray | pd.Series,
    ids: Sequence[str] | pd.Series,
    *,
    tolerance: float = TOLERANCE,
    least: float = LEAST,
    barriers: BaseGeometry | None = None,
) -> pd.DataFrame:
    """Return pairs of neighbouring areas: area_id, neighbour_id; each pair once, sorted.

    Parameters
    ----------
    geometries : surfaces in metres. ids : their codes, each once.
    tolerance, least : metres, see the constants.
    barriers : water or rails, surfaces or lines in metres: border along them joins nobody.
    """
    found = borders(geometries, ids, tolerance=tolerance, least=least, barriers=barriers)
    return found.frame[["area_id", "neighbour_id"]]


def borders(
    geometries: Sequence[BaseGeometry] | ShapeArray | pd.Series,
    ids: Sequence[str] | pd.Series,
    *,
    tolerance: float = TOLERANCE,
    least: float = LEAST,
    barriers: BaseGeometry | None = None,
) -> Borders:
    """Return the neighbours, with a report of borders that do not match.

    Parameters
    ----------
    geometries, ids, tolerance, least, barriers : see `neighbours`.
    """
    codes: npt.NDArray[np.str_] = np.asarray(ids, dtype=str)
    order = np.argsort(codes, kind="stable")
    codes, shapes = codes[order], _array(geometries)[order]
    table = _pairs(shapes, tolerance, least)
    dry = _dry(shapes, table, tolerance, barriers) >= least
    told = _named(codes, table)
    off = mismatched(shapes, tolerance)
    doubled = _doubled(shapes, off, codes)
    at = np.flatnonzero(off > 0)
    wrong = pd.DataFrame({"area_id": codes[at], "metres": np.round(off[at], 1)})
    frame = told.loc[dry].reset_index(drop=True)
    alone = tuple(sorted(set(codes.tolist()) - set(frame["area_id"]) - set(frame["neighbour_id"])))
    bridged = frame.loc[frame["bridged"]].drop(columns="bridged").reset_index(drop=True)
    parted = told.loc[~dry].drop(columns="bridged").reset_index(drop=True)
    notes = (*_notes(bridged, parted, wrong, tolerance), *_alarms(doubled, alone))
    meaning = _MEANING.format(least=f"{least:g}", tolerance=f"{tolerance:g}")
    facts = tuple(
        Fact("adjacency", column, made="computed", definition=meaning, note=" ".join(notes))
        for column in ("area_id", "neighbour_id")
    )
    frame = frame.drop(columns="bridged")
    return Borders(frame, bridged, parted, wrong, doubled, alone, notes, facts)


def _array(geometries: Sequence[BaseGeometry] | ShapeArray | pd.Series) -> ShapeArray:
    shapes = np.empty(len(geometries), dtype=object)
    shapes[:] = list(geometries)
    return shapes


def _rows(pairs: Pairs, metres: FloatArray) -> pd.DataFrame:
    return pd.DataFrame({"one": pairs[0], "other": pairs[1], "metres": metres})


def _pairs(shapes: ShapeArray, tolerance: float, least: float) -> pd.DataFrame:
    """Return the neighbours, by equal corners or within the tolerance: one, other, metres."""
    pairs, exact = matching(shapes)
    sure = _rows(pairs, exact).loc[exact >= least]
    both = [sure.assign(bridged=False), _bridged(shapes, sure, tolerance, least)]
    return pd.concat(both, ignore_index=True).sort_values(["one", "other"], ignore_index=True)


def _doubled(shapes: ShapeArray, off: FloatArray, codes: npt.NDArray[np.str_]) -> pd.DataFrame:
    """Return the pairs that lie on each other, among those whose borders do not match."""
    one, other = beside(shapes, 0.0)
    odd = (off[one] > 0) | (off[other] > 0)
    one, other = one[odd], other[odd]
    over = overlapping(shapes, (one, other), _HUNDREDTH)
    return pd.DataFrame({"area_id": codes[one[over]], "neighbour_id": codes[other[over]]})


def _bridged(
    shapes: ShapeArray, sure: pd.DataFrame, tolerance: float, least: float
) -> pd.DataFrame:
    """Return the neighbours that only the tolerance shows, among those that lie near."""
    blank = _rows((np.empty(0, np.int64), np.empty(0, np.int64)), np.empty(0))
    if tolerance <= 0 or not len(shapes):
        return blank.assign(bridged=True)
    one, other = beside(shapes, tolerance)
    known = pd.MultiIndex.from_frame(sure[["one", "other"]])
    new = ~pd.MultiIndex.from_arrays([one, other]).isin(known)
    one, other = one[new], other[new]
    rows = _rows((one, other), shared_metres(shapes, (one, other), tolerance))
    return rows.loc[rows["metres"] >= least].assign(bridged=True)


def _dry(
    shapes: ShapeArray, table: pd.DataFrame, tolerance: float, barriers: BaseGeometry | None
) -> FloatArray:
    """Return the metres of each shared border that no barrier runs along."""
    metres = table["metres"].to_numpy(np.float64, copy=True)
    if barriers is None or not len(table):
        return metres
    width = max(tolerance, 1.0)
    pairs = (table["one"].to_numpy(np.int64), table["other"].to_numpy(np.int64))
    stretch = along(shapes, pairs, width)
    wall = shapely.buffer(barriers, width)
    shapely.prepare(wall)
    wet = np.flatnonzero(shapely.intersects(wall, stretch))
    left = shapely.length(shapely.difference(stretch[wet], wall))
    metres[wet] = np.minimum(metres[wet], left)
    return metres


def _named(codes: npt.NDArray[np.str_], table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_id": pd.Series(codes[table["one"].to_numpy(np.int64)], dtype="str"),
            "neighbour_id": pd.Series(codes[table["other"].to_numpy(np.int64)], dtype="str"),
            "metres": table["metres"].round(1),
            "bridged": table["bridged"].astype(bool),
        }
    )


def _notes(
    bridged: pd.DataFrame, parted: pd.DataFrame, wrong: pd.DataFrame, tolerance: float
) -> tuple[str, ...]:
    notes = []
    if len(wrong):
        notes.append(
            N_("The borders of {count} areas do not match their neighbours' along {metres} m.")
            .format(count=len(wrong), metres=round(float(wrong["metres"].sum())))
        )  # fmt: skip
    if len(bridged):
        notes.append(
            N_("{count} pairs of areas are neighbours within {tolerance} m, though their borders"
               " do not match.").format(count=len(bridged), tolerance=f"{tolerance:g}")
        )  # fmt: skip
    if len(parted):
        notes.append(
            N_("{count} pairs of areas border only across a barrier; they are no neighbours.")
            .format(count=len(parted))
        )  # fmt: skip
    return tuple(notes)


def _alarms(doubled: pd.DataFrame, alone: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is probably wrong with the file."""
    notes = []
    if len(doubled):
        pairs = doubled["area_id"] + " / " + doubled["neighbour_id"]
        notes.append(
            N_("{count} pairs of areas lie on each other: {shown}. Is one of two editions?")
            .format(count=len(doubled), shown=_shown(pairs.tolist()))
        )  # fmt: skip
    if alone:
        notes.append(
            N_("{count} areas have no neighbour: {shown}.").format(
                count=len(alone), shown=_shown(list(alone))
            )
        )
    return tuple(notes)


def _shown(words: list[str]) -> str:
    return ", ".join(words[:_SHOWN]) + (" ..." if len(words) > _SHOWN else "")
