"""Prices of groups: any prices prove a bound, months that bind, and a middling town in parts."""

from __future__ import annotations

import dataclasses

import numpy as np

from cities import make_problem
from hosted_towns import asked, effort, hosted_town, hosting_for, keeps_groups
from skolval.domain.group_columns import full_months
from skolval.domain.hosting import HostingRule
from skolval.registry import load
from skolval.solver.engine import run_engine
from skolval.solver.hosting.dual import Prices, best_prices, priced, prices_of
from skolval.solver.hosting.frame import frame_of
from skolval.solver.hosting.rows import binding_months, post_core
from skolval.solver.hosting.solve import solve_groups
from skolval.solver.hosting.stage import Work
from skolval.solver.model import ArrayModel
from skolval.solver.programme import programme
from skolval.solver.system import Limits


def framed(problem, rule, *goals):
    model = ArrayModel(len(problem.options))
    core = post_core(problem, problem.hosting, rule, model)
    for name in ("everyone_placed", "capacity"):
        load("rule", name).post(problem, model, load("rule", name).Params())
    posted = [load("goal", g).post(problem, model, load("goal", g).Params()) for g in goals]
    found = programme(problem, model.posted(), posted)
    return frame_of(found, core, found.system)


def test_any_prices_prove_a_bound():
    rng = np.random.default_rng(3)
    tried = 0
    for number in range(20):
        problem = hosted_town(rng)
        frame = framed(problem, HostingRule(), ("travel", "hosting_cost")[number % 2])
        answer = run_engine(frame.system, Limits(gap=0.0))
        if answer.values is None:
            continue
        tried += 1
        least = float(frame.system.cost @ answer.values) + frame.system.constant
        for _ in range(10):
            prices = Prices(rng.normal(300, 400, len(frame.size)),
                            rng.exponential(200, len(frame.right)))  # fmt: skip
            assert priced(frame, prices).bound <= least + 1e-6
        assert best_prices(frame, 60)[1].bound <= least + 1e-6
    assert tried > 5


def test_prices_from_a_linear_programme_prove_at_least_what_it_proves():
    rng = np.random.default_rng(5)
    for _ in range(10):
        frame = framed(hosted_town(rng), HostingRule(), "travel")
        relaxed = run_engine(frame.system.relaxed(), Limits())
        if relaxed.status != "found":
            continue
        start = prices_of(frame, relaxed.duals)
        assert best_prices(frame, 0, start=start)[1].bound >= relaxed.bound - 1e-6
    assert prices_of(frame, None) is None


def test_only_months_that_no_other_covers_are_written():
    present = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]], np.bool_)
    assert full_months(present).tolist() == [1, 2]
    assert full_months(np.ones((2, 3), np.bool_)).tolist() == [0]
    assert full_months(np.zeros((2, 3), np.bool_)).tolist() == []


def test_a_month_binds_only_if_every_later_one_has_more_seats():
    seats = np.array([[1, 2, 3], [3, 1, 2], [2, 2, 2]])
    assert [months.tolist() for months in binding_months(seats)] == [[0, 1, 2], [1, 2], [2]]


def middling(rng, pupils=60, units=8):
    """Sixty pupils of two grades, eight units on a line, a host per unit and grade."""
    grade = rng.integers(0, 2, pupils)
    home, school = rng.integers(0, 8000, pupils), np.arange(units) * 1000
    problem = make_problem(
        offering_unit=np.repeat(np.arange(units), 2),
        offering_grade=np.tile([0, 1], units),
        seats=np.full(2 * units, 9),
        grade=grade,
        options=[
            (i, 2 * u + int(grade[i]), int(abs(home[i] - school[u])) + 50, 0)
            for i in range(pupils)
            for u in range(units)
        ],
    )
    hosting = hosting_for(
        problem,
        problem.options.offering,
        np.repeat(np.arange(units), 2),
        np.tile([0, 1], units),
        least_size=np.full(2 * units, 3),
        most_size=np.full(2 * units, 6),
        enters=rng.integers(0, 3, pupils),
    )
    return problem.replace(hosting=hosting)


def test_a_middling_town_is_placed_part_by_part_near_its_bound():
    problem, rule = middling(np.random.default_rng(1)), HostingRule(groups_most=14, min_hosts=4)
    work = Work(steps=150, parts=12, whole=0, searched=0)
    ask = asked(problem, rule, ["travel"])
    found = solve_groups(problem, ask, effort(gap=0.02, nodes=300), work)
    assert keeps_groups(problem, rule, found.chosen)
    assert found.gap < 0.08
    again = solve_groups(problem, ask, effort(gap=0.02, nodes=300), work)
    assert again.chosen.tolist() == found.chosen.tolist()
    exact = solve_groups(problem, ask, effort(gap=0.001), dataclasses.replace(work, whole=5000))
    assert found.bound <= exact.objective <= found.objective


def test_a_goal_of_its_own_columns_begins_by_metres():
    problem = middling(np.random.default_rng(2), pupils=30, units=5)
    work = Work(steps=60, parts=4, whole=0, searched=0)
    ask = asked(problem, HostingRule(), ["host_spread", "travel"])
    found = solve_groups(problem, ask, effort(gap=0.05, nodes=200), work)
    assert keeps_groups(problem, HostingRule(), found.chosen)
    assert found.bound <= found.objective
