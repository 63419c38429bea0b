"""What a criterion cannot do without."""

from __future__ import annotations

import numpy as np

from skolval.domain.language import _
from skolval.domain.problem import IntArray, Problem
from skolval.errors import Fault, InputError

__all__ = ["given", "noted"]


def given(value: IntArray | None, what: str, remedy: str) -> IntArray:
    """Return `value`, which the problem must have.

    Raises
    ------
    InputError
        If it has none.
    """
    if value is None:
        raise InputError(
            Fault(
                _("A criterion of the policy needs {what}, and there is none.").format(what=what),
                value=what,
                rule="needed",
                remedy=remedy,
            )
        )
    return value


def noted(problem: Problem, ground: str) -> IntArray:
    """Return (n_options,) what is noted of `ground`, -1 for nothing.

    Raises
    ------
    InputError
        If the instance notes it about nobody: a criterion that cannot decide is a mistake.
    """
    remedy = _("Add rows with ground {ground} to the table grounds, or take the criterion away.")
    found = given(problem.grounds.get(ground), ground, remedy.format(ground=ground))
    return np.asarray(found, np.int64)
