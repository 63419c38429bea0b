"""Front of concentration (koncentration mot pris): the least price at each ceiling, with bounds.

First the two ends: the least price with no ceiling, and the least concentration that the highest
price allows. Between them ceilings on the share of the units with most, evenly apart, from the
tightest to the loosest: each placement keeps every looser ceiling, and the next begins from it.

Source
------
Haimes, Lasdon & Wismer (1971), IEEE Trans. SMC 1(3), 296-297 (one goal under a ceiling on the
other).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from skolval.domain.language import _, current, number, percent
from skolval.domain.policy import Step
from skolval.domain.problem import IntArray
from skolval.domain.surfaces import Progress
from skolval.errors import CancelledError, Fault, TimeRanOutError
from skolval.frontier.groups.question import PERMILLE, GroupQuestion
from skolval.frontier.groups.terms import JOURNEYS
from skolval.frontier.store import Store
from skolval.solver.hosting.solve import Asked, solve_groups
from skolval.solver.hosting.stage import Work
from skolval.solver.outcome import Solved
from skolval.solver.questions import Found
from skolval.solver.search import Effort

__all__ = ["GroupFront", "GroupPoint", "group_walk"]

_PROVEN = 1e-4
_FEW = 1_000
"""Choices up to which what is no journey is searched as a whole: kronor bound badly, so that more
choices are searched part by part, from the linear programme's bound."""
_PARTS = 50
"""Parts solved anew at most; the next point goes on from here."""


@dataclass(frozen=True, slots=True)
class GroupPoint:
    """A placement of least price under one ceiling.

    Parameters
    ----------
    at : ceiling, permille of the pupils in groups at the units with most. chosen : option rows.
    value : what the placement has of the goal that is the price. best : the least found before
        the policy's other goals had their slack.
    bound : proven lower bound on the least under this ceiling.
    """

    at: int
    chosen: IntArray
    value: int
    best: int
    bound: float
    nodes: int = 0
    timed_out: bool = False

    @property
    def gap(self) -> float:
        """What is not proven, as a share of the value; the slack given away is in it."""
        return max(0.0, self.value - self.bound) / max(1, abs(self.value))

    @property
    def proven(self) -> bool:
        """Whether the gap is at most 0.0001."""
        return self.gap <= _PROVEN


@dataclass(frozen=True, slots=True)
class GroupFront:
    """The points found, tightest ceiling first.

    Parameters
    ----------
    least : share that nothing within the highest price has less than, proven.
    complete : False when the walk was stopped.
    """

    points: tuple[GroupPoint, ...]
    least: float
    complete: bool = True

    @property
    def cheapest(self) -> int:
        """The least value found at any point, before anything was given away."""
        return min(point.best for point in self.points)


def group_walk(question: GroupQuestion, store: Store, tell: Progress) -> GroupFront:
    """Return the front.

    Raises
    ------
    InfeasibleError, TimeRanOutError, CancelledError
        If no placement meets the rules, or none was found, or not before somebody stopped it.
    """
    told = _timed(tell)
    least = _kept(question, store, "least", partial(_solved, question, None, None))
    told(_("least price {value}").format(value=number(least.goals[0], current())))
    low = _kept(question, store, "lowest", partial(_lowest, question, least))
    loosest, tightest = question.ceiling(least.chosen), question.ceiling(low.chosen)
    told(
        _(
            "the {top} units with most have {high} there, at least {low} under the highest price"
        ).format(top=question.top, high=_share(loosest), low=_share(tightest))
    )
    begin = replace(low, goals=(low.goals[0], low.goals[0]), bound=-math.inf, nodes=0)
    if tightest >= loosest:
        begin, tightest = least, loosest
    count = question.terms.points
    between = {
        round(tightest + (loosest - tightest) * n / (count - 1)) for n in range(count - 1)
    } - {loosest}
    points, complete = _between(question, sorted(between), begin, (store, told))
    points.append(_point(loosest, least))
    return GroupFront(_proven(points), _least_share(question, low), complete)


def _lowest(question: GroupQuestion, least: Found) -> Found:
    """Return the placement of least concentration; its bound is on the pupils at those units."""
    found = _search(question, None, question.spread_goals(), least.chosen)
    told = found.details["stages"][-1]
    bound = -math.inf if told["bound"] is None else told["bound"]
    return _found(question, found, best=told["best"], bound=bound)


def _solved(question: GroupQuestion, at: int | None, start: IntArray | None) -> Found:
    """Return the placement of least price under a ceiling, and the policy's other goals after."""
    found = _search(question, at, question.policy.goals, start)
    first = found.details["stages"][0]
    return _found(question, found, best=first["best"], bound=found.bound)


def _search(
    question: GroupQuestion, at: int | None, goals: Sequence[Step], start: IntArray | None
) -> Solved:
    params = question.policy.mechanism.params
    asked = Asked(question.hosting, question.rule_at(at), question.rules, goals)
    effort = Effort(question.terms.limits, "auto", _silent, start=start)
    work = Work(params.steps, min(params.parts, _PARTS))
    if goals[0].name not in JOURNEYS:
        work = replace(work, whole=_FEW, searched=_FEW)
    return solve_groups(question.problem, asked, effort, work)


def _found(question: GroupQuestion, found: Solved, *, best: int, bound: float) -> Found:
    return Found(
        chosen=found.chosen,
        value=best,
        goals=(question.value(found.chosen), best),
        bound=bound,
        nodes=sum(stage["nodes"] for stage in found.details["stages"]),
        timed_out=not found.details["reproducible"],
    )


def _kept(question: GroupQuestion, store: Store, name: str, ask: Callable[[], Found]) -> Found:
    """Return what is kept under `name`, else what `ask` finds.

    Raises
    ------
    CancelledError
        If somebody stopped it: what was found then was cut short.
    """
    found = store.kept(name, ask)
    if found is None or question.terms.stopped:
        raise _stopped()
    return found


def _between(
    question: GroupQuestion, places: Sequence[int], begin: Found, way: tuple[Store, Progress]
) -> tuple[list[GroupPoint], bool]:
    """Return a point at each ceiling, tightest first, and whether nobody stopped it."""
    (store, told), best = way, begin
    points: list[GroupPoint] = []
    for n, at in enumerate(places):
        try:
            found = _kept(question, store, f"point-{at}", partial(_better, question, at, best))
        except TimeRanOutError:
            return points, False
        best = found
        points.append(_point(at, found))
        lang = current()
        told(
            _("point {n} of {all}: at most {at}, price {value}, gap {gap}").format(
                n=n + 1, all=len(places) + 1, at=_share(at),
                value=number(found.goals[0], lang), gap=percent(points[-1].gap, lang, decimals=2),
            )
        )  # fmt: skip
    return points, True


def _better(question: GroupQuestion, at: int, start: Found) -> Found:
    """Return the best placement under a ceiling, never a worse one than that to begin from."""
    try:
        found = _solved(question, at, start.chosen)
    except TimeRanOutError:
        if question.terms.stopped:
            raise
        return replace(start, bound=-math.inf)
    if found.value < start.goals[0]:
        return found
    return replace(found, chosen=start.chosen, value=start.value, goals=start.goals)


def _point(at: int, found: Found) -> GroupPoint:
    return GroupPoint(
        at=at, chosen=found.chosen, value=found.goals[0], best=found.goals[1], bound=found.bound,
        nodes=found.nodes, timed_out=found.timed_out,
    )  # fmt: skip


def _proven(points: Sequence[GroupPoint]) -> tuple[GroupPoint, ...]:
    """Return the points, each with the best bound known: what a looser ceiling needs, all need."""
    best, proven = -math.inf, []
    for point in reversed(points):
        best = max(best, point.bound)
        proven.append(replace(point, bound=min(best, float(point.value))))
    return tuple(reversed(proven))


def _least_share(question: GroupQuestion, low: Found) -> float:
    """Return the share that nothing can have less than at the units with most."""
    rows = np.flatnonzero(question.hosting.option_host >= 0)
    problem = question.problem
    units = len(np.unique(problem.unit_of_option()[rows]))
    everybody = int(problem.parties.size[np.unique(problem.options.party[rows])].sum())
    reached = question.at_top(low.chosen) / max(1, question.in_groups(low.chosen))
    return min(reached, max(question.top / units, low.bound / max(1, everybody)))


def _timed(tell: Progress) -> Progress:
    began = time.perf_counter()
    return lambda text: tell(f"{time.perf_counter() - began:6.1f} s: {text}")


def _share(permille: int) -> str:
    return percent(permille / PERMILLE, current(), decimals=1)


def _stopped() -> CancelledError:
    return CancelledError(
        Fault(
            _("Stopped by the user before any point of the front was found."),
            rule="cancelled",
            remedy=_("Run the same command again to go on."),
        )
    )


def _silent(_text: str) -> None:
    return
