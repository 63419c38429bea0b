"""Units that may run preparatory classes, and free seats in regular classes (värdenheter)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skolval.synth._chance import stream

if TYPE_CHECKING:
    from skolval.synth.areas import Areas
    from skolval.synth.units import Units

__all__ = ["LANGUAGES", "FreeSeats", "Hosts", "draw_free_seats", "draw_hosts"]

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

LANGUAGES = (("uk", 0.21), ("ar", 0.19), ("so", 0.09), ("fa", 0.08), ("ti", 0.08), ("en", 0.07),
             ("ku", 0.06), ("es", 0.06), ("tr", 0.05), ("pl", 0.04), ("ps", 0.04),
             ("am", 0.03))  # fmt: skip
"""Mother tongues of newly arrived pupils and about how common they are; invented shares."""

_BANDS = ((1, 3), (4, 6), (7, 9))
_HELD_BY = 0.85
_SHARE_OF_UNITS = 20 / 74
_RECEPTION = 0.11
_LARGE, _LEAST_MEAN, _LEAST_MEAN_SMALL = 200, 1.5, 4.0
_SEATS_PER_SEEKER = (1.4, 0.5, 0.9)
"""Free seats for each newly arrived pupil: at reception units, other hosts of today, elsewhere."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """Candidate hosts, one row per unit and band, sorted so; by host unless said.

    Parameters
    ----------
    unit, first, last : unit and first and last grade (index) of the band.
    most, today, size_least, size_most, group_cost : as in the hosts' table.
    of_unit : (u,) groups at most, unit_cost, recent : newly arrived today; by unit.
    reception : (u,) units made for central reception; hosting : (u,) units that host today.
    languages : by unit, codes separated by spaces, empty for none.
    """

    unit: IntArray
    first: IntArray
    last: IntArray
    most: IntArray
    today: IntArray
    size_least: IntArray
    size_most: IntArray
    group_cost: IntArray
    of_unit: IntArray
    unit_cost: IntArray
    recent: IntArray
    reception: BoolArray
    hosting: BoolArray
    languages: npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class FreeSeats:
    """Free regular seats: unit, grade, seats, and the month after the first from which they are."""

    unit: IntArray
    grade: IntArray
    seats: IntArray
    from_month: IntArray


def draw_hosts(units: Units, areas: Areas, *, arrivals: int, seed: int) -> Hosts:
    """Draw hosts as concentrated as they are today: 20 of 74 units hold 85 per cent.

    Source: Uppsala 2017, 20 of 74 units took 85 per cent of the newly arrived (ETC Uppsala).
    """
    rng = stream(seed, "hosts")
    eager = _eagerness(units, areas, rng)
    municipal = np.flatnonzero(units.municipal)
    few = max(2, int(len(units) * _SHARE_OF_UNITS))
    order = municipal[np.argsort(-eager[municipal], kind="stable")]
    hosting = np.zeros(len(units), bool)
    hosting[_covering(units, order, few)] = True
    central = max(2, round(len(units) * _RECEPTION))
    reception = np.zeros(len(units), bool)
    reception[_covering(units, order[hosting[order]], central)] = True
    unit, first, last = _bands(units)
    today = np.where(hosting[unit], np.where(reception[unit], 2, 1), 0)
    room = np.where(reception[unit], 9, rng.integers(1, 3, len(unit)) + today)
    of_unit = np.zeros(len(units), np.int64)
    np.add.at(of_unit, unit, room)
    tight = ~reception & (rng.random(len(units)) < 0.5)
    of_unit = np.where(tight, np.maximum(of_unit - 1, 1), of_unit)
    small = arrivals < _LARGE
    return Hosts(
        unit=unit,
        first=first,
        last=last,
        most=room,
        today=today,
        size_least=np.full(len(unit), 1 if small else 4),
        size_most=np.full(len(unit), 10),
        group_cost=rng.integers(85, 101, len(unit)) * 10_000,
        of_unit=of_unit,
        unit_cost=rng.integers(20, 41, len(units)) * 10_000,
        recent=_recent(units, order, hosting, arrivals, rng),
        reception=reception,
        hosting=hosting,
        languages=_taught(units, hosting, rng),
    )


def _eagerness(units: Units, areas: Areas, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return how much each unit takes newly arrived pupils today: most where they live."""
    return areas.foreign[units.area] - 0.15 * units.popularity + rng.normal(0, 0.08, len(units))


def _covering(units: Units, order: IntArray, few: int) -> IntArray:
    """Return the first units of `order`, with at least a third of them in each band's grades."""
    chosen: list[int] = []
    for first, last in _BANDS:
        holds = units.offers(first) & units.offers(last)
        chosen += [int(unit) for unit in order[holds[order]][: max(1, few // 3)]]
    rest = [int(unit) for unit in order if int(unit) not in chosen]
    kept = list(dict.fromkeys(chosen))
    return np.array((kept + rest)[: max(few, len(kept))], np.int64)


def _bands(units: Units) -> tuple[IntArray, IntArray, IntArray]:
    """Return unit, first and last grade of every host: a band needs two grades at the unit."""
    rows = [
        (unit, first, last)
        for unit in np.flatnonzero(units.municipal)
        for first, last in _BANDS
        if min(int(units.last[unit]), last) - max(int(units.first[unit]), first) >= 1
    ]
    unit, first, last = np.array(rows, np.int64).T
    return unit, first, last


def _recent(
    units: Units, order: IntArray, hosting: BoolArray, arrivals: int, rng: np.random.Generator
) -> IntArray:
    """Return newly arrived pupils of today by unit: 85 per cent of them at the hosts."""
    found = np.zeros(len(units), np.int64)
    at_hosts = round(arrivals * _HELD_BY)
    hosts = order[hosting[order]]
    found[hosts] = _shared_out(at_hosts, 1.0 / (np.arange(len(hosts)) + len(hosts)))
    others = np.flatnonzero(~hosting & units.municipal)
    if len(others):
        found[others] = _shared_out(arrivals - at_hosts, rng.random(len(others)))
    return found


def _shared_out(total: int, weight: npt.NDArray[np.float64]) -> IntArray:
    """Return whole shares of `total` by weight; the largest remainders are rounded up."""
    exact = total * weight / weight.sum()
    shares: IntArray = np.floor(exact).astype(np.int64)
    rest = int(total - shares.sum())
    shares[np.argsort(shares - exact, kind="stable")[:rest]] += 1
    return shares


def _taught(units: Units, hosting: BoolArray, rng: np.random.Generator) -> npt.NDArray[np.str_]:
    """Return the languages of the teachers of each unit; hosts of today have more."""
    codes, weight = zip(*LANGUAGES, strict=True)
    chance = np.array(weight) * 3.2
    likely = np.where(hosting[:, None], np.minimum(chance * 1.6, 0.9), np.minimum(chance, 0.7))
    there = rng.random((len(units), len(codes))) < likely
    return np.array(
        [" ".join(code for code, one in zip(codes, row, strict=True) if one) for row in there]
    )


def _mean_seats(
    unit: IntArray, grade: IntArray, hosts: Hosts, arrivals: int
) -> npt.NDArray[np.float64]:
    """Return expected free seats of each unit and grade, in a small town some everywhere."""
    sought = arrivals / (int(grade.max()) + 1)
    kind = np.where(hosts.reception[unit], 0, np.where(hosts.hosting[unit], 1, 2))
    cell = kind * (int(grade.max()) + 1) + grade
    mean = sought * np.array(_SEATS_PER_SEEKER)[kind] / np.bincount(cell)[cell]
    return np.maximum(mean, _LEAST_MEAN if arrivals >= _LARGE else _LEAST_MEAN_SMALL)


def draw_free_seats(units: Units, hosts: Hosts, *, arrivals: int, seed: int) -> FreeSeats:
    """Draw the free seats of municipal units: most where few wish to go, some by transfers."""
    rng = stream(seed, "free-seats")
    grades = np.arange(int(units.last.max()) + 1)
    held = units.municipal[:, None] & np.array([units.offers(int(grade)) for grade in grades]).T
    unit, grade = np.nonzero(held)
    start = rng.poisson(_mean_seats(unit, grade, hosts, arrivals))
    moved = rng.poisson(0.6, len(unit))
    month = rng.integers(1, 9, len(unit))
    return FreeSeats(
        unit=np.concatenate([unit[start > 0], unit[moved > 0]]),
        grade=np.concatenate([grade[start > 0], grade[moved > 0]]),
        seats=np.concatenate([start[start > 0], moved[moved > 0]]).astype(np.int64),
        from_month=np.concatenate([np.zeros(int((start > 0).sum()), np.int64), month[moved > 0]]),
    )
