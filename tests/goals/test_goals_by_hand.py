"""What each goal counts, in a town counted by hand."""

from __future__ import annotations

import numpy as np

from cities import make_problem
from skolval.registry import load


def town():
    """Three pupils (the last a party of two), units A at 100 m and B at 900 m; wishes differ."""
    wishes = {(0, 0): 1, (0, 1): 2, (1, 1): 1}
    return make_problem(
        offering_unit=[0, 1],
        offering_grade=[0, 0],
        seats=[4, 4],
        grade=[0] * 3,
        size=[1, 1, 2],
        area_share=[1000, 0, 500],
        current_unit=[0, 1, -1],
        options=[(i, o, 100 + 800 * o, wishes.get((i, o), 0)) for i in range(3) for o in (0, 1)],
    )


def value(name, units):
    """The value when the pupils are placed at `units` (None: no place)."""
    problem, goal = town(), load("goal", name)
    at = problem.unit_of_option()
    chosen = [
        -1 if unit is None else int(np.flatnonzero((problem.options.party == i) & (at == unit))[0])
        for i, unit in enumerate(units)
    ]
    return goal.value(problem, np.array(chosen), goal.Params())


def test_travel_adds_metres_of_every_pupil():
    assert value("travel", (0, 1, 1)) == 100 + 900 + 2 * 900
    assert value("travel", (0, None, None)) == 100


def test_choice_rank_counts_an_unwished_unit_as_one_more_than_the_longest_list():
    assert value("choice_rank", (0, 1, 0)) == 1 + 1 + 2 * 3
    assert value("choice_rank", (1, 0, None)) == 2 + 3


def test_moves_counts_only_who_could_have_stayed():
    assert value("moves", (0, 1, 0)) == 0
    assert value("moves", (1, 0, 1)) == 2
    assert value("moves", (None, 0, 0)) == 1


def test_imbalance_is_the_sum_of_deviations_in_parts_of_a_pupil():
    """P = 2000/4 permille = 0.5; A holds (1.0), B holds (0.0, 0.5, 0.5): |0.5| + |-0.5|."""
    assert value("imbalance", (0, 1, 1)) == 100_000
    assert value("imbalance", (0, 0, 1)) == 0
