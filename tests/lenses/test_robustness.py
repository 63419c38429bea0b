"""Robustness: by hand, at the limits, the same draws for every policy, and quickly."""

from __future__ import annotations

import time
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cities import city, make_problem
from lens_towns import line_town, run_in
from skolval.errors import UsageError
from skolval.lenses import robustness
from skolval.lenses._params import params_of
from skolval.lenses._plan import nearest_rows, plan_of
from skolval.lenses._shocks import COLUMNS, Shocks, outcomes
from towns import policy

CALM = {
    "refuse_high": 0, "absent_high": 0, "late_high": 0, "forecast_low": 0, "forecast_high": 0,
    "area_error": 0,
}  # fmt: skip


def seen(problem, chosen):
    return SimpleNamespace(problem=problem, placement=SimpleNamespace(chosen=chosen))


def look(problem, chosen, **params):
    return robustness.look(seen(problem, chosen), robustness.Params(**params))


def two_units():
    """Three pupils in the west (90 % of the group), three in the east (10 %), 5 km apart."""
    metres = {(w, o): 100 if w == o else 5000 for w in (0, 1) for o in (0, 1)}
    return make_problem(
        offering_unit=[0, 1],
        offering_grade=[0, 0],
        seats=[4, 4],
        grade=[0] * 6,
        area_share=[900] * 3 + [100] * 3,
        options=[(i, o, metres[i // 3, o], 0) for i in range(6) for o in (0, 1)],
    )


def mixed(problem):
    """Two of the three from each end at one unit, the third at the other."""
    options = problem.options
    to = np.array([0, 0, 1, 1, 1, 0])
    return np.array(
        [
            next(
                r for r in range(options.start[i], options.start[i + 1]) if options.offering[r] == o
            )
            for i, o in enumerate(to)
        ]
    )


def of(table, name, column="mean"):
    return table.set_index("measure").loc[name, column]


def test_when_nothing_happens_the_outcome_is_the_placement():
    problem = two_units()
    table = look(problem, mixed(problem), scenarios=5, **CALM).frames["summary"]
    # way: four at 100 m, two at 5,000 m; D: shares (0.9+0.9+0.1)/3 and (0.9+0.1+0.1)/3 around 0.5
    assert of(table, "placed") == 6
    assert of(table, "metres") == pytest.approx((4 * 100 + 2 * 5000) / 6)
    assert of(table, "dissimilarity") == pytest.approx((0.4 + 0.4) / (2 * 6 * 0.25))
    assert of(table, "utilisation") == pytest.approx(6 / 8)
    assert (table["mean"] == table["planned"]).all()
    assert of(table, "overfull") == of(table, "anew") == of(table, "without") == 0


def test_when_everybody_refuses_nobody_is_left_and_d_is_undefined():
    problem = two_units()
    calm = CALM | {"refuse_low": 100, "refuse_high": 100}
    table = look(problem, mixed(problem), scenarios=3, **calm).frames["summary"]
    assert of(table, "placed") == 0
    assert of(table, "declined") == 6
    assert np.isnan(of(table, "dissimilarity"))


def test_who_refuses_and_goes_to_the_nearest_unit_undoes_the_plan():
    problem = two_units()
    found = look(problem, mixed(problem), scenarios=3, leavers="nearest", curve=(0, 100), **CALM)
    curve = found.frames["gain"].set_index("refuse_share")
    assert curve.loc[1.0, "dissimilarity"] == pytest.approx(curve.loc[1.0, "nearest"])
    assert curve.loc[0.0, "gain_left"] == 1
    assert curve.loc[1.0, "gain_left"] == pytest.approx(0)
    assert "Nothing is left of the gain in D when 100% refuse." in found.sentences


def test_a_freed_seat_goes_along_the_line_in_the_policys_order():
    """One seat each at A and B; a has A, b waits for A at B, c waits for B without a place."""
    metres = {"a": {"A": 100, "B": 900}, "b": {"A": 200, "B": 800}, "c": {"A": 3000, "B": 2500}}
    town = line_town(metres, {"a": "AB", "b": "AB", "c": "B"})
    run = run_in(town, policy("deferred_acceptance", "absolute_proximity", "lottery"))
    problem, chosen = run.problem, run.placement.chosen
    assert (chosen >= 0).tolist() == [True, True, False]
    plan = plan_of(problem, chosen, seed="x", ways=(1, 0, False))
    none = np.zeros(1)
    growth = np.zeros((1, len(problem.area_ids) + 1))
    # only a refuses: the others' hazard is nothing
    from dataclasses import replace

    plan = replace(plan, hazard=np.array([1.0, 0.0, 0.0]))
    for refill, moved, placed in ((0, 0, 1), (1, 2, 2)):
        shocks = Shocks(np.zeros(1, np.int64), np.ones(1), none, none, growth, refill)
        row = dict(zip(COLUMNS, outcomes(plan, shocks)[0], strict=True))
        assert (row["declined"], row["moved"], row["placed"]) == (1, moved, placed)


def test_growth_fills_the_plan_then_the_nearest_room_then_nobody():
    problem = two_units()
    growth = CALM | {"forecast_low": 100, "forecast_high": 100}
    table = look(problem, mixed(problem), scenarios=2, **growth).frames["summary"]
    # 6 more come and 2 seats are free: the first goes where the plan says, the second (its
    # unit is full by then) to the other unit, and 4 find no room anywhere
    assert of(table, "arrived") == 6
    assert of(table, "placed") == 8
    assert (of(table, "anew"), of(table, "without")) == (5, 4)


def test_fewer_pupils_than_foreseen_are_gone_and_an_overfull_plan_is_told():
    problem = two_units()
    gone = CALM | {"forecast_low": -100, "forecast_high": -100}
    assert of(look(problem, mixed(problem), scenarios=2, **gone).frames["summary"], "gone") == 6
    crowded = problem.options.start[:-1] + (
        problem.options.offering[problem.options.start[:-1]] != 0
    )
    table = look(problem, crowded, scenarios=2, **CALM).frames["summary"]
    assert of(table, "overfull") == 1
    assert of(table, "anew") == 2


def test_the_same_seed_gives_the_same_scenarios_and_two_policies_meet_the_same_refusals():
    problem = city(pupils=300, units=6, areas=8, nearest=4, seed=2)
    near = nearest_rows(problem)
    other = problem.options.start[:-1]
    first = look(problem, near, scenarios=40, refill="nobody").frames["scenarios"]
    again = look(problem, near, scenarios=40, refill="nobody").frames["scenarios"]
    second = look(problem, other, scenarios=40, refill="nobody").frames["scenarios"]
    assert first.equals(again)
    assert (first["declined"] == second["declined"]).all()
    assert not first["metres"].equals(second["metres"]) or (near == other).all()
    apart = look(problem, near, scenarios=40, seed="other").frames["scenarios"]
    assert not first["declined"].equals(apart["declined"])


def test_members_and_long_ways_refuse_more_often_when_asked():
    problem = city(pupils=600, units=6, areas=8, nearest=6, seed=2)
    near = nearest_rows(problem)
    alike = CALM | {"refuse_low": 20, "refuse_high": 20, "refill": "nobody"}
    plain = look(problem, near, scenarios=50, **alike).frames["summary"]
    group = look(problem, near, scenarios=50, group_times=3, **alike).frames["summary"]
    far = look(problem, near, scenarios=50, per_km=0.5, **alike).frames["summary"]
    assert of(plain, "declined") == pytest.approx(120, rel=0.05)
    assert of(group, "declined") > of(plain, "declined")
    assert of(far, "metres") < of(plain, "metres")


def test_a_plan_no_more_even_than_the_nearest_unit_has_no_gain():
    problem = two_units()
    found = look(problem, nearest_rows(problem), scenarios=2, **CALM)
    assert "The plan is no more even than everybody at the nearest unit." in found.sentences


def test_the_gain_that_is_left_at_the_last_share_is_told():
    problem = two_units()
    found = look(problem, mixed(problem), scenarios=2, leavers="nearest", curve=(0,), **CALM)
    assert "Of the gain in D 100% is left when 0% refuse." in found.sentences


def test_a_gain_that_grows_is_not_told_as_more_than_all_that_is_left(monkeypatch):
    grown = pd.DataFrame({"gain_left": [1.0, 1.13], "refuse_share": [0.0, 0.75]})
    calm = look(two_units(), mixed(two_units()), scenarios=2, **CALM).frames["summary"]
    told = robustness._sentences(calm, grown, robustness.Params())
    assert told[-1] == "The gain in D is no smaller than planned when 75% refuse."


@pytest.mark.parametrize(
    "words", [["refuse_low=30", "refuse_high=10"], ["curve=0,120"], ["refill=perhaps"]]
)
def test_ranges_upside_down_are_refused(words):
    with pytest.raises(UsageError):
        params_of(robustness, words)


def test_a_thousand_scenarios_of_ten_thousand_pupils_take_seconds():
    problem = city(pupils=10_000, units=60, areas=100, grades=(0, 1, 2), nearest=10, seed=3)
    near = nearest_rows(problem)
    lines = []
    run = seen(problem, near)
    robustness.look(run, robustness.Params(scenarios=2), progress=lines.append)
    began = time.perf_counter()
    robustness.look(run, robustness.Params(scenarios=1000))
    assert time.perf_counter() - began < 20
    assert lines == ["2 scenarios"]
