"""The solver against brute force, its determinism, and what it says when it cannot."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from cities import city, make_problem, tiny_problem
from skolval.domain.placement import Status
from skolval.domain.policy import Step
from skolval.errors import InfeasibleError, TimeRanOutError
from skolval.registry import load
from skolval.solver.outcome import hard_breaches, price_paid
from skolval.solver.solve import solve
from skolval.solver.system import Limits

EXACT = Limits(gap=0.0)


def rule(name, **params):
    return Step(name, load("rule", name).Params(**params))


def goal(name, **params):
    return Step(name, load("goal", name).Params(**params))


def every_placement(problem):
    """All placements of a tiny problem, one row per placement."""
    start = problem.options.start
    choices = [[-1, *range(start[i], start[i + 1])] for i in range(len(problem.parties))]
    return [np.array(row, np.int64) for row in product(*choices)]


def best_by_force(problem, rules, goals):
    """The lexicographically least goal values over all placements, or None."""
    values = [
        (
            load("goal", goals[0].name).value(problem, chosen, goals[0].params)
            + price_paid(problem, chosen, rules),
            *(load("goal", g.name).value(problem, chosen, g.params) for g in goals[1:]),
        )
        for chosen in every_placement(problem)
        if not hard_breaches(problem, chosen, rules)
    ]
    return min(values) if values else None


RULE_SETS = [
    [rule("everyone_placed"), rule("capacity")],
    [rule("everyone_placed", price=20000), rule("capacity")],
    [rule("everyone_placed"), rule("capacity", price=900), rule("balance", at_most=0.4)],
    [rule("everyone_placed"), rule("capacity"), rule("siblings_together", price=700)],
    [rule("everyone_placed", price=9000), rule("capacity"), rule("travel_limit", metres=2000)],
    [rule("everyone_placed"), rule("balance", at_most=0.2, basis="pupil", price=1500)],
    [rule("everyone_placed"), rule("composition_band", points=30)],
]
GOAL_SETS = [
    [goal("travel")],
    [goal("choice_rank"), goal("travel")],
    [goal("imbalance"), goal("moves"), goal("travel")],
]


@pytest.mark.parametrize("goals", GOAL_SETS, ids=lambda goals: goals[0].name)
@pytest.mark.parametrize("rules", RULE_SETS, ids=range(len(RULE_SETS)))
def test_the_solver_finds_what_brute_force_finds(rules, goals):
    rng = np.random.default_rng(7)
    outcomes = set()
    for _ in range(12):
        problem = tiny_problem(rng)
        if len(every_placement(problem)) > 2000:
            continue
        expected = best_by_force(problem, rules, goals)
        outcomes.add(expected is None)
        if expected is None:
            with pytest.raises(InfeasibleError):
                solve(problem, rules=rules, goals=goals, limits=EXACT)
            continue
        solved = solve(problem, rules=rules, goals=goals, limits=EXACT)
        told = [entry["value"] for entry in solved.details["goals"]]
        assert (told[0] + solved.details["price_paid"], *told[1:]) == expected
        assert solved.status == Status.OPTIMAL
        assert solved.bound <= solved.objective == expected[0]
        assert not hard_breaches(problem, solved.chosen, rules)
    assert False in outcomes


@pytest.mark.parametrize("engine", ["highs", "cp_sat"])
def test_a_second_engine_finds_the_same_least_travel(engine):
    rng = np.random.default_rng(11)
    rules = [rule("everyone_placed", price=50000), rule("capacity"), rule("balance", at_most=0.5)]
    for _ in range(6):
        problem = tiny_problem(rng)
        one = solve(problem, rules=rules, goals=[goal("travel")], limits=EXACT)
        two = solve(problem, rules=rules, goals=[goal("travel")], limits=EXACT, engine=engine)
        assert one.objective == two.objective


def test_min_cost_flow_and_the_mixed_programme_agree_on_pure_placement():
    problem = city(pupils=120, units=6, areas=10, nearest=4, seed=3)
    rules = [rule("everyone_placed"), rule("capacity")]
    by_flow = solve(problem, rules=rules, goals=[goal("travel")], limits=EXACT)
    by_highs = solve(problem, rules=rules, goals=[goal("travel")], limits=EXACT, engine="highs")
    assert by_flow.details["goals"][0]["engine"] == "min_cost_flow"
    assert by_flow.objective == by_highs.objective == by_flow.bound
    assert by_flow.gap == 0.0


def test_the_same_inputs_give_the_same_placement_and_another_seed_another_one():
    problem = city(pupils=300, units=8, areas=12, seed=2)
    rules = [rule("everyone_placed"), rule("capacity"), rule("balance", at_most=0.35)]
    asked = {"rules": rules, "goals": [goal("travel")], "limits": Limits(gap=0.005)}
    first = solve(problem, **asked)
    again = solve(problem, **asked)
    assert first.chosen.tobytes() == again.chosen.tobytes()
    other = solve(problem.replace(policy=problem.policy.replace(seed="annat frö")), **asked)
    assert other.chosen.tobytes() != first.chosen.tobytes()
    assert other.objective == pytest.approx(first.objective, rel=0.005)


def test_among_equal_pupils_the_best_lot_gets_the_nearest_unit():
    from skolval.criteria._lots import lot_places

    problem = make_problem(
        offering_unit=[0, 1],
        offering_grade=[0, 0],
        seats=[2, 2],
        grade=[0, 0, 0, 0],
        options=[(i, o, 100 + 500 * o, 0) for i in range(4) for o in range(2)],
    )
    solved = solve(
        problem,
        rules=[rule("everyone_placed"), rule("capacity")],
        goals=[goal("travel")],
        limits=EXACT,
    )
    near = problem.options.metres[solved.chosen] == 100
    lots = lot_places(problem.policy.seed, problem.parties.ids.tolist())
    assert lots[near].max() < lots[~near].min()


def test_a_tolerance_lets_the_next_goal_gain():
    problem = city(pupils=60, units=4, areas=8, seed=5)
    rules = [rule("everyone_placed"), rule("capacity")]
    strict = solve(
        problem, rules=rules, goals=[goal("travel"), goal("imbalance")], limits=Limits(gap=0.01)
    )
    loose = solve(
        problem,
        rules=rules,
        goals=[goal("travel", tolerance=10), goal("imbalance")],
        limits=Limits(gap=0.01),
    )
    least = strict.details["goals"][0]["value"]
    assert loose.details["goals"][1]["value"] < strict.details["goals"][1]["value"]
    assert least <= loose.details["goals"][0]["value"] <= 1.1 * least


def two_ends():
    """Three pupils in the west (90 % of the group) and three in the east (10 %), 5 km apart."""
    metres = {(w, o): 100 if w == o else 5000 for w in (0, 1) for o in (0, 1)}
    return make_problem(
        offering_unit=[0, 1],
        offering_grade=[0, 0],
        seats=[5, 5],
        grade=[0] * 6,
        area_share=[900] * 3 + [100] * 3,
        options=[(i, o, metres[i // 3, o], 0) for i in range(6) for o in (0, 1)],
    )


def test_clashing_rules_are_named_with_numbers_and_bystanders_are_not():
    rules = [
        rule("everyone_placed"),
        rule("capacity"),
        rule("travel_limit", metres=1000),
        rule("balance", at_most=0.3),
    ]
    with pytest.raises(InfeasibleError) as raised:
        solve(two_ends(), rules=rules, goals=[goal("travel")], limits=EXACT)
    named = {fault.rule for fault in raised.value.faults}
    assert named == {"everyone_placed", "travel_limit", "balance", "cheapest_relaxation"}
    told = str(raised.value)
    assert "D at most 0.3 is asked; with the other rules at least 0.8 is needed." in told
    assert "A travel limit of 1,000 m is asked; with the other rules at least 5,000 m" in told
    assert "capacity" not in told


def test_a_ceiling_no_whole_pupil_can_meet_is_not_called_infeasible_without_proof():
    problem = city(pupils=80, units=5, areas=8, seed=4)
    rules = [rule("everyone_placed"), rule("capacity"), rule("balance", at_most=0.0)]
    with pytest.raises((TimeRanOutError, InfeasibleError)) as raised:
        solve(problem, rules=rules, goals=[goal("travel")], limits=Limits(nodes=5, seconds=20))
    assert isinstance(raised.value, TimeRanOutError)
    assert "not known" in str(raised.value)


def test_too_few_seats_are_told_with_the_number_of_pupils():
    problem = make_problem(
        offering_unit=[0],
        offering_grade=[0],
        seats=[2],
        grade=[0, 0, 0],
        options=[(i, 0, 100, 0) for i in range(3)],
    )
    with pytest.raises(InfeasibleError) as raised:
        solve(
            problem,
            rules=[rule("everyone_placed"), rule("capacity")],
            goals=[goal("travel")],
            limits=EXACT,
        )
    assert "All 3 pupils in grade F have 2 seats: 1 too few." in str(raised.value)
    assert "One more seat is needed. Add one seat in grade F at u000." in str(raised.value)
    assert raised.value.exit_code == 3


def test_a_pupil_without_options_clashes_with_everyone_placed_alone():
    problem = make_problem(
        offering_unit=[0], offering_grade=[0], seats=[2], grade=[0, 0], options=[(0, 0, 100, 0)]
    )
    with pytest.raises(InfeasibleError) as raised:
        solve(problem, rules=[rule("everyone_placed")], goals=[goal("travel")], limits=EXACT)
    assert "One pupil in a000, grade F, has no unit." in str(raised.value)


def test_a_time_out_is_never_called_infeasible():
    problem = city(pupils=900, units=15, areas=60, homes=True, seed=6)
    rules = [rule("everyone_placed"), rule("capacity"), rule("balance", at_most=0.2)]
    with pytest.raises(TimeRanOutError) as raised:
        solve(problem, rules=rules, goals=[goal("travel")], limits=Limits(seconds=0.001))
    assert raised.value.exit_code == 4
    assert "not known" in str(raised.value)


def test_progress_tells_bound_and_size():
    lines = []
    problem = city(pupils=100, units=5, areas=8, seed=8)
    rules = [rule("everyone_placed"), rule("capacity"), rule("balance", at_most=0.5)]
    solve(problem, rules=rules, goals=[goal("travel")], limits=Limits(), progress=lines.append)
    assert any("100 pupils" in line for line in lines)
    assert any("bound" in line for line in lines)


def test_nothing_to_place_is_optimal_at_once():
    problem = make_problem(
        offering_unit=[0], offering_grade=[0], seats=[2], grade=[], options=np.zeros((4, 0), int)
    )
    solved = solve(problem, rules=[rule("capacity")], goals=[goal("travel")], limits=EXACT)
    assert solved.objective == 0
    assert solved.status == Status.OPTIMAL
