"""Between a system in arrays and MathOpt's messages; a Python object per entry takes ten times."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from ortools.math_opt import (
    model_parameters_pb2,
    model_pb2,
    parameters_pb2,
    result_pb2,
)

from skolval.domain.problem import IntArray
from skolval.solver.system import Answer, FloatArray, Limits, System

__all__ = ["SOLVER_TYPES", "UNDECIDED", "answered", "hinted", "message_of", "parameters_of"]

SOLVER_TYPES: Final = {
    "highs": parameters_pb2.SOLVER_TYPE_HIGHS,
    "gscip": parameters_pb2.SOLVER_TYPE_GSCIP,
    "cp_sat": parameters_pb2.SOLVER_TYPE_CP_SAT,
    "glop": parameters_pb2.SOLVER_TYPE_GLOP,
    "pdlp": parameters_pb2.SOLVER_TYPE_PDLP,
}
UNDECIDED: Final = "infeasible or unbounded"
_NOTES: Final = {
    result_pb2.TERMINATION_REASON_UNBOUNDED: "unbounded",
    result_pb2.TERMINATION_REASON_INFEASIBLE_OR_UNBOUNDED: UNDECIDED,
    result_pb2.TERMINATION_REASON_IMPRECISE: "imprecise",
    result_pb2.TERMINATION_REASON_NUMERICAL_ERROR: "numerical error",
    result_pb2.TERMINATION_REASON_OTHER_ERROR: "error",
}
_FLOW_PRECISION = 1e-7
_ENTRIES, _FEWEST = 10_000, 20
"""Entries up to which a node counts as one, and the fewest nodes that are worth a search."""
_NODES_A_SECOND = 20
"""Nodes that one of CP-SAT's deterministic seconds stands for."""


def message_of(system: System) -> model_pb2.ModelProto:
    """Return the system as a MathOpt model."""
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


def parameters_of(
    engine: str, system: System, limits: Limits
) -> parameters_pb2.SolveParametersProto:
    """Return the limits in the engine's own words; each has a limit that no clock decides.

    One thread and one seed, so that the same system has the same answer.
    """
    parameters = parameters_pb2.SolveParametersProto()
    parameters.time_limit.FromNanoseconds(int(limits.seconds * 1e9))
    _TRANSLATIONS[engine](parameters, system, limits)
    return parameters


def _nodes(system: System, limits: Limits) -> int:
    """Return how many nodes the search may have: a node of a larger system takes more work.

    So the work, and not the clock, ends a search that leads nowhere: some 40 seconds of one
    core for the default of 2,000 nodes, whatever the size.
    """
    entries = max(int(system.matrix.nnz), 1)
    return max(min(limits.nodes, _FEWEST), min(limits.nodes, limits.nodes * _ENTRIES // entries))


def _highs(parameters: parameters_pb2.SolveParametersProto, system: System, limits: Limits) -> None:
    # `threads` among the common parameters makes HiGHS fail (OR-Tools 9.15)
    parameters.highs.int_options["threads"] = 1
    parameters.highs.int_options["random_seed"] = 0
    if not system.integer.any():
        parameters.iteration_limit = limits.iterations
        return
    parameters.relative_gap_tolerance = limits.gap
    parameters.highs.int_options["mip_max_nodes"] = _nodes(system, limits)
    parameters.highs.double_options["mip_feasibility_tolerance"] = 1e-7
    parameters.highs.double_options["mip_min_logging_interval"] = 1.0


def _gscip(parameters: parameters_pb2.SolveParametersProto, system: System, limits: Limits) -> None:
    parameters.threads = 1
    parameters.random_seed = 0
    parameters.relative_gap_tolerance = limits.gap
    parameters.node_limit = _nodes(system, limits)
    if system.integer.any():
        parameters.gscip.real_params["numerics/feastol"] = 1e-7


def _cp_sat(
    parameters: parameters_pb2.SolveParametersProto, system: System, limits: Limits
) -> None:
    del system
    parameters.threads = 1
    parameters.random_seed = 0
    parameters.relative_gap_tolerance = limits.gap
    parameters.cp_sat.max_deterministic_time = limits.nodes / _NODES_A_SECOND


def _glop(parameters: parameters_pb2.SolveParametersProto, system: System, limits: Limits) -> None:
    del system
    parameters.random_seed = 0
    parameters.iteration_limit = limits.iterations


def _pdlp(parameters: parameters_pb2.SolveParametersProto, system: System, limits: Limits) -> None:
    del system
    parameters.threads = 1
    parameters.iteration_limit = limits.iterations
    criteria = parameters.pdlp.termination_criteria.simple_optimality_criteria
    criteria.eps_optimal_absolute = _FLOW_PRECISION
    criteria.eps_optimal_relative = _FLOW_PRECISION


_TRANSLATIONS: Final = {
    "highs": _highs,
    "gscip": _gscip,
    "cp_sat": _cp_sat,
    "glop": _glop,
    "pdlp": _pdlp,
}


def hinted(hint: FloatArray | None) -> model_parameters_pb2.ModelSolveParametersProto:
    """Return the further parameters of a solve, with values of the columns to start from."""
    parameters = model_parameters_pb2.ModelSolveParametersProto()
    if hint is not None:
        values = parameters.solution_hints.add().variable_values
        values.ids.extend(range(len(hint)))
        values.values.extend(hint.tolist())
    return parameters


def answered(result: result_pb2.SolveResultProto, system: System, engine: str) -> Answer:
    """Return the engine's result as an answer, not yet looked at by anybody else."""
    ended = result.termination
    told: dict[str, Any] = {
        "engine": engine,
        "work": int(result.solve_stats.node_count),
        "timed_out": ended.limit == result_pb2.LIMIT_TIME,
        "cancelled": ended.limit == result_pb2.LIMIT_INTERRUPTED,
        "note": _NOTES.get(ended.reason, ""),
    }
    if ended.reason == result_pb2.TERMINATION_REASON_INFEASIBLE:
        return Answer("infeasible", bound=math.inf, **told)
    bound = ended.objective_bounds.dual_bound
    if not result.solutions or not result.solutions[0].HasField("primal_solution"):
        return Answer("unknown", bound=bound, **told)
    solution = result.solutions[0]
    values = _dense(solution.primal_solution.variable_values, len(system.cost))
    dual = solution.dual_solution if solution.HasField("dual_solution") else None
    return Answer(
        "found",
        values=values,
        bound=bound,
        reduced_costs=None if dual is None else _dense(dual.reduced_costs, len(values)),
        duals=None if dual is None else _dense(dual.dual_values, len(system.row_lower)),
        **told,
    )


def _dense(vector: Any, length: int) -> FloatArray:
    dense = np.zeros(length)
    ids: IntArray = np.array(vector.ids, np.int64)
    dense[ids] = vector.values
    return dense
