"""Infeasible examples and what a planner is told: every number is the least by hand."""

from __future__ import annotations

import pytest

from cities import make_problem
from skolval.domain.policy import Step
from skolval.errors import InfeasibleError
from skolval.registry import load
from skolval.solver.conflict import seats_too_few
from skolval.solver.conflicts.joint_words import CHEAPEST
from skolval.solver.solve import solve
from skolval.solver.system import Limits


def rule(name, **params):
    return Step(name, load("rule", name).Params(**params))


def two_ends(seats=(5, 5), **more):
    """Three pupils in the west (90 % of the group) and three in the east (10 %), 5 km apart."""
    metres = {(w, o): 100 if w == o else 5000 for w in (0, 1) for o in (0, 1)}
    given = {
        "offering_unit": [0, 1],
        "offering_grade": [0, 0],
        "seats": list(seats),
        "grade": [0] * 6,
        "area": [0] * 3 + [1] * 3,
        "area_share": [900] * 3 + [100] * 3,
        "options": [(i, o, metres[i // 3, o], 0) for i in range(6) for o in (0, 1)],
    }
    return make_problem(**(given | more))


TODAY = {"current_unit": [0] * 3 + [1] * 3}
PLACED, SEATS, NEAR = rule("everyone_placed"), rule("capacity"), rule("travel_limit", metres=1000)

EXAMPLES = {
    "too few seats": (
        two_ends((2, 2)), [PLACED, SEATS], {"everyone_placed", "capacity"},
        ["All 6 pupils in grade F have 4 seats: 2 too few.", "2 pupils would have no place.",
         "2 more seats are needed. Add 2 seats in grade F at u000."],
    ),
    "nothing near enough": (
        two_ends(), [PLACED, rule("travel_limit", metres=50, unless_none_nearer=False)],
        {"everyone_placed", "travel_limit"},
        ["All 6 pupils in grade F have no unit within 50 m.",
         "A travel limit of 50 m is asked; with the other rules at least 100 m is needed."],
    ),
    "too few seats near": (
        two_ends((2, 5)), [PLACED, SEATS, NEAR], {"everyone_placed", "capacity", "travel_limit"},
        ["3 pupils in a000, grade F, have 2 seats within 1,000 m or at the nearest unit: 1 too few.",
         "One more seat is needed. Add one seat in grade F at u000.",
         "Set metres of travel_limit to 5,000."],
    ),
    "even and near": (
        two_ends(), [PLACED, SEATS, NEAR, rule("balance", at_most=0.3)],
        {"everyone_placed", "travel_limit", "balance"},
        ["D at most 0.3 is asked; with the other rules at least 0.8 is needed.",
         "Set at_most of balance to 0.8."],
    ),
    "within a band and near": (
        two_ends(), [PLACED, SEATS, NEAR, rule("composition_band", points=10)],
        {"everyone_placed", "travel_limit", "composition_band"},
        [("At most 10 points from the municipality are asked; with the other rules at least 40 "
         "points are needed.")],
    ),
    "within a band and full": (
        two_ends((3, 3)), [PLACED, SEATS, rule("composition_band", points=5)],
        {"everyone_placed", "capacity", "composition_band"},
        ["Set points of composition_band to 14.", "One more seat is needed."],
    ),
    "a minimum size": (
        two_ends(minimum=[4, 4]), [PLACED, SEATS, NEAR], {"everyone_placed", "capacity"},
        [("capacity must be broken by at least 2 pupils. In one such placement: Offering o000 has a "
          "minimum size of 4 but 3 pupils are placed there.")],
    ),
    "small units": (
        two_ends(), [PLACED, SEATS, rule("unit_size", maximum=2)], {"everyone_placed", "unit_size"},
        ["At most 2 pupils at a unit are asked; with the other rules at least 3 is needed."],
    ),
    "large units": (
        two_ends(), [PLACED, SEATS, rule("unit_size", minimum=4, may_stand_empty=False)],
        {"unit_size"},
        ["No placement meets unit_size.",
         "At least 4 pupils at a unit are asked; with the other rules at most 3 can be had."],
    ),
    "a travel budget in metres": (
        two_ends((2, 5)), [PLACED, SEATS, rule("travel_budget", of="metres", metres=5000)],
        {"everyone_placed", "capacity", "travel_budget"},
        ["A travel budget of 5,000 m is set; with the other rules at least 5,500 m is needed."],
    ),
    "a travel budget in per cent": (
        two_ends((2, 5)), [PLACED, SEATS, rule("travel_budget", percent=50)],
        {"everyone_placed", "capacity", "travel_budget"},
        ["with the other rules at least 816.67 per cent is needed."],
    ),
    "nobody moves": (
        two_ends((2, 5), **TODAY), [PLACED, SEATS, rule("move_budget", at_most=0)],
        {"everyone_placed", "capacity", "move_budget"},
        ["At most 0 pupils may be moved; with the other rules at least 1 must move."],
    ),
    "everybody stays": (
        two_ends((2, 5), **TODAY), [PLACED, SEATS, rule("keep_place")],
        {"everyone_placed", "capacity", "keep_place"},
        ["One pupil must leave the current unit."],
    ),
    "nobody loses the unit near home": (
        two_ends((2, 5)), [PLACED, SEATS, rule("near_home_right")],
        {"everyone_placed", "capacity", "near_home_right"},
        ["One pupil must lose the units near home."],
    ),
    "no longer way than today": (
        two_ends((2, 5), **TODAY), [PLACED, SEATS, rule("travel_change", metres=500)],
        {"everyone_placed", "capacity", "travel_change"},
        [("Ways at most 500 m longer than today's are asked; with the other rules at least 4,900 m "
          "is needed.")],
    ),
    "siblings from two ends": (
        two_ends((3, 5), household=[0, -1, -1, 0, -1, -1]),
        [PLACED, SEATS, rule("siblings_together"), NEAR],
        {"everyone_placed", "siblings_together", "travel_limit"},
        [("One pair of siblings must be parted. In one such placement it concerns one household."),
         "Cheapest: one household parted."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_clash_is_told_in_words_with_the_numbers(name):
    problem, rules, named, sentences = EXAMPLES[name]
    with pytest.raises(InfeasibleError) as raised:
        solve(problem, rules=rules, goals=[], limits=Limits(gap=0.0))
    assert {fault.rule for fault in raised.value.faults} == named | {CHEAPEST}
    assert raised.value.clash["proven"] == "smallest"
    for sentence in sentences:
        assert sentence in str(raised.value)


def test_the_quick_look_finds_crowds_without_the_solver_and_nothing_else():
    problem, rules, named, _sentences = EXAMPLES["too few seats near"]
    error = seats_too_few(problem, rules)
    assert {fault.rule for fault in error.faults} == named
    crowd = error.clash["crowds"][0]
    assert (crowd["pupils"], crowd["seats"], crowd["short"], crowd["metres"]) == (3, 2, 1, 1000)
    assert seats_too_few(*EXAMPLES["even and near"][:2]) is None
    assert seats_too_few(problem, []) is None
