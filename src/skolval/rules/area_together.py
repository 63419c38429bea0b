"""All grades of an area go to the same unit, as far as it offers them (områdets årskurser ihop).

Seen from below: where the pupils of a grade are placed at a unit that offers the next higher
grade of the same area, the pupils of that grade are placed there too, or nowhere. The next
higher grade is the nearest that has parties in the area; an option of theirs is an offer.

breach:  pairs of parties of such two grades that are parted

Source
------
Own definition: one attendance area (skolskjutsområde) for a family, not one per grade.
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.breach import Breach
from skolval.domain.language import N_
from skolval.domain.naming import called, upper_first, where_of
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "The municipality draws its attendance areas as it finds suitable.",
    "Skollagen (2010:800) 10 kap. 29, 30 §§",
)
SAMPLES: tuple[dict[str, object], ...] = ({}, {"price": 300})


class Params(BaseModel):
    """`price` per pair of parties that are parted (None: hard)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:  # noqa: ARG001 - the surface of every rule
    """Return the pairs that are parted."""
    low, high = _pairs(problem)
    unit = problem.unit_of_option()
    offered = _offers(problem)
    placed = (chosen[low] >= 0) & (chosen[high] >= 0)
    low, high = low[placed], high[placed]
    at, other = unit[chosen[low]], unit[chosen[high]]
    parted = (at != other) & offered[high, at]
    found = []
    for one, two, here, there in zip(*(c[parted] for c in (low, high, at, other)), strict=True):
        text = _TEXT.format(
            high=upper_first(called(problem, int(two))),
            low=called(problem, int(one)),
            there=problem.unit_ids[there],
            here=problem.unit_ids[here],
        )
        parties = (int(one), int(two))
        where = where_of(problem, int(two))
        found.append(Breach("area_together", where, 1, N_("pairs"), text, parties))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per pair and unit: the lower there, or the higher elsewhere, not both."""
    low, high = _pairs(problem)
    start, unit = problem.options.start, problem.unit_of_option()
    offered = _offers(problem)
    width = start[low + 1] - start[low]
    pair = np.repeat(np.arange(len(low)), width)
    column = np.repeat(start[low] - np.r_[0, np.cumsum(width)[:-1]], width) + np.arange(width.sum())
    binds = offered[high[pair], unit[column]]
    pair, column = pair[binds], column[binds]
    units = len(problem.unit_ids)
    keys, row = np.unique(pair * units + unit[column], return_inverse=True)
    rows, pair_of, unit_of = len(keys), keys // units, keys % units
    wide = start[high[pair_of] + 1] - start[high[pair_of]]
    at = np.repeat(np.arange(rows), wide)
    ahead = np.repeat(start[high[pair_of]] - np.r_[0, np.cumsum(wide)[:-1]], wide)
    other = ahead + np.arange(wide.sum())
    away = unit[other] != unit_of[at]
    entries = (np.r_[row, at[away]], np.r_[column, other[away]])
    ones = np.ones(len(entries[0]), np.int64)
    upper = np.ones(rows, np.int64)
    model.add_rows("area_together", (*entries, ones), upper=upper, price=params.price)


def _pairs(problem: Problem) -> tuple[IntArray, IntArray]:
    """Return the parties of every two grades that follow each other in an area."""
    parties = problem.parties
    known = np.flatnonzero(parties.area >= 0)
    grades = len(problem.grades.codes)
    key = parties.area[known] * grades + parties.grade[known]
    cells = np.unique(key)
    follows = np.flatnonzero(cells[1:] // grades == cells[:-1] // grades)
    low, high = np.zeros(0, np.int64), np.zeros(0, np.int64)
    if len(follows):
        by = known[np.argsort(key, kind="stable")]
        first = np.searchsorted(np.sort(key), cells)
        count = np.diff(np.r_[first, len(by)])
        n_low, n_high = count[follows], count[follows + 1]
        total = n_low * n_high
        cell = np.repeat(np.arange(len(follows)), total)
        place = np.arange(total.sum()) - np.repeat(np.r_[0, np.cumsum(total)[:-1]], total)
        low = by[first[follows][cell] + place // n_high[cell]]
        high = by[first[follows + 1][cell] + place % n_high[cell]]
    return low, high


def _offers(problem: Problem) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Return (n_parties, n_units) whether a party has an option at a unit."""
    found = np.zeros((len(problem.parties), len(problem.unit_ids)), np.bool_)
    found[problem.options.party, problem.unit_of_option()] = True
    return found


_TEXT = N_("{high} is placed at {there}, but {low} of the same area at {here}, which offers both.")
