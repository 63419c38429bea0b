"""Goals in order, on a programme of two columns: what each stage is asked, keeps and raises.

A look is told beforehand what it finds; the two goals cost the first and the second column.
"""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from cities import tiny_problem
from hosted_towns import asked, effort, hosted_town
from skolval.domain.goal_order import goal_stages
from skolval.domain.hosting import HostingRule
from skolval.domain.policy import Step
from skolval.errors import CancelledError, InfeasibleError, SkolvalError, TimeRanOutError
from skolval.registry import load
from skolval.solver import solve as solving
from skolval.solver.hosting.check import broken_group_rules
from skolval.solver.hosting.solve import solve_groups
from skolval.solver.hosting.stage import Stages, Work
from skolval.solver.search import Stage
from skolval.solver.solve import solve
from skolval.solver.stages import fault_of_ours, in_order
from skolval.solver.system import Limits

FOUND = SimpleNamespace(
    costs=[np.array([10.0, 0.0]), np.array([0.0, 1.0]), np.array([1.0, 1.0])],
    constants=[5.0, 0.0, 0.0],
    system=SimpleNamespace(cost=np.zeros(2)),
)
NOTHING = {
    "stopped": Stage("unknown", cancelled=True, note="stopped"),
    "the time is out": Stage("unknown", timed_out=True),
    "the nodes are used": Stage("unknown", work=9),
    "an engine denies what was found": Stage("infeasible", bound=np.inf),
}


def goal(name, **params):
    return Step(name, load("goal", name).Params(**params))


def rule(name, **params):
    return Step(name, load("rule", name).Params(**params))


ORDER = goal_stages([goal("travel", tolerance=10), goal("moves"), goal("choice_rank")])


def found(first, second, **more):
    whole = np.array([first, second], np.int64)
    return Stage("found", whole.astype(np.float64), whole, **more)


class Look:
    """Gives its outcomes in turn, and keeps what it was asked."""

    def __init__(self, *outcomes):
        self.outcomes, self.asked = outcomes, []

    def __call__(self, number, ceilings, start):
        told = None if start is None else start.tolist()
        self.asked.append((number, [(c.cost.tolist(), c.upper) for c in ceilings], told))
        return self.outcomes[number]


def run(*outcomes, order=ORDER):
    look = Look(*outcomes)
    costs = FOUND.costs[: len(outcomes)]
    made = SimpleNamespace(costs=costs, constants=FOUND.constants, system=FOUND.system)
    return in_order(made, order[: len(outcomes)], look, mechanism="hosted"), look


def test_each_stage_begins_where_the_one_before_ended_and_under_its_ceiling():
    """The first goal comes to 10 * 4 + 5 = 45; ten per cent more is 49, so 44 beside the 5."""
    stages, look = run(found(4, 9), found(4, 7), found(3, 7))
    assert [stage.whole.tolist() for stage in stages] == [[4, 9], [4, 7], [3, 7]]
    first, second = ([10.0, 0.0], 44.0), ([0.0, 1.0], 7.0)
    assert look.asked == [
        (0, [], None),
        (1, [first], [4.0, 9.0]),
        (2, [first, second], [4.0, 7.0]),
    ]


@pytest.mark.parametrize("why", NOTHING)
def test_a_later_stage_that_finds_nothing_leaves_what_the_stage_before_found(why):
    before = found(4, 9, bound=45.0, root=40.0, work=3, engine="highs", note="odd")
    stages, _look = run(before, NOTHING[why])
    kept = stages[1]
    assert (kept.whole.tolist(), kept.values.tolist()) == ([4, 9], [4.0, 9.0])
    assert (kept.status, kept.engine, kept.work) == ("found", "", 0)
    assert (kept.bound, kept.root) == (-np.inf, -np.inf), "nothing is proven of the second goal"
    assert kept.cancelled == NOTHING[why].cancelled
    assert kept.timed_out == NOTHING[why].timed_out
    assert kept.note == NOTHING[why].note
    assert stages[0] is before


def test_a_goal_after_one_that_found_nothing_is_held_to_what_that_goal_has():
    stages, look = run(found(4, 9), NOTHING["stopped"], found(4, 8))
    assert look.asked[2] == (2, [([10.0, 0.0], 44.0), ([0.0, 1.0], 9.0)], [4.0, 9.0])
    assert stages[2].whole.tolist() == [4, 8]
    assert [stage.cancelled for stage in stages] == [False, True, False]


def test_every_goal_left_when_it_is_stopped_keeps_the_first_placement():
    stages, _look = run(found(4, 9), NOTHING["stopped"], NOTHING["stopped"])
    assert [stage.whole.tolist() for stage in stages] == [[4, 9]] * 3


def test_the_first_stage_that_is_stopped_raises_and_looks_no_further():
    look = Look(NOTHING["stopped"], found(4, 9))
    with pytest.raises(CancelledError, match="nothing was written"):
        in_order(FOUND, ORDER, look, mechanism="hosted")
    assert len(look.asked) == 1


@pytest.mark.parametrize(
    ("why", "what"),
    [("the time is out", "limit of time"), ("the nodes are used", "limit of number of search nodes")],
)  # fmt: skip
def test_the_first_stage_cut_short_is_no_proof_of_anything(why, what):
    with pytest.raises(TimeRanOutError) as error:
        run(NOTHING[why])
    (fault,) = error.value.faults
    assert what in fault.message
    assert "not known" in fault.message
    assert "`hosted`" in fault.remedy
    assert not isinstance(error.value, CancelledError | InfeasibleError)


def test_what_is_proven_impossible_at_first_raises():
    with pytest.raises(InfeasibleError, match="No placement meets the rules"):
        run(NOTHING["an engine denies what was found"], found(4, 9))


def test_without_goals_there_is_one_stage_and_no_ceiling():
    stages, look = run(found(4, 9), order=())
    assert len(stages) == 1
    assert look.asked == [(0, [], None)]


def test_a_placement_that_breaks_its_rules_is_told_as_our_own_fault():
    error = fault_of_ours("A has 3 pupils more than seats", "hosting")
    assert type(error) is SkolvalError
    (fault,) = error.faults
    assert "A has 3 pupils more than seats" in fault.message
    assert "report it" in fault.remedy


# --- whole mechanisms: the first goal is reached, the second is cut short ---

GOALS = ("hosting_cost", "travel")


def cut(how, monkeypatch, stop):
    """Make every goal but the first be stopped, or find no time left."""
    whole = Stages.search

    def searched(self, number, ceilings, start=None):
        if number and how == "cancel":
            stop.append(True)
        if number and how == "seconds":
            limits = replace(self.effort.limits, seconds=0.0)
            self = replace(self, effort=replace(self.effort, limits=limits))
        return whole(self, number, ceilings, start)

    monkeypatch.setattr(Stages, "search", searched)


class Wish:
    """Somebody who wishes to stop once told so."""

    def __init__(self, told):
        self.told = told

    def is_set(self):
        return bool(self.told)


def groups_placed(goals, stop, *, whole):
    """A town drawn by seed whose second goal changes who goes where."""
    problem = hosted_town(np.random.default_rng(1), pupils=6)
    ask = asked(problem, HostingRule(), goals)
    work = Work(60, 8, whole, whole)
    return problem, ask, solve_groups(problem, ask, effort(cancel=Wish(stop)), work)


@pytest.mark.parametrize("whole", [10_000, 0], ids=["at once", "in parts"])
@pytest.mark.parametrize("how", ["cancel", "seconds"])
def test_groups_stopped_in_the_second_goal_keep_what_the_first_goal_found(how, whole, monkeypatch):
    _problem, _ask, alone = groups_placed(GOALS[:1], [], whole=whole)
    _problem, _ask, both = groups_placed(GOALS, [], whole=whole)
    assert both.chosen.tolist() != alone.chosen.tolist()
    stop = []
    cut(how, monkeypatch, stop)
    problem, ask, kept = groups_placed(GOALS, stop, whole=whole)
    assert kept.objective == alone.objective
    assert kept.bound == alone.bound
    assert (kept.chosen >= 0).all()
    assert not list(broken_group_rules(problem, ask.hosting, ask.rule, kept.chosen))
    assert kept.details["cancelled"] == (how == "cancel")
    first, second = kept.details["goals"]
    assert first["bound"] == alone.details["goals"][0]["bound"]
    assert second["value"] == load("goal", GOALS[1]).value(
        problem, kept.chosen, load("goal", GOALS[1]).Params()
    )
    if how == "cancel":
        assert kept.chosen.tolist() == alone.chosen.tolist()
        assert second["bound"] is None
        assert not kept.details["reproducible"]


@pytest.mark.parametrize("how", ["cancel", "unknown"])
def test_pupils_stopped_in_the_second_goal_keep_what_the_first_goal_found(how, monkeypatch):
    problem = tiny_problem(np.random.default_rng(4))
    rules = [rule("everyone_placed", price=20000), rule("capacity")]
    goals = [goal("travel"), goal("imbalance")]
    whole = solving.search
    stop = []

    def searched(made, number, ceilings, work, start=None):
        if number and how == "unknown":
            return NOTHING["the nodes are used"]
        if number:
            stop.append(True)
        return whole(made, number, ceilings, work, start)

    alone = solve(problem, rules=rules, goals=goals[:1], limits=Limits(gap=0.0))
    monkeypatch.setattr(solving, "search", searched)
    limits = Limits(gap=0.0, cancel=Wish(stop))
    kept = solve(problem, rules=rules, goals=goals, limits=limits)
    assert (kept.objective, kept.bound) == (alone.objective, alone.bound)
    assert kept.chosen.tolist() == alone.chosen.tolist()
    assert kept.details["goals"][1]["bound"] is None
    assert kept.details["cancelled"] == (how == "cancel")
