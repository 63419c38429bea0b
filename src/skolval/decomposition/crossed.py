"""Crossed decomposition (korsvis uppdelning): area against school, by the chain of information.

M(area x school) = M(area) + M(school | area) = M(school) + M(area | school): what the school
tells about a pupil's group beyond what the home area told, and the reverse. The cells of area
x school are tiny, so that most of the added information is chance: its exact mean is taken off,
pupils of the same area being dealt to that area's schools by lot. (The usual correction
(cells - 1)(K - 1) / (2 T) is the large-sample limit of the same mean; with five pupils to a
cell it takes off a sixth too little.)

Source: Mora & Ruiz-Castillo (2011); bias of the plug-in information: Miller (1955).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.problem import IntArray
from skolval.indices import mutual_information
from skolval.indices._groups import overall_entropy

__all__ = ["Chain", "chain"]


@dataclass(frozen=True, slots=True)
class Chain:
    """Information about the group, in nats, each added part with its exact mean by lot.

    Parameters
    ----------
    first, second : M of the first and the second classification. both : of their cells.
    second_given_first, first_given_second : what one adds to the other. _level : the mean of
        that when the group has nothing to do with it; NaN for fractional weights.
    entropy : of the groups; divide by it for the scale of H. cells : occupied cells.
    """

    first: float
    second: float
    both: float
    second_given_first: float
    first_given_second: float
    second_given_first_level: float
    first_given_second_level: float
    entropy: float
    cells: int

    @property
    def second_given_first_corrected(self) -> float:
        """What the second adds to the first beyond chance."""
        return self.second_given_first - self.second_given_first_level

    @property
    def first_given_second_corrected(self) -> float:
        """What the first adds to the second beyond chance."""
        return self.first_given_second - self.first_given_second_level


def chain(first: IntArray, second: IntArray, group: IntArray, weight: FloatArray) -> Chain:
    """Return the chain of two classifications of the same pupils.

    Parameters
    ----------
    first, second, group : (n,) codes. weight : (n,) pupils per row.
    """
    shape = tuple(int(codes.max()) + 1 for codes in (first, second, group))
    flat = (first * shape[1] + second) * shape[2] + group
    cells = np.bincount(flat, weight, shape[0] * shape[1] * shape[2])
    cube = np.asarray(cells, np.float64).reshape(shape)
    cell = cube.reshape(-1, shape[2])
    m = [_m(n) for n in (cube.sum(axis=1), cube.sum(axis=0), cell)]
    return Chain(
        first=m[0], second=m[1], both=m[2],
        second_given_first=m[2] - m[0], first_given_second=m[2] - m[1],
        second_given_first_level=_level(cube),
        first_given_second_level=_level(cube.swapaxes(0, 1)),
        entropy=float(overall_entropy(cell)), cells=int((cell.sum(axis=1) > 0).sum()),
    )  # fmt: skip


def _m(n: FloatArray) -> float:
    return float(mutual_information.value(n[n.sum(axis=1) > 0]))


def _level(cube: FloatArray) -> float:
    """Return the mean of M(second | first) when every part of the first deals its pupils by lot."""
    if np.abs(cube - np.rint(cube)).max() > 1e-9:
        return float("nan")
    level, pupils = 0.0, cube.sum()
    for part in cube:
        used = part[part.sum(axis=1) > 0][:, part.sum(axis=0) > 0]
        if used.shape[1] > 1:
            level += float(used.sum() / pupils) * mutual_information.expected(used)
    return level
