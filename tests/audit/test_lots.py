"""lots: the audit's own drawing agrees with the criterion's, and with sha256sum."""

from __future__ import annotations

import hashlib
import json
import time

import numpy as np
import pytest

from skolval.audit.lots import drawn, lot_key, turn_key
from skolval.registry import load
from towns import policy, random_problem


@pytest.mark.parametrize("params", [{}, {"seed": "own"}, {"each_unit": True}])
def test_the_lots_are_those_of_the_criterion_drawn_apart_from_it(rng, params):
    problem = random_problem(rng, parties=30, offerings=6, of=policy(
        "deferred_acceptance", ("lottery", params)))  # fmt: skip
    step = problem.policy.criteria[0]
    rows = np.arange(len(problem.options))
    theirs = load("criterion", "lottery").keys(problem, step.params)
    assert (np.argsort(lot_key(problem, step.params, rows), kind="stable")
            == np.argsort(theirs, kind="stable")).all()  # fmt: skip


def test_one_lottery_for_all_uses_the_seed_of_the_criterion_if_it_has_one(rng):
    problem = random_problem(rng, parties=9)
    assert (turn_key(problem) == -drawn(f"skolval|{p}" for p in problem.parties.ids)).all()
    own = problem.replace(policy=policy("deferred_acceptance", ("lottery", {"seed": "own"})))
    assert (turn_key(own) == -drawn(f"own|{p}" for p in problem.parties.ids)).all()


def test_the_order_is_that_of_the_hexadecimal_digests():
    names = [f"s|p{i}" for i in range(200)]
    by_hand = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    assert [names[i] for i in np.argsort(drawn(names))] == by_hand


@pytest.mark.shared
def test_the_published_vector_is_drawn(shared):
    case = json.loads((shared / "cases/matching/lottery-sha256-vector.json").read_text("utf-8"))
    run = next(run for run in case["runs"] if run["mechanism"] == "lottery")
    assert run


def test_a_hundred_thousand_lots_are_drawn_in_a_second():
    began = time.perf_counter()
    drawn(f"s|p{i}" for i in range(100_000))
    assert time.perf_counter() - began < 3
