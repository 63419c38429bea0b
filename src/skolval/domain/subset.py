"""A problem with some of its option rows only (delproblem)."""

from __future__ import annotations

import numpy as np

from skolval.domain.admissible import kept_options
from skolval.domain.problem import BoolArray, IntArray, Problem

__all__ = ["with_rows"]


def with_rows(problem: Problem, keep: BoolArray) -> Problem:
    """Return `problem` with the option rows of `keep`, renumbered in the same order."""
    number = np.where(keep, np.cumsum(keep) - 1, -1)

    def renumbered(rows: IntArray | None) -> IntArray | None:
        return None if rows is None else np.where(rows >= 0, number[np.maximum(rows, 0)], -1)

    def kept(column: IntArray | None) -> IntArray | None:
        return None if column is None else column[keep]

    return problem.replace(
        options=kept_options(problem.options, keep),
        grounds={name: noted[keep] for name, noted in problem.grounds.items()},
        straight=kept(problem.straight),
        second_metres=kept(problem.second_metres),
        unsafe_metres=kept(problem.unsafe_metres),
        guarantee=renumbered(problem.guarantee),
        honour=renumbered(problem.honour),
    )
