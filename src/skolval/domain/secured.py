"""Secured places (säkrade platser): where a pupil goes before all who have none."""

from __future__ import annotations

import numpy as np

from skolval.domain.language import _
from skolval.domain.problem import BoolArray, Problem
from skolval.errors import Fault, InputError

__all__ = ["secured"]


def secured(problem: Problem) -> BoolArray:
    """Return for every option row whether the pupil's place there is secured.

    At the current unit under ``secured: current``, at the guarantee school (garantiskola) under
    ``secured: guarantee``, wherever the municipality has noted it, and at the place of a
    published placement that is honoured. A place by test is secured only by the last two.

    Raises
    ------
    InputError
        If the policy secures guarantee schools and the problem has none.

    Source: Skollagen 10 kap. 28 §; Correa et al. (2022), School Choice in Chile.
    """
    options, rows = problem.options, np.arange(len(problem.options))
    secure: BoolArray = problem.grounds.get("secured", np.full(len(rows), -1)) > 0
    if problem.honour is not None:
        secure = secure | (problem.honour[options.party] == rows)
    if problem.policy.secured == "current":
        here = problem.parties.current_unit[options.party] == problem.unit_of_option()
        if problem.tested is not None:
            here &= ~problem.tested[options.offering]
        secure = secure | here
    elif problem.policy.secured == "guarantee":
        if problem.guarantee is None:
            raise InputError(_without_guarantee(problem))
        secure = secure | (problem.guarantee[options.party] == rows)
    return secure


def _without_guarantee(problem: Problem) -> Fault:
    return Fault(
        _("The policy secures guarantee schools, and the problem has none."),
        file=problem.policy.name,
        column="secured",
        rule="guarantee",
        remedy=_("Make the problem anew from the instance under this policy."),
    )
