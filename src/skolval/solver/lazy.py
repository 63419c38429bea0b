"""Whole areas, and rows that are written when they are needed (villkor som hämtas vid behov).

Where the parties are areas there are few columns, and all of them are searched at once. Rules that
promised further rows are asked for those that a proposal breaks: first for proposals in
fractions, which lifts the bound cheaply, then for whole ones. A proposal that breaks none is a
placement; the bound of a programme that lacks some rows is a bound all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from skolval.domain.language import _
from skolval.domain.surfaces import Cut
from skolval.solver.cut_rows import placed_today
from skolval.solver.engine import run_engine
from skolval.solver.growing import Growing
from skolval.solver.narrowed import narrowed
from skolval.solver.programme import Programme
from skolval.solver.search import Ceiling, Effort, Stage
from skolval.solver.system import Answer, FloatArray
from skolval.solver.warm import choices_of, extended

__all__ = ["is_whole", "search_whole"]

_ROUNDS, _STALLED = 40, 3
_ROUGH = 0.02
"""Relative gap of the first whole proposals: they are only looked at for rows they break."""
_NEAR = 0.02
"""Relative gap of the placement to begin from."""
_LIFTED = 1e-4
_SOME_OF_A_UNIT = 60
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
        self._found = found
        self._effort = effort
        self._rows = Growing(found, number, ceilings, effort)

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
            answer = run_engine(self._rows.system.relaxed(), self._rows.limits())
            if answer.values is None:
                return answer
            cuts = self._rows.broken(answer.values)
            stalled = 0 if answer.bound > last + _LIFTED * abs(last) else stalled + 1
            last = answer.bound
            if not cuts or stalled >= _STALLED:
                break
            self._rows.grow(cuts)
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
            limits = replace(self._rows.limits(), gap=gap)
            limits = replace(limits, nodes=min(limits.nodes, _FIRST_NODES))
            answer = self._rows.asked(self._rows.engines()[0], limits, best.values, all_rows=False)
            before, bound = self._part_of_gap(best), max(best.bound, answer.bound)
            best = replace(best, work=best.work + answer.work, bound=bound)
            if answer.values is None or answer.timed_out or answer.cancelled:
                break
            cuts = self._rows.broken(answer.values)
            if not cuts:
                best = self._kept(best, answer.values)
            best = self._mend(answer.values, best, gap) if cuts else best
            self._rows.grow(cuts)
            self._effort.tell(_("{count} rows of contiguity").format(count=len(cuts)))
            idle = 0 if self._part_of_gap(best) < 0.95 * before else idle + 1
        return answer, best

    def _rounds(self) -> int:
        """Return how many proposals to mend: where units have few areas, one does."""
        if not self._rows.says_all():
            return 0
        return _PROPOSALS if self._rows.of_a_unit > _SOME_OF_A_UNIT else 1

    def _part_of_gap(self, best: _Best) -> float:
        """Return how closely the next step should be solved: to a fourth of what is open."""
        if best.values is None:
            return max(_ROUGH, self._effort.limits.gap)
        value = self._rows.value(best.values)
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
        lower, upper = self._rows.system.lower.copy(), self._rows.system.upper.copy()
        lower[:k][same] = upper[:k][same] = old[same]
        part = narrowed(self._found, self._rows.system.replace(lower=lower, upper=upper))
        limits = replace(self._rows.limits(), nodes=_ROUGH_NODES, gap=gap, second=False)
        answer = self._rows.asked(self._rows.engines()[0], limits, best.values, part=part)
        best = replace(best, work=best.work + answer.work)
        if answer.values is None or self._rows.broken(answer.values):
            return best
        return self._kept(best, answer.values)

    def _kept(self, best: _Best, values: FloatArray) -> _Best:
        return replace(best, values=values) if self._better(values, best) else best

    def _whole(self, best: _Best) -> tuple[Answer, _Best]:
        """Return the last answer and the best placement, once the gap is closed or time is up."""
        target = self._effort.limits.gap
        gap = target if self._rows.says_all() else max(target, _ROUGH)
        answer = Answer("found")
        while not self._closed(best):
            answer = self._proposal(best, gap)
            best = replace(best, work=best.work + answer.work)
            if answer.status == "infeasible" and best.values is None:
                return answer, best
            best = replace(best, bound=max(best.bound, answer.bound))
            cuts = [] if answer.values is None else self._rows.broken(answer.values)
            if cuts:
                self._rows.grow(cuts)
                self._effort.tell(_("{count} rows of contiguity").format(count=len(cuts)))
            elif answer.values is not None and self._better(answer.values, best):
                best = replace(best, values=answer.values)
            if answer.timed_out or answer.cancelled or (not cuts and gap <= target):
                break
            gap = gap if cuts and gap > target else target
        return answer, best

    def _from_enough(self, best: _Best) -> _Best:
        """Return the best placement among those that keep rows which are more than enough."""
        rows: list[list[Cut]] = [getattr(s, "enough", list)() for s in self._rows.rules]
        more = [row for part in rows for row in part]
        if not more or self._closed(best):
            return best
        limits = replace(self._rows.limits(), gap=max(_NEAR, self._effort.limits.gap), second=False)
        limits = replace(limits, nodes=min(limits.nodes, _ROUGH_NODES))
        part = self._rows.with_cuts(more), self._rows.rules
        answer = self._rows.asked(
            self._rows.engines()[0], limits, best.values, all_rows=False, part=part
        )
        values = answer.values
        if values is None or self._rows.broken(values) or not self._better(values, best):
            return replace(best, work=best.work + answer.work)
        return replace(best, values=values, work=best.work + answer.work)

    def _proposal(self, best: _Best, gap: float) -> Answer:
        """Return the optimum of the rows so far; a second engine goes on where the first tires."""
        limits = replace(self._rows.limits(), gap=gap)
        first, second = self._rows.engines()
        if gap > self._effort.limits.gap:
            limits = replace(limits, nodes=min(limits.nodes, _ROUGH_NODES))
            return self._rows.asked(first, limits, best.values)
        if not second:
            return self._rows.asked(first, limits, best.values)
        short = replace(limits, nodes=min(limits.nodes, _FIRST_NODES))
        answer = self._rows.asked(first, short, best.values)
        if self._done(answer, gap) or answer.timed_out or answer.cancelled:
            return answer
        self._effort.tell(_("{engine} goes on").format(engine=second))
        hint = best.values if answer.values is None else answer.values
        later = self._rows.asked(second, replace(self._rows.limits(), gap=gap), hint)
        bound = max(answer.bound, later.bound)
        if later.values is None:
            return replace(later, values=answer.values, bound=bound, status=answer.status)
        return replace(later, bound=bound, work=later.work + answer.work)

    def _done(self, answer: Answer, gap: float) -> bool:
        if answer.status == "infeasible":
            return True
        return answer.values is not None and self._within(answer.values, answer.bound, gap)

    def _closed(self, best: _Best) -> bool:
        target = self._effort.limits.gap
        return best.values is not None and self._within(best.values, best.bound, target)

    def _within(self, values: FloatArray, bound: float, gap: float) -> bool:
        value = self._rows.value(values)
        return value - bound <= gap * abs(value)

    def _better(self, values: FloatArray, best: _Best) -> bool:
        return best.values is None or self._rows.value(values) < self._rows.value(best.values)

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
            if whole is None:
                continue
            values = extended(self._rows.system, whole, self._rows.limits())
            if values is not None:
                found.append(values)
        found = [values for values in found if not self._rows.broken(values)]
        return min(found, key=self._rows.value, default=None)
