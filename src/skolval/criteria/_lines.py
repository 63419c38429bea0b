"""Metres by route or as the crow flies (fågelvägen), as a criterion measures them."""

from __future__ import annotations

import numpy as np

from skolval.criteria._needed import given
from skolval.domain.language import _
from skolval.domain.problem import IntArray, Problem
from skolval.errors import Fault, InputError

__all__ = ["measured"]


def measured(problem: Problem, measure: str) -> IntArray:
    """Return (n_options,) metres by ``route``, or ``straight``.

    A protected identity's are unknown and stand as 0 in both.

    Raises
    ------
    InputError
        If a straight line is asked for and the position of a home or a unit is unknown.
    """
    if measure == "route":
        return problem.options.metres
    remedy = _("Make the problem anew from the instance under this policy.")
    straight = given(problem.straight, _("straight lines"), remedy)
    hidden = problem.parties.protected[problem.options.party]
    lost = np.flatnonzero((straight < 0) & ~hidden)
    if len(lost):
        party = problem.parties.ids[problem.options.party[lost[0]]]
        unit = problem.unit_ids[problem.unit_of_option()[lost[0]]]
        raise InputError(
            Fault(
                _("There is no straight line from pupil {pupil} to unit {unit}.").format(
                    pupil=party, unit=unit
                ),
                value=str(party),
                rule="position",
                remedy=_("Give both a position, or measure the route."),
            )
        )
    lines: IntArray = np.where(hidden, 0, straight)
    return lines
