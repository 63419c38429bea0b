"""The mechanism `optimal` as a policy calls it."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from cities import city
from skolval.domain.deviation import deviation
from skolval.domain.placement import Status
from skolval.domain.policy import Step
from skolval.domain.preferences import preference_order
from skolval.io.policy import read_policy
from skolval.mechanisms import optimal
from skolval.place import place
from skolval.registry import load
from towns import policy


def test_everybody_is_placed_within_seats_even_when_the_policy_forgets_to_say_so():
    problem = city(pupils=80, units=5, areas=9, seed=1)
    placement = optimal.place(problem, optimal.Params())
    assert placement.placed.all()
    for name in ("capacity", "everyone_placed"):
        rule = load("rule", name)
        assert rule.breaches(problem, placement.chosen, rule.Params()) == []
    assert placement.status == Status.OPTIMAL
    assert placement.objective == int(placement.metres(problem).sum())
    assert placement.gap == 0.0


def test_the_policy_balanced_keeps_its_promise():
    problem = city(pupils=240, units=8, areas=20, seed=9)
    ceiling = 0.45
    policy = read_policy("balanced")
    rules = tuple(
        Step("balance", load("rule", "balance").Params(at_most=ceiling))
        if step.name == "balance"
        else step
        for step in policy.rules
    )
    problem = problem.replace(policy=policy.replace(rules=rules))
    placement = optimal.place(problem, policy.mechanism.params)
    found = deviation(problem, None, "area")
    assert found.index(int(np.abs(found.sums(placement.chosen)).sum())) <= ceiling
    assert placement.bound <= placement.objective
    assert placement.gap <= 0.01
    assert placement.details["reproducible"]


@pytest.mark.parametrize(
    "wrong",
    [{"gap": -1}, {"engine": "cplex"}, {"nodes": 0}, {"speed": 3}, {"nodes": 10**18},
     {"seconds": 1e300}],
)  # fmt: skip
def test_wrong_settings_are_refused(wrong):
    with pytest.raises(ValidationError):
        optimal.Params(**wrong)


@pytest.mark.parametrize("name", ["balanced", "balanced_background"])
def test_the_shipped_policies_use_only_home_areas(name):
    policy = read_policy(name)
    (balance,) = [step for step in policy.rules if step.name == "balance"]
    assert balance.params.basis == "area"
    assert policy.mechanism.name == "optimal"


def test_the_optimum_of_a_published_round_only_betters_places():
    problem = city(pupils=80, units=5, areas=9, seed=1)
    problem = problem.replace(policy=policy("random_places"))
    published = place(problem).chosen
    assert (published >= 0).all()
    free = optimal.place(problem, optimal.Params())
    asked = problem.replace(honour=published)
    kept = optimal.place(asked, optimal.Params())
    number = np.empty(len(problem.options), np.int64)
    number[preference_order(problem)] = np.arange(len(number))
    assert (number[kept.chosen] <= number[published]).all()
    assert (number[free.chosen] > number[published]).any()
    assert kept.objective == int(kept.metres(problem).sum()) > free.objective
