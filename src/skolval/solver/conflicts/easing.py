"""Easing (lättnad): how far one rule must give way for the others to be met, proven.

Where the rule has a number that can be turned (metres, points, per cent), the first notch at
which everything fits is told, and that the notch before is not enough. Else the least that
must be broken is told: pupils without a place, seats too few, pairs of siblings parted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from pydantic import ValidationError

from skolval.domain.breach import Breach
from skolval.domain.deviation import deviation
from skolval.domain.policy import Step
from skolval.domain.problem import BoolArray, IntArray
from skolval.errors import InfeasibleError, TimeRanOutError
from skolval.registry import load
from skolval.solver.conflicts.crowding import Crowd, seating
from skolval.solver.conflicts.dial import Dial, dials
from skolval.solver.conflicts.oracle import Oracle, key_of

__all__ = ["Easing", "Seats", "eased_alone", "may_give", "notched", "overfull", "unit_of", "valued"]

_TRIED = 12
"""Offerings tried for one crowd's seats."""
_LARGE = 20_000
"""Option rows above which a number that needs the solver at every notch is not looked for."""
_SHARE = 1000
_ROUGH = 16
"""Part of a number's turn to which it is found in a large problem."""


@dataclass(frozen=True, slots=True)
class Seats:
    """More seats at one offering. `offering` : index. `count` : how many more."""

    offering: int
    count: int


@dataclass(frozen=True, slots=True)
class Easing:
    """How far one rule must give way.

    Parameters
    ----------
    step : the rule. parameter : the number that is turned, empty where the rule is broken.
    asked : its value, or one per stage. needed : nothing less will do, proven; of a broken rule
        the least sum of excess. enough : a placement was found with this; None if not.
    unit : of the excess. alone : all the other rules are kept, else only the clashing ones.
    seats : where more seats would do. chosen : the placement found, with its `breaches`.
    """

    step: Step
    parameter: str
    asked: tuple[float, ...]
    needed: tuple[float, ...]
    enough: tuple[float, ...] | None
    unit: str
    alone: bool = True
    seats: tuple[Seats, ...] = ()
    chosen: IntArray | None = None
    breaches: tuple[Breach, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether what is needed is also enough."""
        return self.needed == self.enough


def eased_alone(oracle: Oracle, step: Step, core: Sequence[Step], rules: Sequence[Step]) -> Easing:
    """Return how far `step` must give way.

    Parameters
    ----------
    core : the rules that clash. rules : all the hard rules.
    """
    every = [other for other in rules if key_of(other) != key_of(step)]
    if oracle.can(every, search=len(oracle.problem.options) <= _LARGE):
        return _eased(oracle, step, every)
    others = [other for other in core if key_of(other) != key_of(step)]
    return replace(_eased(oracle, step, others), alone=False)


def _eased(oracle: Oracle, step: Step, others: Sequence[Step]) -> Easing:
    ways: tuple[Callable[[Oracle, Step, Sequence[Step]], Easing | None], ...] = (
        _more_seats,
        _fewer_placed,
        _higher_ceiling,
        _turned,
    )
    for way in ways:
        found = way(oracle, step, others)
        if found is not None:
            return found
    return _broken(oracle, step, others)


def _broken(oracle: Oracle, step: Step, others: Sequence[Step]) -> Easing:
    """Return by how much the rule must be broken at least."""
    unit = unit_of(step)
    if len(oracle.problem.options) > _LARGE and may_give(step):
        # that it must be broken is proven; how much is told by what all rules give together
        return Easing(step, "", (0,), (1,), None, unit)
    found = _least_broken(oracle, step, others)
    if found is None:
        return Easing(step, "", (0,), (1,), None, unit)
    chosen, bound = found
    breaches = load("rule", step.name).breaches(oracle.problem, chosen, step.params)
    excess = sum(breach.excess for breach in breaches)
    least = max(1.0, math.ceil(bound - 1e-6)) if math.isfinite(bound) else 1.0
    unit = breaches[0].unit if breaches else unit
    seats = overfull(oracle, step, chosen)
    if sum(place.count for place in seats) != excess:
        seats = ()
    plain = Easing(step, "", (0,), (least,), (excess,), unit, seats=seats, chosen=chosen)
    return replace(plain, breaches=tuple(breaches))


def _least_broken(
    oracle: Oracle, step: Step, others: Sequence[Step]
) -> tuple[IntArray, float] | None:
    """Return a placement that breaks the rule, and how much any must; None if none is known."""
    if not may_give(step):
        # what can have no price can only be left out
        known = oracle.witness(others)
        return None if known is None else (oracle.placements[known], 1.0)
    try:
        found = oracle.attempt(oracle.problem, [*others, _at_one(step)], (), oracle.effort)
    except (InfeasibleError, TimeRanOutError):
        return None
    oracle.learn(found.chosen)
    return found.chosen, found.bound


def _at_one(step: Step) -> Step:
    return Step(step.name, step.params.model_copy(update={"price": 1}), step.line)


def may_give(step: Step) -> bool:
    """Return whether the rule can have a price."""
    try:
        type(step.params)(**(step.params.model_dump(exclude_none=True) | {"price": 1}))
    except ValidationError:
        return False
    return True


def unit_of(step: Step) -> str:
    """Return the unit that the rule's excess is in."""
    given: dict[str, Any] = step.params.model_dump()
    if step.name == "travel_limit" and given["minutes"] is not None:
        return "minutes"
    if step.name in ("travel_limit", "travel_change", "travel_budget"):
        return "metres"
    if step.name == "transport_budget" and given["at_most"] is not None:
        return "kronor"
    return "pupils"


def _is_about_seats(step: Step) -> bool:
    """Return whether the rule is a limit on the seats of each offering."""
    return step.name == "capacity" and step.params.model_dump().get("base", "seats") == "seats"


def overfull(oracle: Oracle, step: Step, chosen: IntArray) -> tuple[Seats, ...]:
    """Return by how much each offering is filled beyond its seats, of a limit on seats."""
    problem = oracle.problem
    if not _is_about_seats(step):
        return ()
    taken = np.zeros(len(problem.offerings), np.int64)
    some = np.flatnonzero(chosen >= 0)
    np.add.at(taken, problem.options.offering[chosen[some]], problem.parties.size[some])
    beyond = taken - oracle.said(step).seats
    return tuple(Seats(int(one), int(beyond[one])) for one in np.flatnonzero(beyond > 0))


def _fewer_placed(oracle: Oracle, step: Step, others: Sequence[Step]) -> Easing | None:
    """Return how many have no place: as many as have no seat, if the rest can be kept."""
    if step.name != "everyone_placed":
        return None
    seated = oracle.seated([*others, step])
    if not seated.short:
        return None
    oracle.learn(seated.chosen)
    kept = all(oracle.meets(len(oracle.placements) - 1, other) for other in others)
    if not kept or (oracle.problem.parties.size != 1).any():
        return None
    least = (float(seated.short),)
    return Easing(step, "", (0,), least, least, "pupils", chosen=seated.chosen)


def _more_seats(oracle: Oracle, step: Step, others: Sequence[Step]) -> Easing | None:
    """Return how many more seats are needed, and where they would do."""
    if not _is_about_seats(step):
        return None
    rules = [*others, step]
    seated = oracle.seated(rules)
    problem = oracle.problem
    if not seated.short:
        return None
    allowed, _must, seats = oracle.terms(rules)
    more: list[Seats] = []
    for crowd in oracle.crowds(rules, seated):
        places = _places(oracle, allowed, seats, crowd)
        if places is None:
            return None
        more += places
    raised = problem.offerings.seats.copy()
    for place in more:
        raised[place.offering] += place.count
    larger = Oracle(
        problem.replace(offerings=replace(problem.offerings, seats=raised)),
        oracle.effort,
        oracle.attempt,
    )
    if not larger.can(rules, search=len(problem.options) <= _LARGE):
        return None
    least = (float(seated.short),)
    return Easing(step, "", (0,), least, least, "pupils", seats=tuple(more))


def _places(
    oracle: Oracle, allowed: BoolArray, seats: IntArray, crowd: Crowd
) -> list[Seats] | None:
    """Return where the crowd's missing seats would do: at one offering if they can."""
    problem = oracle.problem
    options = problem.options
    must = np.zeros(len(problem.parties), np.bool_)
    must[crowd.parties] = True
    rows = np.flatnonzero(allowed & must[options.party])
    near = np.bincount(options.offering[rows], minlength=len(seats))
    tried = sorted(crowd.offerings.tolist(), key=lambda offering: (-near[offering], offering))
    found: list[Seats] = []
    given, short = seats.copy(), crowd.short
    while short:
        best, most = -1, 0
        for offering in tried[:_TRIED]:
            raised = given.copy()
            raised[offering] = max(int(raised[offering]), 0) + short
            helped = short - seating(problem, allowed, must, raised).short
            if helped > most:
                best, most = offering, helped
            if most == short:
                break
        if not most:
            return None
        given[best] = max(int(given[best]), 0) + most
        found.append(Seats(best, most))
        short -= most
    return found


def _higher_ceiling(oracle: Oracle, step: Step, others: Sequence[Step]) -> Easing | None:
    """Return the least D that the other rules allow, with what is proven and what was found."""
    if not _is_plain_ceiling(step):
        return None
    asked = step.params
    given = {"group": asked.group, "basis": asked.basis}
    goal = Step("imbalance", load("goal", "imbalance").Params(**given))
    try:
        found = oracle.attempt(oracle.problem, list(others), (goal,), oracle.effort)
    except (InfeasibleError, TimeRanOutError):
        return None
    oracle.learn(found.chosen)
    away = deviation(oracle.problem, asked.group, asked.basis)
    value = int(np.abs(away.sums(found.chosen)).sum())
    needed = _ceiling_for(away.ceiling, found.bound, asked.at_most)
    enough = _ceiling_for(away.ceiling, value, asked.at_most)
    given_way = (needed,), (enough,)
    return Easing(step, "at_most", (asked.at_most,), *given_way, "", chosen=found.chosen)


def _is_plain_ceiling(step: Step) -> bool:
    """Return whether the rule is a ceiling on what the goal `imbalance` makes small."""
    if step.name != "balance":
        return False
    given = step.params.model_dump()
    plain = {"groups": None, "per": "grade", "against": "grade"}
    same = all(given.get(name, value) == value for name, value in plain.items())
    return same and given["at_most"] is not None


def _ceiling_for(ceiling: Callable[[float], int], least: float, asked: float) -> float:
    """Return the lowest ceiling in thousandths that lets a sum of `least` through."""
    notch = math.floor(asked * _SHARE) + 1
    while notch < _SHARE and ceiling(notch / _SHARE) < least:
        notch += 1
    return notch / _SHARE


def _turned(oracle: Oracle, step: Step, others: Sequence[Step]) -> Easing | None:
    """Return the first notch of one of the rule's numbers at which everything fits."""
    quick = len(oracle.problem.options) <= _LARGE or all(
        oracle.said(one).whole for one in (*others, step)
    )
    if not quick or _is_about_seats(step):
        return None
    _learn_probes(oracle)
    for dial in dials(oracle.problem, step, oracle.placements[-8:]):
        found = _first_notch(oracle, dial, others)
        if found is not None:
            return found
    return None


def _learn_probes(oracle: Oracle) -> None:
    """Let the nearest and the farthest placement be known too."""
    options = oracle.problem.options
    rows = np.arange(len(options))
    for metres in (options.metres, -options.metres):
        chosen = np.full(len(oracle.problem.parties), -1, np.int64)
        order = np.lexsort((-rows, -metres))
        chosen[options.party[order]] = order
        oracle.probe(chosen)


def _first_notch(oracle: Oracle, dial: Dial, others: Sequence[Step]) -> Easing | None:
    def fits(notches: Sequence[int]) -> bool | None:
        milder = dial.turned(notches)
        return None if milder is None else oracle.can([*others, milder])

    if len(oracle.problem.options) > _LARGE:
        return _rough_notch(dial, fits)
    turns = notched(dial, fits)
    return None if turns is None else _at_notches(oracle, dial, turns, others)


def _rough_notch(dial: Dial, fits: Callable[[Sequence[int]], bool | None]) -> Easing | None:
    """Return a notch that fits and a near one that does not, for few looks at a large problem.

    Only one of the dial's values is turned: what does not fit with all of them turned does not
    fit with one. None where no one value will do.
    """
    width = len(dial.asked)
    for place in reversed(range(width)):

        def alone(notches: int, place: int = place) -> bool | None:
            return fits([notches if k == place else 0 for k in range(width)])

        around = _around(alone, dial)
        if around is None:
            continue
        low, high = around
        while high - low > max(1, high // _ROUGH):
            middle = (low + high) // 2
            answer = alone(middle)
            if answer is None:
                return None
            low, high = (low, middle) if answer else (middle, high)
        needed, enough = (
            valued(dial, [n if k == place else 0 for k in range(width)]) for n in (low + 1, high)
        )
        return Easing(dial.step, dial.field, dial.asked, needed, enough, "")
    return None


def notched(dial: Dial, fits: Callable[[Sequence[int]], bool | None]) -> list[int] | None:
    """Return the first notches at which everything fits, one per value; None if none is known."""
    width = len(dial.asked)
    around = _around(lambda notches: fits([notches] * width), dial)
    sure = None if around is None else _least(lambda at: fits([at] * width), *around)
    if sure is None:
        return None
    turns = [sure] * width
    for place in range(width if width > 1 else 0):
        # each stage as near what was asked as the others let it be
        before, after = turns[:place], turns[place + 1 :]
        found = _least(lambda at, b=before, a=after: fits([*b, at, *a]), -1, turns[place])  # type: ignore[misc]  # defaults bind the loop's values
        if found is None:
            return None
        turns[place] = found
    return turns


def _around(fits: Callable[[int], bool | None], dial: Dial) -> tuple[int, int] | None:
    """Return a notch that does not fit and one above it that does, None if none is known."""
    low = 0
    for notches in dial.ladder():
        answer = fits(notches)
        if answer is None:
            return None
        if answer:
            return low, notches
        low = notches
    return None


def _at_notches(oracle: Oracle, dial: Dial, turns: Sequence[int], others: Sequence[Step]) -> Easing:
    value = valued(dial, turns)
    changed = dial.turned(turns)
    number = None if changed is None else oracle.witness([*others, changed])
    chosen = None if number is None else oracle.placements[number]
    return Easing(dial.step, dial.field, dial.asked, value, value, "", chosen=chosen)


def valued(dial: Dial, turns: Sequence[int]) -> tuple[float, ...]:
    """Return the values of the dial at so many notches."""
    return tuple(
        (round(asked * dial.parts) + dial.sign * notches) / dial.parts
        for asked, notches in zip(dial.asked, turns, strict=True)
    )


def _least(fits: Callable[[int], bool | None], low: int, high: int) -> int | None:
    """Return the least notch above `low` that fits, knowing that `high` does."""
    while high - low > 1:
        middle = (low + high) // 2
        answer = fits(middle)
        if answer is None:
            return None
        if answer:
            high = middle
        else:
            low = middle
    return high
