"""Which pupils are in some grades (årskurser)."""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import BoolArray, IntArray, Problem

__all__ = ["in_grades"]


def in_grades(problem: Problem, grade: IntArray, codes: tuple[str, ...]) -> BoolArray:
    """Return where `grade` is known and one of `codes`; no codes mean every grade."""
    known = grade >= 0
    if not codes:
        return known
    wanted = np.array([code in codes for code in problem.grades.codes])
    inside: BoolArray = known & wanted[np.maximum(grade, 0)]
    return inside
