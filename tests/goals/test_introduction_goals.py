"""Goals of introduction programmes in Gymby: who reads apart, and who lacks teachers."""

from __future__ import annotations

import numpy as np
import pytest

from gymnasium_town import run
from skolval.registry import load
from skolval.solver.model import ArrayModel


def rows(problem, **where):
    """The option row of each named pupil's place; -1 for the others."""
    chosen = np.full(len(problem.parties), -1, np.int64)
    for row in range(len(problem.options)):
        pupil = problem.parties.ids[problem.options.party[row]]
        if where.get(pupil) == problem.offerings.ids[problem.options.offering[row]][0]:
            chosen[problem.options.party[row]] = row
    return chosen


@pytest.mark.parametrize(
    ("name", "params", "where", "value"),
    [
        # at A 8 hours are read with national programmes, nowhere else any
        ("coreading", {}, {"v1": "A", "a1": "A"}, 0),
        ("coreading", {}, {"v1": "D", "a1": "B", "s1": "A"}, 2),
        ("coreading", {"hours": 9}, {"v1": "A"}, 1),
        # B has the only qualified teacher; v1 is not newly arrived
        ("qualified_teachers", {}, {"s1": "B", "s2": "A", "v1": "A"}, 1),
        ("qualified_teachers", {"teachers": 2}, {"s1": "B", "s2": "A"}, 2),
        ("qualified_teachers", {}, {}, 0),
    ],
)
def test_a_goal_counts_by_hand_and_its_columns_say_the_same(name, params, where, value):
    problem, goal = run().problem, load("goal", name)
    settings, chosen = goal.Params(**params), rows(run().problem, **where)
    assert goal.value(problem, chosen, settings) == value
    posted = goal.post(problem, ArrayModel(len(problem.options)), settings)
    taken = np.isin(posted.columns, chosen[chosen >= 0])
    assert int(posted.coefficients[taken].sum()) == value
