"""The mechanism of groups: together and month by month, what it refuses, and why it cannot."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from cities import make_problem
from hosted_towns import MONTHS, groups_of, hosted_town, hosting_for, keeps_groups
from skolval.domain.hosting import HostingRule
from skolval.domain.placement import Status
from skolval.errors import CancelledError, InfeasibleError, UsageError
from skolval.mechanisms.hosted import Params, place
from skolval.solver.hosting.check import broken_group_rules
from skolval.solver.hosting.stage import Stages
from towns import step


def two_units(*, pupils=4, rule=None, **columns):
    """Two units with a group each of at most three; the first is 100 m away, the other 900 m."""
    problem = make_problem(
        offering_unit=[0, 1],
        offering_grade=[0, 0],
        seats=[columns.pop("seats_each", 9)] * 2,
        grade=[0] * pupils,
        options=[(i, u, (100, 900)[u], 0) for i in range(pupils) for u in range(2)],
    )
    usual = {"most": np.array([1, 1]), "unit_most": np.array([1, 1])}
    hosting = hosting_for(problem, problem.options.offering, [0, 1], [0, 0], **(usual | columns))
    policy = problem.policy.replace(hosting=rule or HostingRule())
    return problem.replace(hosting=hosting, policy=policy)


def unit_counts(problem, placement):
    return np.bincount(placement.unit(problem), minlength=2).tolist()


def test_the_near_unit_fills_its_group_and_the_rest_go_to_the_other():
    problem = two_units()
    placement = place(problem, Params())
    assert unit_counts(problem, placement) == [3, 1]
    assert placement.groups.tolist() == [1, 1]
    assert (placement.objective, placement.bound) == (3 * 100 + 900, 1200)
    assert placement.status == Status.OPTIMAL


def test_a_seat_left_during_the_year_is_taken_by_the_next():
    """One leaves after two months, another comes then: three seats hold four pupils."""
    enters, leaves = np.array([0, 0, 0, 2]), np.array([2, MONTHS, MONTHS, MONTHS])
    problem = two_units(enters=enters, leaves=leaves)
    assert unit_counts(problem, place(problem, Params())) == [4, 0]


def test_the_regular_seat_binds_as_the_group_does():
    problem = two_units(seats_each=2)
    assert unit_counts(problem, place(problem, Params())) == [2, 2]


def test_a_part_of_the_week_takes_a_part_of_a_seat():
    problem = two_units(share=np.full(4, 750))
    assert unit_counts(problem, place(problem, Params())) == [4, 0]


def test_month_by_month_nobody_sees_those_who_come_later():
    """Three fill the near group first; who comes last has to go far, though it was known."""
    problem = two_units(pupils=4, enters=np.array([1, 1, 1, 0]), most_size=np.array([2, 3]))
    far = problem.options.metres.copy()
    far[7] = 5000  # the one who comes first has much farther to the other unit
    problem = problem.replace(
        options=type(problem.options)(
            **{f: getattr(problem.options, f) for f in problem.options.__slots__} | {"metres": far}
        )
    )
    placement = place(problem, Params(order="month_by_month"))
    assert placement.unit(problem)[3] == 0
    assert placement.bound is None
    assert placement.status == Status.FEASIBLE
    months = placement.details["months"]
    assert [entry["month"] for entry in months] == [1, 2]
    assert placement.details["not_kept"] == []
    assert placement.objective >= place(problem, Params()).objective


@pytest.mark.parametrize("seed", range(6))
def test_month_by_month_is_never_better_than_hindsight(seed):
    problem = hosted_town(np.random.default_rng(100 + seed))
    rule = HostingRule()
    problem = problem.replace(policy=problem.policy.replace(hosting=rule))
    try:
        known = place(problem, Params())
        online = place(problem, Params(order="month_by_month"))
    except InfeasibleError:
        return
    assert known.groups.tolist() == groups_of(problem, known.chosen)[0]
    kept = keeps_groups(problem, rule, online.chosen)
    assert kept == (not online.details["not_kept"])
    assert not kept or known.objective <= online.objective


@pytest.mark.parametrize(
    ("columns", "rule", "named"),
    [
        ({"most_size": np.array([1, 1])}, {}, "2 seats"),
        ({"unit_most": np.array([0, 0])}, {}, "at most 0 seats"),
        ({"seats_each": 1}, {}, "2 regular seats for 4 pupils"),
        ({}, {"groups_most": 1}, "At least 2 groups"),
        ({}, {"min_hosts": 3}, "only 2 can"),
        ({"least_size": np.array([3, 3])}, {}, "least size"),
        ({"least_size": np.array([3, 3]), "pupils": 3}, {"min_hosts": 2}, "min_hosts"),
        ({}, {"top_units": 1, "top_share": 400}, "top_share"),
        ({}, {"recent_share": 10}, "recent_share"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_makes_groups_impossible_is_named(columns, rule, named):
    problem = two_units(rule=HostingRule(**rule), **columns)
    with pytest.raises(InfeasibleError) as error:
        place(problem, Params())
    told = " ".join(f"{fault.message} {fault.remedy}" for fault in error.value.faults)
    assert named in told


def test_a_language_without_enough_seats_is_named():
    problem = two_units(
        party_language=np.array([0, 0, 0, 0]),
        unit_language=np.array([[True, False], [False, True]]),
    )
    near = problem.options.offering == 0
    from skolval.domain.subset import with_rows

    with pytest.raises(InfeasibleError, match="3 seats"):
        place(with_rows(problem, near), Params())


def test_a_policy_that_places_nobody_in_groups_is_refused():
    with pytest.raises(UsageError, match="places nobody"):
        place(two_units().replace(hosting=None), Params())


def test_who_stops_before_any_placement_is_told_so():
    stop = threading.Event()
    stop.set()
    with pytest.raises(CancelledError):
        place(two_units(), Params(), cancel=stop)


def test_who_stops_in_the_second_goal_keeps_what_the_first_goal_found(monkeypatch):
    """Two groups are cheapest in any case; who sits where is left to the way, which is stopped."""
    problem, stop, whole = two_units(), threading.Event(), Stages.search
    goals = (step("goal", "hosting_cost"), step("goal", "travel"))
    problem = problem.replace(policy=problem.policy.replace(goals=goals))

    def searched(self, number, ceilings, start=None):
        if number:
            stop.set()
        return whole(self, number, ceilings, start)

    monkeypatch.setattr(Stages, "search", searched)
    kept = place(problem, Params(), cancel=stop)
    assert kept.placed.all()
    assert kept.objective == kept.bound == 2 * 100 + 2 * 500
    assert kept.groups.tolist() == groups_of(problem, kept.chosen)[0]
    assert kept.status == Status.FEASIBLE, "nothing is proven of the way"
    assert kept.details["cancelled"]
    assert not kept.details["reproducible"]


def test_a_placement_with_goals_and_progress_tells_both():
    problem = two_units()
    goals = (step("goal", "hosting_cost"), step("goal", "travel"))
    lines = []
    problem = problem.replace(policy=problem.policy.replace(goals=goals))
    placement = place(problem, Params(), progress=lines.append)
    assert [goal["goal"] for goal in placement.details["goals"]] == ["hosting_cost", "travel"]
    assert lines


def test_the_check_of_a_finished_placement_names_every_rule_of_groups():
    problem = two_units(
        unit_most=np.array([0, 0]), most=np.array([0, 0]), least_size=np.array([9, 9]),
        seats=np.zeros((2, MONTHS), np.int64),
    )  # fmt: skip
    rule = HostingRule(min_hosts=2, groups_most=0, recent_share=1, top_units=1, top_share=1)
    broken = list(broken_group_rules(problem, problem.hosting, rule, np.array([0, 2, 4, 6])))
    assert len(broken) == 8
    assert not list(broken_group_rules(two_units(), two_units().hosting, HostingRule(),
                                       np.array([0, 2, 4, 7])))  # fmt: skip


def test_an_ordinary_rule_that_makes_groups_impossible_is_named_too():
    problem = two_units()
    rules = (step("rule", "travel_limit", metres=500),)
    problem = problem.replace(policy=problem.policy.replace(rules=rules))
    with pytest.raises(InfeasibleError) as error:
        place(problem, Params())
    assert [fault.rule for fault in error.value.faults] == ["travel_limit"]
    assert "asks for too much" in error.value.faults[0].message
    assert "travel_limit" in error.value.faults[0].remedy
