"""Goals about introduction programmes (introduktionsprogram): what a host has too little of."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from skolval.domain.introduction_facts import Introduction
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.goals._each_option import by_pupil

__all__ = ["with_too_little"]


def with_too_little(
    problem: Problem,
    least: int,
    has: Callable[[Introduction], IntArray],
    *,
    who: Callable[[Introduction], BoolArray] | None = None,
) -> IntArray:
    """Return (n_options,) the pupils who would be where a host has less than `least`.

    Parameters
    ----------
    has : what each host has. who : the parties that count; all when None.
    """
    hosting, facts = problem.hosting, problem.introduction
    if hosting is None or facts is None:
        return np.zeros(len(problem.options), np.int64)
    host = hosting.option_host
    little = (host >= 0) & (has(facts)[np.maximum(host, 0)] < least)
    if who is not None:
        little &= who(facts)[problem.options.party]
    return by_pupil(problem, little.astype(np.int64))
