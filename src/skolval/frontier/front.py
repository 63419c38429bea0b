"""Front (Paretofront): the least travel at each ceiling, from the tightest to the loosest.

First the two ends: the least travel of all, and the least segregation that a longest way allows.
Between them the linear programmes give a line below which nothing can lie: each one's prices
bound the least travel at *every* ceiling. Then placements, from the tightest ceiling to the
loosest, so that each is a placement that the next can begin from.

Source
------
Haimes, Lasdon & Wismer (1971), IEEE Trans. SMC 1(3), 296-297 (one goal under a ceiling on the
other); Rote (1992), Computing 48, 337-361 (points where the curve bends).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from skolval.domain.language import _, current, number, percent
from skolval.domain.surfaces import Progress
from skolval.errors import CancelledError, Fault, TimeRanOutError
from skolval.frontier.lowest import lowest
from skolval.frontier.point import Point
from skolval.frontier.question import Question
from skolval.frontier.store import Store
from skolval.registry import term
from skolval.solver.chain import Asked, Chain, Found, Root
from skolval.solver.solve import solve

__all__ = ["Front", "chain_of", "walk"]

_LOOSE = 0.05
"""How exact the end of least segregation has to be: its placement only says where to begin."""


@dataclass(frozen=True, slots=True)
class Front:
    """The points found, tightest ceiling first, and what is proven between them.

    Parameters
    ----------
    points : no point has longer travel than the one before it. least : the lowest value of the
        axis that the longest way allows, by the linear programme: nothing lies left of it.
    lines : (position on the axis, least travel there, metres per unit of the axis) of every
        linear programme: the least travel at x is at least ``travel - price (x - position)``.
    complete : False when the walk was stopped.
    """

    points: tuple[Point, ...]
    least: float
    lines: tuple[tuple[float, float, float], ...]
    complete: bool = True

    def below(self, at: float) -> float:
        """Return a proven lower bound on travel at any position of the axis."""
        by_lines = max((y - price * (at - x) for x, y, price in self.lines), default=-math.inf)
        by_points = max((p.bound for p in self.points if p.at >= at - 1e-12), default=-math.inf)
        return max(by_lines, by_points)


def chain_of(question: Question, tell: Progress) -> Chain:
    """Return the chain of solutions for `question`."""
    return Chain(question.problem, question.rules, question.goals(), question.terms.limits, tell)


def walk(question: Question, chain: Chain, store: Store, tell: Progress) -> Front:
    """Return the front.

    Raises
    ------
    InfeasibleError, TimeRanOutError, CancelledError
        If no placement meets the rules, or none was found, or not before somebody stopped it.
    """
    began = time.perf_counter()

    def told(text: str) -> None:
        tell(f"{time.perf_counter() - began:6.1f} s: {text}")

    least = _least(question, chain, store)
    lang = current()
    told(_("least travel {metres} m").format(metres=number(least.value, lang)))
    cap = math.floor(least.value * (1 + question.terms.longer / 100))
    low = store.lowest("lowest", lambda: lowest(chain, cap, known=least, start=None))
    first = low.found or least
    told(_("least {name} {value}, proven at least {bound}").format(
        name="D" if question.away is not None else term("goal", question.against.name),
        value=number(question.axis(first.goals[1]), lang, decimals=3),
        bound=number(question.axis(low.bound), lang, decimals=3)))  # fmt: skip
    roots = _roots(question, chain, (first, least), told)
    points, complete = _points(question, chain, roots, (first, least, store, told))
    if not points:
        raise _stopped() if question.terms.stopped else _nothing_found()
    return Front(
        points=_proven(points, roots, question),
        least=question.axis(low.bound),
        lines=tuple(_line(question, at, one) for at, one in roots),
        complete=complete,
    )


def _least(question: Question, chain: Chain, store: Store) -> Found:
    """Return the placement of least travel, and among those the least of the other goal."""
    asked = chain.about(0)
    root = chain.root(asked)
    if root.status == "infeasible":
        # the solver names the rules that clash
        solve(question.problem, rules=question.rules, goals=question.goals()[:1],
              limits=chain.limits)  # fmt: skip
    found = store.kept("least", lambda: chain.plan(asked, root))
    if found is None:
        raise _stopped() if question.terms.stopped else _nothing_found()
    under = chain.about(1, [(0, found.value)])

    def tied() -> Found | None:
        return chain.plan(under, chain.root(under), found.chosen, gap=_LOOSE)

    second = store.kept("tied", tied) if chain.small else None
    if second is None:
        return found
    return replace(second, value=second.goals[0], bound=found.bound)


def _nothing_found() -> TimeRanOutError:
    return TimeRanOutError(
        Fault(
            _("No placement was found; whether one exists is not known."),
            rule="limit",
            remedy=_("Give more --nodes, or ease the rule that binds most."),
        )
    )


def _stopped() -> CancelledError:
    return CancelledError(
        Fault(
            _("Stopped by the user before any point of the front was found."),
            rule="cancelled",
            remedy=_("Run the same command again to go on."),
        )
    )


def _roots(
    question: Question, chain: Chain, ends: tuple[Found, Found], told: Progress
) -> list[tuple[float, Root]]:
    """Return the linear programme at each ceiling, tightest first."""
    first, last = (question.above(end.goals[1]) for end in ends)
    if last <= first:
        places = [last]
    elif question.terms.spacing == "bend":
        places = _bends(question, chain, (first, last))
    else:
        places = [first + (last - first) * n / (question.terms.points - 1)
                  for n in range(question.terms.points)]  # fmt: skip
    places = sorted({_rounded(question, at) for at in places})
    found = [(at, _root(question, chain, at)) for at in reversed(places)]
    told(_("{count} linear programmes").format(count=len(found)))
    return [(at, root) for at, root in reversed(found) if root.status == "found"]


def _told_point(n: int, count: int, point: Point, longer: float) -> str:
    lang = current()
    text = _("point {n} of {all}: at most {at}, way {longer} longer, gap {gap}")
    return text.format(
        n=n, all=count, at=number(point.at, lang, decimals=4),
        longer=percent(longer, lang, decimals=2), gap=percent(point.gap, lang, decimals=2),
    )  # fmt: skip


def _rounded(question: Question, at: float) -> float:
    return float(math.ceil(at)) if question.away is None else round(at, 5)


def _root(question: Question, chain: Chain, at: float) -> Root:
    return chain.root(chain.about(0, [(1, question.ceiling(at))]))


def _bends(question: Question, chain: Chain, ends: tuple[float, float]) -> list[float]:
    """Return positions chosen one by one where the curve is least known."""
    known = {at: _line(question, at, _root(question, chain, at)) for at in ends}
    while len(known) < question.terms.points:
        places = sorted(known)
        pairs = list(pairwise(places))
        widest, at = max(_unknown(known[a], known[b]) for a, b in pairs)
        at = _rounded(question, at)
        if widest <= 0 or at in known:
            break
        known[at] = _line(question, at, _root(question, chain, at))
    return sorted(known)


def _unknown(
    left: tuple[float, float, float], right: tuple[float, float, float]
) -> tuple[float, float]:
    """Return the area between chord and tangents, and where the tangents meet."""
    (x1, y1, p1), (x2, y2, p2) = left, right
    if abs(p1 - p2) < 1e-12:
        return 0.0, (x1 + x2) / 2
    meet = (y1 - y2 + p1 * x1 - p2 * x2) / (p1 - p2)
    meet = min(max(meet, x1), x2)
    low = y1 - p1 * (meet - x1)
    chord = y1 + (y2 - y1) * (meet - x1) / (x2 - x1)
    return max(0.0, chord - low) * (x2 - x1), meet


def _line(question: Question, at: float, root: Root) -> tuple[float, float, float]:
    per = 1.0 if question.away is None else question.away.total / 100_000
    return at, root.bound, (root.prices[0] if root.prices else 0.0) * per


_Walk = tuple[Found, Found, Store, Progress]


def _points(
    question: Question, chain: Chain, roots: list[tuple[float, Root]], way: _Walk
) -> tuple[list[Point], bool]:
    best, least, store, told = way
    points: list[Point] = []
    for place, (at, root) in enumerate(roots):
        began = time.perf_counter()
        asked = chain.about(0, [(1, question.ceiling(at))])
        start = least if least.goals[1] <= question.ceiling(at) else best
        key = f"point-{round(at * 100_000)}"
        found = store.kept(key, _asker(chain, asked, root, start))
        if question.terms.stopped:
            return points, False  # what was found then was cut short
        if found is None:
            continue
        best = found
        points.append(_point(at, found, root, time.perf_counter() - began))
        longer = found.value / max(1, least.value) - 1
        told(_told_point(place + 1, len(roots), points[-1], longer))
    return points, True


def _asker(chain: Chain, asked: Asked, root: Root, start: Found) -> Callable[[], Found | None]:
    return lambda: chain.plan(asked, root, start.chosen)


def _point(at: float, found: Found, root: Root, seconds: float) -> Point:
    return Point(
        at=at, chosen=found.chosen, travel=found.goals[0], other=found.goals[1],
        bound=max(found.bound, root.bound), root=root.bound,
        price=root.prices[0] if root.prices else 0.0,
        nodes=found.nodes, timed_out=found.timed_out, seconds=seconds,
    )  # fmt: skip


def _proven(
    points: list[Point], roots: list[tuple[float, Root]], question: Question
) -> tuple[Point, ...]:
    """Return the points, none longer than a tighter one, each with the best bound known."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1].travel <= point.travel:
            better = kept[-1]
            point = replace(point, chosen=better.chosen, travel=better.travel, other=better.other)  # noqa: PLW2901 - the same ceiling
        kept.append(point)
    lines = [_line(question, at, root) for at, root in roots]
    best = -math.inf
    proven: list[Point] = []
    for point in reversed(kept):
        by_lines = max((y - price * (point.at - x) for x, y, price in lines), default=-math.inf)
        best = max(best, point.bound, math.ceil(by_lines - 1e-6 * max(1.0, abs(by_lines))))
        proven.append(replace(point, bound=float(min(best, point.travel))))
    return tuple(reversed(proven))
