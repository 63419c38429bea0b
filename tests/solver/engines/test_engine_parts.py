"""The parts of the seam alone: which engine, what is believed, what logs tell, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from pybind11_abseil.status import StatusNotOk

from skolval.errors import UsageError
from skolval.solver import engine as seam
from skolval.solver.engine import run_engine
from skolval.solver.engines import kinds
from skolval.solver.engines.belief import broken, proven_bound, whole_at_best
from skolval.solver.engines.kinds import chosen_engine, second_engine
from skolval.solver.engines.lines import Glimpse, glimpse_of, telling
from skolval.solver.engines.network import network_of, run_flow
from skolval.solver.engines.wire import parameters_of
from skolval.solver.system import Answer, Limits
from small_systems import system_of

PLACES = system_of([1, 2], [[1, 1], [1, 0], [0, 1]], [1, -np.inf, -np.inf], [1, 1, 1])
LOGIC = system_of([1, 2], [[1, 1], [2, -1]], [1, -np.inf], [2, 1])
MIXED = system_of([1, 2], [[1, -1]], [0], [0], upper=9, integer=[True, False])
LARGE_NUMBERS = system_of([1, 2], [[50_000, 1]], [1], [60_000])


# --- which engine ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "name"),
    [
        (PLACES, "min_cost_flow"),
        (LOGIC, "cp_sat"),
        (MIXED, "highs"),
        (LARGE_NUMBERS, "highs"),
        (LOGIC.replace(upper=np.array([5.0, 5.0])), "highs"),
        (PLACES.relaxed(), "highs"),
    ],
)
def test_the_shape_decides(system, name):
    assert chosen_engine(system) == name


def test_a_stream_of_solutions_comes_from_scip_and_what_is_too_large_goes_to_pdlp(monkeypatch):
    assert chosen_engine(MIXED, stream=True) == "gscip"
    monkeypatch.setattr(kinds, "_TOO_MANY", 1)
    assert chosen_engine(PLACES.relaxed()) == "pdlp"
    monkeypatch.setattr(kinds, "_LOGIC_COLUMNS", 1)
    assert chosen_engine(LOGIC) == "highs"


@pytest.mark.parametrize("name", ["highs", "gscip", "cp_sat", "glop", "pdlp"])
def test_the_second_engine_is_another_that_can(name):
    linear = name in {"glop", "pdlp"}
    second = second_engine(PLACES.relaxed() if linear else MIXED, name)
    assert second != name
    assert kinds.ENGINES[second].whole or linear


@pytest.mark.parametrize(
    "system",
    [
        LOGIC,
        PLACES.replace(cost=np.array([0.5, 1])),
        PLACES.replace(integer=np.array([True, False])),
        PLACES.replace(upper=np.array([1.0, np.inf])),
        # three rows round and round have no two sides
        system_of([1, 1, 1], [[1, 1, 0], [0, 1, 1], [1, 0, 1]], [0, 0, 0], [1, 1, 1]),
    ],
)
def test_what_is_no_flow_is_seen(system):
    assert network_of(system) is None


def test_a_column_in_one_row_or_none_is_part_of_the_flow_too():
    system = system_of([-3, 5, -2], [[1, 1, 0]], [1], [1])
    answer = run_flow(system, network_of(system))
    assert answer.values.tolist() == [1, 0, 1]
    assert answer.bound == -5


def test_numbers_out_of_range_prove_nothing():
    system = PLACES.replace(cost=np.array([4e18, 4e18]))
    assert run_flow(system, network_of(system)).status == "unknown"


def test_bounds_without_a_whole_number_between_are_impossible():
    odd = PLACES.replace(row_lower=np.array([1, 2.0, 0]), row_upper=np.array([1, 1.0, 1]))
    assert run_engine(odd, Limits()).status == "infeasible"
    assert run_flow(odd, network_of(odd)).status == "infeasible"


# --- names and refusals ---------------------------------------------------------------------


def test_an_unknown_engine_is_named_with_its_nearest():
    with pytest.raises(UsageError, match="Did you mean highs"):
        run_engine(PLACES, Limits(), engine="higs")


@pytest.mark.parametrize(("name", "system"), [("glop", MIXED), ("min_cost_flow", MIXED)])
def test_an_engine_that_cannot_do_this_kind_says_so(name, system):
    with pytest.raises(UsageError, match="cannot solve a problem of this kind"):
        run_engine(system, Limits(), engine=name)


def test_a_refused_parameter_is_told_in_the_engine_s_own_words(monkeypatch):
    def wrong(engine, system, limits):
        parameters = parameters_of(engine, system, limits)
        parameters.cuts = 3
        return parameters

    monkeypatch.setattr(seam, "parameters_of", wrong)
    with pytest.raises(UsageError) as raised:
        run_engine(MIXED, Limits(), engine="highs")
    assert "The engine highs refuses: cuts solve parameter unsupported" in str(raised.value)
    assert "canonical_code" not in str(raised.value)
    assert isinstance(raised.value.__cause__, StatusNotOk)


def test_every_engine_has_a_limit_that_no_clock_decides():
    limits = Limits(nodes=50, iterations=7)
    assert parameters_of("highs", MIXED, limits).highs.int_options["mip_max_nodes"] == 50
    assert parameters_of("highs", MIXED.relaxed(), limits).iteration_limit == 7
    assert parameters_of("gscip", MIXED, limits).node_limit == 50
    assert parameters_of("cp_sat", MIXED, limits).cp_sat.max_deterministic_time == 2.5
    assert parameters_of("glop", MIXED, limits).iteration_limit == 7
    assert parameters_of("pdlp", MIXED, limits).iteration_limit == 7


def test_a_node_of_a_large_system_counts_for_several():
    large = system_of(np.ones(400), np.ones((100, 400)), np.zeros(100), np.ones(100))
    nodes = parameters_of("gscip", large, Limits(nodes=2000)).node_limit
    assert nodes == 2000 * 10_000 // 40_000
    assert parameters_of("gscip", large, Limits(nodes=5)).node_limit == 5
    assert parameters_of("gscip", large, Limits(nodes=60)).node_limit == 20


# --- what is believed -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ([1, 1], ""),
        ([np.nan, 1], "numbers"),
        ([-1, 1], "bounds"),
        ([0.5, 0.5], "whole numbers"),
        ([1, 2], "rows"),
    ],
)
def test_values_are_held_against_every_part(values, what):
    assert broken(MIXED, np.array(values, float)) == what


def answers(monkeypatch, **by_engine):
    """Let engines answer what is asked of them here."""

    def asked(name, *_rest):
        return by_engine[name]

    monkeypatch.setattr(seam, "_asked", asked)


GOOD = Answer("found", values=np.array([0.0, 0.0]), bound=0.0, engine="gscip")


def test_infeasible_is_said_only_when_a_second_engine_says_so(monkeypatch):
    none = Answer("infeasible", bound=np.inf, engine="highs")
    unknown = Answer("unknown", engine="glop")
    answers(monkeypatch, highs=none, glop=unknown, gscip=GOOD)
    found = run_engine(MIXED, Limits())
    assert found.status == "found"
    assert found.note == "highs said infeasible; gscip found otherwise."
    answers(monkeypatch, highs=none, glop=unknown, gscip=Answer("unknown", engine="gscip"))
    alone = run_engine(MIXED, Limits())
    assert alone.status == "unknown"
    assert "not believed" in alone.note
    answers(monkeypatch, highs=none, glop=Answer("infeasible", engine="glop"), gscip=GOOD)
    both = run_engine(MIXED, Limits())
    assert (both.status, both.engine) == ("infeasible", "highs")
    answers(monkeypatch, highs=none)
    assert run_engine(MIXED, Limits(second=False)).status == "infeasible"


def test_values_that_break_a_row_are_not_believed(monkeypatch):
    wrong = Answer("found", values=np.array([1.0, 5.0]), bound=0.0, engine="highs")
    answers(monkeypatch, highs=wrong, glop=Answer("unknown"), gscip=GOOD)
    assert run_engine(MIXED, Limits()).values.tolist() == [0, 0]
    answers(monkeypatch, highs=wrong, glop=Answer("unknown"), gscip=wrong)
    assert run_engine(MIXED, Limits()).values is None


def test_an_engine_that_fails_within_hands_over_to_another(monkeypatch):
    failed = Answer("unknown", engine="highs", note="failed")
    answers(monkeypatch, highs=failed, gscip=GOOD)
    assert run_engine(MIXED, Limits()).engine == "gscip"


def test_unbounded_is_odd_and_never_an_answer():
    endless = system_of([-1], [[0]], [0], [0], upper=np.inf)
    answer = run_engine(endless, Limits(), engine="highs")
    assert (answer.status, answer.values) == ("unknown", None)


def test_cp_sat_s_bound_counts_only_where_whole_numbers_suffice():
    halves = system_of([1, 1], [[2, 2]], [1], [9], integer=[True, False])
    assert not whole_at_best(halves)
    assert run_engine(halves, Limits(gap=0), engine="cp_sat").bound == -np.inf
    assert run_engine(halves, Limits(gap=0), engine="highs").bound == pytest.approx(0.5)
    assert whole_at_best(MIXED)
    assert not whole_at_best(MIXED.replace(row_upper=np.array([0.5])))


def test_two_further_columns_in_a_row_are_whole_only_where_less_is_never_worse():
    two = system_of([1, 1, 1], [[1, 1, 1]], [-np.inf], [5], integer=[True, False, False])
    assert whole_at_best(two)
    assert not whole_at_best(two.replace(row_lower=np.array([1.0])))
    assert not whole_at_best(two.replace(cost=np.array([1.0, -1, 1])))


def test_any_prices_prove_a_bound():
    system = system_of([3, 1], [[1, 1], [1, -1]], [1, -np.inf], [np.inf, 0], integer=False)
    least = run_engine(system, Limits()).bound
    rng = np.random.default_rng(1)
    for _ in range(50):
        assert proven_bound(system, rng.normal(0, 2, 2)) <= least + 1e-9
    assert proven_bound(system, run_engine(system, Limits()).duals) == pytest.approx(least)


# --- what logs tell -------------------------------------------------------------------------

HIGHS = " L     0       0         0   0.00%   2321435.9   2328540   0.31%   0   0  336   7441  6.0s"
SCIP = (
    "d 2.0s|    14 |    15 |  3782 | 159.8 |fracdivi|   5 |8372 |1204 |1199 |   0 |  1 |   6 |"
    " 135 | 2.321583e+06 | 2.341409e+06 |   0.85%| unknown"
)


@pytest.mark.parametrize(
    ("line", "glimpse"),
    [
        (HIGHS, Glimpse(2328540, 2321435.9)),
        (HIGHS.replace("2328540", "inf"), Glimpse(bound=2321435.9)),
        (SCIP, Glimpse(2341409, 2321583)),
        (SCIP.replace("2.341409e+06", "--"), Glimpse(bound=2321583)),
        ("#2       2.01s best:2367255 next:[2321784,2367254] lns", Glimpse(2367255, 2321784)),
        ("#Bound   2.10s best:inf   next:[2321785,9] x", Glimpse(bound=2321785)),
        ("Presolving model", None),
        (SCIP.replace("2.341409e+06", "primalbound"), None),
    ],
)
def test_a_line_of_any_log_tells_best_and_bound(line, glimpse):
    assert glimpse_of(line) == glimpse


def test_the_gap_of_a_glimpse():
    assert Glimpse(200, 150).gap == 0.25
    assert Glimpse(0, 0).gap == 0
    assert Glimpse(0, -1).gap == np.inf
    assert Glimpse().gap == np.inf


def test_lines_are_told_now_and_then_and_in_both_languages(monkeypatch):
    from skolval.domain.language import use
    from skolval.solver.engines import lines

    clock = [0.0]
    monkeypatch.setattr(lines.time, "perf_counter", lambda: clock[0])
    told = []
    listen = telling(told.append)
    for second, line in enumerate([HIGHS, HIGHS, HIGHS.replace("2328540", "2325000")], start=1):
        clock[0] = 1.5 * second
        listen(line)
    listen(HIGHS)
    clock[0] = 30.0
    listen("     1234     2.3214359716e+06 Pr: 0(0) 0.2s")
    clock[0] = 60.0
    listen(HIGHS.replace("2328540", "inf"))
    listen("no news")
    assert len(told) == 4
    assert "best 2,328,540, bound 2,321,436, gap 0.31%" in told[0]
    assert "2,325,000" in told[1]
    assert told[2] == "linear programme, 1234 steps"
    assert "nothing yet" in told[3]
    use("sv")
    try:
        clock[0] = 90.0
        listen(HIGHS)
        assert "2,328,540" in told[-1]
    finally:
        use("en")
