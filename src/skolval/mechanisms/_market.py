"""A problem as a market: lists, priorities and seats as the kernels read them.

Source: the map from lists and grounds to a market is Abdulkadiroğlu & Sönmez (2003).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from skolval.criteria._ranking import priority_keys
from skolval.domain.placement import Placement
from skolval.domain.preferences import keeps_honour, preference_order
from skolval.domain.problem import UNWISHED, BoolArray, IntArray, Problem
from skolval.domain.seat_classes import bound_table, class_table
from skolval.matching.market import Bounds, Market, SeatClasses
from skolval.registry import load

__all__ = [
    "bounds_of",
    "classes_of",
    "listed",
    "lists_of",
    "market_of",
    "market_with",
    "numbered",
    "packed",
    "place_in_list",
    "placement_of",
    "strict_keys",
    "tied_market_of",
    "without_lottery",
]

_WIDEST = 1 << 62


def market_of(
    problem: Problem, rows: IntArray | None = None, claim: BoolArray | None = None
) -> tuple[Market, IntArray]:
    """Return the market of `problem` with strict priorities, and the option row of each entry.

    Parameters
    ----------
    rows : option rows sorted by party and then best first; the pupils' lists when None.
    claim : (n_options,) which rows carry a claim; as `domain.preferences` says when None.
    """
    rows = listed(problem) if rows is None else rows
    return market_with(problem, rows, strict_keys(problem, claim)), rows


def strict_keys(problem: Problem, claim: BoolArray | None = None) -> tuple[IntArray, ...]:
    """Return the keys of all option rows, larger goes first; no two at an offering are alike."""
    keys = priority_keys(problem, claim)
    if True in _total(problem):
        return keys
    # What no criterion decides goes to the lower party number.
    return (*keys, -problem.options.party)


def market_with(problem: Problem, rows: IntArray, keys: Sequence[IntArray]) -> Market:
    """Return the market of the lists `rows` with the priorities `keys` of all option rows."""
    every = len(rows) == len(problem.options) and bool((np.diff(rows) == 1).all())
    return _market(problem, rows, packed(keys if every else [key[rows] for key in keys]))


def numbered(market: Market) -> Market:
    """Return a strict market with the keys 0, 1, 2, ... in the same order: small ones are fast."""
    key = np.empty(len(market.key), np.int64)
    # Equal keys stand at different schools, so that their order does not matter.
    key[np.argsort(market.key)] = np.arange(len(key))
    return replace(market, key=key)


def tied_market_of(problem: Problem) -> tuple[Market, IntArray]:
    """Return the market whose priorities are equal wherever only the lottery would decide."""
    rows = listed(problem)
    return market_with(problem, rows, priority_keys(without_lottery(problem))), rows


def lists_of(problem: Problem, rows: IntArray) -> Market:
    """Return a market of the lists `rows` where nobody goes before another."""
    return _market(problem, rows, np.zeros(len(rows), np.int64))


def without_lottery(problem: Problem) -> Problem:
    """Return the problem with the criteria that stand before the first total one."""
    steps = problem.policy.criteria
    total = _total(problem)
    before = steps[: total.index(True)] if True in total else steps
    return problem.replace(policy=problem.policy.replace(criteria=before))


def _total(problem: Problem) -> list[bool]:
    return [load("criterion", step.name).TOTAL for step in problem.policy.criteria]


def listed(problem: Problem) -> IntArray:
    """Return the option rows of the pupils' lists, none worse than a published place."""
    rows = preference_order(problem)
    kept: IntArray = rows[keeps_honour(problem)[rows]]
    return kept


def packed(keys: Sequence[IntArray]) -> IntArray:
    """Return one whole number per row that orders rows as `keys` do, the smaller goes first.

    Parameters
    ----------
    keys : the first decides, larger goes first; equal rows get equal numbers.
    """
    joined = np.zeros(len(keys[0]), np.int64)
    width = 1
    for key in keys if len(joined) else ():
        low, high = int(key.min()), int(key.max())
        values = high - key
        span = high - low + 1
        if width * span > _WIDEST:
            joined, width = _dense(joined)
        if width * span > _WIDEST:
            values, span = _dense(values)
        joined = joined * span + values
        width *= span
    return joined


def _dense(values: IntArray) -> tuple[IntArray, int]:
    distinct, number = np.unique(values, return_inverse=True)
    return number.astype(np.int64), len(distinct)


def _market(problem: Problem, rows: IntArray, key: IntArray) -> Market:
    counts = np.bincount(problem.options.party[rows], minlength=len(problem.parties))
    return Market(
        start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        school=problem.options.offering[rows],
        key=key,
        seats=np.maximum(problem.offerings.seats, 0),
    )


def place_in_list(problem: Problem, rows: IntArray) -> IntArray:
    """Return the place of each row in its pupil's own list, 0 first.

    A wish keeps its number even when an earlier one does not count; what the policy adds to
    the list follows after the last wish.
    """
    party, rank = problem.options.party[rows], problem.options.rank[rows]
    last = np.zeros(len(problem.parties), np.int64)
    np.maximum.at(last, party, rank)
    added = rank == UNWISHED
    before = np.cumsum(added) - added
    first = np.searchsorted(party, party, side="left")
    place: IntArray = np.where(added, last[party] + before - _at(before, first), rank - 1)
    return place


def classes_of(problem: Problem) -> SeatClasses | None:
    """Return the policy's classes of seats, None when it has none."""
    if not problem.policy.seat_classes:
        return None
    table = class_table(problem)
    return SeatClasses(table.start, table.seats, table.kind, table.only, table.member)


def bounds_of(problem: Problem) -> Bounds | None:
    """Return the policy's bounds on kinds of pupils, None when it has none."""
    if not problem.policy.bounds:
        return None
    table = bound_table(problem)
    return Bounds(table.kind_of, table.floor, table.ceiling, table.hard)


def placement_of(
    problem: Problem, rows: IntArray, taken: IntArray, began: float, **details: Any
) -> Placement:
    """Return the placement of the entries `taken` (-1 none).

    Parameters
    ----------
    rows : option row of each entry. began : `time.perf_counter` when the mechanism began.
    """
    chosen = np.where(taken >= 0, _at(rows, taken), -1)
    return Placement(
        chosen=np.asarray(chosen, np.int64),
        mechanism=problem.policy.mechanism.name,
        seconds=time.perf_counter() - began,
        details=details,
    )


def _at(rows: IntArray, taken: IntArray) -> IntArray:
    return rows[np.maximum(taken, 0)] if len(rows) else np.full(len(taken), -1, np.int64)
