"""The connection scan (compiled): one pass over the connections, the latest arrival first.

Source: Dibbelt, Pajor, Strasser & Wagner (2018), Connection Scan Algorithm, ACM Journal of
Experimental Algorithmics 23; here backwards in time from one place, with a bound on the changes.
"""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["NEVER", "best_starts", "scan"]

NEVER = -(2**40)
"""Seconds before every clock time: the stop does not lead there."""


@njit(cache=True, nogil=True)
def _rides_from(ready, stop, when, most):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return the fewest rides for a change at the stop at a time, `most` where none is in time."""
    for k in range(1, most - 1):
        if ready[k, stop] >= when:
            return k + 1
    return most


@njit(cache=True, nogil=True)
def _depart(labels, k, connection, change, feet):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Note a later departure from a stop with k rides, and the changes that now make it."""
    board, ready, boarded, left, onto = labels
    stop, when, number, end = connection
    foot_start, foot_stop, foot_seconds = feet
    board[k, stop] = when
    boarded[k, stop] = number
    left[k, stop] = end
    if when - change[stop] > ready[k, stop]:
        ready[k, stop] = when - change[stop]
        onto[k, stop] = stop
    for f in range(foot_start[stop], foot_start[stop + 1]):
        other = foot_stop[f]
        latest = when - foot_seconds[f] - max(change[stop], change[other])
        if latest > ready[k, other]:
            ready[k, other] = latest
            onto[k, other] = stop


@njit(cache=True, nogil=True)
def scan(connections, feet, egress, change, terms):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - numba infers
    """Return by number of rides and stop the latest departure that still arrives in time.

    Parameters
    ----------
    connections : origin, target, departs, arrives, trip, boards, alights, sorted as `Timetable`.
    feet : start, stop and seconds on foot from each stop to others, in CSR form.
    egress : (S,) seconds on foot from the stop to the place, -1 where too far.
    change : (S,) least seconds of a change. terms : deadline, earliest departure, most rides, runs.

    Returns
    -------
    board : (rides + 1, S) latest departure by a run from the stop, with at most so many rides.
    ready : (rides + 1, S) latest arrival at the stop from which a change still makes it.
    boarded, left : (rides + 1, S) connections on which that ride begins and ends.
    onto : (rides + 1, S) stop walked to for the change.
    """
    origin, target, departs, arrives, trip, boards, alights = connections
    deadline, earliest, rides, runs = terms
    shape = (rides + 1, len(egress))
    board, ready = np.full(shape, NEVER, np.int64), np.full(shape, NEVER, np.int64)
    boarded, left = np.full(shape, -1, np.int64), np.full(shape, -1, np.int64)
    onto = np.full(shape, -1, np.int64)
    labels = (board, ready, boarded, left, onto)
    needed = np.full(runs, rides + 1, np.int64)
    ends = np.full(runs, -1, np.int64)
    first = np.searchsorted(-arrives, -deadline)
    last = np.searchsorted(-arrives, -earliest, side="right")
    for c in range(first, last):
        t, s = trip[c], target[c]
        if alights[c]:
            fewest = _rides_from(ready, s, arrives[c], needed[t])
            if egress[s] >= 0 and arrives[c] + egress[s] <= deadline:
                fewest = 1
            if fewest < needed[t]:
                needed[t], ends[t] = fewest, c
        if not boards[c] or departs[c] < earliest:
            continue
        for k in range(needed[t], rides + 1):
            if departs[c] <= board[k, origin[c]]:
                break  # with more rides it is no later, and so no better either
            _depart(labels, k, (origin[c], departs[c], c, ends[t]), change, feet)
    return labels


@njit(cache=True, nogil=True)
def best_starts(start, stop, seconds, board):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - numba infers
    """Return of every place the latest start, and the fewest rides with which it is possible.

    Parameters
    ----------
    start, stop, seconds : ways on foot from places to stops (CSR). board : as from `scan`.
    """
    rides = board.shape[0] - 1
    stops = board.shape[1]
    fewest = np.zeros(stops, np.int64)
    for s in range(stops):
        for k in range(1, rides + 1):
            if board[k, s] == board[rides, s]:
                fewest[s] = k
                break
    places = len(start) - 1
    leave = np.full(places, NEVER, np.int64)
    ridden = np.zeros(places, np.int64)
    for i in range(places):
        for p in range(start[i], start[i + 1]):
            s = stop[p]
            if board[rides, s] == NEVER:
                continue
            when = board[rides, s] - seconds[p]
            if when > leave[i] or (when == leave[i] and fewest[s] < ridden[i]):
                leave[i] = when
                ridden[i] = fewest[s]
    return leave, ridden
