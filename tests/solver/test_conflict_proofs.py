"""Infeasible if and only if brute force finds nothing; what is named clashes, and is smallest."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from cities import tiny_problem
from skolval.domain.policy import Step
from skolval.errors import InfeasibleError
from skolval.registry import load, names
from skolval.solver.conflicts import oracle, strain
from skolval.solver.solve import solve
from skolval.solver.system import Limits

EXACT = Limits(gap=0.0)
MOST = 1500
"""Placements of a town that are all looked at."""


def hard(name, params):
    return Step(name, load("rule", name).Params(**{**params, "price": None}))


HARD = [
    hard(name, sample)
    for name in names("rule")
    for sample in load("rule", name).SAMPLES
    if "price" not in sample
]


def every_placement(problem):
    start = problem.options.start
    choices = [[-1, *range(start[i], start[i + 1])] for i in range(len(problem.parties))]
    if np.prod([len(c) for c in choices], dtype=float) > MOST:
        return None
    return [np.array(row, np.int64) for row in product(*choices)]


def kept_by(problem, steps, placements):
    """For each rule the set of placements that keep it."""
    return [
        frozenset(
            k
            for k, chosen in enumerate(placements)
            if not load("rule", step.name).breaches(problem, chosen, step.params)
        )
        for step in steps
    ]


def fewest(kept):
    """The size of the smallest set of rules that no placement keeps, None if there is none."""
    for size in range(1, len(kept) + 1):
        for some in combinations(kept, size):
            if not frozenset.intersection(*some):
                return size
    return None


def towns(seed, count):
    rng = np.random.default_rng(seed)
    while count:
        problem = tiny_problem(rng)
        placements = every_placement(problem)
        if placements is not None:
            yield rng, problem, placements
            count -= 1


def asked(problem, steps):
    """The error of the solver, None where it finds a placement."""
    try:
        solve(problem, rules=steps, goals=[], limits=EXACT)
    except InfeasibleError as error:
        return error
    return None


@pytest.mark.parametrize("seed", [0, 1])
def test_infeasible_exactly_when_brute_force_finds_none_and_the_clash_is_the_smallest(seed):
    outcomes = set()
    for rng, problem, placements in towns(seed, 12):
        drawn = rng.choice(len(HARD), 3, replace=False)
        steps = [hard("everyone_placed", {}), hard("capacity", {}), *(HARD[k] for k in drawn)]
        steps = list({(s.name, s.params.model_dump_json()): s for s in steps}.values())
        kept = kept_by(problem, steps, placements)
        size = fewest(kept)
        error = asked(problem, steps)
        assert (error is None) == (size is None), [s.name for s in steps]
        outcomes.add(size)
        if error is None:
            continue
        told = [
            (rule["rule"], rule["parameters"]) for rule in error.clash["rules"]
        ]  # fmt: skip
        named = [
            kept[k]
            for k, step in enumerate(steps)
            if (step.name, step.params.model_dump(mode="json")) in told
        ]
        assert len(named) == len(told) == size
        assert not frozenset.intersection(*named)
        assert error.clash["proven"] == "smallest"
    assert len(outcomes) > 2


def test_prices_of_areas_prove_no_clash_that_brute_force_does_not_see(monkeypatch):
    """What is done in a whole municipality, done in tiny towns."""
    monkeypatch.setattr(oracle, "_LARGE", 0)
    monkeypatch.setattr(strain, "_LARGE", 0)
    proven = 0
    for rng, problem, placements in towns(7, 16):
        drawn = rng.choice(len(HARD), 3, replace=False)
        steps = [hard("everyone_placed", {}), hard("capacity", {}), *(HARD[k] for k in drawn)]
        behind = strain.strained(problem, steps, EXACT)
        if behind is not None:
            proven += 1
            assert fewest(kept_by(problem, behind, placements)) is not None
        assert (asked(problem, steps) is None) == (
            fewest(kept_by(problem, steps, placements)) is None
        )
    assert proven > 1


@pytest.mark.parametrize("step", HARD, ids=lambda step: step.name)
def test_every_rule_of_the_folder_can_clash_and_is_told_with_its_number(step):
    """A rule nobody thought of here is told by the generic path."""
    for rng, problem, placements in towns(5, 3):
        del rng
        steps = [step, hard("everyone_placed", {})]
        if step.name == "everyone_placed":
            steps = [step, hard("capacity", {})]
        kept = kept_by(problem, steps, placements)
        if fewest(kept) is None:
            continue
        error = asked(problem, steps)
        assert error is not None
        for easing in error.clash["easings"]:
            assert easing["needed"] is not None
        assert all(fault.message and fault.remedy for fault in error.faults)


@pytest.mark.parametrize("seed", [3])
def test_what_is_needed_is_the_least_by_brute_force(seed):
    """Pupils without a place, against all placements that keep the other rules."""
    compared = 0
    for _rng, problem, placements in towns(seed, 12):
        steps = [
            hard("everyone_placed", {}),
            hard("capacity", {}),
            hard("travel_limit", {"metres": 1500}),
        ]
        error = asked(problem, steps)
        if error is None:
            continue
        for easing in error.clash["easings"]:
            if easing["rule"] != "everyone_placed" or not easing["all_other_rules_kept"]:
                continue
            rest = [s for s in steps if s.name != "everyone_placed"]
            least = min(
                int(problem.parties.size[chosen < 0].sum())
                for chosen in placements
                if not any(load("rule", s.name).breaches(problem, chosen, s.params) for s in rest)
            )
            assert easing["needed"] == least
            compared += 1
    assert compared > 2
