"""Hosts told pupil by pupil: no placement is lost, bounds are tighter, later goals begin in parts."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from hosted_towns import asked, effort, hosted_town, keeps_groups, whole_and_in_parts
from skolval.domain.hosting import HostingRule
from skolval.errors import InfeasibleError
from skolval.registry import load
from skolval.solver.engine import run_engine
from skolval.solver.hosting import stage
from skolval.solver.hosting.links import linked
from skolval.solver.hosting.rows import post_core
from skolval.solver.hosting.solve import solve_groups
from skolval.solver.hosting.stage import Work
from skolval.solver.model import ArrayModel
from skolval.solver.programme import programme
from skolval.solver.system import Limits


def written(problem, *, goal="travel"):
    model = ArrayModel(len(problem.options))
    core = post_core(problem, problem.hosting, HostingRule(), model)
    for name in ("everyone_placed", "capacity"):
        load("rule", name).post(problem, model, load("rule", name).Params())
    posted = load("goal", goal).post(problem, model, load("goal", goal).Params())
    return programme(problem, model.posted(), [posted]), core


def test_no_placement_is_lost_and_the_linear_programme_says_more():
    rng = np.random.default_rng(11)
    tighter = 0
    for _ in range(20):
        found, core = written(hosted_town(rng, pupils=7))
        tight = linked(found, core, found.system)
        best = run_engine(found.system, Limits(gap=0.0))
        same = run_engine(tight, Limits(gap=0.0))
        assert (best.status, round(best.bound, 3)) == (same.status, round(same.bound, 3))
        loose, close = (run_engine(s.relaxed(), Limits()) for s in (found.system, tight))
        if best.values is None:
            continue
        assert loose.bound - 1e-6 <= close.bound <= best.bound + 1e-6
        tighter += close.bound > loose.bound + 1e-6
    assert tighter


@pytest.mark.parametrize("goals", [["travel", "hosting_cost"], ["host_spread", "travel"]])
def test_later_goals_that_begin_in_parts_end_as_well(goals, monkeypatch):
    placed = 0
    pairs = whole_and_in_parts(hosted_town, np.random.default_rng(12), goals, monkeypatch)
    for problem, rule, plain, parts in pairs:
        placed += 1
        assert keeps_groups(problem, rule, parts.chosen)
        assert [goal["value"] for goal in parts.details["goals"]] == [
            goal["value"] for goal in plain.details["goals"]
        ]
    assert placed


def test_what_the_engine_leaves_open_is_looked_for_in_parts(monkeypatch):
    """The engine gives up on the whole at once; the parts still find a placement."""
    problem = next(iter(_placeable(np.random.default_rng(13))))
    ask = asked(problem, HostingRule(), ["travel"])
    best = solve_groups(problem, ask, effort(), Work())

    def gives_up(self, number, system, begun):
        return stage.Stage("unknown")

    monkeypatch.setattr(stage.Stages, "_at_once", gives_up)
    found = solve_groups(problem, ask, effort(), dataclasses.replace(Work(), steps=30, parts=4))
    assert found.bound <= best.objective <= found.objective


def _placeable(rng):
    while True:
        problem = hosted_town(rng)
        try:
            solve_groups(problem, asked(problem, HostingRule(), ["travel"]), effort(), Work())
        except InfeasibleError:
            continue
        yield problem
