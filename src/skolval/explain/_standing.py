"""How the applicants of one run stand at every offering, computed once for all its pupils."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from skolval.audit.order import applicant_keys, list_place, preferred, promised_keys
from skolval.audit.promises import promised_by
from skolval.audit.rules import load_of
from skolval.explain.facts import Score
from skolval.registry import load

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray, Problem
    from skolval.io.run import Run

__all__ = ["FEW", "Standing"]

FEW = 5
"""So many admitted must share a ground that tells about a child before it is said to decide."""
_IMPERSONAL = frozenset(
    {
        "absolute_proximity", "active_choice", "attendance_area", "chose", "claim", "listed",
        "lottery", "near_home", "only_near_school", "profile_test", "queue_time",
        "relative_proximity",
    }
)  # fmt: skip
"""Grounds that are a score, or follow from where the units are; any other tells of a child."""


def _keys(problem: Problem) -> tuple[tuple[str, IntArray], ...]:
    """Return (name, key of every option row) as the mechanism looks at them, larger first.

    Nothing for a mechanism without an order between applicants. One that trades places looks
    at the criteria although it promises no order.
    """
    step = problem.policy.mechanism
    promise = promised_by(step)
    rows = np.arange(len(problem.options))
    if promise is not None and promise.order:
        return promised_keys(problem, promise, rows, list_place(problem, rows))
    needed = bool(getattr(load("mechanism", step.name), "NEEDS_CRITERIA", False))
    looked_at = needed and bool(getattr(step.params, "respect_seats", True))
    return applicant_keys(problem) if looked_at else ()


class Standing:
    """The order of applicants at every offering, who is admitted there and who wants to be."""

    def __init__(self, run: Run) -> None:
        self.problem = run.problem
        self.chosen = run.placement.chosen
        self.taken = load_of(run)
        keys = _keys(run.problem)
        self.ordered = bool(keys)
        self.names = tuple(name for name, _key in keys)
        self.keys = tuple(key for _name, key in keys)
        self.least = tuple(int(key.min()) for _name, key in keys)

    @cached_property
    def place(self) -> IntArray:
        """(n_options,) the smaller goes first among rows of one offering; no two are equal."""
        options = self.problem.options
        columns = [-key for key in reversed(self.keys)]
        order = np.lexsort((options.party, *columns, options.offering))
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        return place

    @cached_property
    def listed(self) -> IntArray:
        """(n_options,) the place of every row on its pupil's list, 0 for the best."""
        return list_place(self.problem, np.arange(len(self.problem.options)))

    @cached_property
    def _admitted(self) -> tuple[IntArray, IntArray]:
        return self._sorted(self.chosen[self.chosen >= 0])

    @cached_property
    def _waiting(self) -> tuple[IntArray, IntArray]:
        rows = np.arange(len(self.problem.options))
        return self._sorted(rows[preferred(self.problem, rows, self.chosen)])

    def _sorted(self, rows: IntArray) -> tuple[IntArray, IntArray]:
        """Return rows by offering and place, and where each offering's begin."""
        rows = rows[np.argsort(self.place[rows])]
        ends = np.arange(len(self.problem.offerings) + 1)
        return rows, np.searchsorted(self.problem.options.offering[rows], ends)

    def admitted(self, offering: int) -> IntArray:
        """Return the option rows of those admitted, the first in the order first."""
        rows, start = self._admitted
        return rows[start[offering] : start[offering + 1]]

    def waiting(self, offering: int) -> IntArray:
        """Return the option rows of those who would rather be there, in the order."""
        rows, start = self._waiting
        return rows[start[offering] : start[offering + 1]]

    def number(self, row: int, rows: IntArray) -> int:
        """Return the number that `row` has, or would have, among `rows` in the order."""
        return int(np.searchsorted(self.place[rows], self.place[row])) + 1

    def open_rows(self, rows: IntArray) -> IntArray:
        """Return `rows` without those of protected pupils, of whom nothing is told."""
        return rows[~self.problem.parties.protected[self.problem.options.party[rows]]]

    def compared(self, row: int, rivals: IntArray) -> tuple[str, str, tuple[Score, ...]]:
        """Return why `row` goes after the last of `rivals`, on what, and the scores.

        Parameters
        ----------
        rivals : option rows of those admitted, in the order in which seats were handed out.

        Returns
        -------
        cause as in `Wish`, the deciding criterion, and scores told up to it.
        """
        told = self.open_rows(rivals)
        if not len(told):
            return "few", "", self._scores(row)
        last = int(told[-1])
        for number, (name, key) in enumerate(zip(self.names, self.keys, strict=True)):
            if key[row] > key[last]:
                return "mechanism", "", self._scores(row)
            if self._tells(name, key, row, told, self.least[number]):
                return "few", "", self._scores(row)
            if key[row] < key[last]:
                return "criterion", name, self._scores(row, last, number)
        return "tie", "", self._scores(row)

    @staticmethod
    def _tells(name: str, key: IntArray, row: int, told: IntArray, least: int) -> bool:
        """Return whether a ground about children would be told of fewer than five of them.

        Told that they go before, or, where this pupil has it too and yet goes after, that
        all of them have it: more than the `least` of anybody.
        """
        if name in _IMPERSONAL:
            return False
        last = told[-1]
        having = key[told] > (key[row] if key[row] < key[last] else least)
        return bool(having[-1]) and int(having.sum()) < FEW

    def _scores(self, row: int, last: int = -1, upto: int = -1) -> tuple[Score, ...]:
        return tuple(
            Score(name, int(key[row]), int(key[last]) if i <= upto else None)
            for i, (name, key) in enumerate(zip(self.names, self.keys, strict=True))
        )
