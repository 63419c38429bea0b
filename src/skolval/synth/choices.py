"""Wishes (val): what guardians would rank, drawn from a random-utility model.

The utility of unit *u* for pupil *i* is

    - distance * ln(1 + metres / 500) - kilometre * metres / 1000 + sibling + popularity_u + profile
    - similarity * abs(own_i - share_u) + Gumbel noise,

so an unhurried walk weighs most, a sibling at the unit nearly decides, and guardians
lean to well-liked units whose pupils resemble their own children. The lists are as long
as in Swedish rounds: whoever has one clear favourite writes a short list.

Source: the model is the usual conditional logit of school choice (Hastings, Kane and
Staiger 2009; Ruijs and Oosterbeek 2019); list lengths and the share of active choosers
are those of published Swedish rounds (Göteborg 2024, Malmö 2018-2020).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = [
    "Appeal",
    "Choosers",
    "Taste",
    "Wishes",
    "distance_loss",
    "draw_choices",
]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_SCALE_METRES = 500.0


@dataclass(frozen=True, slots=True)
class Taste:
    """How guardians weigh what they know; utilities are in units of the Gumbel noise.

    Parameters
    ----------
    distance, kilometre : weight of ln(1 + metres / 500), which rules in a town, and of
        each kilometre, which rules in the country.
    sibling : worth of the unit where a sibling stays.
    popularity, profile : weight of the unit's popularity; worth of a wanted profile.
    similarity : loss per unit of difference between own and the unit's composition.
    fans : share of pupils who want a given profile.
    active : share of pupils whose guardians choose; `active_gap` is how much lower it
        is at own composition 1 than at 0.
    lengths : shares of lists with 1, 2, 3, ... wishes; they sum to 1.
    certainty_noise : spread of what else than a clear favourite decides the length.
    """

    distance: float = 3.0
    kilometre: float = 0.2
    sibling: float = 3.5
    popularity: float = 1.0
    profile: float = 1.0
    similarity: float = 3.0
    fans: float = 0.05
    active: float = 0.85
    active_gap: float = 0.10
    lengths: tuple[float, ...] = (0.39, 0.21, 0.31, 0.06, 0.03)
    certainty_noise: float = 1.0


@dataclass(frozen=True, slots=True)
class Choosers:
    """Who chooses, one row per pupil.

    Parameters
    ----------
    own : (n,) own composition 0-1 (0/1 for a pupil, or the share of the home area).
    sibling_unit : (n,) unit index where a sibling stays, -1 none.
    """

    own: FloatArray
    sibling_unit: IntArray


@dataclass(frozen=True, slots=True)
class Appeal:
    """What guardians see in each unit.

    Parameters
    ----------
    popularity : (m,) about standard normal; 0 is an ordinary unit.
    share : (m,) composition of the unit 0-1, of the same group as `Choosers.own`.
    profile : (m,) profile number, 0 for none; empty when no unit has a profile.
    """

    popularity: FloatArray
    share: FloatArray
    profile: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True)
class Wishes:
    """The drawn lists, one row per wish, sorted by pupil and rank.

    Parameters
    ----------
    pupil, unit : row in `Choosers` and index of the unit.
    rank : 1 for the first wish.
    """

    pupil: IntArray
    rank: IntArray
    unit: IntArray


def draw_choices(
    metres: npt.NDArray[np.generic],
    *,
    choosers: Choosers,
    appeal: Appeal,
    rng: np.random.Generator,
    taste: Taste | None = None,
    units: IntArray | None = None,
) -> Wishes:
    """Every active chooser ranks the units liked best, most liked first (aktivt skolval).

    Parameters
    ----------
    metres : (n, k) metres from each pupil to each candidate unit; -1 or infinity
        where the unit is no candidate (does not offer the grade, not placeable).
    choosers : n pupils. appeal : m units.
    rng : the only source of chance: same arrays and same generator, same lists.
    taste : weights; the default is calibrated on the Swedish outcome bands.
    units : (n, k) unit index of every cell of `metres`, -1 for none; when left out,
        column j is unit j (then k = m).

    Returns
    -------
    Wishes
        Only active choosers have rows; nobody wishes for a unit twice.
    """
    taste = taste or Taste()
    if units is None:
        units = np.broadcast_to(np.arange(metres.shape[1]), metres.shape)
    utility = _utility(metres, units, choosers, appeal, taste)
    utility += _profile_worth(units, choosers, appeal, taste, rng)
    utility += rng.gumbel(size=utility.shape)
    active = _active(choosers, taste, rng)
    return _lists(utility, units, active, taste, rng)


def distance_loss(metres: FloatArray, taste: Taste) -> FloatArray:
    """Return what the way to school takes from the utility of a unit."""
    near = taste.distance * np.log1p(metres / _SCALE_METRES)
    return np.asarray(near + taste.kilometre * metres / 1000, np.float64)


def _admissible(metres: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    value = np.asarray(metres, np.float64)
    return np.isfinite(value) & (value >= 0)


def _utility(
    metres: npt.NDArray[np.generic],
    units: IntArray,
    choosers: Choosers,
    appeal: Appeal,
    taste: Taste,
) -> FloatArray:
    admissible = _admissible(metres) & (units >= 0)
    away = np.where(admissible, metres, 0).astype(np.float64)
    utility = -distance_loss(away, taste)
    utility += taste.popularity * appeal.popularity[units]
    utility -= taste.similarity * np.abs(choosers.own[:, None] - appeal.share[units])
    utility += taste.sibling * (units == choosers.sibling_unit[:, None])
    return np.where(admissible, utility, -np.inf)


def _profile_worth(
    units: IntArray, choosers: Choosers, appeal: Appeal, taste: Taste, rng: np.random.Generator
) -> FloatArray:
    if appeal.profile.size == 0:
        return np.zeros(units.shape)
    kinds = int(appeal.profile.max())
    wanted = np.where(
        rng.random(len(choosers.own)) < taste.fans * kinds,
        rng.integers(1, kinds + 1, len(choosers.own)) if kinds else 0,
        -1,
    )
    worth: FloatArray = taste.profile * (appeal.profile[units] == wanted[:, None])
    return worth


def _active(choosers: Choosers, taste: Taste, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    if len(choosers.own) == 0:
        return np.zeros(0, np.bool_)
    chance = taste.active + taste.active_gap * (choosers.own.mean() - choosers.own)
    active: npt.NDArray[np.bool_] = rng.random(len(choosers.own)) < chance
    return active


def _lists(
    utility: FloatArray,
    units: IntArray,
    active: npt.NDArray[np.bool_],
    taste: Taste,
    rng: np.random.Generator,
) -> Wishes:
    longest = min(len(taste.lengths), utility.shape[1])
    order = np.argsort(-utility, axis=1, kind="stable")[:, :longest]
    best = np.take_along_axis(utility, order, axis=1)
    available = np.isfinite(best).sum(axis=1)
    second = best[:, 1] if longest > 1 else np.full(len(best), -np.inf)
    alone = available < 2
    gap = np.where(alone, 0.0, best[:, 0] - np.where(alone, 0.0, second))
    gap += rng.normal(0.0, taste.certainty_noise, len(gap))
    length = np.where(active, np.minimum(_lengths(gap, active, taste), available), 0)
    listed = np.arange(longest) < length[:, None]
    pupil, rank = np.nonzero(listed)
    chosen = np.take_along_axis(np.asarray(units), order, axis=1)
    return Wishes(pupil, rank + 1, chosen[pupil, rank])


def _lengths(gap: FloatArray, active: npt.NDArray[np.bool_], taste: Taste) -> IntArray:
    """Give the shortest lists to the clearest favourites, in exactly the stated shares."""
    who = np.flatnonzero(active)
    clearest_first = who[np.argsort(-gap[who], kind="stable")]
    bounds = np.round(np.cumsum(taste.lengths)[:-1] * len(who))
    length = np.zeros(len(gap), np.int64)
    length[clearest_first] = 1 + np.searchsorted(bounds, np.arange(len(who)), side="right")
    return length
