"""Households among synthetic children (hushåll): who are siblings, drawn within an area.

Children of one household live in the same area and have the same attributes. Going from the
oldest grade to the youngest, each child joins by lot a household whose youngest is some years
ahead, or begins a new one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from skolval.synth._chance import stream
from skolval.synth.population import Population

__all__ = ["OLDER_SIBLING", "YEARS_APART", "households", "next_older"]

IntArray = npt.NDArray[np.int64]

OLDER_SIBLING = 0.37
"""Share of children with an older brother or sister in school (modelled, 35-40 %)."""

YEARS_APART = (0.26, 0.33, 0.20, 0.11, 0.06, 0.04)
"""Chance that the next older sibling is 1, 2, ... years ahead (modelled)."""


def households(population: Population, areas: list[str], *, seed: int) -> IntArray:
    """Return (n,) household numbers, in the order in which households begin."""
    number = np.full(len(population), -1, np.int64)
    begun = 0
    ends = np.cumsum(np.bincount(population.area, minlength=len(areas)))
    codes = np.array(list(population.category.values())).reshape(-1, len(population))
    for row, code in enumerate(areas):
        here = np.arange(ends[row - 1] if row else 0, ends[row])
        rng = stream(seed, f"households/{code}")
        alike = np.unique(codes[:, here].T, axis=0, return_inverse=True)[1].reshape(-1)
        for kind in range(int(alike.max(initial=-1)) + 1):
            kin = here[alike == kind]
            joined = _joined(population.grade[kin], rng)
            number[kin] = begun + joined
            begun += int(joined.max()) + 1
    return number


def _joined(grade: IntArray, rng: np.random.Generator) -> IntArray:
    """Return household numbers from 0 of the children of one area who are alike."""
    chance = np.array([0.0, *YEARS_APART])
    household = np.zeros(len(grade), np.int64)
    youngest: list[int] = []
    for child in np.argsort(-grade, kind="stable"):
        ahead = np.array(youngest, np.int64) - grade[child]
        weight = np.where(
            (ahead > 0) & (ahead < len(chance)), chance[ahead.clip(0, len(chance) - 1)], 0.0
        )
        if rng.random() < OLDER_SIBLING and weight.sum() > 0:
            chosen = int(rng.choice(len(weight), p=weight / weight.sum()))
            youngest[chosen] = int(grade[child])
        else:
            chosen = len(youngest)
            youngest.append(int(grade[child]))
        household[child] = chosen
    return household


def next_older(household: IntArray, grade: IntArray) -> IntArray:
    """Return (n,) the grade of the next older child of the same household, -1 for none."""
    order = np.lexsort((grade, household))
    older = np.full(len(grade), -1, np.int64)
    same = household[order][1:] == household[order][:-1]
    older[order[:-1][same]] = grade[order[1:][same]]
    return older
