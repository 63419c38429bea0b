"""The compiled loop of shocks: who leaves, who moves up and who comes, scenario by scenario."""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["run"]


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
def _left(s, people, hazard, offering, draws, now, free, told):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917 - numba infers
    """Let pupils move away, or refuse their place; their seats are free."""
    keys, size, _grade, area, chosen, _known, instead = people
    number, refuse, _absent, _late, growth = draws
    for i in range(len(keys)):
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


@njit(cache=True)
def _absent(s, people, offering, draws, now, free, told):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917 - numba infers
    """Let pupils not come on the first day; their seats are free."""
    keys, size = people[:2]
    number, _refuse, absent = draws[:3]
    for i in range(len(keys)):
        if now[i] >= 0 and _uniform(keys[i], number[s], 1) < absent[s]:
            told[1] += size[i]
            free[offering[now[i]]] += size[i]
            now[i] = -3


@njit(cache=True)
def _counted(i, row, people, share, ways, places, sums, told):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917 - numba infers
    """Count pupil i, or one more like it, at an option row."""
    _keys, size, grade, _area, _chosen, known, _instead = people
    inside, pupils, squares, walked = sums
    c = places[1][ways[1][row]]
    told[7] += size[i]
    pupils[c] += size[i]
    inside[c] += share[i] * size[i]
    squares[grade[i]] += share[i] * share[i] * size[i]
    if known[i] == 1:
        walked[0] += ways[2][row] * size[i]
        walked[1] += size[i]


@njit(cache=True)
def _arrived(s, people, share, ways, places, draws, load, sums, told):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917 - numba infers
    """Let more pupils come, in growing areas and late, each like one who is there."""
    keys, size, _grade, area, chosen, _known, _instead = people
    number, _refuse, _absent, late, growth = draws
    counts = np.zeros(2, np.int64)
    for i in range(len(keys)):
        more = max(growth[s, area[i]], 0.0)
        arrives = _uniform(keys[i], number[s], 3) < more
        comes_late = _uniform(keys[i], number[s], 4) < late[s]
        if not (arrives or comes_late):
            continue
        told[3] += size[i]
        row = _arrive(i, load, chosen[i], ways, places, size[i], counts)
        if row >= 0:
            load[ways[1][row]] += size[i]
            _counted(i, row, people, share, ways, places, sums, told)
    told[5] += counts[0]
    told[6] += counts[1]


@njit(cache=True)
def _summed(sums, load, places, grades, told):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Tell the means of a scenario, and how many offerings have more pupils than seats."""
    inside, pupils, squares, walked = sums
    seats, _cell, cells, _line_start, _line = places
    full, room = 0, 0
    for o in range(len(seats)):
        room += max(seats[o], 0)
        if load[o] > seats[o]:
            full += 1
            told[5] += load[o] - max(seats[o], 0)
    told[8] = walked[0] / walked[1] if walked[1] else np.nan
    told[9], told[10] = _index(inside, pupils, squares, cells, grades)
    told[11] = told[7] / room if room else np.nan
    told[12] = full


@njit(cache=True)
def run(people, weights, ways, places, draws, refill, width):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917 - numba infers
    """Return one row per scenario; those who are without a place are below 0 in `now`."""
    size, offering, cells = people[1], ways[1], places[2]
    share, hazard = weights
    n, m, grades = len(size), len(places[0]), 1
    for c in range(len(cells)):
        grades = max(grades, cells[c] + 1)
    out = np.zeros((len(draws[0]), width))
    now = np.empty(n, np.int64)
    for s in range(len(out)):
        told, free, load = out[s], np.zeros(m, np.int64), np.zeros(m, np.int64)
        _left(s, people, hazard, offering, draws, now, free, told)
        if refill > 0:
            told[4] += _refilled(free, now, ways, places, size)
        _absent(s, people, offering, draws, now, free, told)
        if refill > 1:
            told[4] += _refilled(np.maximum(free, 0), now, ways, places, size)
        inside, pupils = np.zeros(len(cells)), np.zeros(len(cells))
        sums = (inside, pupils, np.zeros(grades), np.zeros(2))
        for i in range(n):
            if now[i] >= 0:
                load[offering[now[i]]] += size[i]
                _counted(i, now[i], people, share, ways, places, sums, told)
        _arrived(s, people, share, ways, places, draws, load, sums, told)
        _summed(sums, load, places, grades, told)
    return out
