"""Edges (länkar) of an instance as arrays: ends, lengths, directions, danger and shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.errors import Fault, InputError
from skolval.travel.shapes import Shapes, shapes_of

__all__ = ["Edges", "edges_of", "street_pieces"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_MOST_FAULTS = 20
_SPEED = 50.0
"""km/h where the table tells no limit: the general limit within built-up areas."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Every row of the edges table.

    Parameters
    ----------
    start, end : (E,) rows of the nodes table. metres : (E,) length.
    forward, backward : (E,) whether the mode may go from start to end, from end to start.
    unsafe : (E,) unsafe for a child to walk along. speed : (E,) km/h.
    shapes : the polylines. names, classes : (E,) texts, empty where not told.
    """

    start: IntArray
    end: IntArray
    metres: FloatArray
    forward: BoolArray
    backward: BoolArray
    unsafe: BoolArray
    speed: FloatArray
    shapes: Shapes
    names: npt.NDArray[np.object_]
    classes: npt.NDArray[np.object_]


def edges_of(instance: Instance, mode: str = "walk") -> Edges:
    """Return the streets as one of walk, cycle or drive may use them.

    A mode that the table says nothing of goes as `oneway` says, as tables of old do.

    Raises
    ------
    InputError
        If a street names an unknown node, has no length, or its bends are no steps.
    """
    ids = pd.Index(instance.nodes["node_id"].astype(str))
    table = instance.edges
    start = np.asarray(ids.get_indexer(pd.Index(table["from_node"].astype(str))), np.int64)
    end = np.asarray(ids.get_indexer(pd.Index(table["to_node"].astype(str))), np.int64)
    metres = table["metres"].to_numpy(np.float64)
    lost = np.flatnonzero((start < 0) | (end < 0) | ~(metres >= 0))
    if len(lost):
        raise InputError(_faults(table, lost))
    x, y = (instance.nodes[axis].to_numpy(np.float64) for axis in ("x", "y"))
    bends = _texts(table, "bends")
    shapes, bad = shapes_of((x[start], y[start]), (x[end], y[end]), bends.tolist())
    if len(bad):
        raise InputError(_bend_faults(bends, bad))
    forward, backward = _directions(table, mode)
    speed = _numbers(table, "speed")
    return Edges(
        start, end, metres, forward, backward,
        unsafe=_truths(table, "unsafe"),
        speed=np.where(speed > 0, speed, _SPEED),
        shapes=shapes,
        names=_texts(table, "name"),
        classes=_texts(table, "road_class"),
    )  # fmt: skip


def street_pieces(instance: Instance) -> FloatArray:
    """Return (p, 2, 2) the ends of every straight piece of street, bend by bend, for drawing."""
    shapes = edges_of(instance).shapes
    number = np.repeat(np.arange(len(shapes.first) - 1), np.diff(shapes.first))
    rows = np.flatnonzero(number[1:] == number[:-1])
    points = np.column_stack([shapes.x, shapes.y])
    return np.stack([points[rows], points[rows + 1]], axis=1)


def _directions(table: pd.DataFrame, mode: str) -> tuple[BoolArray, BoolArray]:
    told = _texts(table, mode)
    untold = told == ""
    forward = np.isin(told, ("both", "forward")) | untold
    backward = np.isin(told, ("both", "backward")) | (untold & ~_truths(table, "oneway"))
    return forward, backward


def _texts(table: pd.DataFrame, column: str) -> npt.NDArray[np.object_]:
    if column not in table:
        return np.full(len(table), "", object)
    return np.asarray(table[column].astype(object).where(table[column].notna(), ""), object)


def _truths(table: pd.DataFrame, column: str) -> BoolArray:
    if column not in table:
        return np.zeros(len(table), bool)
    return np.asarray(table[column].astype("boolean").fillna(value=False), bool)


def _numbers(table: pd.DataFrame, column: str) -> FloatArray:
    if column not in table:
        return np.full(len(table), np.nan)
    return np.asarray(pd.to_numeric(table[column]).to_numpy(np.float64, na_value=np.nan))


def _faults(edges: pd.DataFrame, rows: IntArray) -> list[Fault]:
    return [
        Fault(
            _(
                "The street from {start} to {end} ({metres} m) names an unknown node or has "
                "no length."
            ).format(
                start=edges["from_node"].iloc[row],
                end=edges["to_node"].iloc[row],
                metres=edges["metres"].iloc[row],
            ),
            file="edges",
            row=int(row) + 2,
            rule="reference",
            remedy=_("Name nodes of the nodes table and give a length of 0 m or more."),
        )
        for row in rows[:_MOST_FAULTS]
    ]


def _bend_faults(bends: npt.NDArray[np.object_], rows: IntArray) -> list[Fault]:
    return [
        Fault(
            _("{bends!r} are no steps from bend to bend.").format(bends=str(bends[row])[:60]),
            file="edges",
            row=int(row) + 2,
            column="bends",
            value=str(bends[row])[:60],
            rule="bends",
            remedy=_("Write whole decimetres in pairs, east and north, separated by spaces."),
        )
        for row in rows[:_MOST_FAULTS]
    ]
