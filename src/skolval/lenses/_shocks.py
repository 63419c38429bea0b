"""Shocks (störningar): one placement in many futures, in one compiled loop.

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
from numba import njit

from skolval.domain.problem import IntArray

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
    found: Floats = _run(
        people, (plan.share, plan.hazard), ways, places, draws, shocks.refill, len(COLUMNS)
    )
    return found


@njit(cache=True)
def _uniform(key, scenario, purpose):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return a number in [0, 1) by splitmix64 (Steele, Lea & Flood 2014)."""
    z = key + np.uint64(0x9E3779B97F4A7C15) * (
        np.uint64(scenario) * np.uint64(8) + np.uint64(purpose)
    )
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return np.float64(z >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True)
def _refilled(free, now, ways, places, size):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Let those in line take the free seats, and the seats they leave, in turn; count them."""
    start, offering, _metres, _nearest, wanted = ways
    _seats, _cell, _cells, line_start, line = places
    party_of = np.searchsorted(start, line, side="right") - 1
    at = line_start[:-1].copy()
    stack = [o for o in range(len(free)) if free[o] > 0]
    moved = 0
    while stack:
        o = stack.pop()
        while free[o] > 0 and at[o] < line_start[o + 1]:
            row, i = line[at[o]], party_of[at[o]]
            at[o] += 1
            if now[i] < -1 or size[i] > free[o]:
                continue
            if now[i] >= 0:
                if wanted[now[i]] <= wanted[row]:
                    continue
                left = offering[now[i]]
                free[left] += size[i]
                stack.append(left)
            free[o] -= size[i]
            now[i] = row
            moved += size[i]
    return moved


@njit(cache=True)
def _arrive(i, load, now, ways, places, size, counts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917 - numba infers
    """Seat one more like pupil i: where the plan says, else at the nearest with room."""
    start, offering, _metres, nearest, _wanted = ways
    seats = places[0]
    if now >= 0 and load[offering[now]] + size <= seats[offering[now]]:
        return now
    counts[0] += size
    for k in range(start[i], start[i + 1]):
        row = nearest[k]
        if load[offering[row]] + size <= seats[offering[row]]:
            return row
    counts[1] += size
    return -1


@njit(cache=True)
def _index(inside, pupils, squares, cells, grades):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return D within grades, pooled, and its mean if places were drawn by lot."""
    number, members = np.zeros(grades), np.zeros(grades)
    for c in range(len(cells)):
        number[cells[c]] += pupils[c]
        members[cells[c]] += inside[c]
    total = 0.0
    for g in range(grades):
        if number[g] > 0:
            p = members[g] / number[g]
            total += 2 * number[g] * p * (1 - p)
    if total <= 0:
        return np.nan, np.nan
    away, lot = 0.0, 0.0
    for c in range(len(cells)):
        g = cells[c]
        if pupils[c] > 0:
            p = members[g] / number[g]
            away += abs(inside[c] - p * pupils[c])
            variance = max(squares[g] / number[g] - p * p, 0.0)
            left = (number[g] - pupils[c]) / max(number[g] - 1, 1.0)
            lot += np.sqrt(2 / np.pi * pupils[c] * variance * max(left, 0.0))
    return away / total, lot / total


@njit(cache=True)
def _run(people, weights, ways, places, draws, refill, width):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, C901, PLR0912, PLR0913, PLR0915, PLR0917 - one compiled loop
    keys, size, grade, area, chosen, known, instead = people
    share, hazard = weights
    _start, offering, metres, _nearest, _wanted = ways
    seats, cell, cells, _line_start, _line = places
    number, refuse, absent, late, growth = draws
    n, m, grades = len(keys), len(seats), 1
    for c in range(len(cells)):
        grades = max(grades, cells[c] + 1)
    room = 0
    for o in range(m):
        room += max(seats[o], 0)
    out = np.zeros((len(number), width))
    now = np.empty(n, np.int64)
    for s in range(len(number)):
        told = out[s]
        free = np.zeros(m, np.int64)
        for i in range(n):
            now[i] = chosen[i]
            grow = growth[s, area[i]]
            if grow < 0 and _uniform(keys[i], number[s], 2) < -grow:
                told[2] += size[i]
                if now[i] >= 0:
                    free[offering[now[i]]] += size[i]
                now[i] = -2
            elif now[i] >= 0:
                stays = (1 - refuse[s]) ** hazard[i]
                if _uniform(keys[i], number[s], 0) >= stays:
                    told[0] += size[i]
                    if instead[i] != now[i]:
                        free[offering[now[i]]] += size[i]
                        now[i] = instead[i] if instead[i] >= 0 else -2
                        if instead[i] >= 0:
                            free[offering[instead[i]]] -= size[i]
        if refill > 0:
            told[4] += _refilled(free, now, ways, places, size)
        for i in range(n):
            if now[i] >= 0 and _uniform(keys[i], number[s], 1) < absent[s]:
                told[1] += size[i]
                free[offering[now[i]]] += size[i]
                now[i] = -3
        if refill > 1:
            told[4] += _refilled(np.maximum(free, 0), now, ways, places, size)
        load = np.zeros(m, np.int64)
        inside, pupils = np.zeros(len(cells)), np.zeros(len(cells))
        squares = np.zeros(grades)
        walk, walkers = 0.0, 0
        for i in range(n):
            if now[i] >= 0:
                load[offering[now[i]]] += size[i]
        counts = np.zeros(2, np.int64)
        for turn in range(2):
            for i in range(n):
                row = now[i]
                if turn == 1:
                    more = max(growth[s, area[i]], 0.0)
                    arrives = _uniform(keys[i], number[s], 3) < more
                    comes_late = _uniform(keys[i], number[s], 4) < late[s]
                    if not (arrives or comes_late):
                        continue
                    told[3] += size[i]
                    row = _arrive(i, load, chosen[i], ways, places, size[i], counts)
                    if row >= 0:
                        load[offering[row]] += size[i]
                if row < 0:
                    continue
                told[7] += size[i]
                c = cell[offering[row]]
                pupils[c] += size[i]
                inside[c] += share[i] * size[i]
                squares[grade[i]] += share[i] * share[i] * size[i]
                if known[i] == 1:
                    walk += metres[row] * size[i]
                    walkers += size[i]
        told[5] += counts[0]
        told[6] += counts[1]
        full = 0
        for o in range(m):
            if load[o] > seats[o]:
                full += 1
                told[5] += load[o] - max(seats[o], 0)
        told[8] = walk / walkers if walkers else np.nan
        told[9], told[10] = _index(inside, pupils, squares, cells, grades)
        told[11] = told[7] / room if room else np.nan
        told[12] = full
    return out
