"""School units (skolenheter): where they stand, which grades they hold, what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skolval.domain.grades import grade_system
from skolval.synth._chance import stream
from skolval.synth.areas import weighted_centres
from skolval.synth.naming import place_names

if TYPE_CHECKING:
    from skolval.synth.areas import Areas
    from skolval.synth.geography import Geography
    from skolval.synth.profiles import Profile

__all__ = ["Units", "draw_units", "further_units"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_POPULARITY_SPREAD = 0.75
_TOWN_WITH_OLDER = 1_500
_VILLAGE = 8_000
_WALK_TO_SETTLEMENT = 6_000.0
_TOWN_WITH_INDEPENDENT = 3_000


@dataclass(frozen=True, slots=True)
class Units:
    """School units, one row each.

    Parameters
    ----------
    xy : (u, 2) site. area : (u,) its area. first, last : (u,) span as grade indices.
    municipal : (u,) run by the municipality, hence placeable.
    village : (u,) outside every settlement of some size.
    popularity : (u,) about normal. name : (u,).
    """

    xy: FloatArray
    area: IntArray
    first: IntArray
    last: IntArray
    municipal: BoolArray
    village: BoolArray
    popularity: FloatArray
    name: npt.NDArray[np.str_]

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.first)

    def offers(self, grade: int) -> BoolArray:
        """Return whether each unit holds `grade` (an index)."""
        return np.asarray((self.first <= grade) & (grade <= self.last), np.bool_)


def draw_units(profile: Profile, ground: Geography, areas: Areas, *, seed: int) -> Units:
    """Draw sites where pupils live: schools for the young nearest home, for the older centrally."""
    first, last, municipal = _spans(profile)
    young = first == 0
    rng = stream(seed, "units")
    site = np.zeros(len(first), np.int64)
    tree = cKDTree(ground.points)
    for own, weight in (
        (municipal & young, ground.children),
        (municipal & ~young, _gathered(ground, _TOWN_WITH_OLDER)),
        (~municipal, ground.residents * _in_town(ground, _TOWN_WITH_INDEPENDENT)),
    ):
        if own.any():
            centre = weighted_centres(
                ground.points, weight, count=int(own.sum()), rng=rng, rounds=3
            )
            site[own] = _in_settlements(ground, centre, tree)
    site = _distinct(site, tree)
    own = np.flatnonzero(municipal & young)
    last[own] = _long_spans_outside(last[own], site[own], ground, rng)
    own = np.flatnonzero(municipal & ~young)
    village = _villages(ground, site[own])
    order = _handed_out(
        own[np.lexsort((-last[own], -first[own]))],
        np.flatnonzero(village),
        np.flatnonzero(~village),
        rng,
    )
    first[own], last[own] = first[order], last[order]
    offset = np.array([17.0, 23.0])
    area = areas.of_node[site]
    popularity = rng.normal(0, _POPULARITY_SPREAD, len(first))
    popularity += np.where(municipal, 0.0, profile.independent_appeal)
    return Units(
        xy=ground.points[site] + offset,
        area=cKDTree(areas.centre).query(ground.points[site] + offset)[1].astype(np.int64),
        first=first,
        last=last,
        municipal=municipal,
        village=_villages(ground, site),
        popularity=popularity - 0.3 * (areas.low_education[area] - profile.low_education),
        name=place_names(len(first), municipal, stream(seed, "names")),
    )


def further_units(units: Units) -> IntArray:
    """Return (u,) where pupils of a municipal unit go on when its grades end, -1 for nowhere.

    It is the nearest municipal unit that has the grade after the last one.
    """
    further = np.full(len(units), -1, np.int64)
    for last in np.unique(units.last[units.municipal]):
        leave = np.flatnonzero(units.municipal & (units.last == last))
        there = np.flatnonzero(units.municipal & units.offers(int(last) + 1))
        if len(there):
            further[leave] = there[cKDTree(units.xy[there]).query(units.xy[leave])[1]]
    return further


def _villages(ground: Geography, site: IntArray) -> BoolArray:
    """Return whether each node is outside every settlement of some size."""
    town = ground.town[site]
    people = np.where(town >= 0, ground.residents_of_town[np.maximum(town, 0)], 0)
    return np.asarray(people < min(_VILLAGE, ground.residents_of_town[0]), np.bool_)


def _long_spans_outside(
    last: IntArray, site: IntArray, ground: Geography, rng: np.random.Generator
) -> IntArray:
    """Give villages the longest spans in turn around the town, so that no child goes far."""
    village = _villages(ground, site)
    out = ground.points[site] - ground.towns[0]
    around = np.argsort(np.arctan2(out[:, 1], out[:, 0]), kind="stable")
    turn = np.zeros(len(last), np.int64)
    for span in np.unique(last):
        turn[last == span] = np.arange((last == span).sum())
    longest = last >= np.unique(last)[-2:].min()
    spans = last[np.lexsort((-last, turn, ~longest))]
    return _handed_out(spans, around[village[around]], np.flatnonzero(~village), rng)


def _handed_out(
    values: IntArray, first: IntArray, then: IntArray, rng: np.random.Generator
) -> IntArray:
    """Give the leading values to the places `first` in order, the others to `then` by lot."""
    given = np.empty_like(values)
    given[first] = values[: len(first)]
    given[rng.permutation(then)] = values[len(first) :]
    return given


def _gathered(ground: Geography, least: int) -> FloatArray:
    """Return pupils by node as if the country came to school in settlements of some size."""
    main, kept = ground.town == 0, _in_town(ground, least)
    outside = ground.children[~main].sum()
    there = ground.children[kept & ~main].sum()
    factor = outside / there if there else 0.0
    return np.asarray(ground.children * np.where(main, 1.0, factor * kept), np.float64)


def _in_town(ground: Geography, least: int) -> BoolArray:
    """Return whether each node is in the main town or another of at least `least` residents."""
    large = ground.residents_of_town >= min(least, ground.residents_of_town[0])
    return np.asarray((ground.town >= 0) & large[np.maximum(ground.town, 0)], np.bool_)


def _spans(profile: Profile) -> tuple[IntArray, IntArray, BoolArray]:
    """Return first grade, last grade and municipal provider of every unit of the profile."""
    codes = grade_system(profile.school_year).codes
    rows = [
        (codes.index(span.split("-")[0]), codes.index(span.split("-")[1]), provider)
        for provider in (True, False)
        for span, municipal, independent in profile.spans
        for _ in range(municipal if provider else independent)
    ]
    first, last, provider = zip(*rows, strict=True)
    return np.array(first), np.array(last), np.array(provider)


def _in_settlements(ground: Geography, centre: FloatArray, tree: cKDTree) -> IntArray:
    """Return the nearest node of each point, in the nearest settlement unless it is far away."""
    built = np.flatnonzero(ground.town >= 0)
    away, place = cKDTree(ground.points[built]).query(centre)
    nearest = tree.query(centre)[1]
    return np.asarray(np.where(away < _WALK_TO_SETTLEMENT, built[place], nearest), np.int64)


def _distinct(site: IntArray, tree: cKDTree) -> IntArray:
    """Move units that fell on a taken node to the nearest free one."""
    taken: set[int] = set()
    moved = site.copy()
    for row, node in enumerate(site):
        near = np.atleast_1d(tree.query(tree.data[node], k=min(40, tree.n))[1])
        moved[row] = next((int(other) for other in near if int(other) not in taken), int(node))
        taken.add(int(moved[row]))
    return moved
