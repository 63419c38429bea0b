"""Where people live: the outline, the settlements and the points of the street network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from skolval.synth._chance import stream

if TYPE_CHECKING:
    from skolval.synth.profiles import Profile

__all__ = ["Geography", "geography"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_ORIGIN = np.array([560_000.0, 6_560_000.0])
_DISTRICT = 7_000
_URBAN_NODES = 0.70


@dataclass(frozen=True, slots=True)
class Geography:
    """The ground plan, in metres of the instance's CRS.

    Parameters
    ----------
    outline : the municipality's polygon. centre : (2,) the main town's centre.
    towns : (s, 2) centres, the main town first; radius, residents : (s,).
    points : (n, 2) street nodes. town : (n,) settlement of each node, -1 rural.
    spacing : (n,) metres between neighbouring nodes where the node stands.
    residents, children : (n,) shares of all residents and pupils living at the node.
    """

    outline: shapely.Polygon
    towns: FloatArray
    radius: FloatArray
    residents_of_town: FloatArray
    points: FloatArray
    town: IntArray
    spacing: FloatArray
    residents: FloatArray
    children: FloatArray


def geography(profile: Profile, *, seed: int) -> Geography:
    """Draw outline, settlements and street nodes of a municipality (kommun)."""
    rng = stream(seed, "geography")
    outline = _outline(profile, rng)
    population = _town_sizes(profile)
    radius = _radii(profile, population)
    towns = _sites(outline, radius, rng)
    district, town_of, reach, angle = _districts(population, towns, radius, rng)
    urban_km2 = float(np.pi * (radius**2).sum()) / 1e6
    spacing = float(np.sqrt(urban_km2 * 1e6 / (_URBAN_NODES * profile.nodes)))
    urban, urban_district = _lattices(district, reach, angle, spacing, rng)
    rural = _scattered(outline, round(profile.nodes * (1 - _URBAN_NODES)), rng)
    rural = rural[_outside(rural, towns, radius)]
    points = np.round(np.concatenate([urban, rural]))
    points, kept = np.unique(points, axis=0, return_index=True)
    town = np.concatenate([town_of[urban_district], np.full(len(rural), -1)])[kept]
    residents, children = _people(profile, points, (towns, radius, population), town, rng)
    rural_spacing = float(np.sqrt(profile.square_km * 1e6 / max(len(rural), 1)))
    return Geography(
        outline=outline,
        towns=towns,
        radius=radius,
        residents_of_town=population,
        points=points,
        town=town,
        spacing=np.where(town >= 0, spacing, rural_spacing),
        residents=residents,
        children=children,
    )


def _outline(profile: Profile, rng: np.random.Generator) -> shapely.Polygon:
    """Return a lake-shore-like blob of the stated area around the origin."""
    angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    wave = np.ones(len(angle))
    for order in range(2, 7):
        wave += 0.09 * rng.normal() * np.cos(order * angle + rng.uniform(0, 2 * np.pi))
    wave = np.clip(wave, 0.7, 1.4)
    mean_square = float((wave**2).mean())
    radius = np.sqrt(profile.square_km * 1e6 / (np.pi * mean_square)) * wave
    ring = _ORIGIN + radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return shapely.Polygon(np.round(ring))


def _town_sizes(profile: Profile) -> FloatArray:
    """Return residents by settlement: the main town, then villages by Zipf's rank rule."""
    weight = 1.0 / np.arange(2, profile.villages + 2) ** 0.9
    rest = 1 - profile.main_share - profile.rural_share
    share = np.concatenate([[profile.main_share], rest * weight / weight.sum()])
    return np.asarray(share * profile.inhabitants, np.float64)


def _radii(profile: Profile, population: FloatArray) -> FloatArray:
    """Return the radius of each settlement; small ones are built more thinly."""
    thinner = np.clip((population / population[0]) ** 0.25, 0.25, 1.0)
    return np.asarray(np.sqrt(population / (profile.density * thinner * np.pi)) * 1000, np.float64)


def _sites(outline: shapely.Polygon, radius: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Place settlements inside the outline, apart from each other where there is room."""
    sites = [_ORIGIN]
    for own in radius[1:]:
        trial = _scattered(_inner(outline, float(own)), 60, rng)
        apart = np.min(
            [
                np.hypot(*(trial - site).T) - other - own
                for site, other in zip(sites, radius, strict=False)
            ],
            axis=0,
        )
        roomy = np.flatnonzero(apart > own)
        sites.append(trial[roomy[0] if len(roomy) else int(np.argmax(apart))])
    return np.array(sites)


def _inner(outline: shapely.Polygon, own: float) -> shapely.Polygon:
    """Return the outline less a border, so that a settlement of radius `own` fits inside."""
    inner = outline.buffer(-min(own * 1.2, 3000))
    return outline if inner.is_empty else inner


def _scattered(outline: shapely.Polygon, count: int, rng: np.random.Generator) -> FloatArray:
    """Return `count` uniform points inside `outline`."""
    west, south, east, north = outline.bounds
    found = np.empty((0, 2))
    while len(found) < count:
        trial = rng.uniform((west, south), (east, north), (2 * count + 20, 2))
        inside = shapely.contains_xy(outline, trial[:, 0], trial[:, 1])
        found = np.concatenate([found, trial[inside]])
    return found[:count]


def _districts(
    population: FloatArray, towns: FloatArray, radius: FloatArray, rng: np.random.Generator
) -> tuple[FloatArray, IntArray, FloatArray, FloatArray]:
    """Spread district centres over each settlement on a sunflower; each has its own grid angle."""
    centre, owner, reach = [], [], []
    for town, people in enumerate(population):
        count = max(1, round(people / _DISTRICT))
        step = np.arange(count)
        turn = step * 2.399963 + rng.uniform(0, 2 * np.pi)
        out = radius[town] * np.sqrt(step / count)
        arm = np.column_stack([np.cos(turn), np.sin(turn)])
        centre.append(towns[town] + out[:, None] * arm)
        owner.append(np.full(count, town))
        reach.append(np.full(count, radius[town] * (1.0 if count == 1 else 1.35 / np.sqrt(count))))
    angle = rng.uniform(0, np.pi / 2, sum(map(len, owner)))
    return np.concatenate(centre), np.concatenate(owner), np.concatenate(reach), angle


def _lattices(
    district: FloatArray,
    reach: FloatArray,
    angle: FloatArray,
    spacing: float,
    rng: np.random.Generator,
) -> tuple[FloatArray, IntArray]:
    """Fill each district with its own jittered grid; each node belongs to the nearest district."""
    tree = cKDTree(district)
    points, owners = [], []
    for number, centre in enumerate(district):
        half = int(np.ceil(reach[number] / spacing))
        step = np.arange(-half, half + 1) * spacing
        grid = np.stack(np.meshgrid(step, step), axis=-1).reshape(-1, 2)
        turn = np.array(
            [
                [np.cos(angle[number]), -np.sin(angle[number])],
                [np.sin(angle[number]), np.cos(angle[number])],
            ]
        )
        grid = grid[np.hypot(*grid.T) <= reach[number]] @ turn.T
        grid += rng.normal(0, 0.07 * spacing, grid.shape)
        own = tree.query(grid + centre)[1] == number
        points.append(grid[own] + centre)
        owners.append(np.full(int(own.sum()), number))
    return np.concatenate(points), np.concatenate(owners)


def _outside(points: FloatArray, towns: FloatArray, radius: FloatArray) -> npt.NDArray[np.bool_]:
    """Return whether each point is outside every settlement."""
    inside = np.zeros(len(points), np.bool_)
    for town, own in zip(towns, radius, strict=True):
        inside |= np.hypot(*(points - town).T) < own * 1.05
    return ~inside


def _people(
    profile: Profile,
    points: FloatArray,
    settled: tuple[FloatArray, FloatArray, FloatArray],
    town: IntArray,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """Share residents over nodes: towns by size, denser inside; few children in the centre."""
    towns, radius, population = settled
    urban = town >= 0
    home = np.maximum(town, 0)
    out = np.where(urban, np.hypot(*(points - towns[home]).T) / radius[home], 1.0)
    weight = np.where(urban, np.exp(-0.9 * out), 1.0) * rng.lognormal(0, 0.5, len(points))
    group = np.where(urban, town, len(towns))
    target = np.append(population, profile.rural_share * profile.inhabitants)
    total = np.bincount(group, weight, minlength=len(towns) + 1)
    residents = weight * (target / np.maximum(total, 1e-12))[group]
    large = np.clip(population[home] / 40_000, 0, 1)
    children = residents * np.where(urban, 1.15 - 0.75 * large * np.clip(1 - out, 0, 1), 1.0)
    return residents / residents.sum(), children / children.sum()
