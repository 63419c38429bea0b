"""What a rule costs and what more seats give, on tiny towns, against every placement there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from cities import make_problem
from skolval.domain.deviation import deviation
from skolval.frontier import Terms
from skolval.frontier.changes import change_row, changed
from skolval.frontier.point import Point
from skolval.frontier.prices import prices
from skolval.frontier.question import Question
from skolval.frontier.store import Store
from skolval.solver.chain import Chain
from towns import step

_PUPILS, _UNITS = 6, 3


def _silent(_text):
    return


def _town(seed, seats):
    rng = np.random.default_rng(seed)
    metres = rng.integers(1, 40, (_PUPILS, _UNITS)) * 50
    return make_problem(
        offering_unit=[0, 1, 2],
        offering_grade=[0, 0, 0],
        seats=seats,
        grade=[0] * _PUPILS,
        options=[(i, o, int(metres[i, o]), 0) for i in range(_PUPILS) for o in range(_UNITS)],
        member=rng.integers(0, 2, _PUPILS),
        area_share=rng.integers(0, 1001, _PUPILS),
    )


def _question(problem):
    return Question(
        instance=None,
        policy=problem.policy,
        asked=problem.policy,
        problem=problem,
        rules=(step("rule", "everyone_placed"), step("rule", "capacity")),
        against=step("goal", "imbalance", basis="area"),
        terms=Terms(gap=0.0),
        away=deviation(problem, None, "area"),
    )


def _every(problem, seats):
    """Return (travel, deviations, rows) of every placement within `seats`."""
    away, start = deviation(problem, None, "area"), problem.options.start[:-1]
    for way in product(range(_UNITS), repeat=_PUPILS):
        rows = start + np.array(way)
        taken = np.bincount(problem.options.offering[rows], minlength=_UNITS)
        if (taken <= seats).all():
            yield (
                int(problem.options.metres[rows].sum()),
                int(np.abs(away.sums(rows)).sum()),
                rows,
            )


def _base(question, seats):
    """Return the point in the middle, and the ceiling it stands under."""
    levels = sorted({other for _t, other, _r in _every(question.problem, seats)})
    at = question.above(levels[len(levels) // 3])
    ceiling = question.ceiling(at)
    travel, other, rows = min(
        (one for one in _every(question.problem, seats) if one[1] <= ceiling),
        key=lambda one: one[:2],
    )
    return Point(at, rows, travel, other, float(travel), float(travel), 0.0), ceiling


def _least(problem, seats, ceiling):
    return min(travel for travel, other, _rows in _every(problem, seats) if other <= ceiling)


def _lowest(problem, seats, longest):
    return min(other for travel, other, _rows in _every(problem, seats) if travel <= longest)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_rule_costs_what_the_best_of_all_placements_without_it_saves(seed):
    seats = [2, 2, 2]
    question = _question(_town(seed, seats))
    base, ceiling = _base(question, seats)
    row = prices(question, base, Store(None), _silent)[0]
    without = _least(question.problem, [_PUPILS] * 3, ceiling)
    assert row["rule"] == "capacity"
    assert row["saved_found"] == base.travel - without
    assert row["saved_least"] == row["saved_most"] == row["saved_found"]
    low = _lowest(question.problem, [_PUPILS] * 3, base.travel)
    assert row["value"] == pytest.approx(question.axis(low))
    assert row["value_bound"] <= row["value"] + 1e-9


@pytest.mark.parametrize("unit", range(_UNITS))
def test_more_seats_give_what_the_best_of_all_placements_with_them_saves(unit):
    seats = np.array([2, 2, 2])
    question = _question(_town(4, seats.tolist()))
    base, ceiling = _base(question, seats)
    more = seats + np.eye(_UNITS, dtype=np.int64)[unit]
    problem = _town(4, more.tolist())
    limits = question.terms.limits
    chain = Chain(problem, question.rules, question.goals(), limits, _silent)
    found = changed(question, chain, base, start=base.chosen, store=Store(None), name="more")
    row = change_row(question, base, found, lambda _rows: 0)
    assert row["saved_found"] == base.travel - _least(problem, more, ceiling)
    assert row["value"] == pytest.approx(question.axis(_lowest(problem, more, base.travel)))
