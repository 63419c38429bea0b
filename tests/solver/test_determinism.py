"""The same placement, byte for byte: twice, on other threads, under load, with another hash seed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cities import city
from skolval.domain.policy import Step
from skolval.registry import load
from skolval.solver.solve import solve
from skolval.solver.system import Limits

TESTS = Path(__file__).resolve().parents[1]
GOALS = {"tight": ("travel",), "even": ("imbalance", "travel")}


def rule(name, **params):
    return Step(name, load("rule", name).Params(**params))


def goal(name, **params):
    return Step(name, load("goal", name).Params(**params))


def placed(kind, engine="auto"):
    """A problem on which the search has to branch and is ended by its nodes, not by proof."""
    problem = city(pupils=90, units=6, areas=30, homes=True, nearest=10, seed=4)
    rules = [rule("everyone_placed"), rule("capacity")]
    if kind == "tight":
        rules.append(rule("balance", at_most=0.05))
    return solve(
        problem,
        rules=rules,
        goals=[goal(name) for name in GOALS[kind]],
        limits=Limits(gap=0.0, nodes=30, seconds=600),
        engine=engine,
    )


def digest(made):
    told = made.chosen.tobytes() + repr((made.status, made.objective, made.bound)).encode()
    return hashlib.sha256(told).hexdigest()


def fresh(kind, engine="auto", **environment):
    """The digest that a process of its own finds."""
    code = f"import test_determinism as t; print(t.digest(t.placed({kind!r}, {engine!r})))"
    paths = os.pathsep.join([str(TESTS), str(Path(__file__).parent)])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": paths} | environment,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(GOALS))
def test_twice_and_in_processes_with_other_threads_and_hash_seeds(kind):
    first = placed(kind)
    assert first.details["reproducible"]
    assert sum(entry["nodes"] for entry in first.details["goals"]) > 0
    assert digest(placed(kind)) == digest(first)
    threads = {"NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    assert fresh(kind, PYTHONHASHSEED="1", **threads) == digest(first)
    threads = {"NUMBA_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"}
    assert fresh(kind, PYTHONHASHSEED="77", **threads) == digest(first)


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(GOALS))
def test_under_load_the_answer_is_that_without_it(kind):
    calm = digest(placed(kind))
    busy = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(2 * (os.cpu_count() or 2))
    ]
    try:
        assert digest(placed(kind)) == calm
    finally:
        for process in busy:
            process.kill()
            process.wait()


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["gscip", "cp_sat"])
def test_the_other_engines_repeat_themselves_too(engine):
    first = placed("tight", engine)
    assert digest(placed("tight", engine)) == digest(first)
    assert first.details["goals"][0]["engine"] == engine
