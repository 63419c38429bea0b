"""System: a mixed whole-number programme in arrays, and the answer an engine gives."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from skolval.domain.problem import BoolArray
from skolval.domain.surfaces import Cancel

__all__ = ["Answer", "FloatArray", "Limits", "System"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Limits:
    """When an engine stops. Only `seconds` depends on the machine, and is told when it decides.

    Parameters
    ----------
    gap : relative gap at which a placement is good enough.
    nodes : search nodes at most, fewer in proportion for large systems.
    seconds : emergency brake; a result cut off by it is reported as not reproducible.
    iterations : steps of a linear programme at most.
    cancel : asked several times a second; when set, the best found so far is kept.
    second : whether another engine is asked before "infeasible" is believed.
    """

    gap: float = 0.001
    nodes: int = 2000
    seconds: float = 600.0
    iterations: int = 5_000_000
    cancel: Cancel | None = field(default=None, compare=False)
    second: bool = True

    @property
    def cancelled(self) -> bool:
        """Whether somebody wishes to stop."""
        return self.cancel is not None and self.cancel.is_set()


@dataclass(frozen=True, slots=True)
class System:
    """Minimise ``cost x + constant`` under ``row_lower <= matrix x <= row_upper`` and bounds."""

    cost: FloatArray
    lower: FloatArray
    upper: FloatArray
    integer: BoolArray
    matrix: sparse.csr_array
    row_lower: FloatArray
    row_upper: FloatArray
    constant: float = 0.0

    def replace(self, **changes: Any) -> Self:
        """Return a changed copy."""
        return replace(self, **changes)

    def relaxed(self) -> Self:
        """Return the linear relaxation."""
        return self.replace(integer=np.zeros(len(self.cost), np.bool_))

    def only(self, columns: npt.NDArray[np.int64]) -> Self:
        """Return the system with `columns` alone; the others are 0."""
        return self.replace(
            cost=self.cost[columns],
            lower=self.lower[columns],
            upper=self.upper[columns],
            integer=self.integer[columns],
            matrix=self.matrix[:, columns],
        )

    def with_row(self, coefficients: FloatArray, upper: float) -> Self:
        """Return the system with one more row ``coefficients x <= upper``."""
        return self.replace(
            matrix=sparse.vstack([self.matrix, sparse.csr_array(coefficients[None])], "csr"),
            row_lower=np.r_[self.row_lower, -np.inf],
            row_upper=np.r_[self.row_upper, upper],
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine found.

    Parameters
    ----------
    status : ``found`` (with `values`), ``infeasible`` (proven) or ``unknown``.
    values : the columns, or None. bound : proven lower bound on the least cost.
    reduced_costs : of the columns, for linear programmes. duals : of the rows.
    timed_out : the emergency brake decided. work : what the engine counts (nodes).
    engine : which one answered. cancelled : stopped by the user. note : what was odd, a plain
        sentence for the run's record.
    """

    status: str
    values: FloatArray | None = None
    bound: float = -np.inf
    reduced_costs: FloatArray | None = None
    duals: FloatArray | None = None
    timed_out: bool = False
    work: int = 0
    engine: str = ""
    cancelled: bool = False
    note: str = ""
