"""Shocks (störningar): one placement in many futures.

Every draw is a hash of the seed, the pupil's id, the scenario and what is drawn, so that two
policies meet the same refusals, absences and arrivals (common random numbers), pupils who
leave at a small share also leave at a larger one, and nothing depends on the order of work.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Self

import numpy as np
import numpy.typing as npt

from skolval.domain.problem import IntArray
from skolval.lenses._shocks_kernel import run

__all__ = ["COLUMNS", "Floats", "Plan", "Shocks", "drawn", "outcomes", "pupil_keys"]

Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]

COLUMNS = (
    "declined", "absent", "gone", "arrived", "moved", "anew", "without", "placed", "metres",
    "dissimilarity", "baseline", "utilisation", "overfull",
)  # fmt: skip
"""What is told of each scenario, in the order of the kernel's columns."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A placement as the kernel reads it.

    Parameters
    ----------
    keys : (n,) hash of each pupil's id. size, grade, area, chosen : (n,).
    share : (n,) the pupil's share of the group, 0-1. hazard : (n,) weight of refusing.
    known : (n,) 1 where the way to school is known. instead : (n,) option row where a pupil
        who refuses ends, -1 outside the municipality's units.
    start, offering, metres : options by party. nearest : (n_options,) each party's option rows by
        metres. wanted : (n_options,) the row's place in the party's list, 0 first.
    seats, cell : (m,) of the offerings; a cell is a unit and a grade. cells : their grades.
    line_start, line : option rows that wait at each offering, first in line first.
    """

    keys: Keys
    size: IntArray
    grade: IntArray
    area: IntArray
    chosen: IntArray
    share: Floats
    hazard: Floats
    known: IntArray
    instead: IntArray
    start: IntArray
    offering: IntArray
    metres: IntArray
    nearest: IntArray
    wanted: IntArray
    seats: IntArray
    cell: IntArray
    cells: IntArray
    line_start: IntArray
    line: IntArray

    def at(self, chosen: IntArray) -> Self:
        """Return the same pupils placed otherwise."""
        return replace(self, chosen=chosen)


@dataclass(frozen=True, slots=True)
class Shocks:
    """What happens in each scenario.

    Parameters
    ----------
    number : (s,) of the scenario, for its draws. refuse, absent, late : (s,) shares 0-1.
    growth : (s, areas + 1) share by which an area's pupils are more (or fewer, below 0); the last
        is for pupils without an area.
    refill : 0 nobody, 1 the seats of those who refuse, 2 also those of the absent.
    """

    number: IntArray
    refuse: Floats
    absent: Floats
    late: Floats
    growth: Floats
    refill: int


def pupil_keys(seed: str, ids: npt.NDArray[np.str_]) -> Keys:
    """Return a hash of each pupil's id under the seed."""
    texts = (f"{seed}|{one}".encode() for one in ids)
    return np.array([int.from_bytes(sha256(t).digest()[:8], "big") for t in texts], np.uint64)


def drawn(seed: str, purpose: str, shape: tuple[int, ...]) -> Floats:
    """Return uniform numbers that depend on the seed and the purpose alone."""
    entropy = int.from_bytes(sha256(f"{seed}|{purpose}".encode()).digest()[:16], "big")
    found: Floats = np.random.Generator(np.random.PCG64(entropy)).random(shape)
    return found


def outcomes(plan: Plan, shocks: Shocks) -> Floats:
    """Return one row per scenario with the `COLUMNS`."""
    people = (plan.keys, plan.size, plan.grade, plan.area, plan.chosen, plan.known, plan.instead)
    ways = (plan.start, plan.offering, plan.metres, plan.nearest, plan.wanted)
    places = (plan.seats, plan.cell, plan.cells, plan.line_start, plan.line)
    draws = (shocks.number, shocks.refuse, shocks.absent, shocks.late, shocks.growth)
    found: Floats = run(
        people, (plan.share, plan.hazard), ways, places, draws, shocks.refill, len(COLUMNS)
    )
    return found
