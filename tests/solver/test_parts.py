"""The solver's parts alone: the model surface, sifting, margins, empty systems."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from cities import city, make_problem
from skolval.domain.policy import Step
from skolval.errors import InfeasibleError, SkolvalError
from skolval.registry import load
from skolval.solver import sift as sifting
from skolval.solver import solve as solving
from skolval.solver.engine import run_engine
from skolval.solver.model import ArrayModel
from skolval.solver.programme import tightened
from skolval.solver.sift import sift
from skolval.solver.solve import posted_programme, solve
from skolval.solver.system import Limits, System


def rule(name, **params):
    return Step(name, load("rule", name).Params(**params))


def goal(name, **params):
    return Step(name, load("goal", name).Params(**params))


STRICT = [rule("everyone_placed"), rule("capacity"), rule("balance", at_most=0.35)]


def test_a_row_with_a_price_and_a_lower_bound_is_refused():
    model = ArrayModel(1)
    one = np.ones(1, np.int64)
    with pytest.raises(ValueError, match="odd: a row with a price has no lower bound"):
        model.add_rows("odd", (one - 1, one - 1, one), upper=one, lower=one, price=3)


def test_an_entry_outside_the_model_is_refused():
    one = np.ones(1, np.int64)
    with pytest.raises(ValueError, match="odd: an entry names"):
        ArrayModel(1).add_rows("odd", (one - 1, one, one), upper=one)


def test_entries_of_the_same_cell_are_added_and_zeros_dropped():
    model = ArrayModel(2)
    rows = np.zeros(4, np.int64)
    columns = np.array([1, 0, 1, 0])
    model.add_rows("r", (rows, columns, np.array([2, 1, 3, -1])), upper=np.ones(1, np.int64))
    posted = model.posted()
    assert posted.column.tolist() == [1]
    assert posted.coefficient.tolist() == [5]


def test_sifting_finds_the_optimum_of_the_whole_linear_programme(monkeypatch):
    problem = city(pupils=150, units=10, areas=20, homes=True, seed=12)
    found = posted_programme(problem, STRICT, [goal("travel")])
    whole = run_engine(found.system.relaxed(), Limits())
    monkeypatch.setattr(sifting, "_DIRECT", 0)
    monkeypatch.setattr(sifting, "_FIRST", 1)
    sifted = sift(found.system, found.bundles.column_bundle, Limits())
    assert sifted.bound == pytest.approx(whole.bound, rel=1e-7)
    unused = sifted.values[: found.n_choices] < 1e-9
    assert sifted.reduced_costs[: found.n_choices][unused].min() > -1e-5


def test_sifting_says_infeasible_only_when_all_columns_were_tried(monkeypatch):
    problem = city(pupils=40, units=3, areas=5, spare=0.5, seed=12)
    found = posted_programme(problem, STRICT[:2], [goal("travel")])
    monkeypatch.setattr(sifting, "_DIRECT", 0)
    monkeypatch.setattr(sifting, "_FIRST", 1)
    answer = sift(found.system, found.bundles.column_bundle, Limits())
    assert answer.status == "infeasible"


def test_a_bound_from_an_unfinished_sifting_still_holds(monkeypatch):
    problem = city(pupils=150, units=10, areas=20, homes=True, seed=12)
    found = posted_programme(problem, STRICT[:2], [goal("travel")])
    whole = run_engine(found.system.relaxed(), Limits())
    monkeypatch.setattr(sifting, "_DIRECT", 0)
    monkeypatch.setattr(sifting, "_FIRST", 3)
    monkeypatch.setattr(sifting, "_ROUNDS", 1)
    sifted = sift(found.system, found.bundles.column_bundle, Limits())
    assert sifted.bound <= whole.bound + 1e-6


def test_the_margin_touches_only_rows_of_large_numbers():
    system = System(
        cost=np.ones(2),
        lower=np.zeros(2),
        upper=np.ones(2),
        integer=np.ones(2, np.bool_),
        matrix=sparse.csr_array(np.array([[1.0, 1.0], [50_000.0, -1.0], [1.0, 0.0]])),
        row_lower=np.full(3, -np.inf),
        row_upper=np.array([1.0, 2000.0, np.inf]),
    )
    assert tightened(system).row_upper.tolist() == [1.0, 1500.0, np.inf]


def test_a_placement_that_breaks_a_rule_by_rounding_is_made_again_with_a_margin(monkeypatch):
    problem = city(pupils=80, units=5, areas=9, seed=1)
    answers = iter([["rounding"], [], []])
    monkeypatch.setattr(solving, "hard_breaches", lambda *_args: next(answers))
    lines = []
    made = solve(
        problem, rules=STRICT, goals=[goal("travel")], limits=Limits(), progress=lines.append
    )
    assert any("margin" in line for line in lines)
    assert made.bound <= made.objective


def test_a_placement_that_still_breaks_a_rule_never_leaves_the_room(monkeypatch):
    problem = city(pupils=30, units=3, areas=4, seed=1)
    breach = load("rule", "everyone_placed").breaches(problem, np.full(30, -1), None)[0]
    monkeypatch.setattr(solving, "hard_breaches", lambda *_args: [breach])
    with pytest.raises(SkolvalError, match="Pupil e00000 has no place"):
        solve(problem, rules=STRICT[:2], goals=[goal("travel")], limits=Limits())


def test_a_system_without_columns_is_decided_by_its_rows():
    empty = System(
        cost=np.zeros(0),
        lower=np.zeros(0),
        upper=np.zeros(0),
        integer=np.zeros(0, np.bool_),
        matrix=sparse.csr_array((1, 0)),
        row_lower=np.zeros(1),
        row_upper=np.ones(1),
        constant=4.0,
    )
    assert run_engine(empty, Limits()).bound == 4.0
    assert run_engine(empty.replace(row_lower=np.ones(1)), Limits()).status == "infeasible"


def test_the_log_of_an_engine_can_be_listened_to_and_never_reaches_standard_output(capfd):
    found = posted_programme(city(pupils=60, units=4, areas=6, seed=1), STRICT, [goal("travel")])
    lines = []
    run_engine(found.system, Limits(), listen=lines.append)
    assert lines
    assert capfd.readouterr().out == ""


def test_a_rule_that_cannot_be_eased_alone_is_still_named():
    problem = make_problem(
        offering_unit=[0, 1],
        offering_grade=[0, 0],
        seats=[1, 1],
        grade=[0, 0],
        household=[1, 1],
        sibling_unit=[0, 1],
        options=[(i, o, 100, 0) for i in range(2) for o in range(2)],
    )
    with pytest.raises(InfeasibleError) as raised:
        solve(
            problem,
            rules=[rule("everyone_placed"), rule("siblings_together")],
            goals=[goal("travel")],
            limits=Limits(gap=0),
        )
    assert "siblings_together" in {fault.rule for fault in raised.value.faults}


def test_an_absolute_value_is_written_as_its_two_rows():
    from faces import Tape

    rng = np.random.default_rng(4)
    for _ in range(20):
        n, cells = int(rng.integers(1, 9)), int(rng.integers(1, 5))
        entries = (
            rng.integers(0, cells, 3 * n), rng.integers(0, n, 3 * n), rng.integers(-3, 4, 3 * n)
        )  # fmt: skip
        most = rng.integers(1, 50, cells)
        posted = []
        for model in (ArrayModel(n), Tape(n)):
            model.deviations("d", entries, most)
            told = model.posted()
            matrix = np.zeros((2 * cells, n + cells), np.int64)
            np.add.at(matrix, (told.row, told.column), told.coefficient)
            posted.append((matrix, told.row_upper, told.row_lower, told.lower, told.upper))
        for one, other in zip(*posted, strict=True):
            assert np.array_equal(one, other)
