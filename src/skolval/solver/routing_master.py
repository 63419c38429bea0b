"""The linear programme over a pool of trips, kept warm while trips are added and fixed."""

from __future__ import annotations

import math

import numpy as np
from ortools.math_opt.python import mathopt

from skolval.domain.problem import IntArray
from skolval.solver.routing_labels import Prices
from skolval.solver.routing_pool import FRESH, Pool
from skolval.solver.system import FloatArray

__all__ = ["Master"]


class Master:
    """Fewest buses when trips may be taken in part: every stop covered, buses come before they go.

    Parameters
    ----------
    pool : its columns enter as they are added.
    least : (S,) trips that each school has at least.
    """

    def __init__(self, pool: Pool, least: IntArray) -> None:
        self.pool = pool
        self._model = mathopt.Model()
        n_stops, n_schools = int(pool.case.first[-1]), len(pool.case.schools)
        lower = [1.0] * n_stops + [0.0] * n_schools + least.astype(float).tolist()
        self._rows = [self._model.add_linear_constraint(lb=bound) for bound in lower]
        self._columns: list[mathopt.Variable] = []
        self._solver = mathopt.IncrementalSolver(self._model, mathopt.SolverType.GLOP)
        self._split = (n_stops, n_stops + n_schools)

    def solve(self) -> tuple[float, FloatArray, Prices]:
        """Return the least number of buses, (C,) how much of each column, and the prices."""
        for column in self.pool.columns[len(self._columns) :]:
            variable = self._model.add_variable(lb=0.0)
            self._columns.append(variable)
            self._model.objective.set_linear_coefficient(variable, float(column.came == FRESH))
            for row, value in self.pool.entries(column):
                self._rows[row].set_coefficient(variable, value)
        found = self._solver.solve()
        if not found.has_dual_feasible_solution() or not found.has_primal_feasible_solution():
            return math.inf, np.zeros(len(self._columns)), self._prices(np.zeros(len(self._rows)))
        values = np.array(found.variable_values(self._columns))
        duals = np.array(found.dual_values(self._rows))
        return found.objective_value(), values, self._prices(np.maximum(duals, 0.0))

    def fix(self, columns: IntArray) -> None:
        """Take these columns whole from now on."""
        for column in columns:
            self._columns[column].lower_bound = 1.0

    def _prices(self, duals: FloatArray) -> Prices:
        stops, leaves, trips = np.split(duals, self._split)
        return Prices(stops, leaves, trips)
