"""Slow and obvious versions of mechanisms, to check the fast ones against."""

from __future__ import annotations

import itertools

import numpy as np


def plain_deferred_acceptance(problem, rows, key):
    """Deferred acceptance as Gale and Shapley tell it, with lists and sorting."""
    options, seats = problem.options, problem.offerings.seats
    lists = {i: [] for i in range(len(problem.parties))}
    for row in rows:
        lists[int(options.party[row])].append(int(row))
    held = {o: [] for o in range(len(seats))}
    free = list(lists)
    while free:
        i = free.pop()
        if not lists[i]:
            continue
        row = lists[i].pop(0)
        o = int(options.offering[row])
        held[o].append(row)
        held[o].sort(key=lambda r: key[r])
        for out in held[o][int(seats[o]) :]:
            free.append(int(options.party[out]))
        held[o] = held[o][: int(seats[o])]
    chosen = np.full(len(lists), -1)
    for kept in held.values():
        for row in kept:
            chosen[options.party[row]] = row
    return chosen


def all_placements(problem):
    """Every placement within the seats, one option row or -1 per party."""
    start = problem.options.start
    lists = [[-1, *range(start[i], start[i + 1])] for i in range(len(start) - 1)]
    for chosen in itertools.product(*lists):
        rows = np.array(chosen, np.int64)
        taken = np.bincount(
            problem.options.offering[rows[rows >= 0]], minlength=len(problem.offerings)
        )
        if (taken <= problem.offerings.seats).all():
            yield rows


def blocking_pairs(problem, chosen, key, place):
    """Rows that a party prefers and where it would be taken: (row, ...)."""
    options, seats = problem.options, problem.offerings.seats
    pairs = []
    for row in range(len(options)):
        i, o = options.party[row], options.offering[row]
        if chosen[i] >= 0 and place[chosen[i]] <= place[row]:
            continue
        inside = [r for r in chosen if r >= 0 and options.offering[r] == o]
        if len(inside) < seats[o] or (inside and key[row] < max(key[r] for r in inside)):
            pairs.append(row)
    return pairs
