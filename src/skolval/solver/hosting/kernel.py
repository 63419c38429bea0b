"""The cheapest pupils of every host at given prices, and the cheapest groups: compiled loops.

Each number is a lower bound of the host's own problem, found by leaving something out: the seats
of all months but one, with the seats of the regular classes. The highest over the months holds; so
does the lowest when the least size is asked for in that month, which some month must bring.
"""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["chosen_groups", "host_costs", "item_margins", "taken_items"]

_NONE = 1e15
_SOME = 1e14


@njit(cache=True, nogil=True)
def _lined_up(h, month, order, price, hosts, lines):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Write each class's cheapest there in the month and the cheapest others, as many as seats.

    Returns the least and the greatest weight of those who are there.
    """
    start, _, count, weight, local, room, present, _, _, _, _ = hosts
    inside, outside, many_in, many_out = lines
    many_in[:] = 0
    many_out[:] = 0
    lightest, heaviest = np.iinfo(np.int64).max, 1
    for at in order:
        i = start[h] + at
        g = local[i]
        if present[i, month]:
            lightest, heaviest = min(lightest, weight[i]), max(heaviest, weight[i])
            for _ in range(min(count[i], room[h, g] - many_in[g])):
                inside[g, many_in[g]] = i
                many_in[g] += 1
        elif price[i] < 0:
            for _ in range(min(count[i], room[h, g] - many_out[g])):
                outside[g, many_out[g]] = i
                many_out[g] += 1
    return lightest, heaviest


@njit(cache=True, nogil=True)
def _filled(h, groups, month, forced, order, price, hosts, lines, mark):  # type: ignore[no-untyped-def]  # noqa: C901, PLR0912, ANN001, ANN202, PLR0913, PLR0917 - numba infers
    """Return the least sum of prices with one month's seats, and that with the least size too.

    Each class takes some who are there in that month and fills up with others; one more costs
    ever more, so the cheapest next one is right.

    Parameters
    ----------
    mark : filled with what is taken, with the least size if `forced`; not if it begins with -1.
    """
    room, seat, least = hosts[5], hosts[8], hosts[9]
    inside, outside, many_in, many_out = lines
    lightest, heaviest = _lined_up(h, month, order, price, hosts, lines)
    heads = seat[h] * groups // lightest if lightest > 0 else np.iinfo(np.int64).max
    must = -(-least[h] * groups // heaviest)
    value = 0.0
    classes = room.shape[1]
    for g in range(classes):
        for k in range(many_out[g]):
            value += price[outside[g, k]]
    used = np.zeros(classes, np.int64)
    taken, free = 0, _NONE
    while taken < heads:
        best, at = _NONE, -1
        for g in range(classes):
            if used[g] < many_in[g]:
                step = price[inside[g, used[g]]]
                push = room[h, g] - used[g] - 1
                if push < many_out[g]:
                    step -= price[outside[g, push]]
                if step < best:
                    best, at = step, g
        if at < 0:
            break
        if best >= 0 and free == _NONE:
            free = value
            if mark[0] >= 0 and not forced:
                break
        if best >= 0 and taken >= must:
            break
        value += best
        used[at] += 1
        taken += 1
    if free == _NONE:
        free = value
    if mark[0] >= 0:
        for g in range(classes):
            for k in range(used[g]):
                mark[inside[g, k]] += 1
            for k in range(min(many_out[g], room[h, g] - used[g])):
                mark[outside[g, k]] += 1
    return free, (value if taken >= must else _NONE)


@njit(cache=True, nogil=True)
def _weighed(h, groups, month, price, hosts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return the least sum of prices with the seats of one month taken in parts of pupils."""
    start, _, count, weight, _, _, present, _, seat, _, _ = hosts
    begin, end = start[h], start[h + 1]
    value = 0.0
    per = np.zeros(end - begin)
    for i in range(begin, end):
        if price[i] < 0 and (not present[i, month] or weight[i] == 0):
            value += count[i] * price[i]
        elif price[i] < 0:
            per[i - begin] = price[i] / weight[i]
    left = seat[h] * groups
    for at in np.argsort(per):
        if per[at] >= 0 or left <= 0:
            break
        i = begin + at
        used = min(left, count[i] * weight[i])
        left -= used
        value += used * per[at]
    return value


@njit(cache=True, nogil=True)
def _best(h, groups, order, price, hosts, even, lines):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917 - numba infers
    """Return the highest of the bounds, the month it comes from and whether it was forced.

    Some month must bring the least size: the lowest of the months' forced bounds is one.
    """
    months = hosts[7]
    unmarked = np.full(1, -1, np.int64)
    best, of = -_NONE, -1
    lowest, where = _NONE, -1
    for m in range(months.shape[1]):
        month = months[h, m]
        if month < 0:
            break
        free, forced = _filled(h, groups, month, True, order, price, hosts, lines, unmarked)
        if not even:
            free = max(free, _weighed(h, groups, month, price, hosts))
        if free > best:
            best, of = free, month
        if forced < lowest:
            lowest, where = forced, month
    if lowest > best:
        return lowest, where, True
    return best, of, False


@njit(cache=True, nogil=True)
def _lines(hosts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return room for the cheapest of every class, there or not, and how many they are."""
    room = hosts[5]
    shape = (room.shape[1], max(int(room.max()), 1) if room.size else 1)
    counts = np.zeros(room.shape[1], np.int64)
    return np.zeros(shape, np.int64), np.zeros(shape, np.int64), counts, counts.copy()


@njit(cache=True, nogil=True)
def host_costs(price, hosts, even, cost):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - numba infers
    """Fill (H, groups + 1) `cost`: the pupils' prices with so many groups, 0 with none."""
    start, most, lines = hosts[0], hosts[10], _lines(hosts)
    for h in range(len(start) - 1):
        cost[h, 0] = 0.0
        order = np.argsort(price[start[h] : start[h + 1]], kind="mergesort")
        for groups in range(1, cost.shape[1]):
            cost[h, groups] = _NONE
            if groups <= most[h]:
                cost[h, groups], _, _ = _best(h, groups, order, price, hosts, even, lines)


@njit(cache=True, nogil=True)
def taken_items(price, hosts, even, groups, taken):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - numba infers
    """Fill (I,) `taken` with how many of each item the hosts take with these groups."""
    start, lines = hosts[0], _lines(hosts)
    taken[:] = 0
    for h in range(len(start) - 1):
        if groups[h] > 0:
            order = np.argsort(price[start[h] : start[h + 1]], kind="mergesort")
            _, month, forced = _best(h, groups[h], order, price, hosts, even, lines)
            if month >= 0:
                _filled(h, groups[h], month, forced, order, price, hosts, lines, taken)


@njit(cache=True, nogil=True)
def _of_units(cost, first, unit_most, width, table, picked):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Fill `table` (U, width) with each unit's least cost of so many groups over its hosts."""
    for u in range(len(first) - 1):
        table[u, :] = _NONE
        table[u, 0] = 0.0
        for h in range(first[u], first[u + 1]):
            for k in range(width - 1, -1, -1):
                best, pick = table[u, k], 0
                for y in range(1, min(k, cost.shape[1] - 1) + 1):
                    if cost[h, y] >= _SOME or table[u, k - y] >= _SOME:
                        continue
                    value = table[u, k - y] + cost[h, y]
                    if value < best:
                        best, pick = value, y
                table[u, k] = best
                picked[h, k] = pick
        table[u, unit_most[u] + 1 :] = _NONE


@njit(cache=True, nogil=True)
def chosen_groups(cost, first, unit_most, unit_cost, limits, groups):  # type: ignore[no-untyped-def]  # noqa: C901, ANN001, ANN201 - numba infers
    """Fill `groups` with the cheapest of every host; return their cost and a group's worth.

    Parameters
    ----------
    limits : groups at most in all (-1 for no ceiling) and units at least that run any.
    """
    most, needed = limits
    units, width = len(first) - 1, int(unit_most.max()) + 1 if len(unit_most) else 1
    table, picked = np.empty((units, width)), np.zeros((len(groups), width), np.int64)
    _of_units(cost, first, unit_most, width, table, picked)
    for u in range(units):
        table[u, 1:] += unit_cost[u]
    step = 1 if most >= 0 else 0
    top = max(most, 0)
    least = np.full((units + 1, top + 1, needed + 1), 2 * _NONE)
    least[0, 0, 0] = 0.0
    way = np.zeros((units + 1, top + 1, needed + 1), np.int64)
    came = np.zeros((units + 1, top + 1, needed + 1), np.int64)
    for u in range(units):
        for g in range(top + 1):
            for a in range(needed + 1):
                if least[u, g, a] >= _SOME:
                    continue
                for k in range(width):
                    if table[u, k] >= _SOME or g + k * step > top:
                        continue
                    b = min(needed, a + (1 if k else 0))
                    value = least[u, g, a] + table[u, k]
                    if value < least[u + 1, g + k * step, b]:
                        least[u + 1, g + k * step, b] = value
                        way[u + 1, g + k * step, b] = k
                        came[u + 1, g + k * step, b] = a
    g, a = int(np.argmin(least[units, :, needed])), needed
    best = least[units, g, a]
    fewer = least[units, :g, a].min() if g > 0 else best
    groups[:] = 0
    for u in range(units, 0, -1):
        k, b = way[u, g, a], came[u, g, a]
        g -= k * step
        a = b
        for h in range(first[u] - 1, first[u - 1] - 1, -1):
            groups[h] = picked[h, k]
            k -= picked[h, k]
    return best, (best - fewer if most >= 0 else 0.0)


@njit(cache=True, nogil=True)
def item_margins(price, hosts, taken, groups, margin):  # type: ignore[no-untyped-def]  # noqa: C901, PLR0912, ANN001, ANN201 - numba infers
    """Fill (I,) `margin`: what each item costs beyond the one it would push out, 0 if taken.

    A class without seats left lets go its dearest; a host that is full in some month lets go
    the dearest of those there.
    """
    start, _, _, weight, local, room, present, months, seat, _, _ = hosts
    for h in range(len(start) - 1):
        used, dearest = np.zeros(room.shape[1], np.int64), np.full(room.shape[1], -1e300)
        for i in range(start[h], start[h + 1]):
            if taken[i] > 0:
                used[local[i]] += taken[i]
                dearest[local[i]] = max(dearest[local[i]], price[i])
        full, pushed = -1, 0.0
        for m in range(months.shape[1]):
            month = months[h, m]
            if month < 0:
                break
            load, worst, least = 0, -1e300, np.iinfo(np.int64).max
            for i in range(start[h], start[h + 1]):
                if present[i, month]:
                    least = min(least, weight[i])
                    load += weight[i] * taken[i]
                    if taken[i] > 0:
                        worst = max(worst, price[i])
            if load + least > seat[h] * groups[h] and worst < pushed:
                full, pushed = month, worst
        for i in range(start[h], start[h + 1]):
            if taken[i] > 0:
                margin[i] = 0.0
            elif used[local[i]] >= room[h, local[i]]:
                margin[i] = price[i] - dearest[local[i]]
            elif full >= 0 and present[i, full]:
                margin[i] = price[i] - pushed
            else:
                margin[i] = price[i]
