"""Two ways to write a rule proved to mean the same in one town, by looking at every placement.

Where the rule's own columns are whole and few, every placement is looked at with every value of
them: it must be kept or broken, and cost, the same. Otherwise the rows are compared one by one:
two rows mean the same if they hold (cost) the same for every choice of every party they speak
of, and for every value of their whole columns; where a row has one continuous column, if they
ask the same of it for every choice.
"""

from __future__ import annotations

import numpy as np

from faces import Columns, Lazy, Rows
from skolval.solver.model import NO_BOUND

_MOST = 20_000
"""Combinations of choices beyond which nothing is proved."""


def mean_the_same(one, other, problem):
    """Return whether two lists of calls are proved to ask the same of every placement.

    None where nothing is proved because the town has too many placements to look at.
    """
    if any(isinstance(a, Lazy) and a is not b for a, b in zip(one, other, strict=True)):
        return False
    mine, theirs = (
        [c for c in one if isinstance(c, Columns)],
        [c for c in other if isinstance(c, Columns)],
    )
    if not all(
        np.array_equal(a.lower, b.lower) and np.array_equal(a.upper, b.upper)
        for a, b in zip(mine, theirs, strict=True)
    ):
        return False
    low, high, whole = _bounds(mine)
    if whole.all():
        everything = _everything(problem, low, high)
        if everything is not None:
            ways = _least(one, *everything), _least(other, *everything)
            return bool((ways[0] == ways[1]).all())
    same = all(
        _same_call(a, b, problem, (low, high, whole))
        for a, b in zip(one, other, strict=True)
        if a is not b and isinstance(a, Rows)
    )
    return same or (None if whole.all() else False)


def _same_call(one, other, problem, bounds):
    prices = _linear_price(one, problem, bounds), _linear_price(other, problem, bounds)
    if None not in prices and prices[0] == prices[1]:
        return True
    rows = max(len(one.upper), len(other.upper))
    return all(_same_row(_row(one, r), _row(other, r), problem, bounds) for r in range(rows))


def _linear_price(call, problem, bounds):
    """Return what each column costs, where no row of the call is ever below its bound."""
    n, low = len(problem.options), bounds[0]
    if call.price is None or (call.upper != 0).any():
        return None
    least = np.where(call.column < n, 0, np.r_[np.zeros(n, np.int64), low][call.column])
    if (call.coefficient * least < 0).any() or (call.coefficient < 0).any():
        return None
    cost = np.zeros(n + len(low), np.int64)
    np.add.at(cost, call.column, call.price * call.coefficient)
    return cost.tolist()


def _everything(problem, low, high):
    """Return every placement with every value of the own columns, one a row, and how many values.

    None if they are too many.
    """
    start, n = problem.options.start, len(problem.options)
    ways = [[None, *range(start[p], start[p + 1])] for p in range(len(problem.parties))]
    placements = np.prod([float(len(way)) for way in ways])
    values = np.prod((high - low + 1).astype(float)) if len(low) else 1.0
    if placements * values > _MOST:
        return None
    placed = np.zeros((1, n), np.int8)
    for way in ways:
        one = np.zeros((len(way), n), np.int8)
        for row, option in enumerate(way):
            one[row, option if option is not None else []] = 1
        placed = (placed[:, None] + one[None]).reshape(len(placed) * len(one), n)
    own = np.zeros((1, 0), np.int64)
    for least, most in zip(low.tolist(), high.tolist(), strict=True):
        more = np.arange(least, most + 1)
        own = np.c_[np.repeat(own, len(more), axis=0), np.tile(more, len(own))]
    both = np.c_[np.repeat(placed, len(own), axis=0), np.tile(own, (len(placed), 1))]
    return both.astype(np.float64), len(own)


def _least(calls, everything, values):
    """Return the least that each placement costs, infinity where it is broken."""
    cost = np.zeros(len(everything))
    for call in calls:
        if not isinstance(call, Rows):
            continue
        matrix = np.zeros((everything.shape[1], len(call.upper)))
        np.add.at(matrix, (call.column, call.row), call.coefficient)
        sums = everything @ matrix
        if call.price is None:
            cost[((sums < call.lower) | (sums > call.upper)).any(axis=1)] = np.inf
        else:
            cost += call.price * np.maximum(sums - call.upper, 0).sum(axis=1)
    return cost.reshape(-1, values).min(axis=1)


def _bounds(columns):
    if not columns:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.bool_)
    return (
        np.concatenate([c.lower for c in columns]),
        np.concatenate([c.upper for c in columns]),
        np.concatenate([np.full(len(c.lower), c.integer) for c in columns]),
    )


def _row(call, row):
    """Return coefficients by column, bounds and price of a row; a row never written asks nothing."""
    if row >= len(call.upper):
        return {}, -NO_BOUND, NO_BOUND, None
    inside = call.row == row
    found = {}
    for column, value in zip(
        call.column[inside].tolist(), call.coefficient[inside].tolist(), strict=True
    ):
        found[column] = found.get(column, 0) + value
    kept = {column: value for column, value in found.items() if value}
    return kept, int(call.lower[row]), int(call.upper[row]), call.price


def _same_row(one, other, problem, bounds):
    low, high, whole = bounds
    n = len(problem.options)
    if _least_whole(one, n, whole) == _least_whole(other, n, whole):
        return True
    columns = sorted(set(one[0]) | set(other[0]))
    loose = [c for c in columns if c >= n and not whole[c - n]]
    if loose and (len(loose) > 1 or one[0].get(loose[0]) != other[0].get(loose[0])):
        return False
    choices = _choices([c for c in columns if c not in loose], problem, low, high)
    sums = _sums(one[0], choices), _sums(other[0], choices)
    if sums[0] is None:
        return False
    if loose:
        return _asks_the_same(
            one, other, sums, (one[0][loose[0]], low[loose[0] - n], high[loose[0] - n])
        )
    return bool((_worth(one, sums[0]) == _worth(other, sums[1])).all())


def _least_whole(row, n, whole):
    """Return a hard row over whole columns divided by what divides all its coefficients."""
    coefficients, low, high, price = row
    divisor = int(np.gcd.reduce([*coefficients.values(), 0]))
    if price is not None or divisor < 2 or any(c >= n and not whole[c - n] for c in coefficients):
        return row
    divided = {column: value // divisor for column, value in coefficients.items()}
    low = low if low == -NO_BOUND else -(-low // divisor)
    return divided, low, high if high == NO_BOUND else high // divisor, None


def _choices(columns, problem, low, high):
    """Return for every party and whole column the ways to fill it: a list of {column: value}."""
    n, found = len(problem.options), {}
    for column in columns:
        if column < n:
            found.setdefault(("party", int(problem.options.party[column])), [{}]).append(
                {column: 1}
            )
        else:
            values = range(int(low[column - n]), int(high[column - n]) + 1)
            found[("column", column)] = [{column: value} for value in values]
    return list(found.values())


def _sums(coefficients, choices):
    """Return the row's sum at every combination of choices, None if they are too many."""
    if np.prod([float(len(ways)) for ways in choices]) > _MOST:
        return None
    sums = np.zeros(1, np.int64)
    for ways in choices:
        adds = [sum(coefficients.get(c, 0) * v for c, v in way.items()) for way in ways]
        sums = (sums[:, None] + np.array(adds, np.int64)[None]).ravel()
    return sums


def _worth(row, sums):
    """Return what a row says at every sum: its price, or 0 and -1 for kept and broken."""
    _, low, high, price = row
    if price is None:
        return -((sums < low) | (sums > high)).astype(np.int64)
    return price * np.maximum(sums - high, 0)


def _asks_the_same(one, other, sums, column):
    """Return whether two hard rows ask the same of their continuous column."""
    value, low, high = column
    asked = []
    for row, total in zip((one, other), sums, strict=True):
        if row[3] is not None or row[1] != -NO_BOUND or value > 0:
            return False
        least = np.maximum(total - row[2], -value * low)
        asked.append(np.where(least > -value * high, -value * high + 1, least))
    return bool((asked[0] == asked[1]).all())
