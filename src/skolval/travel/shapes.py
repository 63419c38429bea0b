"""Shapes of streets (gatornas sträckning): polylines kept as text, and as flat arrays.

A street is stored by its two nodes and its `bends`: the steps from bend to bend in whole
decimetres. Lengths never come from here, they are the edge's own `metres`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["Shapes", "bends_of", "lines_of", "no_shapes", "shapes_of"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_PER_METRE = 10


@dataclass(frozen=True, slots=True)
class Shapes:
    """The polyline of every edge, from its start node to its end node.

    Parameters
    ----------
    first : (E + 1,) where each edge's points begin in `x` and `y`. x, y : (P,) metres.
    """

    first: IntArray
    x: FloatArray
    y: FloatArray

    def of(self, edge: int) -> tuple[FloatArray, FloatArray]:
        """Return the points of one edge."""
        part = slice(int(self.first[edge]), int(self.first[edge + 1]))
        return self.x[part], self.y[part]

    def pick(self, edges: IntArray) -> Shapes:
        """Return the shapes of some edges, in the order given."""
        count = np.diff(self.first)[edges]
        first = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        rows = np.repeat(self.first[edges] - first[:-1], count) + np.arange(first[-1])
        return Shapes(first, self.x[rows], self.y[rows])

    def turned(self, back: npt.NDArray[np.bool_]) -> Shapes:
        """Return the shapes with the edges where `back` is true told from end to start."""
        count = np.diff(self.first)
        place = np.arange(len(self.x)) - np.repeat(self.first[:-1], count)
        mirrored = np.repeat(self.first[:-1] + count - 1, count) - place
        rows = np.where(np.repeat(back, count), mirrored, np.arange(len(self.x)))
        return Shapes(self.first, self.x[rows], self.y[rows])


def lines_of(shapes: Shapes) -> npt.NDArray[np.object_]:
    """Return every polyline as a shapely line."""
    number = np.repeat(np.arange(len(shapes.first) - 1), np.diff(shapes.first))
    return np.asarray(shapely.linestrings(shapes.x, shapes.y, indices=number), object)


def no_shapes() -> Shapes:
    """Return the shapes of no edges."""
    return Shapes(np.zeros(1, np.int64), np.empty(0), np.empty(0))


def bends_of(x: FloatArray, y: FloatArray) -> str:
    """Return the text for a polyline's inner points, empty for a straight street."""
    if len(x) <= 2:
        return ""
    whole = np.rint(np.column_stack([x[:-1], y[:-1]]) * _PER_METRE).astype(np.int64)
    return " ".join(map(str, np.diff(whole, axis=0).ravel().tolist()))


def shapes_of(
    start: tuple[FloatArray, FloatArray], end: tuple[FloatArray, FloatArray], bends: Sequence[str]
) -> tuple[Shapes, IntArray]:
    """Return the polylines between the end points, and the edges whose bends are no steps.

    Parameters
    ----------
    start, end : (x, y) of each edge's nodes, metres. bends : as `bends_of` writes them.
    """
    told = np.asarray(bends, object)
    steps, bad = _steps(told)
    inner = np.zeros(len(told), np.int64)
    inner[list(steps)] = [len(one) for one in steps.values()]
    first = np.concatenate([[0], np.cumsum(inner + 2)]).astype(np.int64)
    x, y = np.empty(first[-1]), np.empty(first[-1])
    for axis, here, there in ((x, start[0], end[0]), (y, start[1], end[1])):
        axis[first[:-1]], axis[first[1:] - 1] = here, there
    for edge, moves in steps.items():
        origin = np.rint(np.array([start[0][edge], start[1][edge]]) * _PER_METRE)
        points = (origin + np.cumsum(moves, axis=0)) / _PER_METRE
        part = slice(first[edge] + 1, first[edge + 1] - 1)
        x[part], y[part] = points[:, 0], points[:, 1]
    return Shapes(first, x, y), bad


def _steps(bends: npt.NDArray[np.object_]) -> tuple[dict[int, IntArray], IntArray]:
    """Return the steps of every bent edge, and the edges whose bends are none."""
    steps, bad = {}, []
    for edge in np.flatnonzero(bends != "").tolist():
        try:
            steps[edge] = np.array(bends[edge].split(), np.int64).reshape(-1, 2)
        except ValueError:
            bad.append(edge)
    return steps, np.array(bad, np.int64)
