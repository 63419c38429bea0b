"""The front of concentration against every placement of tiny towns: bounds below, points above."""

from __future__ import annotations

import dataclasses
import threading
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from hosted_towns import every_full_placement, hosted_town, keeps_groups, steps
from skolval.domain.hosting import HostingRule
from skolval.domain.policy import Step
from skolval.errors import CancelledError, InfeasibleError, UsageError
from skolval.frontier.groups.question import GroupQuestion
from skolval.frontier.groups.terms import GroupTerms
from skolval.frontier.groups.walk import group_walk
from skolval.frontier.store import Store
from skolval.mechanisms.hosted import Params
from skolval.registry import load
from towns import policy

LOOSE = HostingRule(keep=False)


def question(problem, against="travel", *, cancel=None, slack=0.0, **terms):
    """A question about a drawn town; everything is searched to the end."""
    goals = [Step(name, load("goal", name).Params()) for name in (against, "hosting_cost")]
    goals = goals[:1] if against == "hosting_cost" else goals
    goals[0] = dataclasses.replace(
        goals[0], params=goals[0].params.model_copy(update={"tolerance": slack})
    )
    asked = policy("nearest_school", name="drawn").replace(
        places="newly_arrived", hosting=LOOSE, goals=tuple(goals),
        mechanism=Step("hosted", Params(gap=0, steps=60, parts=8)),
    )  # fmt: skip
    told = {"points": 4, "gap": 0.0, "nodes": 5000, "slack": slack} | terms
    return GroupQuestion(
        instance=None, policy=asked, asked=asked, problem=problem,
        rules=tuple(steps("rule", "everyone_placed", "capacity")), top=1,
        terms=GroupTerms(**told, cancel=cancel),
    )  # fmt: skip


def walked(asked, store=None):
    return group_walk(asked, store or Store(None), lambda _text: None)


def share(asked, chosen):
    return asked.at_top(chosen) / asked.in_groups(chosen)


@pytest.mark.parametrize("against", ["travel", "hosting_cost"])
def test_every_bound_is_below_the_least_by_force_and_every_point_is_it(against):
    rng = np.random.default_rng(len(against))
    fronts = 0
    for number in range(8):
        problem = hosted_town(rng, pupils=5, units=3)
        asked = question(problem, against)
        allowed = [c for c in every_full_placement(problem) if keeps_groups(problem, LOOSE, c)
                   and asked.in_groups(c)]  # fmt: skip
        if not allowed:
            continue
        front = walked(asked)
        fronts += len(front.points) > 1
        assert front.complete
        for point in front.points:
            rule = asked.rule_at(point.at)
            assert keeps_groups(problem, rule, point.chosen), number
            least = min(asked.value(c) for c in allowed if keeps_groups(problem, rule, c))
            assert point.bound <= least <= point.value
            assert point.value == least == asked.value(point.chosen)
        cap = np.floor(1.25 * front.points[-1].value)
        within = [share(asked, c) for c in allowed if asked.value(c) <= cap]
        assert front.least <= min(within) + 1e-9
        assert share(asked, front.points[0].chosen) == pytest.approx(min(within))
    assert fronts >= 3


def test_a_tighter_ceiling_never_costs_less_and_its_bound_is_no_lower():
    front = walked(question(_town()))
    assert len(front.points) >= 3
    for tight, loose in pairwise(front.points):
        assert tight.at < loose.at
        assert tight.best >= loose.best
        assert tight.bound >= loose.bound


def test_what_is_given_away_stays_within_the_slack_and_is_told_in_the_gap():
    asked = question(_town(), slack=10.0)
    for point in walked(asked).points:
        assert point.value <= np.floor(1.1 * point.best) + 1
        assert point.gap == pytest.approx((point.value - point.bound) / point.value)


def test_with_hardly_any_search_bounds_stay_below_and_placements_above():
    problem = _town()
    rough = walked(question(problem, nodes=1, gap=0.5))
    true = walked(question(problem))
    for point in rough.points:
        least = min(one.value for one in true.points if one.at <= point.at) if any(
            one.at <= point.at for one in true.points) else np.inf  # fmt: skip
        assert point.bound <= point.value
        assert point.bound <= least


def test_the_same_question_gives_the_same_points():
    one, two = (walked(question(_town())) for _time in range(2))
    assert [point.chosen.tolist() for point in one.points] == [
        point.chosen.tolist() for point in two.points
    ]


def test_a_walk_that_is_stopped_goes_on_to_the_same_end(tmp_path):
    cancel, asked = threading.Event(), question(_town())
    stopping = dataclasses.replace(asked, terms=dataclasses.replace(asked.terms, cancel=cancel))

    def tell(text):
        if "point 1" in text:
            cancel.set()

    stopped = group_walk(stopping, Store(tmp_path, "k", cancel).opened(), tell)
    whole = walked(asked)
    assert not stopped.complete
    assert len(stopped.points) == 2
    resumed = walked(asked, Store(tmp_path, "k").opened())
    assert resumed.complete
    assert [point.value for point in resumed.points] == [point.value for point in whole.points]


def test_a_walk_stopped_before_its_ends_says_so():
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(CancelledError, match="Stopped by the user"):
        walked(question(_town(), cancel=cancel))


def test_rules_that_nothing_meets_are_named():
    problem = _town()
    hosting = problem.hosting.replace(most=np.zeros(len(problem.hosting), np.int64))
    with pytest.raises(InfeasibleError):
        walked(question(problem.replace(hosting=hosting)))


def test_all_wrong_terms_are_told_at_once():
    with pytest.raises(UsageError) as told:
        GroupTerms(points=1, top=0, longer=-1, slack=101, gap=1, against="travel_minuts")
    assert len(told.value.faults) == 6
    assert told.value.faults[-1].suggestion == "travel_minutes"


@cache
def _town():
    """The first drawn town whose front has at least three points."""
    rng = np.random.default_rng(2)
    while True:
        problem = hosted_town(rng, pupils=6, units=3)
        if any(keeps_groups(problem, LOOSE, c) for c in every_full_placement(problem)):
            found = walked(question(problem))
            if len(found.points) >= 3:
                return problem
