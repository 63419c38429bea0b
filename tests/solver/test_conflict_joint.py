"""The cheapest joint relaxation: the least that all hard rules give way, by brute force."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from cities import make_problem, tiny_problem
from skolval.domain.policy import Step
from skolval.errors import InfeasibleError
from skolval.registry import load
from skolval.solver.conflicts.joint import PER_PUPIL
from skolval.solver.conflicts.joint_words import CHEAPEST
from skolval.solver.solve import solve
from skolval.solver.system import Limits

MOST = 1500


def hard(name, **params):
    return Step(name, load("rule", name).Params(**params))


def two_ends(seats=(5, 5), **more):
    """Three pupils in the west and three in the east, each at a unit, 5 km apart."""
    metres = {(w, o): 100 if w == o else 5000 for w in (0, 1) for o in (0, 1)}
    given = {
        "offering_unit": [0, 1],
        "offering_grade": [0, 0],
        "seats": list(seats),
        "grade": [0] * 6,
        "area": [0] * 3 + [1] * 3,
        "options": [(i, o, metres[i // 3, o], 0) for i in range(6) for o in (0, 1)],
    }
    return make_problem(**(given | more))


PLACED, SEATS = hard("everyone_placed"), hard("capacity")
NEAR = hard("travel_limit", metres=1000)


def told(problem, rules, **more):
    with pytest.raises(InfeasibleError) as raised:
        solve(problem, rules=rules, goals=[], limits=Limits(gap=0.0), **more)
    return raised.value


def placements(problem):
    start = problem.options.start
    choices = [list(range(start[i], start[i + 1])) for i in range(len(problem.parties))]
    if np.prod([float(len(one)) for one in choices]) > MOST or not all(choices):
        return []
    return [np.array(row, np.int64) for row in product(*choices)]


def cost(problem, steps, chosen):
    return sum(
        breach.excess / PER_PUPIL.get(breach.unit, 1)
        for step in steps
        for breach in load("rule", step.name).breaches(problem, chosen, step.params)
    )


DRAWN = [
    hard("travel_limit", metres=1000, unless_none_nearer=False),
    hard("travel_budget", of="metres", metres=2000),
    hard("composition_band", points=5, basis="pupil", group="g"),
    hard("balance", at_most=0.1, basis="pupil", group="g"),
    hard("siblings_together"),
    hard("unit_size", minimum=2, may_stand_empty=False),
    hard("keep_place"),
    hard("newly_arrived_share", at_most=0.2),
    hard("programme_match"),
    hard("accessibility"),
    hard("transport_budget", at_most=3000, kronor_per_pupil=2000, pupils=0),
    hard("area_together"),
]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_gives_less_by_brute_force(seed):
    rng = np.random.default_rng(seed)
    compared = 0
    while compared < 5:
        problem = tiny_problem(rng)
        every = placements(problem)
        drawn = rng.choice(len(DRAWN), 3, replace=False)
        steps = [hard("everyone_placed"), hard("capacity"), *(DRAWN[k] for k in drawn)]
        if not every:
            continue
        least = min(cost(problem, steps, chosen) for chosen in every)
        if least == 0:
            continue
        found = told(problem, steps).clash["cheapest"]
        assert found["proven"]
        assert found["total"] == pytest.approx(least)
        assert sum(part["cost"] for part in found["parts"]) == pytest.approx(least)
        compared += 1


def changed(problem, rules, **more):
    error = told(problem, rules, **more)
    return error, next(fault for fault in error.faults if fault.rule == CHEAPEST)


def test_weights_of_the_reader_decide_what_gives_way():
    problem, rules = two_ends((2, 5)), [PLACED, SEATS, NEAR]
    _error, fault = changed(problem, rules)
    assert fault.remedy == "Cheapest: one seat in grade F at u000."
    assert "give way by at least 1, counted in pupils" in fault.message
    error, fault = changed(problem, rules, weights={"capacity": 7})
    assert fault.remedy == "Cheapest: a travel limit of 5,000 m instead of 1,000."
    assert "One pupil counts as much as 1,000 metres." in fault.message
    assert error.clash["cheapest"]["total"] == 4.0
    assert [part["rule"] for part in error.clash["cheapest"]["parts"]] == ["travel_limit"]


def test_two_clashes_apart_are_both_mended():
    problem = two_ends((2, 2), household=[0, -1, -1, 0, -1, -1])
    rules = [PLACED, SEATS, NEAR, hard("siblings_together")]
    _error, fault = changed(problem, rules)
    assert fault.remedy == (
        "Cheapest: one seat in grade F at u000 and one seat in grade F at u001; "
        "one household parted."
    )


def test_a_pupil_without_any_option_is_the_last_that_is_given_up():
    bare = two_ends(options=[(i, 0, 100, 0) for i in range(5)])
    error, _fault = changed(bare, [PLACED, SEATS])
    parts = {part["rule"]: part["cost"] for part in error.clash["cheapest"]["parts"]}
    assert parts == {"everyone_placed": 10.0}
    strict = hard("travel_limit", metres=50, unless_none_nearer=False)
    error, fault = changed(two_ends(), [PLACED, strict])
    assert "a travel limit of 100 m instead of 50" in fault.remedy
    assert error.clash["cheapest"]["total"] == 0.3
