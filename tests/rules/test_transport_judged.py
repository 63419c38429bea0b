"""The budget and the cost of school transport count what the policy judges, in both faces."""

from __future__ import annotations

import numpy as np
import pytest

from cities import random_placement, tiny_problem
from faces import Case, Tape, verdicts, written
from skolval.domain.entitlement import assess
from skolval.domain.school_transport import GradeSpan, SchoolTransport, TransportRules, TravelCard
from skolval.registry import load

RULES = TransportRules("", "", (GradeSpan("F", "9", 1500),), "2026/27", two_homes="both")


def judged_towns(count, counts, seed):
    """Towns with wishes, attendance units, reasons and second homes, and a placement in each."""
    rng = np.random.default_rng(seed)
    for _number in range(count):
        problem = tiny_problem(rng)
        n, m = len(problem.parties), len(problem.options)
        policy = problem.policy.replace(school_transport=SchoolTransport(counts=counts))
        problem = problem.replace(
            policy=policy,
            transport=RULES if rng.random() < 0.5 else None,
            attendance_unit=rng.integers(-1, len(problem.unit_ids), n),
            transport_reason=rng.integers(0, 3, n) if rng.random() < 0.5 else None,
            second_metres=rng.integers(-1, 4000, m) if rng.random() < 0.5 else None,
        )
        yield problem, random_placement(rng, problem)


COUNTS = [("right",), ("right", "card", "arranged")]


@pytest.mark.parametrize("counts", COUNTS)
@pytest.mark.parametrize("number", range(len(load("rule", "transport_budget").SAMPLES)))
def test_the_budget_says_the_same_twice_when_own_choice_is_looked_at(counts, number):
    rule = load("rule", "transport_budget")
    params = rule.Params(**rule.SAMPLES[number])
    cases = [
        Case(problem, chosen, written(rule, problem, params),
             rule.breaches(problem, chosen, params))
        for problem, chosen in judged_towns(40, counts, number)
    ]  # fmt: skip
    for case, (holds, paid) in zip(cases, zip(*verdicts(cases), strict=True), strict=True):
        if params.price is None:
            assert holds == (not case.told)
        else:
            assert holds
            assert paid == params.price * sum(breach.excess for breach in case.told)


@pytest.mark.parametrize("counts", COUNTS)
@pytest.mark.parametrize("name", ["transport_cost", "entitled_pupils"])
def test_goals_say_the_same_twice_when_own_choice_is_looked_at(counts, name):
    goal = load("goal", name)
    params = goal.Params(**goal.SAMPLES[0])
    cases = []
    for problem, chosen in judged_towns(40, counts, 9):
        tape = Tape(len(problem.options))
        linear = goal.post(problem, tape, params)
        cases.append(Case(problem, chosen, tape.calls, goal.value(problem, chosen, params), linear))
    held, values = verdicts(cases)
    assert all(held)
    assert list(values) == [case.told for case in cases]


def test_leaving_own_choice_out_never_counts_more():
    for problem, chosen in judged_towns(60, ("right",), 5):
        all_grounds = assess(problem).having("right", "card", "arranged", "unjudged")
        rows = chosen[chosen >= 0]
        assert (problem.entitled()[rows] <= all_grounds[rows]).all()
        plain = problem.policy.replace(school_transport=None)
        if problem.transport_reason is None and problem.second_metres is None:
            assert (problem.entitled() <= problem.replace(policy=plain).entitled()).all()


def test_a_card_counts_only_when_the_policy_says_so():
    with_card = TransportRules("", "", RULES.spans, "2026/27", card=TravelCard("k"))
    for problem, _chosen in judged_towns(20, ("right",), 6):
        both = problem.policy.replace(school_transport=SchoolTransport(counts=("right", "card")))
        carded = problem.replace(transport=with_card)
        assert (carded.entitled() <= carded.replace(policy=both).entitled()).all()
