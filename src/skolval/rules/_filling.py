"""At most and at least so many pupils at each place (offering or unit), where it may be empty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model

__all__ = ["Filling", "post_least", "post_most", "too_few", "too_many"]

_NEVER = np.int64(1) << 40


@dataclass(frozen=True, slots=True)
class Filling:
    """How full places may and must be.

    Parameters
    ----------
    place : (n_options,) the place each option is at.
    most : (n_places,) pupils at most, -1 without a limit.
    running : (n_places,) pupils at least where anybody is placed; empty : (n_places,) pupils
        at least also where nobody is, at most `running` (0: the place may stand empty).
    """

    place: IntArray
    most: IntArray
    running: IntArray
    empty: IntArray

    def pupils(self, problem: Problem, chosen: IntArray) -> IntArray:
        """Return (n_places,) pupils placed."""
        placed = np.zeros(len(self.most), np.int64)
        some = np.flatnonzero(chosen >= 0)
        np.add.at(placed, self.place[chosen[some]], problem.parties.size[some])
        return placed

    def there(self, chosen: IntArray, place: int) -> tuple[int, ...]:
        """Return the parties placed at `place`."""
        some = np.flatnonzero(chosen >= 0)
        return tuple(some[self.place[chosen[some]] == place].tolist())


def too_many(filling: Filling, placed: IntArray) -> IntArray:
    """Return (n_places,) pupils above the most."""
    beyond: IntArray = np.where(filling.most >= 0, np.maximum(placed - filling.most, 0), 0)
    return beyond


def too_few(filling: Filling, placed: IntArray) -> IntArray:
    """Return (n_places,) pupils that are missing."""
    least = np.where(placed > 0, filling.running, filling.empty)
    missing: IntArray = np.maximum(least - placed, 0)
    return missing


def post_most(
    rule: str, problem: Problem, model: Model, *, filling: Filling, price: int | None
) -> None:
    """Write one row per place with a limit."""
    limited = np.flatnonzero(filling.most >= 0)
    rows, columns, size = _at(problem, filling, limited)
    model.add_rows(rule, (rows, columns, size), upper=filling.most[limited], price=price)


def post_least(
    rule: str, problem: Problem, model: Model, *, filling: Filling, price: int | None
) -> None:
    """Write two rows with a switch (does the place run) per place that needs somebody.

    Where it does not run nobody is placed, and `empty` pupils are missing.
    """
    some = np.flatnonzero(filling.running > 0)
    if not len(some):
        return
    rows, columns, size = _at(problem, filling, some)
    most = np.zeros(len(some), np.int64)
    np.add.at(most, rows, size)
    if price is None:
        limit = filling.most[some]
        most = np.minimum(most, np.where(limit >= 0, limit, _NEVER))
    none = np.zeros(len(some), np.int64)
    runs = model.variables(none, np.ones_like(none), integer=True)
    at = (np.r_[rows, np.arange(len(some))], np.r_[columns, runs])
    model.add_rows(rule, (*at, np.r_[size, -most]), upper=none)
    empty = filling.empty[some]
    gain = filling.running[some] - empty
    model.add_rows(rule, (*at, np.r_[-size, gain]), upper=-empty, price=price)


def _at(
    problem: Problem, filling: Filling, places: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Return row, column and pupils of every option at one of `places`."""
    row_of = np.full(len(filling.most), -1, np.int64)
    row_of[places] = np.arange(len(places))
    row = row_of[filling.place]
    columns = np.flatnonzero(row >= 0)
    return row[columns], columns, problem.parties.size[problem.options.party[columns]]
