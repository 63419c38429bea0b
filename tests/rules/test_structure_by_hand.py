"""Newly arrived, providers, pairs, next units, programmes, needs and transport, by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from pydantic import ValidationError

from cities import make_problem
from skolval.errors import InputError
from skolval.registry import load


def town(**fields):
    """Four pupils of grade F; units A and B at 100 m, C at 3,000 m; the first wishes for C."""
    problem = make_problem(
        offering_unit=[0, 1, 2],
        offering_grade=[0, 0, 0],
        seats=[4] * 3,
        grade=[0] * 4,
        current_unit=[-1, 2, -1, -1],
        options=[
            (i, o, (100, 101, 3000)[o], int(i == 0 and o == 2)) for i in range(4) for o in range(3)
        ],
    )
    return problem.replace(**fields)


def at(problem, units):
    """The option rows that place the pupils at `units` (None: no place)."""
    unit = problem.unit_of_option()
    return np.array(
        [
            -1 if u is None else int(np.flatnonzero((problem.options.party == i) & (unit == u))[0])
            for i, u in enumerate(units)
        ]
    )


def breaches(name, problem, units, **params):
    rule = load("rule", name)
    return rule.breaches(problem, at(problem, units), rule.Params(**params))


def test_newly_arrived_count_by_months_and_the_unknown_do_not():
    problem = town(months=np.array([3, 24, 25, -1]))
    (found,) = breaches("newly_arrived_share", problem, (0, 0, 0, 0), at_most=0.3)
    assert found.excess == 1  # two of four where 1.2 may be
    assert found.message == ("u000 has 2 newly arrived among 4 pupils but at most 1.2 are allowed.")
    assert breaches("newly_arrived_share", problem, (0, 0, 0, 0), at_most=0.5) == []
    found = breaches("newly_arrived_share", problem, (0, 1, 0, 1), at_most=0.4, months=12)
    assert [breach.where for breach in found] == ["u000"]
    (found,) = breaches("newly_arrived_share", problem, (0, 1, 1, 1), at_most=0.5, per="grade")
    assert found.where == "u000, grade F"


def test_nobody_is_placed_at_an_independent_unit_without_wish_or_going_there():
    problem = town(unit_provider=np.array([0, 0, 1]))
    (found,) = breaches("provider_fixed", problem, (2, 2, 2, 0))
    assert found.parties == (2,)
    assert found.message == (
        "Pupil e00002 is placed at the independent unit u002 without having wished for it or "
        "gone there."
    )
    assert breaches("provider_fixed", problem, (2, 2, 2, 2), opt_in=("u002",)) == []
    found = breaches("provider_fixed", problem, (2, 2, 0, None), wished=False, current=False)
    assert [breach.parties for breach in found] == [(0,), (1,)]


def test_needs_are_met_by_a_unit_with_every_word_of_them():
    problem = town(
        needs=np.array(["", "lift", "lift loop", "ramp"]),
        unit_features=np.array(["loop lift ramp", "lift", ""]),
    )
    assert breaches("accessibility", problem, (2, 1, 0, 0)) == []
    found = breaches("accessibility", problem, (2, 2, 1, None))
    assert [breach.parties for breach in found] == [(1,), (2,)]
    assert (
        found[0].message == "Pupil e00001 is placed at u002, which does not meet the pupil's needs."
    )


def test_a_pupil_whose_needs_no_unit_meets_can_be_spared():
    problem = town(needs=np.array(["", "", "", "pool"]), unit_features=np.array(["lift", "", ""]))
    assert len(breaches("accessibility", problem, (0, 0, 0, 0))) == 1
    assert breaches("accessibility", problem, (0, 0, 0, 0), unless_none=True) == []


def test_a_programme_is_for_those_who_applied_for_it():
    problem = town(
        programme=np.array(["music", "music", "", "dance"]),
        offering_programme=np.array(["", "music", "sports"]),
    )
    assert breaches("programme_match", problem, (1, 1, 0, None)) == []
    found = breaches("programme_match", problem, (0, 2, 1, 0))
    assert [breach.parties for breach in found] == [(0,), (1,), (2,), (3,)]
    assert found[0].message == (
        "Pupil e00000 is placed at o000, which is not the programme applied for."
    )
    found = breaches("programme_match", problem, (1, 1, 1, 0), others=True)
    assert [breach.parties for breach in found] == [(3,)]
    assert breaches("programme_match", problem, (1, 1, 0, 0), unless_none=True) == []


def test_transport_is_counted_in_kronor_at_the_highest_and_in_pupils():
    (found,) = breaches(
        "transport_budget", town(), (2, 2, 0, 1), at_most=150, kronor_per_pupil=(60, 80)
    )
    assert (found.excess, found.unit) == (10, "kronor")
    assert "costs 120-160 kronor in a school year but at most 150 are" in found.message
    assert (
        breaches("transport_budget", town(), (2, 2, 0, 1), at_most=160, kronor_per_pupil=80) == []
    )
    (found,) = breaches("transport_budget", town(), (2, 2, 2, None), pupils=1)
    assert (found.where, found.excess) == ("pupils", 2)
    assert found.message.startswith("3 pupils are entitled to school transport but at most 1")


def test_an_option_with_a_cost_of_its_own_counts_that():
    problem = town()
    cost = np.where(problem.unit_of_option() == 0, 500, 0)
    problem = problem.replace(options=dataclasses.replace(problem.options, cost=cost))
    (found,) = breaches(
        "transport_budget", problem, (0, 2, 1, 1), at_most=550, kronor_per_pupil=100
    )
    assert found.excess == 50


@pytest.mark.parametrize(
    ("name", "params", "needs"),
    [
        ("newly_arrived_share", {"at_most": 0.1}, "months_in_sweden"),
        ("provider_fixed", {}, "the units' providers"),
        ("accessibility", {}, "needs"),
        ("programme_match", {}, "programme"),
        ("feeder_continuity", {}, "next_unit"),
    ],
)
def test_a_rule_without_its_facts_says_what_it_needs(name, params, needs):
    with pytest.raises(InputError) as told:
        breaches(name, town(), (0, 0, 0, 0), **params)
    assert told.value.faults[0].value == needs
    assert name in told.value.faults[0].message
    assert told.value.faults[0].remedy


def spans():
    """Units A and B with grades F and 4; pupils F at A, F at B, 4 at A, 4 nowhere today."""
    return make_problem(
        offering_unit=[0, 0, 1, 1],
        offering_grade=[0, 4, 0, 4],
        seats=[4] * 4,
        grade=[0, 0, 4, 4],
        current_unit=[0, 1, 0, -1],
        options=[(i, o + (i > 1), 100 + o, 0) for i in range(4) for o in (0, 2)],
    )


PAIR = {"units": ("u000", "u001"), "lower": ("F", "1"), "upper": ("4",)}


def test_a_pair_has_the_lower_grades_at_one_and_the_upper_at_the_other():
    assert breaches("paired_units", spans(), (0, 0, 1, 1), pairs=(PAIR,)) == []
    (found,) = breaches("paired_units", spans(), (0, 1, 0, None), pairs=(PAIR,))
    assert (found.excess, found.parties, found.where) == (2, (1, 2), "u000, u001")
    assert found.message == (
        "2 pupils are misplaced in the pair of u000 (grades F-1) and u001 (grades 4)."
    )


def test_a_pair_may_be_turned_where_that_misplaces_fewer():
    assert breaches("paired_units", spans(), (1, 1, 0, 0), pairs=(PAIR,), either_way=True) == []
    (found,) = breaches("paired_units", spans(), (0, 1, 0, 0), pairs=(PAIR,), either_way=True)
    assert (found.excess, found.parties) == (1, (0,))


def test_pairs_of_unknown_units_bind_nobody():
    pair = {**PAIR, "units": ("u007", "u008")}
    assert breaches("paired_units", spans(), (0, 1, 0, 1), pairs=(pair,), follow=True) == []


def test_whoever_goes_to_a_pair_stays_in_it_where_that_is_asked_for():
    """Unit C offers grade F too: leaving for C is free unless the pair keeps its pupils."""
    problem = make_problem(
        offering_unit=[0, 1, 2],
        offering_grade=[0, 4, 0],
        seats=[4] * 3,
        grade=[0, 0, 4],
        current_unit=[1, -1, 0],
        options=[(0, 0, 1, 0), (0, 2, 1, 0), (1, 0, 1, 0), (1, 2, 1, 0), (2, 1, 1, 0)],
    )
    assert breaches("paired_units", problem, (2, 2, 1), pairs=(PAIR,)) == []
    (found,) = breaches("paired_units", problem, (2, 2, 1), pairs=(PAIR,), follow=True)
    assert found.parties == (0,)


@pytest.mark.parametrize(
    "pairs",
    [
        (),
        ({**PAIR, "units": ("u000", "u000")},),
        ({**PAIR, "upper": ("F",)},),
        ({**PAIR, "lower": ()},),
        (PAIR, {**PAIR, "units": ("u001", "u002")}),
    ],
)
def test_a_pair_is_two_units_with_grades_of_their_own(pairs):
    with pytest.raises(ValidationError):
        load("rule", "paired_units").Params(pairs=pairs)


def leavers(**fields):
    """Unit A ends with grade F; its four pupils of grade 4 can go to B, C or (not the last) D.

    A fifth comes from B, which has grade 4 itself.
    """
    problem = make_problem(
        offering_unit=[0, 1, 2, 3],
        offering_grade=[0, 4, 4, 4],
        seats=[4] * 4,
        grade=[4] * 5,
        current_unit=[0, 0, 0, 0, 1],
        options=[(i, o, 100 * o, 0) for i in range(5) for o in (1, 2, 3) if (i, o) != (3, 3)],
    )
    return problem.replace(**fields)


NEXT = np.array([3, 2, -1, -1])


def test_a_class_whose_unit_ends_goes_on_to_the_next_unit():
    """D is next: three of the four can go there, the last has no option there."""
    problem = leavers(next_unit=NEXT)
    assert breaches("feeder_continuity", problem, (3, 3, 3, 1, 1)) == []
    (found,) = breaches("feeder_continuity", problem, (3, 1, 2, 1, 1))
    assert (found.excess, found.parties, found.where) == (2, (1, 2), "u000, grade 4")
    assert found.message == (
        "2 of the 3 pupils who can go on from u000 to u003 in grade 4 are placed elsewhere "
        "but at most 0 may be."
    )


def test_a_share_of_the_classmates_is_enough_and_is_rounded_up():
    problem = leavers(next_unit=NEXT)
    assert breaches("feeder_continuity", problem, (3, 3, 2, 1, 1), at_least=0.5) == []
    (found,) = breaches("feeder_continuity", problem, (3, 1, 2, 1, 1), at_least=0.5)
    assert found.excess == 1
    assert breaches("feeder_continuity", problem, (1, None, None, 1, 1), at_least=0.6) == []


def test_the_policy_goes_before_the_instance_about_the_next_unit():
    told = {"next_unit": {"u000": "u001"}}
    assert breaches("feeder_continuity", leavers(next_unit=NEXT), (1, 1, 1, 1, 1), **told) == []
    (found,) = breaches("feeder_continuity", leavers(), (3, 1, 1, 1, 1), **told)
    assert found.parties == (0,)
    gone = {"next_unit": {"u000": "u009", "u008": "u000"}}
    assert breaches("feeder_continuity", leavers(), (3, 1, 1, 1, 1), **gone) == []


def test_an_offering_without_a_grade_is_no_grade_to_stay_in():
    """A preparatory class at A, which has no grade, does not make A a unit with the last grade."""
    problem = leavers(next_unit=NEXT)
    offerings = dataclasses.replace(problem.offerings, grade=np.array([-1, 9, 9, 9]))
    parties = dataclasses.replace(problem.parties, grade=np.full(5, 9))
    problem = problem.replace(offerings=offerings, parties=parties)
    (found,) = breaches("feeder_continuity", problem, (1, 3, 3, 1, 1))
    assert found.parties == (0,)


def test_a_unit_is_never_its_own_next_unit():
    with pytest.raises(ValidationError):
        load("rule", "feeder_continuity").Params(next_unit={"u000": "u000"})
    assert breaches("feeder_continuity", leavers(next_unit=np.arange(4)), (1, 2, 3, 1, 1)) == []


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"at_most": 100},
        {"kronor_per_pupil": 10, "pupils": 3},
        {"at_most": 100, "kronor_per_pupil": (20, 10)},
    ],
)
def test_a_budget_has_a_sum_and_what_a_pupil_costs_or_a_number_of_pupils(params):
    with pytest.raises(ValidationError):
        load("rule", "transport_budget").Params(**params)
