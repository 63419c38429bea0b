"""The problem of a decision about introduction programmes: pupils, seats and who may run what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.introduction_facts import introduction_hosting, introduction_of
from skolval.domain.introduction_view import introduction_view
from skolval.domain.spine import build_problem
from skolval.domain.subset import with_rows

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.policy import Policy
    from skolval.domain.problem import Problem
    from skolval.domain.travel import TravelTable

__all__ = ["introduction_problem"]


def introduction_problem(instance: Instance, policy: Policy, travel: TravelTable) -> Problem:
    """Return the problem that `policy` makes of the introduction pupils.

    Parameters
    ----------
    instance : the whole one. travel : distances of the pupils of its view, see
        `introduction_view`.
    """
    problem = build_problem(introduction_view(instance, policy), policy, travel)
    hosting = introduction_hosting(instance, problem)
    problem = problem.replace(hosting=hosting, introduction=introduction_of(instance, problem))
    own = hosting.kept[problem.options.party]
    rows = np.arange(len(problem.options))
    return with_rows(problem, (own < 0) | (own == rows))
