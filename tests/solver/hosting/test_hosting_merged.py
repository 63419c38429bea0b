"""Parties that a goal cannot tell apart are one: nothing is lost, and everybody gets a place."""

from __future__ import annotations

import numpy as np
import pytest

from hosted_towns import MONTHS, asked, drawn_rule, effort, hosted_town, whole_and_in_parts
from skolval.domain.hosting import HostingRule
from skolval.errors import InfeasibleError
from skolval.registry import load
from skolval.solver.engine import run_engine
from skolval.solver.hosting import stage
from skolval.solver.hosting.frame import frame_of
from skolval.solver.hosting.improve import settled
from skolval.solver.hosting.links import linked
from skolval.solver.hosting.merged import merged
from skolval.solver.hosting.parts import parts_of, round_of
from skolval.solver.hosting.rows import post_core
from skolval.solver.hosting.solve import solve_groups
from skolval.solver.hosting.stage import Work
from skolval.solver.model import ArrayModel
from skolval.solver.programme import programme
from skolval.solver.system import Limits


def steady_town(rng, pupils=9):
    """A town where pupils of a grade differ in their way alone, and some in where they can go."""
    problem = hosted_town(rng, pupils=pupils)
    n = len(problem.parties)
    same = problem.hosting.replace(
        enters=np.zeros(n, np.int64),
        leaves=np.full(n, MONTHS),
        seat_from=np.zeros(n, np.int64),
        share=np.full(n, 1000),
        party_language=np.full(n, -1),
        seats=None,
    )
    return problem.replace(hosting=same)


def written(problem, rule, goals):
    model = ArrayModel(len(problem.options))
    core = post_core(problem, problem.hosting, rule, model)
    for name in ("everyone_placed", "capacity"):
        load("rule", name).post(problem, model, load("rule", name).Params())
    posted = [load("goal", g).post(problem, model, load("goal", g).Params()) for g in goals]
    return programme(problem, model.posted(), posted), core


@pytest.mark.parametrize("town", [hosted_town, steady_town])
@pytest.mark.parametrize("goal", ["hosting_cost", "host_spread", "travel"])
def test_what_is_merged_has_the_same_best_and_goes_back_to_a_placement(town, goal):
    rng = np.random.default_rng(21)
    found_any, fewer = 0, 0
    for _ in range(12):
        found, core = written(town(rng), drawn_rule(rng), [goal])
        alike = merged(found, found.system)
        best = run_engine(found.system, Limits(gap=0.0))
        same = run_engine(linked(alike.found, core, alike.found.system), Limits(gap=0.0))
        assert (best.status, round(best.bound, 3)) == (same.status, round(same.bound, 3))
        fewer += len(alike.found.bundles.count) < len(found.bundles.count)
        if same.values is None:
            continue
        found_any += 1
        values = alike.expanded(same.values)
        system = found.system
        assert system.cost @ values + system.constant == pytest.approx(best.bound)
        taken = system.matrix @ values
        assert (taken <= system.row_upper + 1e-6).all()
        assert (taken >= system.row_lower - 1e-6).all()
        assert alike.contracted(values) == pytest.approx(same.values)
    assert found_any
    assert fewer or town is hosted_town or goal == "travel"


def test_a_ceiling_that_tells_pupils_apart_keeps_them_apart():
    rng = np.random.default_rng(22)
    found, _ = written(steady_town(rng), HostingRule(), ["hosting_cost", "travel"])
    loose = merged(found, found.system)
    tight = merged(found, found.system.with_row(found.costs[1], 5000.0))
    assert loose.found.n_choices < tight.found.n_choices <= found.n_choices


@pytest.mark.parametrize("goals", [["hosting_cost", "travel"], ["travel", "hosting_cost"]])
def test_later_goals_in_parts_alone_are_sound_and_their_bounds_hold(goals, monkeypatch):
    placed = 0
    pairs = whole_and_in_parts(steady_town, np.random.default_rng(23), goals, monkeypatch)
    for _problem, _rule, plain, parts in pairs:
        placed += 1
        for one, other in zip(plain.details["goals"], parts.details["goals"], strict=True):
            assert other["bound"] <= one["value"] <= other["value"]
    assert placed


def test_the_brake_ends_the_parts_of_a_later_goal_and_is_told(monkeypatch):
    rng = np.random.default_rng(24)
    monkeypatch.setattr(stage, "_MANY", 0)
    ticks = iter(range(10**9))
    monkeypatch.setattr(stage.time, "perf_counter", lambda: 1e6 * next(ticks))
    problem = steady_town(rng)
    ask = asked(problem, HostingRule(), ["hosting_cost", "travel"])
    try:
        found = solve_groups(problem, ask, effort(), Work())
    except InfeasibleError:
        pytest.skip("this town has no placement")
    assert not found.details["reproducible"]


def test_parts_are_the_same_every_time_and_kinds_that_share_nobody_are_parts():
    rng = np.random.default_rng(25)
    found, core = written(hosted_town(rng, pupils=12), HostingRule(), ["travel"])
    frame = frame_of(found, core, found.system)
    near = np.arange(found.n_choices, dtype=np.float64)
    once, again = parts_of(frame, near), parts_of(frame, near)
    for _ in range(3 * round_of(frame)):
        mine, other = next(once), next(again)
        assert mine.any()
        assert (mine == other).all()


def test_pupils_are_moved_among_the_groups_there_are():
    rng = np.random.default_rng(26)
    moved = 0
    for _ in range(12):
        found, core = written(steady_town(rng), HostingRule(), ["travel", "hosting_cost"])
        begun = run_engine(found.system.replace(cost=-found.costs[0]), Limits(gap=0.0))
        if begun.values is None:
            continue
        frame = frame_of(found, core, found.system)
        values = np.where(found.system.integer, np.rint(begun.values), begun.values)
        better = settled(frame, values, Limits(gap=0.0))
        assert found.system.cost @ better <= found.system.cost @ values
        assert (better[frame.groups] == values[frame.groups]).all()
        moved += found.system.cost @ better < found.system.cost @ values
    assert moved


def test_nobody_at_all_is_merged_to_nobody():
    rng = np.random.default_rng(27)
    found, _ = written(hosted_town(rng, pupils=0), HostingRule(), ["hosting_cost"])
    alike = merged(found, found.system)
    assert alike.found.n_choices == 0
    assert len(alike.expanded(alike.contracted(np.zeros(len(found.system.cost))))) == len(
        found.system.cost
    )
