"""What school transport costs under a placement, by way to travel, from the lowest to the highest.

Only prices that the municipality gives are used; a mode without a price has no line, and what
nobody has priced is said. Pupils whose option has a cost of its own count that one.

spare seat, card  price x pupils
run               price x the fewest runs, unit by unit, that have a seat for everybody
taxi              price x kilometres there and back (or with the empty returns) x school days

Source: Skollagen (2010:800) 10 kap. 32 §; what a pupil costs differs from nothing (a seat that
is empty anyway) to a taxi of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.entitlement import NO_SECOND_HOME, Assessment
from skolval.domain.language import Worded
from skolval.domain.school_transport import OUTCOMES, ModeCost, TransportCosts

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray, Problem

__all__ = ["CostLine", "CostRange", "cost_lines", "cost_range"]

_RIGHT = OUTCOMES.index("right")


@dataclass(frozen=True, slots=True)
class CostLine:
    """One way to travel for all pupils of one kind.

    Parameters
    ----------
    who : ``right`` or ``card``. mode : one of `MODES`, or ``own`` for the options' own costs.
    pupils, runs : whole. low, high : kronor in a school year. source : who says so.
    """

    who: str
    mode: str
    pupils: int
    low: int
    high: int
    runs: int = 0
    source: Worded = ""


@dataclass(frozen=True, slots=True)
class CostRange:
    """What the whole costs: `low` and `high` kronor in a school year.

    Parameters
    ----------
    unpriced : pupils who get transport or a card for which no price is given.
    """

    low: int
    high: int
    unpriced: int = 0


def cost_lines(problem: Problem, chosen: IntArray, found: Assessment) -> tuple[CostLine, ...]:
    """Return what those with a right, and those with a card, would cost by each told mode.

    Parameters
    ----------
    chosen : (n_parties,) option rows, negative without a place. found : of the same problem.
    """
    costs = problem.transport_costs or TransportCosts()
    right, card = _who(chosen, found)
    own = problem.options.cost
    priced = right[own[right] > 0]
    lines = []
    if len(priced):
        size = problem.parties.size[problem.options.party[priced]]
        kronor = int((own[priced] * size).sum())
        lines.append(CostLine("right", "own", int(size.sum()), kronor, kronor))
    rest = right[own[right] == 0]
    lines += [_line(problem, rest, mode, (getattr(costs, mode), found)) for mode in costs.told()]
    if costs.card is not None:
        lines.append(_line(problem, card, "card", (costs.card, found), who="card"))
    return tuple(lines)


def cost_range(problem: Problem, chosen: IntArray, found: Assessment) -> CostRange:
    """Return the cost of the placement, over the modes by which those with a right may go."""
    right, card = _who(chosen, found)
    lines = cost_lines(problem, chosen, found)
    size = problem.parties.size[problem.options.party]
    modes = [line for line in lines if line.who == "right" and line.mode != "own"]
    sure = [line for line in lines if line not in modes]
    low = sum(line.low for line in sure) + min((line.low for line in modes), default=0)
    high = sum(line.high for line in sure) + max((line.high for line in modes), default=0)
    rest = right[problem.options.cost[right] == 0]
    unpriced = 0 if modes else int(size[rest].sum())
    if not any(line.who == "card" for line in lines):
        unpriced += int(size[card].sum())
    return CostRange(low, high, unpriced)


def _who(chosen: IntArray, found: Assessment) -> tuple[IntArray, IntArray]:
    """Return the chosen rows of those with a right, and of those who only get a card."""
    rows = chosen[chosen >= 0]
    right = found.having("right")[rows]
    card = found.having("card")[rows] & ~right
    return rows[right], rows[card]


def _line(
    problem: Problem,
    rows: IntArray,
    mode: str,
    priced: tuple[ModeCost, Assessment],
    *,
    who: str = "right",
) -> CostLine:
    cost, found = priced
    size = problem.parties.size[problem.options.party[rows]]
    pupils, runs = int(size.sum()), 0
    if mode == "run":
        unit = problem.unit_of_option()[rows]
        by_unit = np.bincount(unit, size, len(problem.unit_ids)).astype(np.int64)
        runs = int((-(-by_unit // cost.seats)).sum())
        low, high = runs * cost.low, runs * cost.high
    elif mode == "taxi":
        nearer, farther = _ways(problem, rows, found)
        year = cost.legs * cost.days
        low = _kronor(int((nearer * size).sum()) * year * cost.low)
        high = _kronor(int((farther * size).sum()) * year * cost.high)
    else:
        low, high = pupils * cost.low, pupils * cost.high
    return CostLine(who, mode, pupils, low, high, runs, cost.source)


def _ways(problem: Problem, rows: IntArray, found: Assessment) -> tuple[IntArray, IntArray]:
    """Return the shortest and the longest way of each pupil from a home with a right."""
    first = problem.options.metres[rows]
    if problem.second_metres is None:
        return first, first
    second = problem.second_metres[rows]
    from_first, from_second = found.outcome[rows] == _RIGHT, found.second[rows] == _RIGHT
    only = np.where(from_first, first, second)
    both = from_first & from_second & (found.second[rows] != NO_SECOND_HOME)
    nearer = np.where(both, np.minimum(first, second), only)
    return nearer, np.where(both, np.maximum(first, second), only)


def _kronor(metre_kronor: int) -> int:
    """Return whole kronor of metres x kronor per kilometre, half a krona upwards."""
    return (metre_kronor + 500) // 1000
