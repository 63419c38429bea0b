"""One goal at a time for groups: a bound by prices, a placement near them, better part by part."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from skolval.domain.language import _
from skolval.domain.problem import BoolArray
from skolval.solver.engine import run_engine
from skolval.solver.hosting.construct import constructed
from skolval.solver.hosting.dual import Priced, best_prices, prices_of
from skolval.solver.hosting.frame import Frame, frame_of
from skolval.solver.hosting.improve import Budget, guided, improved, settled
from skolval.solver.hosting.links import linked
from skolval.solver.hosting.merged import merged
from skolval.solver.hosting.rows import Core
from skolval.solver.programme import Programme
from skolval.solver.search import Ceiling, Effort, Stage
from skolval.solver.system import Answer, FloatArray, Limits, System
from skolval.solver.warm import choices_of, extended

__all__ = ["Stages", "Work"]

_ENGINE = "prices and parts"
_LARGEST = 1e11
_MANY = 2500
"""Choices above which later goals are searched in parts, with the linear programme's bound."""
_FEW_NODES, _FEW_GAP, _WIDE, _COLUMNS = 5, 5e-3, 600, 400
"""Nodes and gap of each such part; choices that one has to begin with; and columns of a usual
one, whose square times the number of parts is what all may take."""


@dataclass(frozen=True, slots=True)
class Work:
    """How much is done, the same on every machine.

    Parameters
    ----------
    steps : of the prices. parts : solved anew. whole : choices up to which the whole is given
        to an engine at once, and no more is done. searched : choices up to which an engine
        looks for a first placement among them all.
    """

    steps: int = 800
    parts: int = 150
    whole: int = 20_000
    searched: int = 12_000


@dataclass(frozen=True, slots=True)
class Stages:
    """The programme of groups, and how it is searched."""

    found: Programme
    core: Core
    effort: Effort
    work: Work

    def search(
        self, number: int, ceilings: Sequence[Ceiling], start: FloatArray | None = None
    ) -> Stage:
        """Return the best found for goal `number` under the `ceilings` of those before.

        Parameters
        ----------
        start : values of all columns that meet everything, to begin from.
        """
        found = self.found
        system = found.system.replace(cost=found.costs[number], constant=found.constants[number])
        for ceiling in ceilings:
            system = system.with_row(ceiling.cost, ceiling.upper)
        if self.effort.limits.cancelled:
            return Stage("unknown", cancelled=True)
        begun = self._begun(system) if start is None else self._shortest(system, start)
        alike = merged(found, system)
        part = replace(self, found=alike.found)
        stage = part.looked(number, None if begun is None else alike.contracted(begun))
        if stage.values is None:
            return stage
        return self._placed(stage, alike.expanded(stage.values))

    def looked(self, number: int, begun: FloatArray | None) -> Stage:
        """Return the best found of the programme's system as it stands, beginning from `begun`."""
        system = self.found.system
        if self.found.n_choices > self.work.whole:
            return self._in_parts(system, begun)
        stage = self._at_once(number, system, begun)
        if stage.status == "unknown" and not (stage.timed_out or stage.cancelled):
            return self._in_parts(system, begun)
        return stage

    def _at_once(self, number: int, system: System, begun: FloatArray | None) -> Stage:
        """Return what an engine finds of the whole; later goals of a large one get less work."""
        whole = linked(self.found, self.core, system)
        if number and begun is not None and self.found.n_choices > _MANY:
            return self._later(system, whole, begun)
        answer = run_engine(whole, self.effort.limits, engine="highs", hint=begun)
        return self._told(answer, begun if answer.values is None else answer.values)

    def _later(self, system: System, whole: System, begun: FloatArray) -> Stage:
        """Return what parts find from `begun`, and the linear programme's bound."""
        limits = self.effort.limits
        deadline = time.perf_counter() + limits.seconds
        frame = replace(frame_of(self.found, self.core, system), system=whole)
        relaxed = run_engine(whole.relaxed(), limits)
        bound = relaxed.bound if relaxed.status == "found" else -np.inf
        few = replace(limits, nodes=_FEW_NODES, gap=_FEW_GAP, second=False)
        begun = settled(frame, begun, few)
        begun = guided(frame, begun, relaxed, few, _COLUMNS**2 * self.work.parts)
        begun, late = self._in_turn(frame, begun, few, (bound, deadline, _WIDE))
        cancelled = limits.cancelled
        answer = Answer("found", bound=bound, engine=_ENGINE, timed_out=late, cancelled=cancelled)
        return self._told(answer, begun)

    def _in_turn(
        self,
        frame: Frame,
        begun: FloatArray,
        limits: Limits,
        until: tuple[float, float, int | None],
    ) -> tuple[FloatArray, bool]:
        """Return what parts find from `begun`, and whether the brake decided.

        Parameters
        ----------
        until : the bound that is to be come near, the brake's time, and how wide parts may be.
        """
        bound, deadline, wide = until
        gap, late = self.effort.limits.gap, False

        def stopped() -> bool:
            nonlocal late
            late = time.perf_counter() > deadline
            return late or limits.cancelled

        def enough(value: float) -> bool:
            return value - bound <= gap * abs(value)

        budget = Budget(self.work.parts, enough, stopped)
        if wide is not None:
            # parts are of many sizes, and those of a few choices cost next to nothing
            work = _COLUMNS**2 * self.work.parts
            budget = replace(budget, parts=10 * self.work.parts, wide=wide, work=work)
        return improved(frame, begun, limits, budget, self._near()), late

    def _near(self) -> FloatArray:
        """Return (K,) the metres of every choice."""
        metres = self.found.problem.options.metres[self.found.bundles.column_option]
        return metres.astype(np.float64)

    def _shortest(self, system: System, start: FloatArray) -> FloatArray:
        """Return `start` with the columns that are no choices set anew, for this goal."""
        whole = np.rint(start[: self.found.n_choices]).astype(np.int64)
        values = extended(system, whole, self.effort.limits)
        return start if values is None else values

    def _in_parts(self, system: System, begun: FloatArray | None) -> Stage:
        limits, tell = self.effort.limits, self.effort.tell
        deadline = time.perf_counter() + limits.seconds
        frame = frame_of(self.found, self.core, system)
        tight = linked(self.found, self.core, system)
        best = self._bounded(frame, tight)
        if best is None:
            return Stage("infeasible", bound=np.inf)
        tell(_("bound {bound:,.0f}").format(bound=best.bound))
        frame = replace(frame, system=tight)
        answer = self._first(frame, best, begun, deadline)
        if answer.values is None:
            return self._told(answer, None)
        bound = max(best.bound, answer.bound)
        tell(_("value {value:,.0f} to begin with").format(value=_value(system, answer.values)))
        close = replace(limits, gap=0.0)
        values, late = self._in_turn(frame, answer.values, close, (bound, deadline, None))
        tell(_("value {value:,.0f} part by part").format(value=_value(system, values)))
        answer = replace(
            answer,
            bound=bound,
            engine=_ENGINE,
            timed_out=answer.timed_out or late,
            cancelled=limits.cancelled,
        )
        return self._told(answer, values)

    def _bounded(self, frame: Frame, tight: System) -> Priced | None:
        """Return what the best prices say, with the best bound; None where nothing is possible."""
        limits, system = self.effort.limits, frame.system
        relaxed = run_engine(tight.relaxed(), limits)
        if relaxed.status == "infeasible":
            return None
        duals = relaxed.duals
        start = prices_of(frame, None if duals is None else duals[: len(system.row_upper)])
        best = best_prices(frame, self.work.steps, cancel=limits.cancel, start=start)[1]
        # what is too large for the prices' own reckoning is left to the linear programme
        small = np.abs(system.cost).max(initial=0.0) * len(frame.size) < _LARGEST
        known = best.bound if small and np.isfinite(best.bound) else -np.inf
        return replace(best, bound=max(known, relaxed.bound))

    def _first(
        self, frame: Frame, best: Priced, begun: FloatArray | None, deadline: float
    ) -> Answer:
        """Return a first placement: from all choices where they are few, else near the prices."""
        limits = self.effort.limits
        if self.found.n_choices <= self.work.searched:
            left = replace(limits, seconds=max(0.1, deadline - time.perf_counter()))
            answer = run_engine(frame.system, left, engine="highs", hint=begun)
            some = answer.values is not None or answer.status == "infeasible"
            return answer if some else replace(answer, values=begun)
        if begun is not None:
            return Answer("found", begun)
        if frame.system.cost[frame.others].any():
            # a goal that is no sum over pupils and groups says too little of where to begin
            metres = np.zeros(len(frame.system.cost))
            options = self.found.problem.options
            metres[: self.found.n_choices] = options.metres[self.found.bundles.column_option]
            frame = replace(frame, system=frame.system.replace(cost=metres))
            best = best_prices(frame, self.work.steps // 4, cancel=limits.cancel)[1]
        answer = constructed(frame, best, self._spare(frame), limits, deadline)
        return replace(answer, bound=-np.inf)

    def _begun(self, system: System) -> FloatArray | None:
        """Return the values of the placement to begin from, None where it breaks a rule."""
        chosen = self.effort.start
        whole = None if chosen is None else choices_of(self.found, chosen)
        return None if whole is None else extended(system, whole, self.effort.limits)

    def _spare(self, frame: Frame) -> BoolArray:
        """Return the switches of all months but that in which most could come to each host."""
        groups, hosts = self.core.groups, frame.hosts
        weight = hosts.present * hosts.weight[:, None]
        ends = np.cumsum(np.vstack([np.zeros((1, weight.shape[1]), np.int64), weight]), axis=0)
        could = (ends[hosts.start[1:]] - ends[hosts.start[:-1]])[groups.row_host, groups.row_month]
        order = np.lexsort((groups.row_month, -could, groups.row_host))
        first = np.r_[True, np.diff(groups.row_host[order]) > 0]
        spare = np.zeros(len(frame.system.cost), np.bool_)
        column = self.found.n_choices + self.core.fullest - self.found.posted.n_options
        spare[column[order[~first]]] = True
        return spare

    def _told(self, answer: Answer, values: FloatArray | None) -> Stage:
        told = Stage(
            answer.status if values is None else "found",
            bound=answer.bound,
            root=answer.bound,
            work=answer.work,
            timed_out=answer.timed_out,
            engine=answer.engine,
            cancelled=answer.cancelled,
            note=answer.note,
        )
        return told if values is None else self._placed(told, values)

    def _placed(self, told: Stage, values: FloatArray) -> Stage:
        """Return the stage with `values` of this programme's columns, its choices whole."""
        whole = np.rint(values[: self.found.n_choices]).astype(np.int64)
        values = np.r_[whole.astype(np.float64), values[len(whole) :]]
        return replace(told, values=values, whole=whole)


def _value(system: System, values: FloatArray) -> float:
    return float(system.cost @ values) + system.constant
