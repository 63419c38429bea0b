"""Children behind residents (barnens sammansättning): modelled, because nobody publishes it.

Statistics tell the share of a group among *all* residents of an area. Its children need not
have it: a student quarter can have thousands of residents of foreign background and a handful
of children. The model leans on the residents only as far as they are of parents' age:

    logit c = level + spread * (w * logit p + (1 - w) * logit P),

where c is the share among an area's children, p among its residents, P among all residents of
the municipality, and w = min(1, r / R) with r the area's part of adults (20 and older) who are
30-54 years old and R the municipality's. The level is set so that the children together have
the share that the school units publish of their pupils. Nothing of this is observed by area.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.sources.statistics_columns import band_of
from skolval.synth._chance import stream

__all__ = [
    "STARTING_AGE",
    "ChildModel",
    "children_by_grade",
    "children_share",
    "covers",
    "parents_weight",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

STARTING_AGE = 6
_OLDEST = 110
_PARENTS, _ADULTS = (30, 54), (20, _OLDEST)
_LEAST, _MOST = 1e-3, 1 - 1e-3


@dataclass(frozen=True, slots=True)
class ChildModel:
    """How children's shares follow residents'.

    Parameters
    ----------
    spread : how much areas differ among children beside among residents; 1 as much in logits.
    by_age : whether residents who are not of parents' age count less (w above); else w = 1.
    """

    spread: float = 1.0
    by_age: bool = True


def parents_weight(areas: pd.DataFrame) -> FloatArray:
    """Return w of every area: 1 where ages are not told or at least as many are of parents' age."""
    if not covers(areas, *_PARENTS):
        return np.ones(len(areas))
    parents, adults = (_aged(areas, *ages) for ages in (_PARENTS, _ADULTS))
    part = np.divide(parents, adults, out=np.zeros(len(areas)), where=adults > 0)
    whole = parents.sum() / max(float(adults.sum()), 1.0)
    return np.minimum(1.0, part / whole) if whole > 0 else np.ones(len(areas))


def covers(areas: pd.DataFrame, youngest: int, oldest: int) -> bool:
    """Return whether the columns ``age_<low>_<high>`` tell every age from youngest to oldest."""
    told = {age for low, high, _column in _bands(areas) for age in range(low, high + 1)}
    return set(range(youngest, oldest + 1)) <= told


def _bands(areas: pd.DataFrame) -> list[tuple[int, int, str]]:
    """Return lowest and highest age and the column of every band that ends, youngest first."""
    found = [(band, str(column)) for column in areas if (band := band_of(str(column)))]
    return sorted((low, min(high, _OLDEST), column) for (low, high), column in found)


def _aged(areas: pd.DataFrame, youngest: int, oldest: int) -> FloatArray:
    """Return residents between two ages, bands that are cut counted by years."""
    total = np.zeros(len(areas))
    for low, high, column in _bands(areas):
        years = min(high, oldest) - max(low, youngest) + 1
        if years > 0:
            total += areas[column].to_numpy(np.float64) * years / (high - low + 1)
    return total


def children_share(
    residents: FloatArray,
    *,
    population: FloatArray,
    children: FloatArray,
    weight: FloatArray,
    target: float,
    model: ChildModel,
) -> FloatArray:
    """Return the group's share among the children of each area, NaN where residents' is unknown.

    Parameters
    ----------
    residents : (a,) share 0-1, NaN unknown. population, children : (a,) persons.
    weight : (a,) see `parents_weight`. target : share 0-1 among all children, NaN for none;
        then the level leaves the children with the weighted mean of the residents' shares.
    """
    known = ~np.isnan(residents)
    if not known.any() or not (children[known] > 0).any():
        return residents.copy()
    p = np.clip(residents, _LEAST, _MOST)
    whole = float(np.average(p[known], weights=np.maximum(population[known], 1e-9)))
    w = weight if model.by_age else np.ones(len(p))
    tilted = model.spread * (w * _logit(p) + (1 - w) * _logit(np.float64(whole)))
    if np.isnan(target):
        target = float(np.average(p[known], weights=children[known]))
    level = _level(tilted[known], children[known], float(np.clip(target, _LEAST, _MOST)))
    return np.asarray(_logistic(tilted + level), np.float64)


def children_by_grade(
    areas: pd.DataFrame, *, counted: int, starts: int, grades: int, seed: int
) -> IntArray:
    """Return (a, grades) children, a band of ages shared out over its years of birth.

    A band's children are shared evenly over its years; the odd ones by the area's own lot, so
    that the years of a band always add up to it, whatever other areas there are.

    Parameters
    ----------
    counted : 31 December of this year. starts : the autumn in which grade 0 starts school.
    """
    found = np.zeros((len(areas), grades), np.int64)
    ages = counted - starts + STARTING_AGE + np.arange(grades)
    bands = [band for band in _bands(areas) if band[0] <= ages.max() and band[1] >= ages.min()]
    for row, code in enumerate(areas["area_id"].astype(str)):
        for low, high, column in bands:
            rng = stream(seed, f"ages/{code}/{low}")
            years = _shared_out(int(areas[column].iloc[row]), high - low + 1, rng)
            inside = (ages >= low) & (ages <= high)
            found[row, inside] = years[ages[inside] - low]
    return found


def _shared_out(children: int, years: int, rng: np.random.Generator) -> IntArray:
    shared = np.full(years, children // years, np.int64)
    shared[rng.permutation(years)[: children % years]] += 1
    return shared


def _level(tilted: FloatArray, children: FloatArray, target: float) -> float:
    """Return the level at which the children together have the share `target` (bisection)."""
    low, high = -20.0, 20.0
    for _round in range(60):
        middle = (low + high) / 2
        mean = np.average(_logistic(tilted + middle), weights=children)
        low, high = (middle, high) if mean < target else (low, middle)
    return (low + high) / 2


def _logit(share: FloatArray | np.float64) -> FloatArray:
    return np.asarray(np.log(share / (1 - share)), np.float64)


def _logistic(value: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-value)), np.float64)
