"""Crossed decomposition (korsvis uppdelning): area against school, by the chain of information.

M(area x school) = M(area) + M(school | area) = M(school) + M(area | school): what the school
tells about a pupil's group beyond what the home area told, and the reverse. The cells of area
x school are tiny, so that M there is mostly chance: (cells - 1)(K - 1) / (2 T) is taken off.

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
    """Information about the group; `_corrected` has the plug-in bias removed, never below 0.

    Parameters
    ----------
    first, second : M of the first and the second classification. both : of their cells.
    second_given_first, first_given_second : what one adds to the other.
    entropy : of the groups; divide by it for the scale of H. cells : occupied cells.
    """

    first: float
    second: float
    both: float
    second_given_first: float
    first_given_second: float
    first_corrected: float
    second_corrected: float
    both_corrected: float
    entropy: float
    cells: int

    @property
    def second_given_first_corrected(self) -> float:
        """What the second adds to the first, bias removed."""
        return max(self.both_corrected - self.first_corrected, 0.0)

    @property
    def first_given_second_corrected(self) -> float:
        """What the first adds to the second, bias removed."""
        return max(self.both_corrected - self.second_corrected, 0.0)


def chain(first: IntArray, second: IntArray, group: IntArray, weight: FloatArray) -> Chain:
    """Return the chain of two classifications of the same pupils.

    Parameters
    ----------
    first, second, group : (n,) codes. weight : (n,) pupils per row.
    """
    cell = np.unique(first * (int(second.max()) + 1) + second, return_inverse=True)[1]
    tables = [_table(codes, group, weight) for codes in (first, second, cell)]
    m = [float(mutual_information.value(n)) for n in tables]
    less = [max(value - _bias(n), 0.0) for value, n in zip(m, tables, strict=True)]
    return Chain(
        first=m[0], second=m[1], both=m[2],
        second_given_first=m[2] - m[0], first_given_second=m[2] - m[1],
        first_corrected=less[0], second_corrected=less[1], both_corrected=less[2],
        entropy=float(overall_entropy(tables[2])), cells=len(tables[2]),
    )  # fmt: skip


def _table(codes: IntArray, group: IntArray, weight: FloatArray) -> FloatArray:
    rows, columns = int(codes.max()) + 1, int(group.max()) + 1
    flat = np.bincount(codes * columns + group, weight, rows * columns)
    table = np.asarray(flat, np.float64).reshape(rows, columns)
    used: FloatArray = table[table.sum(axis=1) > 0]
    return used


def _bias(n: FloatArray) -> float:
    groups = int((n.sum(axis=0) > 0).sum())
    return float((len(n) - 1) * (groups - 1) / (2 * n.sum()))
