"""Guarantee schools: published towns, a brute-force oracle with the tie-break, and what is left."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from skolval.domain.policy import OptionRule
from skolval.domain.spine import build_problem
from skolval.domain.travel import TravelTable
from skolval.errors import InputError, UsageError
from skolval.place import place, problem_of
from skolval.solver import least_walking as kernel
from skolval.solver.flow import transport
from skolval.solver.guarantee import (
    guarantee_rows,
    needs_guarantee,
    with_guarantee,
)
from towns import nantuna, policy, random_problem, step, town

BY_GUARANTEE = ("relative_proximity", {"reference": "guarantee"})


def guarantee_places(metres, seats, lot=None):
    """The school of each pupil, -1 without a seat; the order of the rows is the lottery's if none."""
    open_to = metres >= 0
    school = np.nonzero(open_to)[1]
    start = np.concatenate([[0], np.cumsum(open_to.sum(axis=1))])
    turns = np.arange(len(metres)) if lot is None else lot
    taken = kernel.least_walking(start, school, metres[open_to], seats=seats, lot=turns)
    found = np.full(len(metres), -1)
    found[taken >= 0] = school[taken[taken >= 0]]
    return found


def least_by_brute_force(metres, seats, lot):
    """Try every placement; keep the one that the published order calls best."""
    n, m = metres.shape
    lists = [
        [*sorted((j for j in range(m) if row[j] >= 0), key=lambda j, r=row: (r[j], j)), -1]
        for row in metres
    ]
    best = None
    for units in itertools.product(*lists):
        if any(units.count(j) > seats[j] for j in range(m)):
            continue
        ways = [int(metres[i, j]) for i, j in enumerate(units) if j >= 0]
        turns = [lists[i].index(units[i]) for i in np.argsort(lot)]
        value = (n - len(ways), sum(ways), sum(way * way for way in ways), turns)
        best = min(best or (value, units), (value, units))
    return list(best[1])


@pytest.mark.parametrize("tried", [1, 2, 12])
def test_guarantee_schools_are_those_of_brute_force_with_all_ties(rng, monkeypatch, tried):
    monkeypatch.setattr(kernel, "_AT_FIRST", tried)
    for _case in range(120):
        n, m = rng.integers(1, 6), rng.integers(1, 4)
        metres = rng.integers(-1, 4, (n, m))  # few values: many ties
        seats, lot = rng.integers(0, 4, m), rng.permutation(n)
        found = guarantee_places(metres, seats, lot).tolist()
        assert found == least_by_brute_force(metres, seats, lot)


def total(metres, found):
    placed = found >= 0
    return int(metres[np.flatnonzero(placed), found[placed]].sum())


def test_a_larger_town_walks_as_little_as_an_assignment_of_pupils_to_single_seats(rng):
    metres = rng.integers(100, 4000, (300, 9))
    seats = rng.integers(30, 50, 9)
    found = guarantee_places(metres, seats)
    rows, columns = linear_sum_assignment(np.repeat(metres, seats, axis=1))
    assert total(metres, found) == np.repeat(metres, seats, axis=1)[rows, columns].sum()
    assert (np.bincount(found, minlength=9) <= seats).all()
    swapped = guarantee_places(metres[:, ::-1], seats[::-1])
    assert total(metres[:, ::-1], swapped) == total(metres, found)


def test_homes_of_one_area_share_its_units_by_lottery():
    metres = np.tile([100, 300], (6, 1))
    lot = np.array([5, 0, 3, 1, 4, 2])
    found = guarantee_places(metres, np.array([3, 9]), lot)
    assert np.flatnonzero(found == 0).tolist() == [1, 3, 5]


def test_long_ways_are_shared_among_equally_short_totals():
    # 0 + 1000 and 500 + 500 metres are as much in all.
    metres = np.array([[0, 500], [500, 1000]])
    assert guarantee_places(metres, np.array([1, 1]), np.array([0, 1])).tolist() == [1, 0]


def test_as_few_as_possible_are_without_a_seat():
    metres = np.array([[10, -1], [20, 9000], [30, -1]])
    found = guarantee_places(metres, np.array([1, 1]))
    assert found.tolist() == [0, 1, -1]


def test_nobody_and_no_seats_are_no_fault():
    assert guarantee_places(np.empty((0, 2), np.int64), np.array([1, 1])).tolist() == []
    assert guarantee_places(np.array([[5]]), np.array([0])).tolist() == [-1]


def test_a_way_beyond_exact_squares_is_refused():
    with pytest.raises(InputError, match="too long"):
        guarantee_places(np.array([[2**31]]), np.array([1]))


@pytest.mark.shared
def test_the_shared_case_of_four_pupils(shared):
    path = shared / "cases" / "matching" / "garantiskola.json"
    case = json.loads(path.read_text(encoding="utf-8"))
    run = case["runs"][0]
    metres = np.array([list(row.values()) for row in run["params"]["distance_m"].values()])
    found = guarantee_places(metres, np.array([s["capacity"] for s in case["schools"]]))
    named = {p["id"]: case["schools"][s]["id"] for p, s in zip(case["pupils"], found, strict=True)}
    assert named == run["expected"]["assignment"]
    assert total(metres, found) == run["expected"]["total_distance_m"]


def units_of(problem, rows):
    units = problem.unit_ids[problem.unit_of_option()[np.maximum(rows, 0)]]
    return dict(
        zip(problem.parties.ids.tolist(), np.where(rows < 0, "", units).tolist(), strict=True)
    )


def test_nantuna_guarantees_2950_metres_and_nobody_walks_more_than_1460():
    rules = policy("deferred_acceptance", BY_GUARANTEE, "lottery")
    problem = problem_of(nantuna(), rules)
    assert units_of(problem, problem.guarantee) == {"a": "N", "b": "U", "c": "S"}
    chosen = place(problem).chosen
    assert units_of(problem, chosen) == {"a": "N", "b": "U", "c": "S"}
    metres = problem.options.metres[chosen]
    assert (metres.sum(), metres.max()) == (2950, 1460)


def test_nantuna_by_static_reference_walks_4500_metres_and_2500_at_most():
    problem = problem_of(nantuna(), policy("deferred_acceptance", "relative_proximity", "lottery"))
    assert problem.guarantee is None
    metres = problem.options.metres[place(problem).chosen]
    assert (metres.sum(), metres.max()) == (4500, 2500)


def test_a_policy_that_secures_guarantee_schools_leaves_nobody_below(rng):
    rules = policy("deferred_acceptance", "lottery", secured="guarantee")
    assert needs_guarantee(rules)
    for _case in range(25):
        problem = with_guarantee(random_problem(rng, parties=9, density=1.0, of=rules))
        chosen = place(problem).chosen
        sure = problem.guarantee >= 0
        assert (chosen[sure] >= 0).all()
        order = np.arange(len(problem.options))  # options stand in the order of preference
        wished = problem.options.rank[problem.guarantee] > 0
        assert (order[chosen[sure & wished]] <= problem.guarantee[sure & wished]).all()


def test_a_policy_without_guarantee_leaves_the_problem_as_it_is(rng):
    problem = random_problem(rng)
    assert with_guarantee(problem) is problem


def town_of(pupils, seats, **more):
    """Pupils by metres to units P and Q; offerings P-F, Q-F (and P-music by test)."""
    instance = town(
        [{"unit_id": u, "name": u, "x": 0.0, "y": 0.0} for u in "PQ"],
        [
            {"offering_id": f"{u}-F", "unit_id": u, "grade": "F", "seats": s}
            for u, s in zip("PQ", seats, strict=True)
        ],
        [
            {"pupil_id": p, "grade": "F", "x": 0.0, "y": 0.0, "low_education": 0,
             "protected": p.startswith("s"), "current_unit": "P" if p.startswith("s") else None}
            for p in pupils
        ],
        more.pop("choices", []),
    )  # fmt: skip
    table = np.array(list(pupils.values()), np.int32)
    travel = TravelTable(table, table // 80, np.arange(len(pupils)), "table")
    rules = policy("deferred_acceptance", BY_GUARANTEE, "lottery", seed="town", **more)
    return build_problem(instance, rules, travel)


def test_protected_pupils_take_a_seat_first_and_their_zero_metres_distort_nothing():
    choices = [{"pupil_id": "s1", "rank": 1, "unit_id": "Q"}]
    pupils = {"a": (100, 900), "b": (200, 300), "s1": (-1, -1), "s2": (-1, -1)}
    problem = town_of(pupils, (2, 2), choices=choices)
    found = units_of(problem, guarantee_rows(problem))
    assert found == {"a": "P", "b": "Q", "s1": "Q", "s2": "P"}


def test_a_protected_pupil_without_a_free_seat_has_no_guarantee():
    problem = town_of({"s1": (-1, -1), "s2": (-1, -1), "a": (5, 5)}, (1, 0))
    rows = guarantee_rows(problem)
    assert sorted(units_of(problem, rows).values()) == ["", "", "P"]
    assert rows[2] < 0
    warned = with_guarantee(problem).warnings
    assert warned == ("2 pupils have no guarantee school, because the seats are too few.",)


def test_places_by_test_are_nobodys_guarantee():
    problem = town_of({"a": (100, 900), "b": (200, 300)}, (2, 2))
    problem = problem.replace(tested=np.array([True, False]))
    assert set(units_of(problem, guarantee_rows(problem)).values()) == {"Q"}


def test_grades_do_not_compete_for_seats(rng):
    problem = random_problem(rng, parties=8, offerings=4, grades=2, density=1.0)
    whole = guarantee_rows(problem)
    for grade in (0, 1):
        mine = problem.parties.grade == grade
        others = problem.offerings.grade != grade
        seats = np.where(others, 0, problem.offerings.seats)
        alone = guarantee_rows(problem.replace(offerings=replace(problem.offerings, seats=seats)))
        assert (whole[mine] == alone[mine]).all()


def test_larger_parties_have_no_guarantee_school(rng):
    problem = random_problem(rng, parties=4, size=9)
    with pytest.raises(UsageError, match="single pupils"):
        guarantee_rows(problem)


def test_a_ready_problem_gets_guarantee_schools_from_a_new_policy():
    problem = problem_of(nantuna(), policy("deferred_acceptance", "lottery"))
    rules = policy("deferred_acceptance", BY_GUARANTEE, "lottery", options=OptionRule())
    metres = problem.options.metres[place(problem, rules).chosen]
    assert metres.sum() == 2950


def test_a_flow_can_demand_exact_numbers_at_a_sink():
    arcs = (np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([1, 5, 1, 9]))
    ones = np.ones(2, np.int64)
    exact = np.array([False, True])
    assert transport(arcs, ones, np.array([2, 1]), exact=exact).tolist() == [0, 1, 1, 0]
    assert transport(arcs, ones, np.array([0, 1]), exact=exact) is None


def test_a_flow_engine_that_finds_nothing_or_not_the_least_is_not_believed(monkeypatch):
    metres = np.array([[100, 300], [100, 350]])
    monkeypatch.setattr(kernel, "transport", lambda *_args, **_more: None)
    with pytest.raises(ArithmeticError, match="no flow"):
        guarantee_places(metres, np.array([1, 1]))
    # Everybody without a seat: an exchange would save.
    worst = np.array([0, 0, 1, 0, 0, 1])
    monkeypatch.setattr(kernel, "transport", lambda *_args, **_more: worst)
    with pytest.raises(ArithmeticError, match="least cost"):
        guarantee_places(metres, np.array([1, 1]))


def test_steps_of_other_rooms_need_no_guarantee():
    rules = policy("deferred_acceptance", "lottery")
    assert not needs_guarantee(rules.replace(goals=(step("goal", "travel"),)))
