"""The mechanism run again with one more seat: once per offering, whoever asks."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from skolval.registry import load

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray, Problem
    from skolval.io.run import Run

__all__ = ["Again"]

_NEVER = ("optimal", "hosted", "random_places")
"""Mechanisms without an answer: a search takes too long, and a draw has no order to follow."""


class Again:
    """Placements of one run with one more seat here or there.

    The mechanism runs on the run's own problem: guarantee schools and lottery numbers stay.
    """

    def __init__(self, run: Run) -> None:
        self.problem = run.problem
        self.chosen = run.placement.chosen
        self._known: dict[int, IntArray] = {}

    @cached_property
    def possible(self) -> bool:
        """Whether the mechanism answers, and still makes the placement that the run holds."""
        if self.problem.policy.mechanism.name in _NEVER:
            return False
        return bool(np.array_equal(self._placed(self.problem), self.chosen))

    def with_seat(self, offering: int) -> IntArray:
        """Return the option row of every party with one more seat at `offering`."""
        if offering not in self._known:
            seats = self.problem.offerings.seats.copy()
            seats[offering] += 1
            offerings = replace(self.problem.offerings, seats=seats)
            self._known[offering] = self._placed(self.problem.replace(offerings=offerings))
        return self._known[offering]

    @staticmethod
    def _placed(problem: Problem) -> IntArray:
        step = problem.policy.mechanism
        # The mechanism itself: a run made to simulate an unlawful policy is explained too.
        chosen: IntArray = load("mechanism", step.name).place(problem, step.params).chosen
        return chosen
