"""Stopping an engine in the middle of its work: what it had found is kept, and soon."""

from __future__ import annotations

import io
import threading
import time

import numpy as np
import pytest

from cities import city
from skolval.domain.placement import Status
from skolval.domain.policy import Step
from skolval.errors import CancelledError, SkolvalError
from skolval.place import place
from skolval.registry import load
from skolval.solver.engine import run_engine
from skolval.solver.engines import apart, child
from skolval.solver.engines.belief import broken
from skolval.solver.engines.here import solved_here
from skolval.solver.engines.incumbents import last_solution
from skolval.solver.engines.wire import SOLVER_TYPES, hinted, message_of, parameters_of
from skolval.solver.outcome import hard_breaches
from skolval.solver.solve import posted_programme, solve
from skolval.solver.system import Limits
from small_systems import random_system, system_of


def rule(name, **params):
    return Step(name, load("rule", name).Params(**params))


def goal(name, **params):
    return Step(name, load("goal", name).Params(**params))


RULES = [rule("everyone_placed"), rule("capacity")]
ENDLESS = Limits(gap=0.0, nodes=10**8, seconds=120)


def hard_system():
    """Least imbalance of 150 pupils: solutions come soon, and no proof for minutes."""
    problem = city(pupils=150, units=9, areas=40, seed=3)
    return posted_programme(problem, RULES, [goal("imbalance")]).system


class StopAfter:
    """An event that sets itself when something has been heard or `seconds` have gone."""

    def __init__(self, seconds):
        self.until = time.monotonic() + seconds
        self.when = None

    def is_set(self):
        if self.when is None and time.monotonic() > self.until:
            self.when = time.monotonic()
        return self.when is not None


@pytest.mark.parametrize("engine", ["highs", "gscip", "cp_sat"])
def test_an_engine_that_would_go_on_for_minutes_is_stopped_and_its_best_is_kept(engine):
    system = hard_system()
    stop = StopAfter(10.0)
    answer = run_engine(system, ENDLESS, engine=engine, interrupter=stop)
    assert time.monotonic() - stop.when < 2
    assert answer.cancelled
    assert answer.engine == engine
    assert answer.status == "found"
    assert not broken(system, answer.values)
    assert answer.bound <= system.cost @ answer.values + system.constant


def test_nothing_is_begun_when_the_wish_to_stop_is_there_already():
    stop = threading.Event()
    stop.set()
    answer = run_engine(hard_system(), ENDLESS, interrupter=stop)
    assert (answer.status, answer.cancelled, answer.engine) == ("unknown", True, "")


def test_an_engine_apart_answers_as_one_in_this_process():
    rng = np.random.default_rng(5)
    never = threading.Event()
    for name in ("highs", "gscip", "cp_sat", "glop", "pdlp"):
        for _ in range(4):
            system = random_system(rng)
            system = system.relaxed() if name in {"glop", "pdlp"} else system
            here = run_engine(system, Limits(gap=0), engine=name)
            there = run_engine(system, Limits(gap=0, cancel=never), engine=name)
            assert (here.status, here.bound) == (there.status, there.bound)
            if here.values is not None:
                assert here.values.tobytes() == there.values.tobytes()


def test_processes_are_used_again_and_none_is_left_waiting_twice():
    never = threading.Event()
    for _ in range(3):
        run_engine(random_system(np.random.default_rng(1)), Limits(cancel=never), engine="gscip")
    assert len(apart._FREE) <= 1


def test_an_engine_whose_process_dies_is_told_as_such(monkeypatch):
    def die_soon(worker):
        worker.process.kill()

    made = apart._Worker

    class Dying(made):
        def __init__(self):
            super().__init__()
            die_soon(self)

    monkeypatch.setattr(apart, "_Worker", Dying)
    monkeypatch.setattr(apart, "_FREE", [])
    with pytest.raises(SkolvalError, match="ended by itself"):
        run_engine(hard_system(), Limits(cancel=threading.Event()), engine="highs")


def test_solve_returns_the_best_found_till_then_with_its_bound():
    problem = city(pupils=150, units=9, areas=40, seed=3)
    stop = StopAfter(2.5)
    goals = [goal("imbalance"), goal("travel")]
    made = solve(problem, rules=RULES, goals=goals, limits=ENDLESS, cancel=stop)
    assert time.monotonic() - stop.when < 2
    assert made.status == Status.FEASIBLE
    assert made.details["cancelled"]
    assert not made.details["reproducible"]
    assert made.bound <= made.objective
    assert made.gap > 0
    assert not hard_breaches(problem, made.chosen, RULES)
    assert made.details["goals"][1]["bound"] is None


def test_stopping_before_any_placement_is_an_error_of_its_own():
    stop = threading.Event()
    stop.set()
    problem = city(pupils=60, units=4, areas=8, seed=5)
    rules = [*RULES, rule("balance", at_most=0.3)]
    with pytest.raises(CancelledError) as raised:
        solve(problem, rules=rules, goals=[goal("travel")], limits=ENDLESS, cancel=stop)
    assert raised.value.exit_code == 130
    assert "not known" in str(raised.value)


def test_python_s_place_can_be_stopped_too_and_other_mechanisms_do_not_mind():
    problem = city(pupils=150, units=9, areas=40, seed=3)
    optimal = load("mechanism", "optimal")
    step = Step("optimal", optimal.Params(gap=0, nodes=10**8, seconds=120))
    policy = problem.policy.replace(mechanism=step, goals=(goal("imbalance"),))
    made = place(problem.replace(policy=policy), cancel=StopAfter(2.0))
    assert made.status == Status.FEASIBLE
    assert made.details["cancelled"]
    nearest = Step("random_places", load("mechanism", "random_places").Params())
    stop = threading.Event()
    stop.set()
    other = place(problem.replace(policy=policy.replace(mechanism=nearest)), cancel=stop)
    assert other.status == Status.MECHANISM


# --- the process's own side -----------------------------------------------------------------


def request_of(system, name="highs"):
    from ortools.math_opt import rpc_pb2

    return rpc_pb2.SolveRequest(
        solver_type=SOLVER_TYPES[name],
        model=message_of(system),
        parameters=parameters_of(name, system, Limits()),
        model_parameters=hinted(None),
    )


def served(*frames):
    """What the process writes when these messages come in and then nothing more."""
    source, out = io.BytesIO(), io.BytesIO()
    for kind, payload in frames:
        child.write_frame(source, kind, payload)
    source.seek(0)
    left = threading.Event()
    child.serve(source, out, left.set)
    assert left.wait(5)
    out.seek(0)
    told = []
    while (frame := child.read_frame(out))[0]:
        told.append(frame)
    return told


def test_the_process_answers_with_log_lines_and_the_result():
    from ortools.math_opt import result_pb2

    system = random_system(np.random.default_rng(2))
    request = request_of(system)
    told = served((b"Q", request.SerializeToString()))
    assert {kind for kind, _payload in told} == {b"L", b"R"}
    there = result_pb2.SolveResultProto.FromString(told[-1][1])
    here = solved_here(request, None)
    assert there.termination.reason == here.termination.reason


def test_the_process_tells_what_the_engine_would_not_take():
    request = request_of(random_system(np.random.default_rng(2)), "gscip")
    request.parameters.gscip.int_params["no/such"] = 1
    (kind, words), *_rest = [f for f in served((b"Q", request.SerializeToString())) if f[0] != b"L"]
    assert kind == b"E"
    assert b"INVALID_ARGUMENT" in words


def test_a_wish_to_stop_when_nothing_is_done_stops_nothing():
    assert served((b"S", b"")) == []


# --- what HiGHS writes to a file ------------------------------------------------------------


def test_the_last_whole_solution_in_the_file_is_read(tmp_path):
    path = tmp_path / "x.sol"
    assert last_solution(path, 3) is None
    path.write_text("Objective 9\n# Columns -1\n 4 0\nObjective 7\n# Columns -2\n 2 1\n0.5 2\n")
    assert last_solution(path, 3).tolist() == [0, 2, 0.5]
    with path.open("a") as more:
        more.write("Objective 5\n# Columns -3\n 1 0\n")
    assert last_solution(path, 3).tolist() == [0, 2, 0.5]
    path.write_text("Objective 9\n# Columns -1\n 4 77\n")
    assert last_solution(path, 3) is None
    path.write_text("Objective 9\n# Columns -1\n 4\n")
    assert last_solution(path, 3) is None


def test_what_a_file_with_few_digits_says_is_made_exact():
    from skolval.solver.engine import _repaired

    system = system_of([1, 1], [[3, -1]], [0], [0], upper=[5, 20], integer=[True, False])
    assert _repaired(system, np.array([3.0, 9.1]), Limits()).tolist() == pytest.approx([3, 9])
    assert _repaired(system, np.array([3.0, 9.0]), Limits()).tolist() == [3, 9]
    assert _repaired(system, None, Limits()) is None
    impossible = system.replace(row_lower=np.array([50.0]), row_upper=np.array([60.0]))
    assert _repaired(impossible, np.array([3.0, 9.0]), Limits()) is None


# --- prices -----------------------------------------------------------------------------------


def test_prices_that_are_being_sought_are_good_enough_when_somebody_wants_to_stop():
    from skolval.solver.dual import best_prices, bound_of
    from skolval.solver.shape import shape_of

    problem = city(pupils=150, units=9, areas=40, seed=3)
    found = posted_programme(problem, [*RULES, rule("balance", at_most=0.2)], [goal("travel")])
    shape = shape_of(found, found.system)
    stop = threading.Event()
    stop.set()
    hasty, whole = best_prices(shape, None, stop), best_prices(shape)
    assert hasty.steps < whole.steps
    assert hasty.bound == bound_of(shape, hasty.prices) <= whole.bound
