"""A system that grows rows while it is searched (växande system), and what engines say of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from skolval.domain.surfaces import Cut
from skolval.solver.cut_rows import with_cuts, with_flow
from skolval.solver.engine import run_engine
from skolval.solver.engines.lines import telling
from skolval.solver.narrowed import Separate, narrowed
from skolval.solver.programme import Programme
from skolval.solver.search import Ceiling, Effort
from skolval.solver.system import Answer, FloatArray, Limits, System
from skolval.solver.warm import extended

__all__ = ["Growing"]

_MANY_OF_A_UNIT = 300


class Growing:
    """The rows of one goal so far, and what its rules promise beside them."""

    def __init__(
        self, found: Programme, number: int, ceilings: Sequence[Ceiling], effort: Effort
    ) -> None:
        system = found.system.replace(cost=found.costs[number], constant=found.constants[number])
        for ceiling in ceilings:
            system = system.with_row(ceiling.cost, ceiling.upper)
        self.found = found
        self.effort = effort
        self._column = np.full(len(found.problem.options), -1, np.int64)
        self._column[found.bundles.column_option] = np.arange(found.n_choices)
        self._deadline = time.perf_counter() + effort.limits.seconds
        self.system, self.rules = narrowed(found, system)
        self.grow([cut for lazy in found.posted.lazy for cut in lazy.known])

    def grow(self, cuts: Sequence[Cut]) -> None:
        """Add the rows of `cuts`."""
        self.system = self.with_cuts(cuts)

    def with_cuts(self, cuts: Sequence[Cut]) -> System:
        """Return the system with the rows of `cuts`, which it does not keep."""
        return with_cuts(self.system, cuts, self._column)

    @property
    def of_a_unit(self) -> float:
        """Options per unit."""
        return self.found.n_choices / len(np.unique(self.found.problem.offerings.unit))

    def limits(self) -> Limits:
        """Return the limits with the time that is left."""
        left = max(0.1, self._deadline - time.perf_counter())
        return replace(self.effort.limits, seconds=left)

    def engines(self) -> tuple[str, str]:
        """Return which engine begins and which goes on: SCIP where units have few areas."""
        if self.effort.engine != "auto":
            return self.effort.engine, ""
        return ("gscip", "") if self.of_a_unit <= _MANY_OF_A_UNIT else ("highs", "gscip")

    def asked(
        self,
        engine: str,
        limits: Limits,
        hint: FloatArray | None,
        *,
        all_rows: bool = True,
        part: tuple[System, list[Separate]] | None = None,
    ) -> Answer:
        """Return the engine's answer; rules that can say all at once with columns do so here.

        Parameters
        ----------
        all_rows : False leaves out rows that are not written yet.
        part : another system than the whole one, and what its rules promise.
        """
        system, rules = part or (self.system, self.rules)
        width = len(system.cost)
        for separate in rules if all_rows else ():
            flow = getattr(separate, "flow", None)
            system = system if flow is None else with_flow(system, self._column, *flow())
        if hint is not None and len(system.cost) > width:
            whole = np.rint(hint[: self.found.n_choices]).astype(np.int64)
            hint = extended(system, whole, self.limits())
        listen = telling(self.effort.tell)
        answer = run_engine(system, limits, engine=engine, hint=hint, listen=listen)
        return answer if answer.values is None else replace(answer, values=answer.values[:width])

    def value(self, values: FloatArray) -> float:
        """Return what is made small."""
        return float(self.system.cost @ values) + self.system.constant

    def says_all(self) -> bool:
        """Whether every rule can say all that it promised at once, with further columns."""
        return all(hasattr(separate, "flow") for separate in self.rules)

    def broken(self, values: FloatArray) -> list[Cut]:
        """Return the promised rows that `values` break, and remember them."""
        options = np.zeros(len(self.found.problem.options))
        options[self.found.bundles.column_option] = values[: self.found.n_choices]
        cuts: list[Cut] = []
        for lazy, separate in zip(self.found.posted.lazy, self.rules, strict=True):
            new = separate(options)
            lazy.known.extend(new)
            cuts += new
        return cuts
