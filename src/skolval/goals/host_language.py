"""As many pupils as possible have a teacher of their language (studiehandledning på modersmålet).

Counted are the pupils in groups at units where nobody speaks their language; a pupil whose
language is not noted does not count. Where a group may only take pupils whose language a
teacher speaks (`languages: required`) it is always 0.

value:  pupils in groups without a teacher of their language at the unit

Source
------
Skollagen (2010:800) 3 kap. 12 i §; Skolförordningen (2011:185) 5 kap. 4 §.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._each_option import linear, summed
from skolval.goals._hosted import in_groups
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = N_("pupils")
SAMPLES: tuple[dict[str, object], ...] = ({}, {"weight": 500})


class Params(GoalParams):
    """Only its place in the order of goals."""


def value(problem: Problem, chosen: IntArray, params: Params) -> int:  # noqa: ARG001 - the surface of every goal
    """Return how many pupils in groups have no teacher of their language."""
    return summed(_without(problem), chosen)


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Return the pupils of every option without a teacher of the language."""
    return linear(_without(problem))


def _without(problem: Problem) -> IntArray:
    """Return (n_options,) the pupils who would be in a group without a teacher."""
    found = np.zeros(len(problem.options), np.int64)
    rows, size = in_groups(problem)
    hosting = problem.hosting
    if hosting is None or not hosting.languages:
        return found
    language = hosting.party_language[problem.options.party[rows]]
    spoken = hosting.unit_language[problem.unit_of_option()[rows], np.maximum(language, 0)]
    found[rows] = np.where((language >= 0) & ~spoken, size, 0)
    return found
