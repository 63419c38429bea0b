"""Placement (skolplacering): one option row per party, and how it came about."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from skolval.domain.display import facts_html
from skolval.domain.language import _

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray, Problem

__all__ = ["NOT_PLACED", "Placement", "Status"]

NOT_PLACED = -1


class Status(StrEnum):
    """How good a placement is known to be; a time-out is never called infeasible."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    MECHANISM = "mechanism"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Placement:
    """The outcome of a mechanism on a problem.

    Parameters
    ----------
    chosen : (n_parties,) option row of each party, `NOT_PLACED` (-1) for none.
    status : `Status.MECHANISM` for a selection mechanism that promises no optimum,
        else what the solver proved.
    objective, bound : value of the first goal and its proven lower bound, in the goal's
        unit, or None. gap : (objective - bound) / objective, or None.
    mechanism : name. seconds : wall-clock time (never part of a digest).
    details : what the mechanism has to tell (rounds, engine, LP bound, ...), plain values.
    simulated_unlawful : made under a policy that is forbidden in a Swedish municipality.
    runs : (L,) which services of reversed transport are run, None where the policy has none.
    groups : (H,) groups opened at each host of `Problem.hosting`; None without hosting.
    """

    chosen: IntArray
    mechanism: str
    status: Status = Status.MECHANISM
    objective: int | None = None
    bound: float | None = None
    gap: float | None = None
    seconds: float = 0.0
    details: dict[str, Any] = field(default_factory=dict)
    simulated_unlawful: bool = False
    runs: BoolArray | None = None
    groups: IntArray | None = None

    def _repr_html_(self) -> str:
        bound = None if self.bound is None else round(self.bound)
        rows = (
            (_("Parties"), len(self.chosen)),
            (_("With a place"), int(self.placed.sum())),
            (_("Status"), _(str(self.status))),
            (_("First goal"), self.objective),
            (_("Proven bound"), bound),
            (_("Gap"), self.gap),
        )
        title = _("Placement by {mechanism}").format(mechanism=self.mechanism)
        return facts_html(title, rows)

    @property
    def placed(self) -> BoolArray:
        """Which parties have a place."""
        placed: BoolArray = self.chosen >= 0
        return placed

    def unit(self, problem: Problem) -> IntArray:
        """Return the unit index of every party, -1 where it has no place."""
        return self._taken(problem.unit_of_option())

    def metres(self, problem: Problem) -> IntArray:
        """Return the metres of every party, -1 where it has no place."""
        return self._taken(problem.options.metres)

    def rank(self, problem: Problem) -> IntArray:
        """Return the wish number of every party's place: 0 not wished for, -1 no place."""
        return self._taken(problem.options.rank)

    def _taken(self, column: IntArray) -> IntArray:
        if not len(column):
            return np.full(len(self.chosen), -1, np.int64)
        taken: IntArray = np.where(self.placed, column[np.maximum(self.chosen, 0)], -1)
        return taken

    def replace(self, **changes: Any) -> Self:
        """Return a changed copy."""
        return replace(self, **changes)
