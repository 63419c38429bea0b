"""Whom the host units have today: by hand in Ankomst, of a group of the instance or newly arrived.

Today A has 20 newly arrived of 100, B 10 of 50, C none, and nobody knows D, which counts as the
mean of the others. Of the balance group A has 60 per cent, B 30, C 15 and D is not known.
"""

from __future__ import annotations

import numpy as np
import pytest

from arrivals_town import arrivals_problem
from skolval.registry import load
from skolval.solver.model import ArrayModel

GOAL = load("goal", "host_composition")


@pytest.fixture(scope="module")
def ankomst():
    problem = arrivals_problem()
    hosting = problem.hosting.replace(
        unit_pupils=np.array([100, 50, 40, 0]), unit_recent=np.array([20, 10, 0, 0])
    )
    return problem.replace(hosting=hosting, unit_share=np.array([[600], [300], [150], [-1]]))


def at(problem, **units):
    """Option rows of pupils by number, ``n1="A"``; -1 for the others."""
    chosen = np.full(len(problem.parties), -1, np.int64)
    unit = problem.unit_of_option()
    for row, party in enumerate(problem.options.party.tolist()):
        if units.get(str(problem.parties.ids[party])) == problem.unit_ids[unit[row]]:
            chosen[party] = row
    assert (chosen >= 0).sum() == len(units)
    return chosen


@pytest.mark.parametrize(
    ("params", "units", "value"),
    [
        ({}, {"n1": "A", "n2": "B", "n4": "C"}, 600 + 300 + 150),
        ({}, {"n5": "D"}, (600 + 300 + 150) // 3),  # the mean of those known
        ({}, {"n6": "A"}, 0),  # of the preschool class: in no group
        ({}, {"n8": "C", "n1": "A"}, 600),  # needs no group
        ({"of": "newly_arrived"}, {"n1": "A", "n2": "B", "n4": "C"}, 200 + 200 + 0),
        ({"of": "newly_arrived"}, {"n5": "D"}, 133),
        ({"group": "low_education"}, {"n1": "A"}, 600),
    ],
)
def test_a_unit_counts_its_share_once_for_every_pupil_in_a_group(ankomst, params, units, value):
    settings, chosen = GOAL.Params(**params), at(ankomst, **units)
    assert GOAL.value(ankomst, chosen, settings) == value
    posted = GOAL.post(ankomst, ArrayModel(len(ankomst.options)), settings)
    taken = np.isin(posted.columns, chosen[chosen >= 0])
    assert int(posted.coefficients[taken].sum()) == value


def test_what_is_read_to_people_is_the_mean_share_of_those_in_groups(ankomst):
    chosen = at(ankomst, n1="A", n2="B", n8="C")
    assert GOAL.reading(ankomst, chosen, GOAL.Params()) == {"share": pytest.approx(0.45)}
    assert GOAL.reading(ankomst, at(ankomst, n8="C"), GOAL.Params()) == {}


def test_where_no_share_is_known_no_unit_is_better_than_another(ankomst):
    bare = ankomst.replace(unit_share=None)
    assert GOAL.value(bare, at(bare, n1="A", n2="B"), GOAL.Params()) == 0
    unknown = ankomst.replace(hosting=ankomst.hosting.replace(unit_pupils=np.zeros(4, np.int64)))
    newly = GOAL.Params(of="newly_arrived")
    assert GOAL.value(unknown, at(unknown, n1="A"), newly) == 0
    without = ankomst.replace(hosting=None)
    assert GOAL.value(without, at(ankomst, n1="A"), newly) == 0
