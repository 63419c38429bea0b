"""Engines behind one seam: HiGHS and CP-SAT through MathOpt, filled from arrays.

Traps met with OR-Tools 9.15: `threads` among the common parameters makes HiGHS fail, so one
thread is asked for in HiGHS's own options; HiGHS accepts a callback but never calls it, so
progress is read from its log lines; expressions in Python take 11 s where arrays take 1.5 s.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from ortools.math_opt import (
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    parameters_pb2,
    result_pb2,
)
from ortools.math_opt.core.python import solver as mathopt

from skolval.domain.problem import IntArray
from skolval.solver.system import Answer, FloatArray, Limits, System

__all__ = ["run_engine"]

_HIGHS = parameters_pb2.SOLVER_TYPE_HIGHS
_CP_SAT = parameters_pb2.SOLVER_TYPE_CP_SAT
_INFEASIBLE = {
    result_pb2.TERMINATION_REASON_INFEASIBLE,
    # Every column is bounded below where it costs something: unbounded cannot be.
    result_pb2.TERMINATION_REASON_INFEASIBLE_OR_UNBOUNDED,
}


def run_engine(
    system: System,
    limits: Limits,
    *,
    engine: str = "highs",
    hint: FloatArray | None = None,
    listen: Callable[[str], None] | None = None,
) -> Answer:
    """Return the engine's answer to `system`.

    Parameters
    ----------
    engine : ``highs`` or ``cp_sat`` (all columns and coefficients must be whole).
    hint : values of the columns to start from. listen : called with lines of the log.
    """
    if not len(system.cost):
        return _without_columns(system)
    parameters = parameters_pb2.SolveParametersProto()
    parameters.relative_gap_tolerance = limits.gap
    parameters.time_limit.FromNanoseconds(int(limits.seconds * 1e9))
    if engine == "highs":
        parameters.highs.int_options["threads"] = 1
        parameters.highs.int_options["random_seed"] = 0
        if system.integer.any():
            parameters.highs.int_options["mip_max_nodes"] = limits.nodes
            parameters.highs.double_options["mip_feasibility_tolerance"] = 1e-7
    else:
        parameters.threads = 1
        parameters.cp_sat.max_deterministic_time = float(limits.nodes)
    model_parameters = model_parameters_pb2.ModelSolveParametersProto()
    if hint is not None:
        _hinted(model_parameters, hint)
    with _quiet():
        result = mathopt.solve(
            _proto(system),
            _HIGHS if engine == "highs" else _CP_SAT,
            parameters_pb2.SolverInitializerProto(),
            parameters,
            model_parameters,
            (lambda lines: [listen(line) for line in lines]) if listen else None,
            callback_pb2.CallbackRegistrationProto(),
            None,
            None,
        )
    return _answer(result, system)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what HiGHS writes past Python out of the standard output, which may be JSON."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _proto(system: System) -> model_pb2.ModelProto:
    proto = model_pb2.ModelProto()
    columns, rows = len(system.cost), len(system.row_lower)
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend(system.lower.tolist())
    proto.variables.upper_bounds.extend(system.upper.tolist())
    proto.variables.integers.extend(system.integer.tolist())
    priced = np.flatnonzero(system.cost)
    proto.objective.offset = system.constant
    proto.objective.linear_coefficients.ids.extend(priced.tolist())
    proto.objective.linear_coefficients.values.extend(system.cost[priced].tolist())
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend(system.row_lower.tolist())
    proto.linear_constraints.upper_bounds.extend(system.row_upper.tolist())
    matrix = system.matrix.tocsr()
    matrix.sort_indices()
    matrix.sum_duplicates()
    of_row = np.repeat(np.arange(rows), np.diff(matrix.indptr))
    proto.linear_constraint_matrix.row_ids.extend(of_row.tolist())
    proto.linear_constraint_matrix.column_ids.extend(matrix.indices.tolist())
    proto.linear_constraint_matrix.coefficients.extend(matrix.data.tolist())
    return proto


def _hinted(parameters: model_parameters_pb2.ModelSolveParametersProto, hint: FloatArray) -> None:
    values = parameters.solution_hints.add().variable_values
    values.ids.extend(range(len(hint)))
    values.values.extend(hint.tolist())


def _answer(result: result_pb2.SolveResultProto, system: System) -> Answer:
    ended = result.termination
    if ended.reason in _INFEASIBLE:
        return Answer("infeasible", bound=math.inf)
    timed_out = ended.limit == result_pb2.LIMIT_TIME
    bound = ended.objective_bounds.dual_bound
    work = int(result.solve_stats.node_count)
    if not result.solutions or not result.solutions[0].HasField("primal_solution"):
        return Answer("unknown", bound=bound, timed_out=timed_out, work=work)
    solution = result.solutions[0]
    values = _dense(solution.primal_solution.variable_values, len(system.cost))
    dual = solution.dual_solution if solution.HasField("dual_solution") else None
    return Answer(
        "found",
        values=values,
        bound=bound,
        reduced_costs=None if dual is None else _dense(dual.reduced_costs, len(values)),
        duals=None if dual is None else _dense(dual.dual_values, len(system.row_lower)),
        timed_out=timed_out,
        work=work,
    )


def _dense(vector: object, length: int) -> FloatArray:
    dense = np.zeros(length)
    ids: IntArray = np.array(vector.ids, np.int64)  # type: ignore[attr-defined]  # a protobuf message
    dense[ids] = vector.values  # type: ignore[attr-defined]  # a protobuf message
    return dense


def _without_columns(system: System) -> Answer:
    holds = (system.row_lower <= 0).all() and (system.row_upper >= 0).all()
    if not holds:
        return Answer("infeasible", bound=math.inf)
    return Answer("found", values=np.zeros(0), bound=system.constant)
