"""Which siblings share which units, as arrays: nobody is looped over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.rules._spread import spread

__all__ = ["Pairs", "Stays", "pairs_in_round", "stays_of"]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of siblings in the round who share a unit, and the units they share.

    Parameters
    ----------
    one, other : (n_pairs,) parties. pair, unit : one row per shared unit, sorted by pair.
    """

    one: IntArray
    other: IntArray
    pair: IntArray
    unit: IntArray


@dataclass(frozen=True, slots=True)
class Stays:
    """Options of the parties by unit.

    Parameters
    ----------
    order : option rows sorted by party, then unit. key : party x units + unit of each of
        them. units : number of units.
    """

    order: IntArray
    key: IntArray
    units: int

    def of(self, party: IntArray, unit: IntArray) -> tuple[IntArray, IntArray]:
        """Return row number and option of every option that `party` has at `unit`."""
        wanted = party * self.units + unit
        first = np.searchsorted(self.key, wanted, side="left")
        width = np.searchsorted(self.key, wanted, side="right") - first
        rows, at = spread(first, width)
        return rows, self.order[at]

    def any(self, party: IntArray, unit: IntArray) -> BoolArray:
        """Return whether `party` has an option at `unit`."""
        wanted = party * self.units + unit
        first = np.searchsorted(self.key, wanted, side="left")
        found: BoolArray = np.zeros(len(wanted), np.bool_)
        inside = first < len(self.key)
        found[inside] = self.key[first[inside]] == wanted[inside]
        return found


def stays_of(problem: Problem) -> Stays:
    """Return the options by party and unit."""
    units = len(problem.unit_ids)
    key = problem.options.party * units + problem.unit_of_option()
    order = np.argsort(key, kind="stable")
    return Stays(order, key[order], units)


def pairs_in_round(problem: Problem, stays: Stays) -> Pairs:
    """Return the pairs of one household that share a unit, sorted by household and party."""
    one, other = _of_one_household(problem)
    start = problem.options.start
    rows, mine = spread(start[one], start[one + 1] - start[one])
    unit = problem.unit_of_option()[mine]
    both = stays.any(other[rows], unit)
    shared = np.unique(rows[both] * stays.units + unit[both])
    kept, pair = np.unique(shared // stays.units, return_inverse=True)
    return Pairs(one[kept], other[kept], pair.astype(np.int64), shared % stays.units)


def _of_one_household(problem: Problem) -> tuple[IntArray, IntArray]:
    household = problem.parties.household
    order = np.argsort(household, kind="stable")
    order = order[household[order] >= 0]
    home = household[order]
    _, at, count = np.unique(home, return_inverse=True, return_counts=True)
    last = np.cumsum(count)[at]
    first, beside = spread(np.arange(1, len(order) + 1), last - np.arange(1, len(order) + 1))
    return order[first], order[beside]
