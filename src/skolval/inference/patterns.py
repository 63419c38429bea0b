"""Patterns (partitioner): how many units have one group, two groups and so on, all of them listed.

A pattern is a row of counts, unit by unit made from smaller ones: a unit that gets `h` groups
turns a pattern into the one with one more unit of `h`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.problem import BoolArray, IntArray

__all__ = ["Patterns"]


@dataclass(frozen=True, slots=True)
class Patterns:
    """All patterns of at most so many groups.

    Parameters
    ----------
    counts : (n, most) units with 1, 2, ... groups; the first row is the empty pattern.
    totals : (n,) groups in all. moves : for a unit of 1, 2, ... groups, the rows that it can be
        added to and the rows they become.
    """

    counts: IntArray
    totals: IntArray
    moves: tuple[tuple[IntArray, IntArray], ...]

    def __len__(self) -> int:
        return len(self.totals)

    @staticmethod
    def many(total: int, most: int) -> int:
        """Return how many patterns there are of at most `total` groups, at most `most` each."""
        ways = [1] + [0] * total
        for size in range(1, most + 1):
            for reached in range(size, total + 1):
                ways[reached] += ways[reached - size]
        return sum(ways)

    @classmethod
    def of(cls, total: int, most: int) -> Patterns:
        """Return the patterns of at most `total` groups, at most `most` (>= 1) to a unit."""
        counts, totals = np.zeros((1, 0), np.int64), np.zeros(1, np.int64)
        for size in range(1, most + 1):
            room = (total - totals) // size + 1
            row = np.repeat(np.arange(len(totals)), room)
            added = np.arange(len(row)) - np.repeat(np.cumsum(room) - room, room)
            counts = np.c_[counts[row], added]
            totals = totals[row] + size * added
        radix = np.array([total // size + 1 for size in range(1, most + 1)], np.int64)
        stride = np.r_[np.cumprod(radix[::-1])[::-1][1:], 1].astype(np.int64)
        # the rows are made in the order of their codes, so that a code is found by halving
        code = counts @ stride
        moves = []
        for size in range(1, most + 1):
            before = np.flatnonzero(totals + size <= total)
            moves.append((before, np.searchsorted(code, code[before] + stride[size - 1])))
        return cls(counts, totals, tuple(moves))

    def of_rows(self, rows: BoolArray) -> Patterns:
        """Return some of the patterns, which nothing is added to any more."""
        return Patterns(self.counts[rows], self.totals[rows], ())
