"""Synthetic population (syntetisk befolkning): school children, one row each, from area margins.

Every area's children by grade and by attribute are given; the single children are made so that
all of these are met exactly: iterative proportional fitting from a seed that says how attributes
go together, then controlled rounding. Each area has a stream of chance of its own, named after
its code: another area, or another order of areas, changes nobody elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt

from skolval.synth._chance import stream
from skolval.synth.population_ipf import Fitted, fit
from skolval.synth.population_rounding import controlled, fair_split, truncate_replicate_sample

__all__ = ["Attribute", "Margins", "Population", "Report", "Rounding", "synthesise"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Rounding = Literal["controlled", "sampled"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One property of children and how common its categories are by area.

    Parameters
    ----------
    name : such as ``foreign_background``. share : (a, k) of the children, rows that sum to 1;
        a row of NaN where nothing is known.
    """

    name: str
    share: FloatArray

    @classmethod
    def of_group(cls, name: str, share: FloatArray) -> Attribute:
        """Return the attribute of belonging (category 1) or not (0), from the share who do."""
        return cls(name, np.column_stack([1 - share, share]))


@dataclass(frozen=True, slots=True)
class Margins:
    """What is known of the children of each area.

    Parameters
    ----------
    areas : (a,) codes; each names its area's stream of chance. children : (a, g) by grade.
    odds : odds ratio of category 1 of two attributes together; 1 where not named.
    """

    areas: Sequence[str]
    children: IntArray
    attributes: tuple[Attribute, ...]
    odds: Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Report:
    """How well margins were met.

    Parameters
    ----------
    rounds : the most that an area's fit needed. gap : largest difference after fitting.
    unfitted : areas whose margins the structural zeros left no way to meet.
    missed : persons by which a one-way margin differs after rounding, over all areas.
    unknown : attribute to children of areas where nothing is known.
    """

    rounds: int
    gap: float
    unfitted: tuple[str, ...]
    missed: int
    unknown: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Population:
    """Children row by row, by area, grade and then by lot.

    Parameters
    ----------
    area, grade : (n,) row of the margins and grade index.
    category : attribute to (n,) category, -1 where nothing is known.
    """

    area: IntArray
    grade: IntArray
    category: Mapping[str, IntArray]
    report: Report

    def __len__(self) -> int:
        """Return the number of children."""
        return len(self.area)


@dataclass(frozen=True, slots=True)
class _Made:
    rows: IntArray
    fitted: Fitted
    missed: int


def synthesise(margins: Margins, *, seed: int, rounding: Rounding = "controlled") -> Population:
    """Return the children of all areas.

    Parameters
    ----------
    rounding : ``controlled`` meets every margin; ``sampled`` (truncate, replicate, sample)
        keeps the number of each area's children alone, to be compared with.
    """
    seeds = _association(margins)
    made = [_area(margins, row, seeds, seed, rounding) for row in range(len(margins.areas))]
    counts = [len(one.rows) for one in made]
    area = np.repeat(np.arange(len(made)), counts).astype(np.int64)
    width = 1 + len(margins.attributes)
    rows = np.concatenate([np.zeros((0, width), np.int64), *(one.rows for one in made)])
    category = {
        attribute.name: np.where(np.isnan(attribute.share[area]).any(axis=1), -1, rows[:, 1 + k])
        for k, attribute in enumerate(margins.attributes)
    }
    return Population(area, rows[:, 0], category, _report(margins, made, category))


def _association(margins: Margins) -> FloatArray:
    """Return the seed: grades go with everything alike, attributes by their odds ratios."""
    sizes = [attribute.share.shape[1] for attribute in margins.attributes]
    table = np.ones((margins.children.shape[1], *sizes))
    for (i, one), (j, other) in combinations(enumerate(margins.attributes), 2):
        names = (one.name, other.name)
        ratio = margins.odds.get(names, margins.odds.get(names[::-1], 1.0))
        place: list[slice | int] = [slice(None)] * table.ndim
        place[1 + i], place[1 + j] = 1, 1
        table[tuple(place)] *= ratio
    return table


def _area(margins: Margins, row: int, seeds: FloatArray, seed: int, rounding: Rounding) -> _Made:
    rng = stream(seed, f"population/{margins.areas[row]}")
    children = margins.children[row]
    total = int(children.sum())
    targets = [children.astype(np.float64)]
    for attribute in margins.attributes:
        share = attribute.share[row]
        share = np.full(len(share), 1 / len(share)) if np.isnan(share).any() else share
        targets.append(fair_split(share * total, rng).astype(np.float64))
    fitted = fit(seeds, targets)
    whole = controlled(fitted.table, rng) if rounding == "controlled" else (
        truncate_replicate_sample(fitted.table, rng)
    )  # fmt: skip
    cells = np.argwhere(whole > 0)
    rows = np.repeat(cells, whole[whole > 0], axis=0).astype(np.int64)
    rows = rows[np.lexsort((rng.random(len(rows)), rows[:, 0]))]
    return _Made(rows, fitted, _missed(whole, targets))


def _missed(whole: IntArray, targets: Sequence[FloatArray]) -> int:
    """Return how many persons stand elsewhere than the one-way margins say."""
    off = 0.0
    for axis, target in enumerate(targets):
        others = tuple(other for other in range(whole.ndim) if other != axis)
        off += float(np.abs(whole.sum(axis=others) - target).sum()) / 2
    return round(off)


def _report(margins: Margins, made: Sequence[_Made], category: Mapping[str, IntArray]) -> Report:
    unfitted = [
        code
        for code, one in zip(margins.areas, made, strict=True)
        if not one.fitted.converged or one.fitted.lost > 0
    ]
    return Report(
        rounds=max((one.fitted.rounds for one in made), default=0),
        gap=max((one.fitted.gap for one in made), default=0.0),
        unfitted=tuple(unfitted),
        missed=sum(one.missed for one in made),
        unknown={name: int((codes < 0).sum()) for name, codes in category.items()},
    )
