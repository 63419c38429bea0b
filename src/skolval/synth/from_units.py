"""Offerings and wishes around real units (utbud och val kring verkliga skolenheter).

Seats are nowhere published by grade: they are assumed in proportion to a unit's real
pupils per grade. A unit that fills more seats than its neighbourhood has children must be
well liked; that is what the popularity of a unit is set to explain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skolval.synth._chance import stream
from skolval.synth.choices import (
    Appeal,
    Choosers,
    IntArray,
    Taste,
    Wishes,
    distance_loss,
    draw_choices,
)
from skolval.synth.from_areas import Siblings, apportion

__all__ = ["LEAST_SEATS", "School", "assumed_seats", "draw_wishes"]

FloatArray = npt.NDArray[np.float64]

LEAST_SEATS = 10
"""No first-year class is planned for fewer (assumed)."""

_ROUNDS = 40
_STEP = 0.5
_FASHION = 0.25


@dataclass(frozen=True, slots=True)
class School:
    """The units that take part, in one order.

    Parameters
    ----------
    row : (m,) row in the units table. seats : (m,). share : (m,) composition 0-1.
    """

    row: IntArray
    seats: IntArray
    share: FloatArray


def assumed_seats(pupils_per_grade: FloatArray, *, children: int, spare: float) -> IntArray:
    """Return seats in proportion to pupils per grade, `spare` per cent more than `children`.

    Parameters
    ----------
    pupils_per_grade : (m,) real pupils divided by the number of grades they are in.
    """
    total = int(np.ceil(round(children * (1 + spare / 100), 6)))
    least = min(LEAST_SEATS, total // len(pupils_per_grade))
    return apportion(pupils_per_grade, total, least=least)


def draw_wishes(
    metres: npt.NDArray[np.int32],
    *,
    own: FloatArray,
    siblings: Siblings,
    school: School,
    seed: int,
    taste: Taste,
) -> Wishes:
    """Draw the wishes of all pupils for the units of `school`; units by row of the units table.

    Parameters
    ----------
    metres : (n, u) to every unit. own : (n,) own composition 0 or 1.
    """
    near = metres[:, school.row]
    place = np.full(metres.shape[1] + 1, -1, np.int64)
    place[school.row] = np.arange(len(school.row))
    fashion = stream(seed, "fashion").normal(0.0, _FASHION, len(school.row))
    wishes = draw_choices(
        near,
        choosers=Choosers(own, place[siblings.unit]),
        appeal=Appeal(_popularity(near, school, taste) + fashion, school.share),
        rng=stream(seed, "wishes"),
        taste=taste,
    )
    return Wishes(wishes.pupil, wishes.rank, school.row[wishes.unit])


def _popularity(metres: npt.NDArray[np.int32], school: School, taste: Taste) -> FloatArray:
    """Return how liked units must be for expected first wishes to follow the real sizes.

    A balanced gravity model: each round moves every unit towards its share of the pupils.

    Source: Wilson, A. G. (1971), A family of spatial interaction models.
    """
    away = np.where(metres >= 0, metres, np.inf).astype(np.float64)
    utility = -distance_loss(away, taste)
    target = school.seats / school.seats.sum() * len(metres)
    popularity = np.zeros(len(target))
    for _round in range(_ROUNDS):
        liking = utility + taste.popularity * popularity
        liking = np.exp(liking - liking.max(axis=1, keepdims=True))
        wanted = (liking / liking.sum(axis=1, keepdims=True)).sum(axis=0)
        # a unit without seats has no size to follow: it only falls behind
        popularity += _STEP * np.log(np.maximum(target, 1e-9) / np.maximum(wanted, 1e-9))
    centred: FloatArray = popularity - popularity.mean()
    return centred
