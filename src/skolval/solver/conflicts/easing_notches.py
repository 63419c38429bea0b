"""Easing by a number (tal som vrids): the first notch at which everything fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from skolval.domain.policy import Step
from skolval.solver.conflicts.dial import Dial, dials
from skolval.solver.conflicts.easing_kinds import Easing, is_about_seats
from skolval.solver.conflicts.easing_seats import LARGE
from skolval.solver.conflicts.oracle import Oracle

__all__ = ["notched", "turned", "valued"]

_ROUGH = 16
"""Part of a number's turn to which it is found in a large problem."""


def turned(oracle: Oracle, step: Step, others: Sequence[Step]) -> Easing | None:
    """Return the first notch of one of the rule's numbers at which everything fits."""
    quick = len(oracle.problem.options) <= LARGE or all(
        oracle.said(one).whole for one in (*others, step)
    )
    if not quick or is_about_seats(step):
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

    if len(oracle.problem.options) > LARGE:
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
