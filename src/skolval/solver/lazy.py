"""Whole areas, and rows that are written when they are needed (villkor som hämtas vid behov).

Where the parties are areas there are few columns, and all of them are searched at once. Rules that
promised further rows are asked for those that a proposal breaks: first for proposals in
fractions, which lifts the bound cheaply, then for whole ones. A proposal that breaks none is a
placement; the bound of a programme that lacks some rows is a bound all the same.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from skolval.domain.language import _
from skolval.domain.surfaces import Cut
from skolval.solver.cut_rows import placed_today, with_cuts, with_flow
from skolval.solver.engine import run_engine
from skolval.solver.engines.lines import telling
from skolval.solver.narrowed import Separate, narrowed
from skolval.solver.programme import Programme
from skolval.solver.search import Ceiling, Effort, Stage
from skolval.solver.system import Answer, FloatArray, Limits, System
from skolval.solver.warm import choices_of, extended

__all__ = ["is_whole", "search_whole"]

_ROUNDS, _STALLED = 40, 3
_ROUGH = 0.02
"""Relative gap of the first whole proposals: they are only looked at for rows they break."""
_NEAR = 0.02
"""Relative gap of the placement to begin from."""
_LIFTED = 1e-4
_MANY_OF_A_UNIT, _SOME_OF_A_UNIT = 300, 60
_FIRST_NODES, _ROUGH_NODES = 400, 60
_PROPOSALS = 12


def is_whole(found: Programme) -> bool:
    """Return whether the programme is one for `search_whole`."""
    return found.problem.of_areas or bool(found.posted.lazy)


def search_whole(
    found: Programme,
    number: int,
    ceilings: Sequence[Ceiling],
    effort: Effort,
    start: FloatArray | None = None,
) -> Stage:
    """Return the best that can be found for goal `number`; as `skolval.solver.search.search`."""
    if effort.limits.cancelled:
        return Stage("unknown", cancelled=True)
    return _Search(found, number, ceilings, effort).stage(start)


@dataclass(frozen=True, slots=True)
class _Best:
    """The best placement so far, and what was proven."""

    values: FloatArray | None = None
    bound: float = -np.inf
    root: float = -np.inf
    work: int = 0


class _Search:
    """One goal: a system that grows rows."""

    def __init__(
        self, found: Programme, number: int, ceilings: Sequence[Ceiling], effort: Effort
    ) -> None:
        system = found.system.replace(cost=found.costs[number], constant=found.constants[number])
        for ceiling in ceilings:
            system = system.with_row(ceiling.cost, ceiling.upper)
        self._found = found
        self._effort = effort
        self._column = np.full(len(found.problem.options), -1, np.int64)
        self._column[found.bundles.column_option] = np.arange(found.n_choices)
        self._deadline = time.perf_counter() + effort.limits.seconds
        system, self._separate = narrowed(found, system)
        known = [cut for lazy in found.posted.lazy for cut in lazy.known]
        self._system = with_cuts(system, known, self._column)

    def stage(self, start: FloatArray | None) -> Stage:
        """Return the outcome."""
        root = self._root()
        if root.status != "found":
            return Stage(
                root.status, timed_out=root.timed_out, cancelled=root.cancelled, note=root.note
            )
        self._effort.tell(_("bound {bound:,.0f}").format(bound=root.bound))
        best = _Best(self._begun(start), root.bound, root.bound)
        best = self._from_enough(best)
        answer, best = self._mended(best)
        if answer.status != "infeasible":
            answer, best = self._whole(best)
        told = Stage(
            answer.status if best.values is None else "found",
            bound=best.bound,
            root=best.root,
            work=best.work,
            timed_out=answer.timed_out,
            engine=answer.engine,
            cancelled=answer.cancelled,
            note=answer.note,
        )
        if best.values is None:
            return told
        whole = np.rint(best.values[: self._found.n_choices]).astype(np.int64)
        return replace(told, values=best.values, whole=whole)

    def _root(self) -> Answer:
        """Return the linear programme's optimum with the rows that its fractions break."""
        answer, stalled, last = Answer("unknown"), 0, -np.inf
        for _round in range(_ROUNDS):
            answer = run_engine(self._system.relaxed(), self._limits())
            if answer.values is None:
                return answer
            cuts = self._broken(answer.values)
            stalled = 0 if answer.bound > last + _LIFTED * abs(last) else stalled + 1
            last = answer.bound
            if not cuts or stalled >= _STALLED:
                break
            self._system = with_cuts(self._system, cuts, self._column)
        return answer

    def _mended(self, best: _Best) -> tuple[Answer, _Best]:
        """Return the last answer and the best placement mended from proposals.

        Many proposals are equally good, and few of them keep every promised row; but beside most
        of them is one that does. So the proposals give the bound, and what they break is mended
        near by.
        """
        answer, idle = Answer("found"), 0
        for _round in range(self._rounds()):
            if self._closed(best) or idle >= _STALLED:
                break
            gap = self._effort.limits.gap if idle else self._part_of_gap(best)
            limits = replace(self._limits(), gap=gap)
            limits = replace(limits, nodes=min(limits.nodes, _FIRST_NODES))
            answer = self._asked(self._engines()[0], limits, best.values, all_rows=False)
            before, bound = self._part_of_gap(best), max(best.bound, answer.bound)
            best = replace(best, work=best.work + answer.work, bound=bound)
            if answer.values is None or answer.timed_out or answer.cancelled:
                break
            cuts = self._broken(answer.values)
            if not cuts:
                best = self._kept(best, answer.values)
            best = self._mend(answer.values, best, gap) if cuts else best
            self._system = with_cuts(self._system, cuts, self._column)
            self._effort.tell(_("{count} rows of contiguity").format(count=len(cuts)))
            idle = 0 if self._part_of_gap(best) < 0.95 * before else idle + 1
        return answer, best

    def _rounds(self) -> int:
        """Return how many proposals to mend: where units have few areas, one does."""
        if not self._says_all():
            return 0
        units = len(np.unique(self._found.problem.offerings.unit))
        return _PROPOSALS if self._found.n_choices > _SOME_OF_A_UNIT * units else 1

    def _part_of_gap(self, best: _Best) -> float:
        """Return how closely the next step should be solved: to a fourth of what is open."""
        if best.values is None:
            return max(_ROUGH, self._effort.limits.gap)
        value = self._value(best.values)
        return max(self._effort.limits.gap, (value - best.bound) / max(abs(value), 1.0) / 4)

    def _mend(self, values: FloatArray, best: _Best, gap: float) -> _Best:
        """Return `best`, or better among all that lie between it and the proposal `values`.

        What both have stays as it is; so little is left to choose that all rows can be written.
        """
        if best.values is None:
            return best
        k = self._found.n_choices
        old, new = np.rint(best.values[:k]), np.rint(values[:k])
        of = self._found.bundles.column_bundle
        same = np.bincount(of, old != new, len(self._found.bundles.count))[of] == 0
        lower, upper = self._system.lower.copy(), self._system.upper.copy()
        lower[:k][same] = upper[:k][same] = old[same]
        part = narrowed(self._found, self._system.replace(lower=lower, upper=upper))
        limits = replace(self._limits(), nodes=_ROUGH_NODES, gap=gap, second=False)
        answer = self._asked(self._engines()[0], limits, best.values, part=part)
        best = replace(best, work=best.work + answer.work)
        if answer.values is None or self._broken(answer.values):
            return best
        return self._kept(best, answer.values)

    def _kept(self, best: _Best, values: FloatArray) -> _Best:
        return replace(best, values=values) if self._better(values, best) else best

    def _says_all(self) -> bool:
        return all(hasattr(separate, "flow") for separate in self._separate)

    def _whole(self, best: _Best) -> tuple[Answer, _Best]:
        """Return the last answer and the best placement, once the gap is closed or time is up."""
        target = self._effort.limits.gap
        gap = target if self._says_all() else max(target, _ROUGH)
        answer = Answer("found")
        while not self._closed(best):
            answer = self._proposal(best, gap)
            best = replace(best, work=best.work + answer.work)
            if answer.status == "infeasible" and best.values is None:
                return answer, best
            best = replace(best, bound=max(best.bound, answer.bound))
            cuts = [] if answer.values is None else self._broken(answer.values)
            if cuts:
                self._system = with_cuts(self._system, cuts, self._column)
                self._effort.tell(_("{count} rows of contiguity").format(count=len(cuts)))
            elif answer.values is not None and self._better(answer.values, best):
                best = replace(best, values=answer.values)
            if answer.timed_out or answer.cancelled or (not cuts and gap <= target):
                break
            gap = gap if cuts and gap > target else target
        return answer, best

    def _from_enough(self, best: _Best) -> _Best:
        """Return the best placement among those that keep rows which are more than enough."""
        rows: list[list[Cut]] = [getattr(s, "enough", list)() for s in self._separate]
        more = [row for part in rows for row in part]
        if not more or self._closed(best):
            return best
        limits = replace(self._limits(), gap=max(_NEAR, self._effort.limits.gap), second=False)
        limits = replace(limits, nodes=min(limits.nodes, _ROUGH_NODES))
        kept, self._system = self._system, with_cuts(self._system, more, self._column)
        answer = self._asked(self._engines()[0], limits, best.values, all_rows=False)
        self._system = kept
        values = answer.values
        if values is None or self._broken(values) or not self._better(values, best):
            return replace(best, work=best.work + answer.work)
        return replace(best, values=values, work=best.work + answer.work)

    def _proposal(self, best: _Best, gap: float) -> Answer:
        """Return the optimum of the rows so far; a second engine goes on where the first tires."""
        limits = replace(self._limits(), gap=gap)
        first, second = self._engines()
        if gap > self._effort.limits.gap:
            limits = replace(limits, nodes=min(limits.nodes, _ROUGH_NODES))
            return self._asked(first, limits, best.values)
        if not second:
            return self._asked(first, limits, best.values)
        short = replace(limits, nodes=min(limits.nodes, _FIRST_NODES))
        answer = self._asked(first, short, best.values)
        if self._done(answer, gap) or answer.timed_out or answer.cancelled:
            return answer
        self._effort.tell(_("{engine} goes on").format(engine=second))
        hint = best.values if answer.values is None else answer.values
        later = self._asked(second, replace(self._limits(), gap=gap), hint)
        bound = max(answer.bound, later.bound)
        if later.values is None:
            return replace(later, values=answer.values, bound=bound, status=answer.status)
        return replace(later, bound=bound, work=later.work + answer.work)

    def _engines(self) -> tuple[str, str]:
        """Return which engine begins and which goes on: SCIP where units have few areas."""
        if self._effort.engine != "auto":
            return self._effort.engine, ""
        units = len(np.unique(self._found.problem.offerings.unit))
        few = self._found.n_choices <= _MANY_OF_A_UNIT * units
        return ("gscip", "") if few else ("highs", "gscip")

    def _asked(
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
        system, rules = part or (self._system, self._separate)
        width = len(system.cost)
        for separate in rules if all_rows else ():
            flow = getattr(separate, "flow", None)
            system = system if flow is None else with_flow(system, self._column, *flow())
        if hint is not None and len(system.cost) > width:
            whole = np.rint(hint[: self._found.n_choices]).astype(np.int64)
            hint = extended(system, whole, self._limits())
        listen = telling(self._effort.tell)
        answer = run_engine(system, limits, engine=engine, hint=hint, listen=listen)
        return answer if answer.values is None else replace(answer, values=answer.values[:width])

    def _done(self, answer: Answer, gap: float) -> bool:
        if answer.status == "infeasible":
            return True
        return answer.values is not None and self._within(answer.values, answer.bound, gap)

    def _closed(self, best: _Best) -> bool:
        target = self._effort.limits.gap
        return best.values is not None and self._within(best.values, best.bound, target)

    def _within(self, values: FloatArray, bound: float, gap: float) -> bool:
        value = self._value(values)
        return value - bound <= gap * abs(value)

    def _value(self, values: FloatArray) -> float:
        return float(self._system.cost @ values) + self._system.constant

    def _better(self, values: FloatArray, best: _Best) -> bool:
        return best.values is None or self._value(values) < self._value(best.values)

    def _limits(self) -> Limits:
        left = max(0.1, self._deadline - time.perf_counter())
        return replace(self._effort.limits, seconds=left)

    def _begun(self, start: FloatArray | None) -> FloatArray | None:
        """Return the best of the known placements that meet everything, None if there is none."""
        problem, warm = self._found.problem, self._effort.warm
        known = [
            self._effort.start,
            None if warm is None else warm.chosen,
            placed_today(self._found),
        ]
        found = [] if start is None else [start]
        for chosen in known:
            if chosen is None or len(chosen) != len(problem.parties):
                continue
            whole = choices_of(self._found, chosen)
            values = None if whole is None else extended(self._system, whole, self._limits())
            if values is not None:
                found.append(values)
        found = [values for values in found if not self._broken(values)]
        return min(found, key=self._value, default=None)

    def _broken(self, values: FloatArray) -> list[Cut]:
        """Return the promised rows that `values` break, and remember them."""
        options = np.zeros(len(self._found.problem.options))
        options[self._found.bundles.column_option] = values[: self._found.n_choices]
        cuts: list[Cut] = []
        for lazy, separate in zip(self._found.posted.lazy, self._separate, strict=True):
            new = separate(options)
            lazy.known.extend(new)
            cuts += new
        return cuts
