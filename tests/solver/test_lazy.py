"""Exact contiguity on tiny grids, against every placement there is."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from cities import make_problem
from skolval.domain.ground import Ground
from skolval.domain.policy import Step
from skolval.errors import InfeasibleError
from skolval.registry import load
from skolval.rules._separators import Separators
from skolval.solver.model import ArrayModel
from skolval.solver.solve import solve
from skolval.solver.system import Limits

LIMITS = Limits(gap=0.0, seconds=60.0)


def step(room, name, **params):
    return Step(name, load(room, name).Params(**params))


RULES = (step("rule", "everyone_placed"), step("rule", "contiguity", islands="none"))
GOAL = step("goal", "imbalance", basis="pupil")


def sides(high, wide):
    number = np.arange(high * wide).reshape(high, wide)
    across = np.c_[number[:, :-1].ravel(), number[:, 1:].ravel()]
    return np.concatenate([across, np.c_[number[:-1].ravel(), number[1:].ravel()]])


def grid(seed, high, wide, *, roots, away=0.15):
    """Areas in a grid; schools at `roots`; some ways are missing, but none from its own area."""
    rng = np.random.default_rng(seed)
    n, units = high * wide, len(roots)
    kept = rng.random((n, units)) >= away
    kept[list(roots), range(units)] = True
    options = [
        (a, u, int(rng.integers(1, 9)) * 100, 0)
        for a in range(n)
        for u in range(units)
        if kept[a, u]
    ]
    size = rng.integers(1, 9, n)
    problem = make_problem(
        offering_unit=np.arange(units),
        offering_grade=np.zeros(units, np.int64),
        seats=np.full(units, 999),
        grade=np.zeros(n, np.int64),
        options=options,
        size=size,
        member=rng.integers(0, size + 1),
        area=np.arange(n),
    )
    today = np.full((n, len(problem.grades.codes)), -1, np.int64)
    ground = Ground(sides(high, wide), np.array(roots), today)
    names = np.array([f"a{a}" for a in range(n)])
    return problem.replace(area_ids=names, ground=ground, of_areas=True)


def hangs_together(at, roots, pairs):
    """Walk from every root through areas of the same school."""
    beside = {area: set() for area in range(len(at))}
    for one, other in pairs.tolist():
        beside[one].add(other)
        beside[other].add(one)
    reached = set()
    for unit, root in enumerate(roots):
        ahead = [root] if at[root] == unit else []
        while ahead:
            area = ahead.pop()
            reached.add(area)
            ahead += [b for b in beside[area] - reached if at[b] == unit]
    return len(reached) == len(at)


def least(problem, roots):
    """Return the least value among all placements, None if none hangs together."""
    unit, start = problem.unit_of_option(), problem.options.start
    goal = load("goal", GOAL.name)
    values = [
        goal.value(problem, np.array(rows), GOAL.params)
        for rows in itertools.product(*(range(a, b) for a, b in itertools.pairwise(start)))
        if hangs_together(unit[list(rows)].tolist(), roots, problem.ground.pairs)
    ]
    return min(values, default=None)


@pytest.mark.parametrize("flow", [True, False])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    ("high", "wide", "roots"), [(3, 3, (0, 8)), (2, 3, (0, 2, 4)), (2, 4, (0, 3))]
)
def test_the_best_of_all_placements_is_found_and_proven(seed, high, wide, roots, flow, monkeypatch):
    """With all rows at once, and with rows fetched one proposal after another."""
    if not flow:
        monkeypatch.delattr(Separators, "flow")
    problem = grid(seed, high, wide, roots=roots)
    best = least(problem, roots)
    if best is None:
        with pytest.raises(InfeasibleError):
            solve(problem, rules=RULES, goals=[GOAL], limits=LIMITS)
        return
    found = solve(problem, rules=RULES, goals=[GOAL], limits=LIMITS)
    assert found.objective == best
    assert found.status == "optimal"
    at = problem.unit_of_option()[found.chosen].tolist()
    assert hangs_together(at, roots, problem.ground.pairs)


def row_of_areas(reach):
    """Five areas in a row, schools at the ends; `reach` says which schools each may go to."""
    options = [(a, u, 100, 0) for a, units in enumerate(reach) for u in units]
    problem = make_problem(
        offering_unit=np.arange(2),
        offering_grade=np.zeros(2, np.int64),
        seats=np.full(2, 99),
        grade=np.zeros(5, np.int64),
        options=options,
        area=np.arange(5),
    )
    today = np.full((5, len(problem.grades.codes)), -1, np.int64)
    ground = Ground(sides(1, 5), np.array([0, 4]), today)
    names = np.array(list("ABCDE"))
    return problem.replace(area_ids=names, ground=ground, of_areas=True)


def test_what_cannot_hang_together_is_said_to_clash_and_everybody_may_go_somewhere():
    """B may go to the far school alone, and D to the other: both cannot reach across C."""
    problem = row_of_areas([(0,), (1,), (0, 1), (0,), (1,)])
    with pytest.raises(InfeasibleError, match="contiguity"):
        solve(problem, rules=RULES, goals=[GOAL], limits=LIMITS)
    solve(problem, rules=RULES[:1], goals=[GOAL], limits=LIMITS)


def test_an_area_that_one_school_alone_may_have_decides_for_those_between():
    """D may go to the first school alone, so B and C go there too."""
    problem = row_of_areas([(0,), (0, 1), (0, 1), (0,), (1,)])
    found = solve(problem, rules=RULES, goals=[GOAL], limits=LIMITS)
    assert problem.unit_of_option()[found.chosen].tolist() == [0, 0, 0, 0, 1]


def test_only_so_many_rows_of_a_zone_are_told_at_once():
    """Root - bridge - 30 leaves; the bridge is chosen to a fifth, every leaf to nine tenths."""
    n = 32
    options = [(a, 0, 100, 0) for a in range(n)]
    problem = make_problem(
        offering_unit=np.zeros(1, np.int64),
        offering_grade=np.zeros(1, np.int64),
        seats=np.array([99]),
        grade=np.zeros(n, np.int64),
        options=options,
        area=np.arange(n),
    )
    pairs = np.array([(0, 1), *((1, leaf) for leaf in range(2, n))])
    today = np.full((n, len(problem.grades.codes)), -1, np.int64)
    names = np.array([f"a{a:02d}" for a in range(n)])
    problem = problem.replace(area_ids=names, ground=Ground(pairs, np.array([0]), today))
    model = ArrayModel(n)
    load("rule", "contiguity").post(problem, model, RULES[1].params)
    (lazy,) = model.posted().lazy
    cuts = lazy.separate(np.r_[1.0, 0.2, np.full(n - 2, 0.9)])
    assert len(cuts) == 25
    for columns, coefficients, upper in cuts:
        assert columns.tolist() == [columns[0], 1]
        assert (coefficients.tolist(), upper) == ([1, -1], 0)
    assert not lazy.separate(np.r_[1.0, np.full(n - 1, 0.9)])
