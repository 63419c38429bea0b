"""All engines against brute force: 200 small systems with whole numbers, some impossible."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from skolval.solver.engine import run_engine
from skolval.solver.engines.belief import broken, proven_bound
from skolval.solver.engines.kinds import ENGINES
from skolval.solver.system import Limits
from small_systems import random_system, system_of

EXACT = Limits(gap=0.0, seconds=30)


def by_force(system):
    """The least cost over all whole values, None if there are none."""
    found = []
    for values in product(*(range(int(upper) + 1) for upper in system.upper)):
        if not broken(system, np.array(values, float)):
            found.append(float(system.cost @ values) + system.constant)
    return min(found, default=None)


@pytest.mark.parametrize("block", range(4))
def test_all_engines_agree_with_brute_force(block):
    rng = np.random.default_rng(block)
    impossible = 0
    for _ in range(50):
        system = random_system(rng)
        least = by_force(system)
        impossible += least is None
        for name in ("auto", "highs", "gscip", "cp_sat"):
            answer = run_engine(system, EXACT, engine=name)
            if least is None:
                assert answer.status == "infeasible", (name, answer)
                continue
            assert answer.status == "found", (name, answer)
            assert system.cost @ answer.values + system.constant == pytest.approx(least)
            assert answer.bound == pytest.approx(least)
            assert not broken(system, answer.values)
    assert 5 < impossible < 45


def test_linear_engines_agree_and_their_duals_prove_the_bound():
    rng = np.random.default_rng(9)
    for _ in range(60):
        system = random_system(rng).relaxed()
        answers = [run_engine(system, EXACT, engine=name) for name in ("highs", "glop", "pdlp")]
        statuses = {answer.status for answer in answers}
        assert len(statuses) == 1
        if statuses == {"infeasible"}:
            continue
        for answer in answers:
            assert answer.bound == pytest.approx(answers[0].bound, abs=1e-4)
            proven = proven_bound(system, answer.duals)
            assert answers[0].bound - 1e-3 <= proven <= answers[0].bound + 1e-6


def transport(rng):
    """Pupils by kind to schools: every kind is sent, a school takes at most its seats."""
    kinds, schools = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    pairs = [(i, o) for i in range(kinds) for o in range(schools) if rng.random() < 0.8][:6]
    if not pairs:
        pairs = [(0, 0)]
    matrix = np.zeros((kinds + schools, len(pairs)))
    for column, (i, o) in enumerate(pairs):
        matrix[i, column] = matrix[kinds + o, column] = 1
    sent = rng.integers(0, 3, kinds)
    least = np.where(rng.random(schools) < 0.3, 1, -np.inf)
    return system_of(
        rng.integers(-4, 9, len(pairs)),
        matrix,
        np.r_[sent, least],
        np.r_[sent, rng.integers(0, 4, schools)].astype(float),
        upper=2,
    )


def test_min_cost_flow_finds_what_brute_force_finds_and_is_chosen_for_pure_placement():
    rng = np.random.default_rng(3)
    outcomes = set()
    for _ in range(60):
        system = transport(rng)
        least = by_force(system)
        answer = run_engine(system, EXACT)
        assert answer.engine == "min_cost_flow" or least is None
        assert (answer.status == "infeasible") == (least is None)
        outcomes.add(least is None)
        if least is not None:
            assert answer.bound == least == system.cost @ answer.values
            assert not broken(system, answer.values)
    assert outcomes == {True, False}


def test_every_engine_is_known_by_the_name_it_answers_with():
    system = transport(np.random.default_rng(1))
    for name, engine in ENGINES.items():
        asked = system if engine.whole else system.relaxed()
        assert run_engine(asked, EXACT, engine=name).engine == name
