"""Statistical areas (DeSO-like): a gapless cover with segregated, neighbourly shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import Voronoi, cKDTree

from skolval.synth._chance import stream

if TYPE_CHECKING:
    from skolval.synth.geography import Geography
    from skolval.synth.profiles import Profile

__all__ = ["Areas", "draw_areas", "weighted_centres"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_KINSHIP = 0.55
_SMOOTHINGS = 4
_LIKENESS = 0.95
_COUNTRY_FOREIGN = -0.9
_COUNTRY_LOW = 0.35


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas and what is known of their residents.

    Parameters
    ----------
    centre : (a, 2) representative points; geometry : (a,) polygons covering the outline.
    of_node : (n,) area of each street node. residents : (a,) persons.
    foreign, low_education : (a,) shares, 0-1.
    kind : (a,) ``A`` rural, ``B`` smaller settlement, ``C`` main town, as DeSO codes say.
    """

    centre: FloatArray
    geometry: npt.NDArray[np.object_]
    of_node: IntArray
    residents: IntArray
    foreign: FloatArray
    low_education: FloatArray
    kind: npt.NDArray[np.str_]


def draw_areas(profile: Profile, ground: Geography, *, seed: int) -> Areas:
    """Draw areas of about equal population whose neighbours resemble each other."""
    rng = stream(seed, "areas")
    centre = np.round(
        weighted_centres(ground.points, ground.residents, count=profile.areas, rng=rng)
    )
    centre = np.asarray(np.unique(centre, axis=0), np.float64)
    of_node = cKDTree(centre).query(ground.points)[1].astype(np.int64)
    count = len(centre)
    residents = np.bincount(of_node, ground.residents, minlength=count)
    children = np.bincount(of_node, ground.children, minlength=count)
    kind = _kinds(ground, of_node, count)
    foreign, low_education = _shares(profile, centre, children.astype(np.float64), kind, rng)
    return Areas(
        centre=centre,
        geometry=_cells(centre, ground.outline),
        of_node=of_node,
        residents=np.rint(residents * profile.inhabitants).astype(np.int64),
        foreign=foreign,
        low_education=low_education,
        kind=kind,
    )


def weighted_centres(
    points: FloatArray,
    weight: FloatArray,
    *,
    count: int,
    rng: np.random.Generator,
    rounds: int = 8,
) -> FloatArray:
    """Return `count` centres with about equal weight around each (weighted Lloyd rounds)."""
    chosen = rng.choice(len(points), count, replace=False, p=weight / weight.sum())
    centre = points[np.sort(chosen)]
    for _ in range(rounds):
        nearest = cKDTree(centre).query(points)[1]
        total = np.bincount(nearest, weight, minlength=count)
        filled = total > 0
        for axis in (0, 1):
            mean = np.bincount(nearest, weight * points[:, axis], minlength=count)
            centre[filled, axis] = mean[filled] / total[filled]
    return centre


def _kinds(ground: Geography, of_node: IntArray, count: int) -> npt.NDArray[np.str_]:
    place = np.select([ground.town == 0, ground.town > 0], [2, 1], 0)
    weight = np.zeros((count, 3))
    np.add.at(weight, (of_node, place), ground.residents)
    return np.asarray(np.array(["A", "B", "C"])[weight.argmax(axis=1)], np.str_)


def _cells(centre: FloatArray, outline: shapely.Polygon) -> npt.NDArray[np.object_]:
    """Return the Voronoi cells clipped by the outline, on whole metres so that seams meet."""
    west, south, east, north = outline.bounds
    middle = np.array([(west + east) / 2, (south + north) / 2])
    far = 20 * max(east - west, north - south)
    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    guards = middle + far * np.column_stack([np.cos(turn), np.sin(turn)])
    diagram = Voronoi(np.concatenate([centre, guards]))
    corners = [
        diagram.vertices[diagram.regions[diagram.point_region[row]]] for row in range(len(centre))
    ]
    cells = np.array([shapely.convex_hull(shapely.MultiPoint(ring)) for ring in corners])
    clipped = shapely.intersection(cells, outline)
    rounded = shapely.transform(clipped, np.round)
    return np.asarray(shapely.normalize(rounded), dtype=object)


def _shares(
    profile: Profile,
    centre: FloatArray,
    children: FloatArray,
    kind: npt.NDArray[np.str_],
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """Draw foreign background and low education: neighbourly, related, lower in the country."""
    country = (kind != "C") if (kind == "C").any() else np.zeros(len(kind), np.bool_)
    first = _field(centre, rng)
    second = _KINSHIP * first + np.sqrt(1 - _KINSHIP**2) * _field(centre, rng)
    foreign = _spread_to(
        first + _COUNTRY_FOREIGN * country,
        children,
        (profile.foreign_background, profile.uneven_foreign),
    )
    low = _spread_to(
        second + _COUNTRY_LOW * country, children, (profile.low_education, profile.uneven_education)
    )
    return np.round(foreign, 3), np.round(low, 3)


def _field(centre: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Return standard normal values that resemble those of the nearest areas."""
    near = cKDTree(centre).query(centre, k=min(7, len(centre)))[1].reshape(len(centre), -1)
    own = rng.normal(size=len(centre))
    smooth = own
    for _ in range(_SMOOTHINGS):
        smooth = smooth[near].mean(axis=1)
    smooth = (smooth - smooth.mean()) / max(float(smooth.std()), 1e-9)
    mixed = _LIKENESS * smooth + np.sqrt(1 - _LIKENESS**2) * rng.normal(size=len(centre))
    spread: FloatArray = (mixed - mixed.mean()) / max(float(mixed.std()), 1e-9)
    return spread


def _spread_to(value: FloatArray, weight: FloatArray, target: tuple[float, float]) -> FloatArray:
    """Return shares with the mean and the dissimilarity of `target` (by bisection)."""
    mean, uneven = target
    low, high = 0.0, 6.0
    for _ in range(30):
        middle = (low + high) / 2
        share = _logistic(middle * value, weight, mean)
        deviation = np.average(np.abs(share - mean), weights=weight) / (2 * mean * (1 - mean))
        low, high = (middle, high) if deviation < uneven else (low, middle)
    return share


def _logistic(value: FloatArray, weight: FloatArray, mean: float) -> FloatArray:
    """Return logistic(value + constant) whose weighted mean is `mean` (by bisection)."""
    low, high = -10.0, 10.0
    for _ in range(50):
        middle = (low + high) / 2
        share = 1 / (1 + np.exp(-(value + middle)))
        low, high = (middle, high) if np.average(share, weights=weight) < mean else (low, middle)
    return np.asarray(share, np.float64)
